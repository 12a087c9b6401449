import type { Finding } from '../../../common/model/index.ts'
import { wholeBody } from '../log-rows.ts'
import { formsOf, MINIMUM, named, prunedNodes, says, without } from '../removal-rules.ts'
import { text } from '../row.ts'
import type { Row } from '../row.ts'
import type { Store } from '../store.ts'
import type { Context } from './context.ts'
import { columnsOf, derived } from './finding-columns.ts'
import { renewParts } from './parts.ts'
import type { Value } from './values.ts'

type RemovalMethods = 'evidenceWith' | 'eraseText' | 'lowestReference' | 'minimumIndex' | 'prune'

/** Rows that are looked through together. */
const PAGE = 2000

/** By what a row of a table is found again. */
const keys: Readonly<Partial<Record<string, string>>> = { evidence: 'idx', subject: 'id' }

/** The two ways out of the store: erasure and retention. */
export function removalStore({ query, write, touchAll }: Context): Pick<Store, RemovalMethods> {
  const minimum = async (): Promise<number> => {
    const [row] = await query('SELECT value FROM named WHERE key = $1', [MINIMUM])
    return Number(row?.['value'] ?? 0)
  }
  /** Every row of a table, in the order of its key. */
  async function* rowsOf(table: string, columns: string, which = ''): AsyncGenerator<Row> {
    const key = keys[table] ?? 'row_id'
    for (let after = -1; ;) {
      const rows = await query(
        `SELECT ${key} AS place, ${columns} FROM ${table} WHERE ${key} > $1${which} ORDER BY ${key} LIMIT ${PAGE}`,
        [after],
      )
      yield* rows
      const last = rows.at(-1)
      if (rows.length < PAGE || !last) return
      after = Number(last['place'])
    }
  }
  const update = async (
    table: string,
    place: number,
    changed: Readonly<Record<string, Value>>,
  ): Promise<void> => {
    const set = Object.keys(changed).map((column, index) => `"${column}" = $${index + 2}`)
    await query(`UPDATE ${table} SET ${set.join(', ')} WHERE ${keys[table] ?? 'row_id'} = $1`, [
      place,
      ...Object.values(changed),
    ])
  }

  return {
    async evidenceWith(wanted) {
      const forms = formsOf(wanted)
      const heads = await query('SELECT idx FROM evidence WHERE body IS NOT NULL ORDER BY idx')
      const found: number[] = []
      for (const head of heads) {
        const index = Number(head['idx'])
        const [row] = await query('SELECT length, body, ipe FROM evidence WHERE idx = $1', [index])
        if (row && says(wholeBody(row), text(row, 'ipe'), forms)) found.push(index)
      }
      return found
    },
    eraseText: write(async (wanted, replacement) => {
      touchAll()
      let count = 0
      for (const [table, columns] of named) {
        // The IPE block of evidence that is kept is sealed; only what lost its body and salt can
        // lose a name.
        const which = table === 'evidence' ? ' AND body IS NULL' : ''
        for await (const row of rowsOf(table, columns.join(', '), which)) {
          const changed: Record<string, Value> = {}
          for (const column of columns) {
            const before = row[column]
            if (typeof before !== 'string') continue
            const value = without(before, wanted, replacement)
            if (value !== before) changed[column] = value
          }
          if (Object.keys(changed).length === 0) continue
          count++
          if (typeof changed['finding'] === 'string')
            Object.assign(changed, ofLine(changed['finding']), { leaf: null })
          await update(table, Number(row['place']), changed)
        }
      }
      await renewParts({ query })
      return count
    }),
    async lowestReference(cutoff) {
      const lowest = (table: string): string =>
        `SELECT min(lowest) AS idx FROM ${table} WHERE valid_to IS NULL OR valid_to >= $1`
      const [row] = await query(
        `SELECT min(idx) AS lowest FROM (${lowest('observation')} UNION ALL ${lowest('finding')}) AS named`,
        [cutoff],
      )
      return row === undefined || row['lowest'] === null ? null : Number(row['lowest'])
    },
    minimumIndex: minimum,
    prune: write(async (first, cutoff) => {
      touchAll()
      if (first % 256 !== 0 || first < (await minimum()))
        throw new RangeError(`${first} is not a minimum index`)
      for (const sql of [
        'DELETE FROM leaf WHERE idx < $1',
        'DELETE FROM evidence WHERE idx < $1',
        'DELETE FROM capture WHERE evidence < $1',
        'DELETE FROM cache WHERE evidence < $1',
        'DELETE FROM checkpoint WHERE size < $1',
      ])
        await query(sql, [first])
      for (const { level, before } of prunedNodes(first))
        await query('DELETE FROM node WHERE level = $1 AND idx < $2', [level, before])
      for (const table of ['resource', 'observation', 'finding'])
        await query(`DELETE FROM ${table} WHERE valid_to < $1`, [cutoff])
      await query(
        'DELETE FROM subject WHERE NOT EXISTS (SELECT 1 FROM observation WHERE subject = subject.id)',
      )
      // A run's row stays as long as its manifest is in the log.
      await query(
        'DELETE FROM run WHERE checkpoint <= $1 OR (checkpoint IS NULL AND finished_at < $2)',
        [first, cutoff],
      )
      await query(
        'INSERT INTO named (key, value) VALUES ($1, $2) ON CONFLICT (key) DO UPDATE SET value = excluded.value',
        [MINIMUM, String(first)],
      )
    }),
  }
}

/** What stands in columns follows from the line, also when that lost something. */
function ofLine(line: string): Readonly<Record<string, Value>> {
  const values = columnsOf(JSON.parse(line) as Finding)
  return Object.fromEntries(
    Object.keys(derived).map((name, index) => [name, values[index] ?? null]),
  )
}
