import { DatabaseSync } from 'node:sqlite'

/** How many bytes of a store's file are rows and indexes, and not free pages. */
export function bytesOf(file: string): number {
  const database = new DatabaseSync(file, { readOnly: true })
  const row = database
    .prepare(
      'SELECT (page_count - freelist_count) * page_size AS bytes FROM pragma_page_count(), pragma_freelist_count(), pragma_page_size()',
    )
    .get()
  database.close()
  return Number(row?.['bytes'])
}
