import assert from 'node:assert/strict'
import { join } from 'node:path'
import { test } from 'node:test'
import type { TestContext } from 'node:test'
import { Client } from 'pg'
import { PARTS } from '../../agent/store/digests.ts'
import { migrations, newest, SCHEMA } from '../../agent/store/postgres/migrations.ts'
import { openPostgresStore } from '../../agent/store/postgres/postgres-store.ts'
import { migrations as sqliteMigrations } from '../../agent/store/sqlite/migrations.ts'
import { openSqliteStore } from '../../agent/store/sqlite/sqlite-store.ts'
import { NOTHING_ENDED } from '../../agent/store/store.ts'
import type { Store } from '../../agent/store/store.ts'
import { temporaryFolder } from '../support/agent.ts'
import { postgresServer } from '../support/postgres/server.ts'
import { storeContract } from '../support/store/contract.ts'
import { questions } from '../support/store/questions.ts'
import { finding, observation, readRun, writeRun } from '../support/store/rows.ts'

const server = await postgresServer()

async function opened(context: TestContext, address?: string): Promise<Store> {
  const store = await openPostgresStore(server.reach(address ?? (await server.database(context))))
  assert.ok(store, 'it is made where there is none')
  context.after(() => store.close())
  return store
}

storeContract('postgres', opened)

const at = (day: number): string => `2026-01-0${day}T00:00:00.000Z`

/** What a year brings, in short: things, readings that change, lists that break off, an erasure. */
async function history(store: Store): Promise<void> {
  for (const day of [1, 2, 3])
    for (const tenant of ['acme', 'contoso']) await writeRun(store, tenant, day)
  const odd = { type: 'repository', id: 'a\0b\ufdd0c 𠮷', name: 'odd \0 name' }
  await store.putResources('acme', at(4), [odd], [])
  await store.putFindings(
    'acme',
    'r4',
    at(4),
    Array.from({ length: 700 }, (_, index) =>
      finding('acme', index % 3 ? 'pass' : 'unknown', {
        id: `acme/check/${index}`,
        resource: { type: 'repository', id: `${index}`, name: `${index}` },
        reason: index % 3 ? null : index % 2 ? 'forbidden' : 'not-found',
        exception: index % 5 ? null : 'accepted',
      }),
    ),
  )
  await store.putObservations(
    'acme',
    'r4',
    at(4),
    Array.from({ length: 1500 }, (_, index) => ({
      ...observation(index % 2 === 0, at(4)),
      resource: { type: 'repository', id: `${index % 700}` },
      setting: `github.repository.setting-${index % 2}`,
    })),
  )
  await store.appendLeaves([{ leaf: new Uint8Array([1]), hash: new Uint8Array([2]) }])
  await store.putResources('acme', at(5), [], ['repository'])
  await store.eraseText('Acme on day 3', 'somebody')
}

async function seals(store: Store): Promise<Readonly<Record<string, unknown>>> {
  const found: Record<string, unknown> = {}
  for (const tenant of ['acme', 'contoso', 'nobody']) {
    for (const like of ['', PARTS, 'tree:'])
      found[`${tenant} ${like}`] = await store.currentDigest(tenant, { like })
    for (const since of [0, 2, 9])
      found[`${tenant} since ${since}`] = await store.currentDigest(tenant, { since })
    found[`${tenant} again`] = await store.transaction(() => store.currentDigest(tenant))
    found[`${tenant} ended`] = await store.endedChain(tenant, NOTHING_ENDED)
    found[`${tenant} leaves`] = await Array.fromAsync(store.findingLeaves(tenant))
    found[`${tenant} groups`] = await store.findingGroups(tenant)
    found[`${tenant} tally`] = await store.tally(tenant)
    found[`${tenant} wrong`] = await store.wrongBetween(tenant, -1, 9)
    found[`${tenant} replaced`] = await store.replacedFindings(tenant, 1)
    found[`${tenant} verdicts`] = await store.verdicts(tenant)
    found[`${tenant} things`] = await store.resources(tenant)
    found[`${tenant} run`] = await readRun(store, tenant, 2)
  }
  found['changed'] = await store.changedFindings(0, 5)
  found['lowest'] = await store.lowestReference(at(1))
  return found
}

test('both engines answer alike and seal the same over the same history', async context => {
  const postgres = await opened(context)
  const sqlite = openSqliteStore(join(temporaryFolder(context), 'witnessmark.sqlite'))
  context.after(() => sqlite.close())
  for (const store of [postgres, sqlite]) await history(store)
  assert.deepEqual(await seals(postgres), await seals(sqlite))
  for (const store of [postgres, sqlite]) await store.prune(0, at(4))
  assert.deepEqual(await seals(postgres), await seals(sqlite), 'after rows were taken out')
})

test('of what came since a place, rows that nobody sealed are found, also where nothing is kept of them', async context => {
  const address = await server.database(context)
  const store = await opened(context, address)
  await history(store)
  const since = (await store.logSize()) - 1
  const sealed = await store.transaction(() => store.currentDigest('acme'))
  const now = () => store.currentDigest('acme', { since })
  assert.equal(await now(), sealed)
  const row = `tenant, type, id, name, valid_from, from_entry`
  const changes: readonly [change: string, back: string][] = [
    [
      `UPDATE finding SET outcome = 'pass', from_entry = ${since} WHERE row_id = 10`,
      `UPDATE finding SET outcome = 'unknown', from_entry = 6 WHERE row_id = 10`,
    ],
    [
      `INSERT INTO resource (${row}) SELECT tenant, type, 'new', name, valid_from, ${since} FROM resource LIMIT 1`,
      `DELETE FROM resource WHERE id = 'new'`,
    ],
    [
      `UPDATE unlisted SET detail = 'other' WHERE tenant = 'acme'`,
      `UPDATE unlisted SET detail = 'acme-3' WHERE tenant = 'acme'`,
    ],
  ]
  for (const [change, back] of changes) {
    await server.run(address, `SET search_path = witnessmark; ${change}`)
    assert.notEqual(await now(), sealed, change)
    await server.run(address, `SET search_path = witnessmark; ${back}`)
    assert.equal(await now(), sealed, back)
  }
})

test('both engines have the same store version', () => {
  assert.equal(newest(migrations), sqliteMigrations.length)
})

test('what somebody else changes in the database is found, whatever it was', async context => {
  const address = await server.database(context)
  const store = await opened(context, address)
  await history(store)
  const sealed = await store.currentDigest('acme')
  const ended = await store.endedChain('acme', NOTHING_ENDED)
  assert.equal(await store.currentDigest('acme'), sealed)
  const differ = async (): Promise<readonly boolean[]> => [
    (await store.currentDigest('acme')) !== sealed,
    (await store.endedChain('acme', NOTHING_ENDED)).chain !== ended.chain,
  ]
  const changes: readonly [change: string, back: string, current: boolean][] = [
    [
      `UPDATE finding SET outcome = 'pass' WHERE row_id = 10`,
      `UPDATE finding SET outcome = 'unknown' WHERE row_id = 10`,
      true,
    ],
    [
      `UPDATE finding SET lowest = 9 WHERE row_id = 9`,
      `UPDATE finding SET lowest = 0 WHERE row_id = 9`,
      true,
    ],
    [
      `UPDATE finding SET severity = 'low' WHERE row_id = 1`,
      `UPDATE finding SET severity = 'high' WHERE row_id = 1`,
      false,
    ],
    [
      `UPDATE finding SET to_entry = to_entry + 1 WHERE row_id = 1`,
      `UPDATE finding SET to_entry = to_entry - 1 WHERE row_id = 1`,
      false,
    ],
    [
      `UPDATE observation SET lowest = 7 WHERE valid_to IS NULL AND lowest = 0`,
      `UPDATE observation SET lowest = 0 WHERE lowest = 7`,
      true,
    ],
    [
      `UPDATE observation SET grade = 'D' WHERE valid_to IS NULL`,
      `UPDATE observation SET grade = 'A' WHERE valid_to IS NULL`,
      true,
    ],
  ]
  const run = (sql: string) => server.run(address, `SET search_path = witnessmark; ${sql}`)
  for (const [change, back, current] of changes) {
    await run(change)
    assert.deepEqual(await differ(), [current, !current], change)
    await run(back)
    assert.deepEqual(await differ(), [false, false], back)
  }
})

/** Tables that grow with every scan, or with every tenant. */
const growing = new Set(
  'run leaf node checkpoint evidence resource subject observation finding current_part current_bucket capture cache'.split(
    ' ',
  ),
)

type Plan = {
  readonly 'Node Type': string
  readonly 'Relation Name'?: string
  readonly 'Index Name'?: string
  readonly 'Index Cond'?: string
  readonly 'Plans'?: readonly Plan[]
}

/** Rows of growing tables that a plan goes through: all of a table, or all that an index has. */
function goneThrough(plan: Plan, first = false): string[] {
  const { 'Node Type': type, 'Index Name': index = '', 'Index Cond': where } = plan
  // A bitmap is of the index alone.
  const table = plan['Relation Name'] ?? index.split('_')[0] ?? ''
  const isFirst = first || type === 'Limit'
  const below = (plan.Plans ?? []).flatMap(part => goneThrough(part, isFirst && type !== 'Sort'))
  // The first in the order of an index is no walk.
  const walks = type === 'Seq Scan' || (/^Index/.test(type) && where === undefined && !isFirst)
  // Indexes of all that ever was, by place.
  const past = /^(?:finding|observation)_(?:began|ended)$/.test(index) && !isFirst
  const through = walks || (past && !/(?:from|to)_entry/.test(where ?? ''))
  return through && growing.has(table) ? [`${type} ${table} ${index}`, ...below] : below
}

test('what one tenant is now is found without going through history or other tenants', async context => {
  const address = await server.database(context)
  const store = await opened(context, address)
  await history(store)
  // Others have more, and all have a past.
  const others = Array.from({ length: 12 }, (_, index) => `other-${index}`)
  for (const tenant of [...others, 'acme'])
    for (const day of [6, 7]) {
      const things = Array.from({ length: 300 }, (_, id) => ({ type: 'repository', id: `r${id}` }))
      await store.putResources(
        tenant,
        at(day),
        things.map(thing => ({ ...thing, name: `${thing.id} ${day}` })),
        [],
      )
      await store.putObservations(
        tenant,
        'r4',
        at(day),
        things.map(resource => ({ ...observation(day % 2 === 0, at(day)), resource })),
      )
      await store.putFindings(
        tenant,
        'r4',
        at(day),
        things.map(({ type, id }) =>
          finding(tenant, day % 2 ? 'fail' : 'pass', {
            id: `${tenant}/check/${id}`,
            resource: { type, id, name: id },
          }),
        ),
      )
    }
  await server.run(address, `SET search_path = ${SCHEMA}; ANALYZE`)
  const asked = new Set<string>()
  type Query = (this: Client, statement: unknown, ...more: unknown[]) => unknown
  const prototype = Client.prototype as unknown as { query: Query }
  const plain = prototype.query
  context.mock.method(prototype, 'query', function (this: Client, ...given: Parameters<Query>) {
    const [statement] = given
    const { text } = Object(statement) as { readonly text?: unknown }
    if (typeof text === 'string') asked.add(text)
    return plain.apply(this, given)
  } satisfies Query)
  const gone: string[] = []
  let explained = 0
  for (const [what, ask] of Object.entries(questions)) {
    asked.clear()
    await ask(store)
    for (const sql of [...asked].filter(text => /^\s*(?:SELECT|WITH|UPDATE|DELETE)\b/.test(text))) {
      explained++
      const rows = await server.run(
        address,
        `SET search_path = ${SCHEMA}; SET enable_seqscan = off; EXPLAIN (GENERIC_PLAN, FORMAT JSON) ${sql}`,
      )
      const [{ Plan: plan }] = rows.at(-1)?.['QUERY PLAN'] as [{ readonly Plan: Plan }]
      gone.push(...goneThrough(plan).map(found => `${what}: ${found}: ${sql}`))
    }
  }
  assert.ok(explained > Object.keys(questions).length)
  assert.deepEqual(gone, [])
})
