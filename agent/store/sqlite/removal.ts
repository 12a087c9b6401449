import { formsOf, MINIMUM, named, prunedNodes, says, without } from '../removal-rules.ts'
import type { Store } from '../store.ts'
import { bodyStore } from './bodies.ts'
import { text } from './context.ts'
import type { Context, Statement } from './context.ts'

type RemovalMethods = 'evidenceWith' | 'eraseText' | 'lowestReference' | 'minimumIndex' | 'prune'

/** The two ways out of the store: erasure and retention. */
export function removalStore({ prepare, write, touchAll }: Context): Pick<Store, RemovalMethods> {
  const minimum = (): number =>
    Number(prepare('SELECT value FROM named WHERE key = ?').get(MINIMUM)?.['value'] ?? 0)

  const bodies = bodyStore({ prepare })

  return {
    async evidenceWith(wanted) {
      const forms = formsOf(wanted)
      const heads = prepare('SELECT idx FROM evidence WHERE body IS NOT NULL ORDER BY idx').all()
      const one = prepare('SELECT length, body, base, ipe FROM evidence WHERE idx = ?')
      return heads
        .map(row => Number(row['idx']))
        .filter(index => {
          const row = one.get(index)
          return row !== undefined && says(bodies.bodyOf(row), text(row, 'ipe'), forms)
        })
    },
    eraseText: write((wanted, replacement) => {
      touchAll()
      let changed = 0
      for (const [table, columns] of named) {
        // The IPE block of evidence that is kept is sealed; only what lost its body and salt can
        // lose a name.
        const rows = prepare(
          `SELECT rowid AS place, ${columns.join(', ')} FROM ${table}${table === 'evidence' ? ' WHERE body IS NULL' : ''}`,
        )
        const updates = new Map<string, Statement>(
          columns.map(column => [
            column,
            prepare(`UPDATE ${table} SET ${column} = ? WHERE rowid = ?`),
          ]),
        )
        const found: { readonly rowid: number; readonly column: string; readonly value: string }[] =
          []
        for (const row of rows.iterate()) {
          for (const column of columns) {
            const before = row[column]
            if (typeof before !== 'string') continue
            const value = without(before, wanted, replacement)
            if (value !== before) found.push({ rowid: Number(row['place']), column, value })
          }
        }
        for (const { rowid, column, value } of found) updates.get(column)?.run(value, rowid)
        changed += new Set(found.map(item => item.rowid)).size
      }
      return changed
    }),
    async lowestReference(cutoff) {
      const row = prepare(`SELECT min(idx) AS lowest FROM (
        SELECT min(entry.value ->> 'index') AS idx FROM observation, json_each(observation.evidence) AS entry WHERE valid_to IS NULL OR valid_to >= ?
        UNION ALL SELECT min(entry.value ->> 'index') FROM finding, json_each(finding.finding, '$.evidence') AS entry WHERE valid_to IS NULL OR valid_to >= ?)`).get(
        cutoff,
        cutoff,
      )
      return row?.['lowest'] === null || row === undefined ? null : Number(row['lowest'])
    },
    async minimumIndex() {
      return minimum()
    },
    prune: write((first, cutoff) => {
      touchAll()
      if (first % 256 !== 0 || first < minimum())
        throw new RangeError(`${first} is not a minimum index`)
      for (const base of bodies.leftBehind(first)) bodies.leave(base, first)
      prepare('DELETE FROM leaf WHERE idx < ?').run(first)
      prepare('DELETE FROM evidence WHERE idx < ?').run(first)
      prepare('DELETE FROM capture WHERE evidence < ?').run(first)
      prepare('DELETE FROM cache WHERE evidence < ?').run(first)
      for (const { level, before } of prunedNodes(first))
        prepare('DELETE FROM node WHERE level = ? AND idx < ?').run(level, before)
      prepare('DELETE FROM checkpoint WHERE size < ?').run(first)
      for (const table of ['resource', 'observation', 'finding'])
        prepare(`DELETE FROM ${table} WHERE valid_to < ?`).run(cutoff)
      prepare('DELETE FROM subject WHERE id NOT IN (SELECT subject FROM observation)').run()
      // A run's row stays as long as its manifest is in the log.
      prepare(
        'DELETE FROM run WHERE checkpoint <= ? OR (checkpoint IS NULL AND finished_at < ?)',
      ).run(first, cutoff)
      prepare('INSERT OR REPLACE INTO named (key, value) VALUES (?, ?)').run(MINIMUM, String(first))
    }),
  }
}
