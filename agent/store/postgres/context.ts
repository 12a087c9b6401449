import type { Row } from '../row.ts'
import type { Thing } from '../store.ts'
import type { Value } from './values.ts'

/** What the parts of the PostgreSQL store share. */
export type Context = {
  /** Runs where its caller stands: in a transaction, or on what is committed. */
  readonly query: (sql: string, values?: readonly Value[]) => Promise<Row[]>
  /** The same, each row as a list of its values. */
  readonly lists: (sql: string, values?: readonly Value[]) => Promise<unknown[][]>
  /** Puts a method that changes something into a transaction, one after the other. */
  readonly write: <A extends readonly unknown[], R>(
    method: (...args: A) => Promise<R>,
  ) => (...args: A) => Promise<R>
  /** The same of what is no part of the record: what is on its way out, and small named values. */
  readonly writeAside: Context['write']
  /** Whether a transaction is open here, which may write and sees what it wrote. */
  readonly isInside: () => boolean
  /** Everything that `work` reads was committed at one moment. */
  readonly atOnce: <T>(work: () => Promise<T>) => Promise<T>
  /** Notes in the open transaction of which setting and thing a reading was written; null: something else. */
  readonly touch: (tenant: string, setting: string | null, thing?: Thing) => void
  /** The same of all tenants. */
  readonly touchAll: () => void
  /** Null where something else was written, and outside of a transaction. */
  readonly touched: (tenant: string) => ReadonlyMap<string, readonly Thing[]> | null
  /** How often this store took out or changed rows of the past: what was read ahead is read again then. */
  readonly removals: () => number
  /**
   * Another text once anybody else wrote to this PostgreSQL (transaction numbers that are not this
   * store's); how often this store committed something of the record, took back what it wrote, and took
   * out or changed what had ended.
   */
  readonly written: () => Promise<{
    readonly others: string
    readonly commits: number
    readonly rollbacks: number
    readonly removals: number
  }>
  /** Lets all steps of a walk over rows see what its first step may see, whoever takes them. */
  readonly walk: <A extends readonly unknown[], T>(
    method: (...args: A) => AsyncGenerator<T>,
  ) => (...args: A) => AsyncIterable<T>
}

/**
 * So many rows may come before the planner is told of them, and then as many as there were: without
 * statistics it takes any index that a tenant begins, and walks through all that the tenant has.
 */
const UNKNOWN = 1000

type Inserted = readonly (string | number | null | Uint8Array)[]

/**
 * Inserts rows into columns of a table, all of them with one statement.
 * @param columns with their types
 * @param more what follows, such as ON CONFLICT or RETURNING; `before`: what stands before the rows
 */
export function inserting(
  query: Context['query'],
  table: string,
  columns: Readonly<Record<string, 'text' | 'bigint' | 'integer' | 'bytea'>>,
  more = '',
  before = '',
): (rows: readonly Inserted[]) => Promise<Row[]> {
  const names = Object.keys(columns).map(name => `"${name}"`)
  const lists = Object.values(columns).map((type, index) => `$${index + 1}::${type}[]`)
  const sql = `INSERT INTO ${table} (${names.join(', ')}) ${before} SELECT * FROM unnest(${lists.join(', ')}) ${more}`
  let [fresh, known] = [0, 0]
  return async rows => {
    if (rows.length === 0) return []
    const values = names.map((_, index) => rows.map(row => row[index] ?? null))
    const inserted = await query(sql, values)
    fresh += rows.length
    if (fresh >= UNKNOWN && fresh > known) {
      ;[known, fresh] = [known + fresh, 0]
      await query(`ANALYZE ${table}`)
    }
    return inserted
  }
}

/** So many together. */
export function* chunksOf<T>(items: Iterable<T>, size: number): Generator<T[]> {
  let chunk: T[] = []
  for (const item of items) {
    chunk.push(item)
    if (chunk.length < size) continue
    yield chunk
    chunk = []
  }
  if (chunk.length > 0) yield chunk
}

/** SQL conditions for the filters that were given, `?` for the value; numbered from a place on. */
export function conditions(
  given: readonly (readonly [string, string | number | undefined])[],
  from = 1,
): { readonly where: string; readonly values: (string | number)[] } {
  const used = given.flatMap(([sql, value]) => (value === undefined ? [] : [[sql, value] as const]))
  const all = used.map(([sql], index) => sql.replace('?', `$${from + index}`))
  return {
    where: all.length ? ` WHERE ${all.join(' AND ')}` : '',
    values: used.map(([, value]) => value),
  }
}

/** SQL: every value of a column that an index begins with, sorted; not every row is read for it. */
export function eachOf(table: string, column: string): string {
  const next = (more: string): string => `(SELECT min(${column}) FROM ${table}${more})`
  return `WITH RECURSIVE one (${column}) AS (SELECT ${next('')} UNION ALL SELECT ${next(` WHERE ${column} > one.${column}`)} FROM one WHERE one.${column} IS NOT NULL)
    SELECT ${column} FROM one WHERE ${column} IS NOT NULL`
}

/** SQL condition: what stood at a place in the log. @param at the number of the place among the values */
export function stood(at: number): string {
  return `from_entry <= $${at} AND (to_entry IS NULL OR to_entry > $${at})`
}

/**
 * SQL: rows of a table for each row before it, found by an index: else whoever plans the statement may, for
 * want of statistics, walk through all rows of a tenant for each.
 */
export function each(table: string, where: string): string {
  return `LATERAL (SELECT * FROM ${table} WHERE ${where} OFFSET 0)`
}

/** The place that the next entry gets, which is what is written now counts from. */
export async function here(query: Context['query']): Promise<number> {
  const [row] = await query('SELECT coalesce(max(idx) + 1, 0) AS size FROM leaf')
  return Number(row?.['size'])
}

const FACTORS = [1, 11, 121, 51]

/** One of 256 buckets, by the last four characters of an id: the same as the SQLite store's. */
export function bucketOf(id: string): number {
  // By character, as SQLite does.
  const last = Array.from(id.slice(-8)).slice(-4).toReversed()
  return (
    FACTORS.reduce((sum, factor, at) => sum + factor * (last[at]?.codePointAt(0) ?? 0), 0) % 256
  )
}

/** Rows that are read ahead in a walk whose rows are short. */
const AHEAD = 200

/**
 * Walks through rows by their ids, some of them read ahead: again where the store took out or changed
 * any since, so that none is given that is no more. No cursor stays open between two steps.
 * @param read gives those that there still are, with their ids, in any order
 */
export async function* ahead(
  { removals }: Pick<Context, 'removals'>,
  ids: readonly number[],
  read: (ids: readonly number[]) => Promise<Row[]>,
): AsyncGenerator<Row> {
  for (let start = 0; start < ids.length; start += AHEAD) {
    const some = ids.slice(start, start + AHEAD)
    let [known, at] = [new Map<number, Row>(), -1]
    for (const [index, id] of some.entries()) {
      if (at !== removals()) {
        at = removals()
        known = new Map(
          (await read(some.slice(index))).map(row => [Number(row['row_id']), row] as const),
        )
      }
      const row = known.get(id)
      if (row) yield row
    }
  }
}
