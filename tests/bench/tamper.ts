// 10,000 flipped bits, seeded: half in the files of a bundle, half in the store. Not a time: what
// `verify` finds of them. `npm test` does some hundreds.
import assert from 'node:assert/strict'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { exportTo } from '../../agent/export/export.ts'
import { verifyMembers } from '../../agent/export/verify-bundle.ts'
import { verifyLog } from '../../agent/log/verify.ts'
import { copySqliteStore } from '../../agent/store/sqlite/copy.ts'
import { openSqliteStore } from '../../agent/store/sqlite/sqlite-store.ts'
import { recorded } from '../support/export.ts'
import {
  columnsOf,
  flipped,
  loadBundle,
  membersOf,
  randomFlip,
  seeded,
  tamperCell,
  unsealed,
  writeCell,
} from '../support/tamper.ts'

const PLACES = 5000
const closing: (() => unknown)[] = []
const { agent, home } = await recorded({
  after: (close: unknown) => {
    closing.unshift(close as () => unknown)
  },
})
const out = join(home, 'bundle.zip')
await exportTo(agent, { format: 'bundle', out, days: ['2026-03-12'] })
const contents = await loadBundle(out)
const random = seeded(1)
const began = performance.now()
const roots = new Set([
  'manifest.json',
  'checkpoints/manifest.txt',
  'checkpoints/keys.txt',
  'checkpoints/checkpoint.txt',
])
let found = 0
for (let place = 0; place < PLACES;) {
  const flips =
    place % 50 === 0
      ? [randomFlip(contents, random, name => roots.has(name))]
      : distinct(
          Array.from({ length: Math.min(10, PLACES - place) }, () =>
            randomFlip(contents, random, name => !roots.has(name)),
          ),
        )
  const { ok, problems } = await verifyMembers(membersOf(flipped(contents, flips)))
  const named = new Set(problems.map(problem => problem.file))
  for (const flip of flips) {
    assert.ok(
      !ok && (roots.has(flip.name) || named.has(flip.name)),
      `${flip.name} byte ${flip.byte} bit ${flip.bit}`,
    )
    found++
  }
  place += flips.length
}
process.stdout.write(
  `bundle: ${found} of ${found} flipped bits found in ${contents.size} files, ${((performance.now() - began) / 1000).toFixed(0)} s\n`,
)

const file = join(home, 'copy.sqlite')
copySqliteStore(join(home, 'witnessmark.sqlite'), file)
const store = openSqliteStore(file)
const database = new DatabaseSync(file)
const sealed = columnsOf(database).filter(
  ({ table, column }) => !(`${table}.${column}` in unsealed),
)
const again = performance.now()
let places = 0
for (let turn = 0; places < PLACES; turn++) {
  const cell = tamperCell(
    database,
    sealed[turn % sealed.length] ?? assert.fail('no columns'),
    random,
  )
  if (!cell) continue
  const { first } = await verifyLog(store, { everyAssessment: true })
  assert.ok(
    first,
    `${cell.table}.${cell.column} row ${cell.rowid}: ${String(cell.before)} -> ${String(cell.after)}`,
  )
  writeCell(database, cell, cell.before)
  places++
}
process.stdout.write(
  `store: ${places} of ${places} flipped bits found in ${sealed.length} sealed columns, ${((performance.now() - again) / 1000).toFixed(0)} s; ${Object.keys(unsealed).length} columns are listed as not sealed, with reasons\n`,
)
database.close()
await store.close()
for (const close of closing) await close()

function distinct<T extends { readonly name: string }>(flips: readonly T[]): T[] {
  return [...new Map(flips.map(flip => [flip.name, flip])).values()]
}
