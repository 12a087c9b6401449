import assert from 'node:assert/strict'
import { DatabaseSync } from 'node:sqlite'
import { test } from 'node:test'
import type { TestContext } from 'node:test'
import { verifyLog } from '../../../agent/log/verify.ts'
import type { Store } from '../../../agent/store/store.ts'
import { counting, entry, openedLog } from '../../support/opened-log.ts'

const ENTRIES = 2600
const LONG = 'x'.repeat(100_000)

async function longLog(context: TestContext) {
  const opened = await openedLog(context)
  await opened.log.commit(null, () =>
    opened.log.append(
      Array.from({ length: ENTRIES }, (_, item) => entry(0, item, item === 700 ? LONG : undefined)),
    ),
  )
  const database = new DatabaseSync(opened.file)
  context.after(() => database.close())
  return { ...opened, database }
}

test('a long log is verified in pages: the store is asked nothing for each entry', async context => {
  const { store } = await longLog(context)
  const counted: string[] = []
  const pages: Store = {
    ...store,
    snapshot: work => store.snapshot(snapshot => work(counting(snapshot, counted))),
  }
  const { first, entries } = await verifyLog(pages)
  assert.equal(first, null)
  assert.ok(entries > ENTRIES)
  assert.ok(counted.length < 100, `${counted.length} calls`)
})

/** SQL that puts one text in place of another within a leaf. */
function leafWith(before: string, after: string): string {
  return `leaf = CAST(replace(CAST(leaf AS TEXT), '${before}', '${after}') AS BLOB)`
}

test('an earlier log, whose rows say the same in another order, verifies, and each edit is found', async context => {
  const { store, database } = await longLog(context)
  // As they were written before: members of what is said of a body stood in the order of the writer.
  database.exec(`UPDATE evidence SET ipe = json_object('tenant', ipe ->> 'tenant', 'seenAt', ipe ->> 'seenAt', 'request', ipe ->> 'request',
    'recordedAt', ipe ->> 'recordedAt', 'collector', ipe ->> 'collector', 'catalogue', ipe ->> 'catalogue') WHERE kind = 'evidence'`)
  assert.equal((await verifyLog(store)).first, null)
  database.exec(
    `UPDATE evidence SET ipe = replace(ipe, '"catalogue":"digest"', '"catalogue":"other"') WHERE idx = 1600`,
  )
  assert.match((await verifyLog(store)).first?.problem ?? '', /something else than the leaf/)
})

test('whatever is missing or changed in the midst of a page is found at its place', async context => {
  const { store, database } = await longLog(context)
  const begins = (await store.logSize()) - ENTRIES
  const cases: readonly (readonly [string, string, string | null, number, RegExp])[] = [
    ['evidence', 'idx = 1234', null, 1234, /evidence row is missing/],
    ['leaf', 'idx = 1234', null, 1234, /entry is missing/],
    ['node', 'level = 3 AND idx = 140', null, 1127, /inner node 3\/140/],
    ['node', 'level = 0 AND idx = 2000', 'hash = zeroblob(32)', 2000, /inner node 0\/2000/],
    ['node', 'level = 11 AND idx = 0', 'hash = zeroblob(32)', 2047, /inner node 11\/0/],
    [
      'evidence',
      `idx = ${begins + 700}`,
      // Kept compressed: of whatever a changed byte makes, none is what was sealed.
      `body = CAST(substr(body, 1, length(body) - 3) || x'ffffff' AS BLOB)`,
      begins + 700,
      /body does not fit/,
    ],
    ['evidence', 'idx = 2500', 'body = NULL, salt = NULL', 2500, /body or salt is gone/],
    // Each column by which an entry is read as the one that was written.
    ['leaf', 'idx = 1600', `leaf = CAST(leaf || ' ' AS BLOB)`, 1600, /not a canonical entry/],
    ['leaf', 'idx = 1600', leafWith('GET /0/', 'PUT /0/'), 1600, /does not have the stored hash/],
    ['leaf', 'idx = 1600', leafWith('"subject":"', '"subject":7,"x":"'), 1600, /not a canonical/],
    ['leaf', 'idx = 1600', 'hash = zeroblob(32)', 1600, /does not have the stored hash/],
    ['evidence', 'idx = 1600', `run = 'other'`, 1600, /says something else than the leaf/],
    ['evidence', 'idx = 1600', `kind = 'capture'`, 1600, /says something else than the leaf/],
    ['evidence', 'idx = 1600', `media_type = 'text/html'`, 1600, /says something else than the/],
    ['evidence', 'idx = 1600', 'length = length + 1', 1600, /says something else than the leaf/],
    ['evidence', 'idx = 1600', `commitment = hex(salt)`, 1600, /another commitment/],
    ['evidence', 'idx = 1600', 'salt = zeroblob(32)', 1600, /body does not fit/],
    ['evidence', 'idx = 1600', `body = CAST('other' AS BLOB)`, 1600, /body does not fit/],
    ['evidence', 'idx = 1600', `tenant = 'other'`, 1600, /not what was sealed/],
    ['evidence', 'idx = 1600', 'personal = 1', 1600, /not what was sealed/],
    [
      'evidence',
      'idx = 1600',
      `ipe = replace(ipe, 'GET /0/', 'GET /1/')`,
      1600,
      /not what was sealed/,
    ],
    ['evidence', 'idx = 1600', `ipe = '{'`, 1600, /cannot be read/],
    // What stands before it in the same page is told first.
    [
      'evidence',
      'idx IN (1550, 1600)',
      `ipe = iif(idx = 1600, '{', replace(ipe, '/0/', '/9/'))`,
      1550,
      /not what was sealed/,
    ],
  ]
  for (const [table, where, set, place, problem] of cases) {
    database.exec(`CREATE TEMP TABLE kept AS SELECT * FROM ${table} WHERE ${where}`)
    const sql = set
      ? `UPDATE ${table} SET ${set} WHERE ${where}`
      : `DELETE FROM ${table} WHERE ${where}`
    assert.ok(Number(database.prepare(sql).run().changes) > 0, sql)
    const { first } = await verifyLog(store)
    assert.equal(first?.entry, place, `${sql}: ${first?.problem}`)
    assert.match(first?.problem ?? '', problem, sql)
    database.exec(
      `DELETE FROM ${table} WHERE ${where}; INSERT INTO ${table} SELECT * FROM kept; DROP TABLE kept`,
    )
  }
  assert.equal((await verifyLog(store)).first, null, 'every change was taken back')
})
