import assert from 'node:assert/strict'
import { cpSync, mkdirSync, readFileSync, symlinkSync } from 'node:fs'
import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { test } from 'node:test'
import { newService } from '../support/new-service.ts'
import { temporaryFolder } from '../support/agent.ts'

const root = fileURLToPath(new URL('../../', import.meta.url))

test("a generated service is registered once and keeps the catalogue's contracts", context => {
  const copy = `${temporaryFolder(context)}/`
  for (const folder of ['common', 'agent', 'tests/contract', 'tests/support']) {
    mkdirSync(copy + folder, { recursive: true })
    cpSync(root + folder, copy + folder, { recursive: true })
  }
  for (const file of ['package.json']) cpSync(root + file, copy + file)
  symlinkSync(`${root}node_modules`, `${copy}node_modules`)
  newService(copy, 'acme-mail', 'Acme Mail')
  assert.equal(
    readFileSync(`${copy}common/services/index.ts`, 'utf8').match(/acmeMail,/g)?.length,
    1,
  )
  assert.throws(() => newService(copy, 'acme-mail', 'again'), /there already/)
  assert.throws(() => newService(copy, 'Acme Mail', 'x'), /kebab-case/)
  // A child runner of its own: without the variable it would report into this one.
  const { NODE_TEST_CONTEXT: _, ...env } = process.env
  const run = spawnSync(
    process.execPath,
    [
      '--test',
      '--test-name-pattern=acme-mail|registry|ids are unique',
      'tests/contract/catalogue.test.ts',
    ],
    { cwd: copy, encoding: 'utf8', env },
  )
  assert.equal(run.status, 0, run.stdout)
  assert.match(run.stdout, /acme-mail: every check judges/)
})
