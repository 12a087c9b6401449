// What `npm test` tests over a file, over Debian's PostgreSQL: operations, the loopback API, exports, keys,
// clocks, decisions. Its contract and its failures are tested over another version, from npm, in `npm test`.
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { text } from 'node:stream/consumers'
import { after, before, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { missingPostgres, startPostgres } from './postgres-server.ts'
import type { DebianPostgres } from './postgres-server.ts'

const missing = missingPostgres()
if (missing) process.stderr.write(`\nSKIPPED: PostgreSQL as a real product. ${missing}\n\n`)
const root = fileURLToPath(new URL('../..', import.meta.url))
let server: DebianPostgres

before(async () => {
  if (!missing) server = await startPostgres()
})
after(async () => server?.close())

/** Test files that reach the store through the agent alone. */
const files: readonly string[] = ['clocks']

for (const name of files)
  test(`over PostgreSQL: ${name}`, { skip: missing ?? false }, async () => {
    const child = spawn(
      process.execPath,
      ['--import', './tests/support/unfollowed.ts', `tests/contract/${name}.test.ts`],
      {
        cwd: root,
        env: { ...process.env, WITNESSMARK_TEST_STORE: server.url, PGPASSWORD: server.password },
        stdio: ['ignore', 'pipe', 'inherit'],
      },
    )
    const exit = once(child, 'exit')
    const said = await text(child.stdout)
    const [code] = await exit
    assert.equal(code, 0, said)
    assert.match(said, /^(ℹ|#) pass [1-9]/m)
  })
