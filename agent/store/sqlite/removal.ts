import type { Store } from '../store.ts'
import { bodyStore } from './bodies.ts'
import { text } from './context.ts'
import type { Context, Statement } from './context.ts'

type RemovalMethods = 'evidenceWith' | 'eraseText' | 'lowestReference' | 'minimumIndex' | 'prune'

const MINIMUM = 'log.minimum'
const LEVELS = 64
/** Where a person's name can stand beside evidence bodies: table, its text columns. */
const named = [
  ['resource', ['id', 'name', 'parent_id']],
  ['subject', ['resource']],
  ['observation', ['value', 'detail']],
  ['finding', ['id', 'finding']],
  ['unlisted', ['detail']],
  ['evidence', ['ipe']],
  ['outbox', ['alert', 'problem']],
] as const

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
          const haystack = row
            ? `${Buffer.from(bodies.bodyOf(row) ?? []).toString('utf8')}\n${text(row, 'ipe')}`.toLowerCase()
            : ''
          const texts = haystack.includes('\\u') ? [haystack, unescaped(haystack)] : [haystack]
          return forms.some(form => texts.some(item => item.includes(form)))
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
      // A hash goes with the tile it stands in (https://c2sp.org/tlog-tiles, Pruning): what later
      // roots and proofs need stays.
      for (let level = 0; level < LEVELS; level++) {
        const tile = 256 ** (Math.floor(level / 8) + 1)
        if (tile > first) break
        prepare('DELETE FROM node WHERE level = ? AND idx < ?').run(
          level,
          Math.floor(first / tile) * (tile / 2 ** level),
        )
      }
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

/** Whatever a tool's JSON escapes, an apostrophe as well. */
function unescaped(text: string): string {
  return text
    .replace(/\\u([0-9a-f]{4})/g, (_, unit: string) =>
      String.fromCharCode(Number.parseInt(unit, 16)),
    )
    .toLowerCase()
}

/**
 * A name as it stands in text, in an address, in a table's quotes and, where it has other characters, as
 * JSON may escape it.
 */
function formsOf(wanted: string): string[] {
  const plain = wanted.toLowerCase()
  // By code unit, as JSON does: a rare character (a surname with 𠮷) is two escapes.
  const escaped = plain.replace(
    /[\x7f-\uffff]/g,
    unit => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
  const inAddress = encodeURIComponent(plain.toWellFormed()).toLowerCase()
  const inTable = plain.replaceAll('"', '""')
  return [...new Set([plain, JSON.stringify(plain).slice(1, -1), escaped, inAddress, inTable])]
}

function without(value: string, wanted: string, replacement: string): string {
  return formsOf(wanted).reduce(
    (current, form) =>
      current.replace(
        new RegExp(form.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&'), 'giu'),
        () => replacement,
      ),
    value,
  )
}
