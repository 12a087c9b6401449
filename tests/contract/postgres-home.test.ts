// A home whose record PostgreSQL keeps: the same scans, views, exports and proofs as over a file.
import assert from 'node:assert/strict'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import type { TestContext } from 'node:test'
import { exportTo } from '../../agent/export/export.ts'
import { formats } from '../../agent/export/formats.ts'
import { verifyBundle } from '../../agent/export/verify-bundle.ts'
import { Config } from '../../agent/home/config.ts'
import { erase } from '../../agent/keep/erasure.ts'
import { verifyLog } from '../../agent/log/verify.ts'
import { openAgent, openHome } from '../../agent/open-agent.ts'
import { perform } from '../../agent/operations/perform.ts'
import { isProblem } from '../../agent/problem.ts'
import { tester } from '../support/actor.ts'
import { secretsFor, testAgent } from '../support/agent.ts'
import type { Database } from '../support/agent.ts'
import { names, recorded } from '../support/export.ts'
import { postgresServer } from '../support/postgres/server.ts'
import { unsealed } from '../support/tamper.ts'

const server = await postgresServer()

async function database(context: TestContext): Promise<Required<Database>> {
  const url = await server.database(context)
  return { url, password: server.reach(url).password ?? '' }
}

test('the address of a database holds no password, and says how one is given', () => {
  const issues = (store: string): string =>
    Config.safeParse({ version: 1, store })
      .error?.issues.map(({ message }) => message)
      .join() ?? ''
  assert.equal(issues('postgres://witnessmark@db.example.com/witnessmark'), '')
  assert.equal(issues('postgresql://db.example.com:5433/witnessmark?sslmode=verify-full'), '')
  for (const address of [
    'postgres://witnessmark:secret@db.example.com/witnessmark',
    'postgres://db.example.com/witnessmark?password=secret',
  ])
    assert.match(issues(address), /a password does not belong into this file.*PGPASSFILE/)
  for (const address of ['mysql://db.example.com/witnessmark', 'db.example.com', 'postgres://host'])
    assert.match(issues(address), /an address such as postgres:\/\//)
})

test('a year in short over PostgreSQL: verified, looked at, exported in every format, erased from', async context => {
  const kept = await database(context)
  const { agent, home, close } = await recorded(context, { database: kept })
  assert.ok(!existsSync(join(home, 'witnessmark.sqlite')), 'nothing is kept in the home')
  const verified = await verifyLog(agent.store, { everyAssessment: true })
  assert.deepEqual([verified.ok, verified.pending], [true, 0])
  for (const format of formats) {
    const out = join(home, 'exports', `all.${format}`)
    await exportTo(agent, { format, out })
    if (format === 'bundle') assert.equal((await verifyBundle(out)).ok, true)
  }
  const findings = await agent.store.findings('aurora-labs')
  const looking = openHome(home, { secrets: await secretsFor(kept) })
  context.after(() => looking.close())
  assert.deepEqual(await looking.agent.store.findings('aurora-labs'), findings)
  assert.deepEqual(await Array.fromAsync(looking.agent.store.eachFinding('aurora-labs')), findings)
  const { items } = await perform(looking.agent, tester, 'doctor', {})
  assert.deepEqual(
    items.filter(({ what }) => ['store', 'evidence log'].includes(what)).map(({ ok }) => ok),
    [true, true],
  )
  await erase(agent, tester, { person: names.polish, reason: 'asked for' })
  const after = JSON.stringify(await agent.store.findings('aurora-labs'))
  assert.ok(!after.includes(names.polish))
  assert.equal((await verifyLog(agent.store, { everyAssessment: true })).first, null)
  await close()
  const again = await openAgent(home, { secrets: await secretsFor(kept), clock: agent.clock })
  assert.equal(again.agent.log.origin, agent.log.origin, 'the log goes on under its key')
  assert.equal((await verifyLog(again.agent.store)).first, null)
  await again.close()
})

test('a home whose database is away or empty says so, and doctor names it', async context => {
  const kept = await database(context)
  const { home, close } = await testAgent(context, {}, undefined, kept)
  await close()
  await server.run(kept.url, 'DROP SCHEMA witnessmark CASCADE')
  const secrets = await secretsFor(kept)
  const empty = openHome(home, { secrets })
  await assert.rejects(empty.agent.store.tenants(), error => isProblem(error, 'nothing-recorded'))
  assert.deepEqual(
    (await perform(empty.agent, tester, 'doctor', {})).items.filter(({ what }) => what === 'scans')
      .length,
    1,
  )
  await empty.close()
  const refused = openHome(home, { secrets: await secretsFor({ ...kept, password: 'wrong' }) })
  const { items } = await perform(refused.agent, tester, 'doctor', {})
  assert.match(items.find(({ what }) => what === 'store')?.detail ?? '', /refuses the user/)
  await refused.close()
})

/** Columns of this engine alone that say nothing of the record. */
const own: readonly string[] = [
  'current_part.bucket',
  'holder.one',
  'holder.token',
  'version.version',
]
/** Another value of the same kind. */
const others: Readonly<Record<string, (column: string) => string>> = {
  text: column => `'x' || ${column}`,
  bytea: column => `set_byte(${column}, 0, get_byte(${column}, 0) # 1)`,
  bigint: column => `${column} + 1`,
  integer: column => `1 - ${column}`,
}

test('in every column that matters another value is found, whatever the triggers and indexes of the other engine would say', async context => {
  const kept = await database(context)
  const { agent } = await recorded(context, { database: kept })
  const run = (sql: string) => server.run(kept.url, `SET search_path = witnessmark; ${sql}`)
  const columns = await run(
    `SELECT table_name, column_name, data_type FROM information_schema.columns WHERE table_schema = 'witnessmark' AND is_identity = 'NO' ORDER BY 1, 2`,
  )
  const missed: string[] = []
  let tried = 0
  for (const { table_name: table, column_name: column, data_type: type } of columns) {
    const name = `${String(table)}.${String(column)}`
    if (name in unsealed || own.includes(name)) continue
    const quoted = `"${String(column)}"`
    const [row] = await run(
      `SELECT ctid::text AS place, ${quoted}::text AS before FROM ${String(table)} WHERE length(${quoted}::text) > 0 ORDER BY ${quoted} DESC LIMIT 1`,
    )
    if (!row) continue
    const other = others[String(type)]?.(quoted) ?? assert.fail(String(type))
    const [changed] = await run(
      `UPDATE ${String(table)} SET ${quoted} = ${other} WHERE ctid = '${String(row['place'])}' RETURNING ctid::text AS place`,
    ).catch(() => [])
    // A key that others point to, or that is there already, cannot be changed alone.
    if (!changed) continue
    tried++
    const found = await verifyLog(agent.store, { everyAssessment: true })
    if (found.ok) missed.push(name)
    const before = `'${String(row['before']).replaceAll("'", "''")}'::text::${String(type)}`
    await run(
      `UPDATE ${String(table)} SET ${quoted} = ${before} WHERE ctid = '${String(changed['place'])}'`,
    )
  }
  assert.deepEqual(missed, [])
  assert.ok(tried > 60, `${tried} columns`)
  assert.equal((await verifyLog(agent.store, { everyAssessment: true })).first, null)
})
