// `service install | status | uninstall` on Linux, with a systemd of ours that notes what it is told: none runs
// everywhere. What the unit starts is started as it stands there.
import assert from 'node:assert/strict'
import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { createInterface } from 'node:readline'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { editConfig } from '../../agent/home/config.ts'
import { temporaryFolder } from '../support/agent.ts'
import { freePort } from '../support/free-port.ts'

const main = fileURLToPath(new URL('../../agent/main.ts', import.meta.url))

test(
  'a service is installed, asked and taken away; what it starts is an agent that answers',
  { skip: process.platform !== 'linux' },
  async context => {
    const folder = temporaryFolder(context)
    const [home, bin, notes] = [join(folder, 'a home'), join(folder, 'bin'), join(folder, 'notes')]
    mkdirSync(bin)
    const fake = join(bin, 'systemctl')
    writeFileSync(
      fake,
      `#!/bin/sh\necho "$@" >> '${notes}'\ncase "$*" in *is-active*) test -e '${notes}.active';; *enable*) test ! -e '${notes}.broken' || { echo no bus >&2; exit 1; };; esac\n`,
    )
    chmodSync(fake, 0o755)
    const path = `${bin}${delimiter}${process.env['PATH'] ?? ''}`
    const env = { ...process.env, HOME: folder, PATH: path, NO_COLOR: '1' }
    const said = (...given: readonly string[]) => {
      const words = [main, 'service', ...given, '--home', home, '--no-input']
      const { status, stdout, stderr } = spawnSync(process.execPath, words, {
        encoding: 'utf8',
        env,
      })
      return { status, text: stdout + stderr }
    }
    const unit = join(folder, '.config', 'systemd', 'user', 'witnessmark.service')

    assert.match(said('status').text, /not installed/)
    const installed = said('install')
    assert.equal(installed.status, 0, installed.text)
    assert.deepEqual(readFileSync(notes, 'utf8').trim().split('\n'), [
      '--user daemon-reload',
      '--user enable --now witnessmark.service',
    ])
    assert.deepEqual(
      [said('status').status, said('status').text],
      [6, `${unit}: not running\n`],
      'attention',
    )
    writeFileSync(`${notes}.active`, '')
    assert.deepEqual([said('status').status, said('status').text], [0, `${unit}: running\n`])

    const start = /^ExecStart=(.*)$/m.exec(readFileSync(unit, 'utf8'))?.[1] ?? ''
    const [command = '', ...words] = [...start.matchAll(/"([^"]*)"/g)].map(item => item[1] ?? '')
    // Any port that is free, not the one that somebody's agent has.
    editConfig(home, ['port'], await freePort())
    const agent = spawn(command, words, { env, stdio: ['ignore', 'pipe', 'inherit'] })
    context.after(() => agent.kill('SIGKILL'))
    let url: string | undefined
    for await (const line of createInterface({ input: agent.stdout })) {
      assert.doesNotMatch(line, /token/, 'a journal keeps what is printed')
      url = /(http:\/\/127\.0\.0\.1:\d+)/.exec(line)?.[1]
      if (url) break
    }
    assert.equal((await fetch(`${url}/healthz`)).status, 200)
    const ended = once(agent, 'exit')
    agent.kill('SIGTERM')
    assert.deepEqual(await ended, [0, null], 'it stops in order')

    const gone = said('uninstall')
    assert.equal(gone.status, 0, gone.text)
    assert.deepEqual(
      [existsSync(unit), existsSync(join(home, 'config.yaml'))],
      [false, true],
      'the home stays',
    )
    writeFileSync(`${notes}.broken`, '')
    const failed = said('install')
    assert.equal(failed.status, 1)
    assert.match(failed.text, /systemctl --user enable --now witnessmark\.service.*no bus/s)
  },
)
