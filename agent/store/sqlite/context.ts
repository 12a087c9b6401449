import type { DatabaseSync } from 'node:sqlite'

/**
 * What the parts of the SQLite store share: the connection, and `write`, which puts a method into a
 * transaction.
 */
export type Context = {
  readonly database: DatabaseSync
  readonly write: <A extends readonly unknown[], R>(
    method: (...args: A) => R,
  ) => (...args: A) => Promise<R>
}

export type Row = Readonly<Record<string, unknown>>
export const text = (row: Row, column: string): string => String(row[column])
export const textOrNull = (row: Row, column: string): string | null =>
  row[column] === null || row[column] === undefined ? null : String(row[column])
export const bytes = (row: Row, column: string): Uint8Array => row[column] as Uint8Array
export const bytesOrNull = (row: Row, column: string): Uint8Array | null =>
  (row[column] ?? null) as Uint8Array | null

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
