import { DatabaseSync } from 'node:sqlite'
import { inWords } from './failure.ts'

/**
 * Writes a consistent copy of a database that may be in use: one read transaction, so writers go on
 * and are not in it.
 * @param to a file that does not exist yet, or is empty
 * @throws Error when there is no database; Problem `store-failed` where the copy finds no room, say
 */
export function copySqliteStore(from: string, to: string): void {
  const database = new DatabaseSync(from, { readOnly: true })
  try {
    database.exec('PRAGMA busy_timeout = 5000')
    inWords(to, () => database.prepare('VACUUM INTO ?').run(to))
  } finally {
    database.close()
  }
}
