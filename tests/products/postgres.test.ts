// What `npm test` tests over a file, over Debian's PostgreSQL: operations, the loopback API, exports, keys,
// clocks, decisions. Its contract and its failures are tested over another version, from npm, in `npm test`.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { createServer, connect } from 'node:net'
import type { AddressInfo, Socket } from 'node:net'
import { join } from 'node:path'
import { verifyLog } from '../../agent/log/verify.ts'
import { isProblem } from '../../agent/problem.ts'
import { recordGap } from '../../agent/record/gap.ts'
import { temporaryFolder, testAgent } from '../support/agent.ts'
import { gapsIn, killLoop } from '../support/kill-loop.ts'
import { databaseOf } from '../support/postgres/database.ts'
import { seeded } from '../support/tamper.ts'
import { missingPostgres, startPostgres } from './postgres-server.ts'
import type { DebianPostgres } from './postgres-server.ts'
import { runFile } from './run-file.ts'

const missing = missingPostgres()
if (missing) process.stderr.write(`\nSKIPPED: PostgreSQL as a real product. ${missing}\n\n`)
let server: DebianPostgres

before(async () => {
  if (missing) return
  server = await startPostgres()
  process.env['PGPASSWORD'] = server.password
})
after(async () => server?.close())

/** Test files that reach the store through the agent alone. */
const files: readonly string[] = [
  'access-reviews',
  'cells-and-days',
  'clocks',
  'echoed-credentials',
  'evaluation-tree',
  'github',
  'interleaving',
  'key-files',
  'left-tenants',
  'login',
  'non-conformities',
  'operations',
  'outside-text',
  'own-files',
  'own-frameworks',
  'read-once',
  'running-on',
  'said-beside',
  'sarif',
  'satisfied',
]

/** Of every operation, those that are about the file in the home. */
const aboutFiles = '/^(backup|restore|migrate)$/'

for (const name of files)
  test(`over PostgreSQL: ${name}`, { skip: missing ?? false }, () =>
    runFile(`tests/contract/${name}.test.ts`, {
      args: ['--test-skip-pattern', aboutFiles],
      env: { WITNESSMARK_TEST_STORE: server.url },
    }),
  )

test(
  'an agent that is killed at any moment: what was acknowledged is there, and the log verifies',
  {
    skip: missing ?? false,
  },
  async context => {
    const { url, drop } = await databaseOf(server.url)
    context.after(drop)
    const home = join(temporaryFolder(context), 'home')
    const { kills, acknowledged } = await killLoop(home, {
      kills: 12,
      random: seeded(11),
      store: url,
    })
    assert.equal(kills, 12)
    assert.ok(acknowledged > 0)
  },
)

test(
  'another server takes over: nothing acknowledged is lost, and the same agent goes on',
  {
    skip: missing ?? false,
  },
  async context => {
    const first = await startPostgres()
    context.after(() => first.close())
    const second = await first.standby()
    context.after(() => second.close())
    const door = await doorTo(first.port)
    context.after(() => door.close())
    const { agent } = await testAgent(context, {}, undefined, { url: door.url })
    const acknowledged: string[] = []
    const write = async (detail: string): Promise<void> => {
      const at = new Date().toISOString()
      await recordGap(agent, { cause: 'sleep', tenant: '', from: at, to: at, detail })
      acknowledged.push(detail)
    }
    for (let count = 0; count < 20; count++) await write(`before ${count}`)
    const going = write('while it ends').catch((error: unknown) => error)
    await first.close()
    await going
    await assert.rejects(write('while nobody is there'), error => isProblem(error, 'store-failed'))
    door.lead(second.port)
    await assert.rejects(write('while it only follows'), error => isProblem(error, 'store-failed'))
    second.promote()
    for (let count = 0; count < 20; count++) await write(`after ${count}`)
    const found = await gapsIn(agent.store)
    assert.deepEqual(
      acknowledged.filter(detail => !found.includes(detail)),
      [],
    )
    assert.deepEqual(new Set(found).size, found.length, 'none stands twice')
    assert.equal((await verifyLog(agent.store)).first, null)
  },
)

/** An address behind which another server can stand later, as a name of a cluster does. */
async function doorTo(port: number): Promise<{
  readonly url: string
  lead(other: number): void
  close(): void
}> {
  let behind = port
  const open = new Set<Socket>()
  const door = createServer(socket => {
    const server = connect(behind, '127.0.0.1')
    for (const [one, other] of [
      [socket, server],
      [server, socket],
    ] as const) {
      open.add(one)
      one.on('error', () => undefined)
      one.on('close', () => {
        open.delete(one)
        other.destroy()
      })
      one.pipe(other)
    }
  })
  await new Promise<void>(resolve => door.listen(0, '127.0.0.1', resolve))
  const { port: own } = door.address() as AddressInfo
  return {
    url: `postgres://postgres@127.0.0.1:${own}/postgres`,
    lead: other => void (behind = other),
    close() {
      door.close()
      for (const socket of open) socket.destroy()
    },
  }
}
