/** A row as a database gives it, by column. */
export type Row = Readonly<Record<string, unknown>>
export const text = (row: Row, column: string): string => String(row[column])
export const textOrNull = (row: Row, column: string): string | null =>
  row[column] === null || row[column] === undefined ? null : String(row[column])
export const bytes = (row: Row, column: string): Uint8Array => row[column] as Uint8Array
export const bytesOrNull = (row: Row, column: string): Uint8Array | null =>
  (row[column] ?? null) as Uint8Array | null
