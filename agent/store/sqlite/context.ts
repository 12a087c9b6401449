import type { SQLInputValue, StatementSync } from 'node:sqlite'
import type { Row } from '../row.ts'
import type { Thing } from '../store.ts'

/** A statement that runs where its caller stands: in a transaction, or on what is committed. */
export type Statement = {
  run(...values: readonly SQLInputValue[]): ReturnType<StatementSync['run']>
  get(...values: readonly SQLInputValue[]): Row | undefined
  all(...values: readonly SQLInputValue[]): Row[]
  /** The same, each row as a list of its values: of a statement that is asked for nothing else. */
  lists(...values: readonly SQLInputValue[]): unknown[][]
  iterate(...values: readonly SQLInputValue[]): Iterable<Row>
}

/** What the parts of the SQLite store share. */
export type Context = {
  readonly prepare: (sql: string) => Statement
  /**
   * All rows of a statement that goes through the whole file, as that is committed: of a large one while
   * others are served.
   */
  readonly aside: (sql: string) => Promise<readonly Readonly<Record<string, unknown>>[]>
  /** Puts a method that changes something into a transaction. */
  readonly write: <A extends readonly unknown[], R>(
    method: (...args: A) => R,
  ) => (...args: A) => Promise<R>
  /** The same of what is no part of the record: what is on its way out, and small named values. */
  readonly writeAside: Context['write']
  /** Whether a transaction is open here, which may write and sees what it wrote. */
  readonly isInside: () => boolean
  /** Everything that `work` reads was committed at one moment; it awaits nothing. */
  readonly atOnce: <T>(work: () => T) => T
  /** Notes in the open transaction of which setting and thing a reading was written; null: something else. */
  readonly touch: (tenant: string, setting: string | null, thing?: Thing) => void
  /** The same of all tenants. */
  readonly touchAll: () => void
  /** Null where something else was written, and outside of a transaction. */
  readonly touched: (tenant: string) => ReadonlyMap<string, readonly Thing[]> | null
  /**
   * Another text once anybody else wrote to the file, by SQLite
   * (https://sqlite.org/pragma.html#pragma_data_version) or past it (the file's own time of change);
   * how often this store committed something of the record, took back what it wrote, and took out or
   * changed what had ended.
   */
  readonly written: () => {
    readonly others: string
    readonly commits: number
    readonly rollbacks: number
    readonly removals: number
  }
  /** Lets all steps of a walk over rows see what its first step may see, whoever takes them. */
  readonly walk: <A extends readonly unknown[], T>(
    method: (...args: A) => AsyncGenerator<T>,
  ) => (...args: A) => AsyncIterable<T>
}

export { bytes, bytesOrNull, text, textOrNull } from '../row.ts'
export type { Row } from '../row.ts'

/** Rows that one statement inserts: its own cost counts then for many. */
const TOGETHER = 32

/** Inserts rows into columns of a table, many at once. */
export function inserting(
  prepare: Context['prepare'],
  table: string,
  columns: readonly string[],
): (rows: readonly (readonly SQLInputValue[])[]) => void {
  const row = `(${columns.map(() => '?').join(', ')})`
  const into = (count: number): Statement =>
    prepare(
      `INSERT INTO ${table} (${columns.join(', ')}) VALUES ${Array.from({ length: count }, () => row).join(', ')}`,
    )
  const [one, many] = [into(1), into(TOGETHER)]
  return rows => {
    const whole = rows.length - (rows.length % TOGETHER)
    for (let at = 0; at < whole; at += TOGETHER) many.run(...rows.slice(at, at + TOGETHER).flat())
    for (const last of rows.slice(whole)) one.run(...last)
  }
}

/** The same statement for the same text: for those that are not walked, as a walk is one at a time. */
export function preparedOnce(prepare: Context['prepare']): Context['prepare'] {
  const known = new Map<string, Statement>()
  return sql => {
    const statement = known.get(sql) ?? prepare(sql)
    known.set(sql, statement)
    return statement
  }
}

/** SQL conditions for the filters that were given. */
export function conditions(given: readonly (readonly [string, string | number | undefined])[]): {
  readonly where: string
  readonly values: (string | number)[]
} {
  const used = given.flatMap(([sql, value]) => (value === undefined ? [] : [[sql, value] as const]))
  return {
    where: used.length ? ` WHERE ${used.map(([sql]) => sql).join(' AND ')}` : '',
    values: used.map(([, value]) => value),
  }
}

/** SQL: every value of a column that an index begins with, sorted; not every row is read for it. */
export function eachOf(table: string, column: string): string {
  const next = (more: string): string => `(SELECT min(${column}) FROM ${table}${more})`
  return `WITH RECURSIVE one (${column}) AS (SELECT ${next('')} UNION ALL SELECT ${next(` WHERE ${column} > one.${column}`)} FROM one WHERE one.${column} IS NOT NULL)
    SELECT ${column} FROM one WHERE ${column} IS NOT NULL`
}

/** SQL: a table of things, to be joined before any other (`CROSS JOIN`). Takes `listOf` them as ?1. */
export const THINGS = `(SELECT value ->> 0 AS type, value ->> 1 AS id FROM json_each(?1)) AS thing`
export function listOf(things: readonly Thing[]): string {
  return JSON.stringify(things.map(({ type, id }) => [type, id]))
}

/** SQL condition: what stood at a place in the log. Takes the place twice. */
export const STOOD = 'from_entry <= ? AND (to_entry IS NULL OR to_entry > ?)'
/** SQL: the place that the next entry gets, which is what is written now counts from. */
export const HERE = '(SELECT coalesce(max(idx) + 1, 0) FROM leaf)'

/**
 * SQL: one of 256 buckets for the column `id`, by its last four characters. A column is made of it, so
 * that it never changes; and it asks for nothing that another engine lacks.
 */
export const BUCKET = `(${[1, 11, 121, 51]
  .map((factor, at) => `${factor} * coalesce(unicode(substr(id, ${-1 - at}, 1)), 0)`)
  .join(' + ')}) % 256`
