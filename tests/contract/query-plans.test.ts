// What each statement of the store reads, by SQLite's own plan: nothing that grows with the history, or
// with other tenants, is gone through for what one tenant is now.
import assert from 'node:assert/strict'
import { join } from 'node:path'
import { test } from 'node:test'
import { prepared } from '../../agent/store/sqlite/connections.ts'
import { openDatabase } from '../../agent/store/sqlite/open.ts'
import { partsOf } from '../../agent/store/sqlite/sqlite-store.ts'
import { temporaryFolder } from '../support/agent.ts'
import { questions } from '../support/store/questions.ts'

const at = '2026-01-01T00:00:00.000Z'

/** Tables that grow with every scan, or with every tenant. */
const growing =
  /^SCAN (?:run|leaf|node|checkpoint|evidence|resource|subject|observation|finding|current_part|current_bucket|capture|cache|[a-z])\b(?! USING COVERING INDEX \w+ \(|.*VIRTUAL)/

/** The first in the order of an index is no walk; one that is sorted for its first is. */
function goesThrough(detail: string, sql: string): boolean {
  // A tenant has 256 buckets: one of them is no walk through all.
  if (sql.includes('bucket = ?') && !detail.includes('bucket=?')) return true
  const first = /LIMIT (?:1|\?)$/.test(sql)
  if (first && detail.includes('TEMP B-TREE FOR ORDER BY')) return true
  return growing.test(detail) && !(first && detail.includes(' USING INDEX '))
}

/** Questions about what came or went since a place: as many rows are read as did. */
const since = new Set([
  'findings that gave way',
  'what ended since',
  'findings between two places',
  'what moved between two places',
])

/** What stood before, or was known before that, is looked for among the versions of one finding. */
const ofOne = new Map([['findings that changed', /^SEARCH [bk] (?!USING INDEX finding_id \()/]])

/** How it begins: what is not one of these goes through all that is there now. */
const byPlace =
  /USING (?:COVERING )?INDEX \w+_(?:began|ended)\b|^SEARCH s USING INTEGER PRIMARY KEY|B-TREE|^(?:MERGE \(UNION\)|LEFT|RIGHT)$/

test('what one tenant is now is found without going through history or other tenants', async context => {
  const file = join(temporaryFolder(context), 'store.sqlite')
  const database = openDatabase(file)
  context.after(() => database.close())
  database.exec(`INSERT INTO run (id, tenant, kind, started_at, status, catalogue) VALUES ('r', 'acme', 'scan', '${at}', 'running', 'c');
    INSERT INTO current_part (tenant, type, id) VALUES ('acme', 't', 'i');
    INSERT INTO finding (id, tenant, finding, run, valid_from) VALUES ('f', 'acme', '{"id":"f","resource":{"type":"t","id":"i"},"exception":null}', 'r', '${at}')`)
  let asked: string[] = []
  const store = partsOf({
    prepare(sql) {
      const statement = prepared(file, sql, () => database)
      const noted =
        <A extends readonly unknown[], R>(run: (...values: A) => R) =>
        (...values: A): R => {
          asked.push(sql)
          return run(...values)
        }
      return {
        run: noted(statement.run),
        get: noted(statement.get),
        all: noted(statement.all),
        lists: noted(statement.lists),
        iterate: noted(statement.iterate),
      }
    },
    aside: async () => [],
    write:
      method =>
      async (...values) =>
        method(...values),
    writeAside:
      method =>
      async (...values) =>
        method(...values),
    isInside: () => false,
    atOnce: work => work(),
    touch: () => undefined,
    touchAll: () => undefined,
    touched: () => null,
    removals: () => 0,
    written: () => ({ others: '', commits: 0, rollbacks: 0, removals: 0 }),
    walk: method => method,
  })
  const gone: string[] = []
  for (const [what, ask] of Object.entries(questions)) {
    asked = []
    await ask(store)
    assert.ok(asked.length > 0, what)
    for (const sql of new Set(asked.filter(text => !text.startsWith('PRAGMA'))))
      for (const { detail } of database.prepare(`EXPLAIN QUERY PLAN ${sql}`).all())
        if (
          goesThrough(String(detail), sql) ||
          (since.has(what) && !byPlace.test(String(detail))) ||
          ofOne.get(what)?.test(String(detail))
        )
          gone.push(`${what}: ${String(detail)}: ${sql}`)
  }
  assert.deepEqual(gone, [])
})
