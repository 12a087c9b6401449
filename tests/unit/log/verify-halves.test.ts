import assert from 'node:assert/strict'
import { DatabaseSync } from 'node:sqlite'
import { test } from 'node:test'
import type { TestContext } from 'node:test'
import { join } from 'node:path'
import { verifyLog } from '../../../agent/log/verify.ts'
import { copySqliteStore } from '../../../agent/store/sqlite/copy.ts'
import type { Store } from '../../../agent/store/store.ts'
import { temporaryFolder } from '../../support/agent.ts'
import { entry, openedLog } from '../../support/opened-log.ts'

const EACH = 100

/** Eight commits, between them a step of the clock that stands alone, and an erasure of what is in the first half. */
async function halvedLog(context: TestContext) {
  const opened = await openedLog(context)
  const { log, store } = opened
  const many = (batch: number) =>
    log.append(Array.from({ length: EACH }, (_, item) => entry(batch, item)))
  const at = '2026-01-02T00:00:00.000Z'
  const step = { cause: 'clock-step', tenant: '', from: at, to: at, detail: '' }
  for (let batch = 0; batch < 8; batch++) {
    await log.commit(null, () => many(batch))
    if (batch === 5)
      await log.commit(null, async () => {
        await log.append([log.own('gap', '', 'gap clock-step', step)])
      })
  }
  await log.commit(null, async () => {
    await store.eraseEvidence([50])
    await log.append([log.own('erasure', '', 'erasure', { reason: 'asked', erased: [50] })])
  })
  const database = new DatabaseSync(opened.file)
  context.after(() => database.close())
  return { ...opened, database, size: await store.logSize() }
}

/** @param file over which another thread reads its half; `read` counts the entries that are read here */
function watched(store: Store, file?: string): { readonly store: Store; readonly read: number[] } {
  const read: number[] = []
  const seen = (snapshot: Store): Store => ({
    ...snapshot,
    ...(file ? { file } : {}),
    async *entries(from, to) {
      for await (const page of snapshot.entries(from, to)) {
        read.push(...page.map(({ index }) => index))
        yield page
      }
    },
  })
  return { read, store: { ...store, snapshot: work => store.snapshot(one => work(seen(one))) } }
}

test('two threads find what one finds: nothing, or the same first place, wherever something was changed', async context => {
  const { store, database, size } = await halvedLog(context)
  const whole = await verifyLog(store)
  assert.equal(whole.first, null)
  assert.deepEqual([whole.entries, whole.erased, whole.gaps], [size, 1, 1])
  assert.deepEqual(await verifyLog(store, { halved: 1 }), whole)
  const middle = 1 + 4 * EACH
  const cases: readonly (readonly [string, string, string | null])[] = [
    ['evidence', 'idx = 300', `run = 'other'`],
    ['evidence', 'idx = 700', `body = CAST('other' AS BLOB)`],
    ['evidence', 'idx IN (300, 700)', `tenant = 'other'`],
    ['evidence', 'idx = 700', `ipe = '{'`],
    ['evidence', 'idx = 60', 'body = NULL, salt = NULL'],
    ['evidence', 'idx = 760', 'body = NULL, salt = NULL'],
    ['leaf', `idx = ${middle - 1}`, null],
    ['leaf', `idx = ${middle}`, null],
    ['leaf', `idx = ${size - 1}`, null],
    // Of the nodes from which the second half goes on.
    ['node', 'level = 8 AND idx = 0', 'hash = zeroblob(32)'],
    ['node', 'level = 8 AND idx = 0', null],
    ['node', 'level = 9 AND idx = 0', 'hash = zeroblob(32)'],
    ['checkpoint', `size = ${middle}`, `root = 'other'`],
    ['checkpoint', `size = ${middle + EACH}`, `root = 'other'`],
    ['checkpoint', `size = ${middle + EACH}`, `size = ${middle + EACH + 1}`],
  ]
  for (const [table, where, set] of cases) {
    database.exec(`CREATE TEMP TABLE kept AS SELECT * FROM ${table}`)
    const sql = set
      ? `UPDATE ${table} SET ${set} WHERE ${where}`
      : `DELETE FROM ${table} WHERE ${where}`
    assert.ok(Number(database.prepare(sql).run().changes) > 0, sql)
    const by = await verifyLog(store)
    assert.notEqual(by.first, null, sql)
    assert.deepEqual(await verifyLog(store, { halved: 1 }), by, sql)
    database.exec(`DELETE FROM ${table}; INSERT INTO ${table} SELECT * FROM kept; DROP TABLE kept`)
  }
  assert.equal((await verifyLog(store, { halved: 1 })).first, null, 'every change was taken back')
})

test('half is read beside; all is read here where the other thread sees another log, or another first half', async context => {
  const { store, log, file, size } = await halvedLog(context)
  const within = watched(store)
  assert.equal((await verifyLog(within.store, { halved: 1 })).first, null)
  assert.deepEqual([within.read[0], within.read.length], [0, 1 + 4 * EACH])

  const folder = temporaryFolder(context)
  const other = join(folder, 'other.sqlite')
  copySqliteStore(file, other)
  const edited = new DatabaseSync(other)
  // A first half of which the second cannot tell that it is another one.
  edited.exec(`UPDATE node SET hash = zeroblob(32) WHERE level = 8 AND idx = 0`)
  edited.close()
  const forged = watched(store, other)
  assert.equal((await verifyLog(forged.store, { halved: 1 })).first, null)
  assert.equal(forged.read.length, size)

  const later = watched(store, join(folder, 'later.sqlite'))
  copySqliteStore(file, join(folder, 'later.sqlite'))
  await log.commit(null, () => log.append([entry(9, 0)]))
  const more = await store.logSize()
  assert.equal((await verifyLog(later.store, { halved: 1 })).entries, more)
  assert.equal(later.read.length, more)

  const gone = watched(store, join(folder, 'none.sqlite'))
  assert.equal((await verifyLog(gone.store, { halved: 1 })).first, null)
  assert.equal(gone.read.length, more)
})

test('a step of the clock that only what was before it tells from the begin of a commit', async context => {
  const { log, store, database } = await halvedLog(context)
  // As of before: all else was recorded later than the step, so that it would begin a commit.
  const at = '2025-01-01T00:00:00.000Z'
  const step = { cause: 'clock-step', tenant: '', from: at, to: at, detail: '' }
  await log.commit(null, async () => {
    await log.append([log.own('gap', '', 'gap clock-step', step), entry(9, 0)])
  })
  const within = watched(store)
  const by = await verifyLog(store)
  assert.equal(by.first, null)
  assert.deepEqual(await verifyLog(within.store, { halved: 1 }), by)
  assert.equal(within.read.length, by.entries, 'which half was read cannot tell')
  database.exec(`DELETE FROM checkpoint WHERE size = ${1 + 6 * EACH + 1}`)
  const lone = await verifyLog(store)
  assert.match(lone.first?.problem ?? '', /signed after it is gone/)
  assert.deepEqual(await verifyLog(store, { halved: 1 }), lone)
})
