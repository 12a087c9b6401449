import { EventEmitter } from 'node:events'
import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, copyFileSync } from 'node:fs'
import { DatabaseSync } from 'node:sqlite'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import type { TestContext } from 'node:test'
import { openLog } from '../../agent/log/log.ts'
import { verifyLog } from '../../agent/log/verify.ts'
import { openSqliteStore } from '../../agent/store/sqlite/sqlite-store.ts'
import { isProblem } from '../../agent/problem.ts'
import { storeContract } from '../support/store/contract.ts'
import { writeRun } from '../support/store/rows.ts'
import { recordGap } from '../../agent/record/gap.ts'

function folder(context: TestContext): string {
  const path = mkdtempSync(join(tmpdir(), 'witnessmark-'))
  context.after(() => rmSync(path, { recursive: true, force: true }))
  return path
}
const context = {
  by: 'agent@1',
  catalogue: () => 'digest',
  clock: () => new Date('2026-01-01T00:00:00.000Z'),
}
const entry = (text: string) => ({
  kind: 'evidence' as const,
  run: 'r1',
  tenant: 'acme',
  subject: 'acme GET /',
  mediaType: 'application/json',
  body: new TextEncoder().encode(text),
  ipe: {
    request: 'GET /',
    tenant: 'acme',
    collector: 'github@1',
    catalogue: 'digest',
    seenAt: '2026-01-01T00:00:00.000Z',
    recordedAt: '2026-01-01T00:00:00.000Z',
  },
})

storeContract('sqlite', context => {
  const store = openSqliteStore(join(folder(context), 'witnessmark.sqlite'))
  context.after(() => store.close())
  return store
})

test('what the store itself does with its files is no stranger’s work; what another does is', async context_ => {
  const file = join(folder(context_), 'witnessmark.sqlite')
  const store = openSqliteStore(file)
  context_.after(() => store.close())
  await store.set('a', 'b')
  const before = await store.version()
  await store.snapshot(moment => moment.get('a'))
  assert.equal(await store.version(), before, 'a snapshot')
  await store.transaction(async () => {
    // More than SQLite holds in memory: some of it is in the file before the end.
    for (let key = 0; key < 4000; key++) await store.set(`k${key}`, 'x'.repeat(2000))
    await store.snapshot(moment => moment.get('a'))
  })
  await store.snapshot(moment => moment.get('a'))
  assert.equal(await store.version(), before, 'a large transaction')
  const other = new DatabaseSync(file)
  other.exec(`UPDATE named SET value = 'c' WHERE key = 'a'`)
  other.close()
  assert.notEqual(await store.version(), before, 'another program')
})

test('the log verifies; a changed body, leaf, node, checkpoint or missing row is named', async context_ => {
  const home = folder(context_)
  const file = join(home, 'witnessmark.sqlite')
  const store = openSqliteStore(file)
  const log = await openLog(store, home, context)
  for (let run = 0; run < 5; run++)
    await log.commit(`r${run}`, async () => {
      await log.append([entry(`a${run}`), entry(`b${run}`)])
    })
  await recordGap(
    { log, store, clock: context.clock, events: new EventEmitter() },
    {
      cause: 'missed-schedule',
      tenant: 'acme',
      from: '2026-01-01T00:00:00.000Z',
      to: '2026-01-02T00:00:00.000Z',
      detail: 'asleep',
    },
  )
  const good = await verifyLog(store)
  assert.deepEqual(
    { ...good, first: null },
    {
      ok: true,
      entries: 12,
      checkpoints: 7,
      pending: 0,
      erased: 0,
      pruned: 0,
      since: null,
      gaps: 1,
      stamped: 0,
      first: null,
    },
  )
  await store.close()
  const tampering: readonly [sql: string, problem: RegExp, entry: number][] = [
    [`UPDATE evidence SET body = x'00' WHERE idx = 3`, /body does not fit/, 3],
    [
      `UPDATE evidence SET ipe = replace(ipe, 'GET /', 'GET /other') WHERE idx = 3`,
      /not what was sealed/,
      3,
    ],
    [`UPDATE evidence SET personal = 1 WHERE idx = 3`, /not what was sealed/, 3],
    [
      `UPDATE evidence SET ipe = replace(ipe, 'github@1', 'github@2') WHERE idx = 4`,
      /something else than the leaf/,
      4,
    ],
    [`UPDATE leaf SET leaf = x'7b7d' WHERE idx = 5`, /not a canonical entry/, 5],
    [`UPDATE leaf SET hash = zeroblob(32) WHERE idx = 6`, /stored hash/, 6],
    [`UPDATE node SET hash = zeroblob(32) WHERE level = 1 AND idx = 1`, /inner node 1\/1/, 3],
    [`UPDATE checkpoint SET root = 'ff' WHERE size = 5`, /another root/, 4],
    [
      `UPDATE checkpoint SET note = replace(note, char(10) || '5' || char(10), char(10) || '6' || char(10)) WHERE size = 5`,
      /checkpoint over 5/,
      4,
    ],
    [`DELETE FROM evidence WHERE idx = 2`, /evidence row is missing/, 2],
    [`UPDATE evidence SET body = NULL, salt = NULL WHERE idx = 2`, /no erasure entry/, 2],
    [`DELETE FROM leaf WHERE idx = 11`, /12 entries was signed/, 11],
  ]
  for (const [sql, problem, place] of tampering) {
    const copy = join(home, 'copy.sqlite')
    copyFileSync(file, copy)
    const database = new DatabaseSync(copy)
    assert.equal(database.prepare(sql).run().changes, 1, sql)
    database.close()
    const tampered = openSqliteStore(copy)
    const { first } = await verifyLog(tampered)
    assert.match(first?.problem ?? 'verified', problem, sql)
    assert.equal(first?.entry, place, sql)
    await tampered.close()
    for (const suffix of ['', '-wal', '-shm']) rmSync(copy + suffix, { force: true })
  }
})

test('evidence whose row cannot be read is a problem that names its entry', async context_ => {
  const file = join(folder(context_), 'witnessmark.sqlite')
  const store = openSqliteStore(file)
  context_.after(() => store.close())
  await writeRun(store, 'acme', 1)
  const database = new DatabaseSync(file)
  for (const change of ['personal = 2', `personal = 0, ipe = '{'`]) {
    database.exec(`UPDATE evidence SET ${change}`)
    for (const read of [
      () => store.evidence(0),
      () => Array.fromAsync(store.evidenceOf({ run: 'acme-1' })),
      () => Array.fromAsync(store.evidenceHeads({})),
    ])
      await assert.rejects(
        read,
        (error: unknown) =>
          isProblem(error, 'evidence-unreadable') && error.message.startsWith('entry 0: '),
      )
  }
  database.close()
})

test('a restored backup goes on under a new key, and says so', async context_ => {
  const home = folder(context_)
  const file = join(home, 'witnessmark.sqlite')
  const first = openSqliteStore(file)
  const log = await openLog(first, home, context)
  await log.commit('r1', async () => {
    await log.append([entry('one')])
  })
  await first.close()
  copyFileSync(file, join(home, 'backup'))
  const second = openSqliteStore(file)
  const again = await openLog(second, home, context)
  assert.equal(again.origin, log.origin)
  await again.commit('r2', async () => {
    await again.append([entry('two')])
  })
  await second.close()
  copyFileSync(join(home, 'backup'), file)
  const restored = openSqliteStore(file)
  const after = await openLog(restored, home, context)
  assert.notEqual(after.origin, log.origin)
  await after.commit('r3', async () => {
    await after.append([entry('three')])
  })
  assert.equal((await verifyLog(restored)).ok, true)
  const keys = (await Array.fromAsync(restored.evidenceOf({}))).filter(item => item.kind === 'key')
  assert.match(
    new TextDecoder().decode(keys.at(-1)?.body ?? new Uint8Array()),
    /restored from a backup/,
  )
  await restored.close()
})
