import { existsSync } from 'node:fs'
import { DatabaseSync } from 'node:sqlite'
import { migrations } from './migrations.ts'

/** The file was written by a newer Witnessmark: refused, never touched. */
export class NewerStoreError extends Error {}

/**
 * Opens (or makes) the database and brings it to the newest known version.
 * @throws NewerStoreError when the file's version is above ours, Error when the file is not a
 * database
 */
export function openDatabase(file: string): DatabaseSync {
  if (file !== ':memory:' && existsSync(file)) refuseNewer(file)
  const database = new DatabaseSync(file)
  // FULL: what was acknowledged survives a power cut, not only a crash. secure_delete: erased
  // bodies leave no ghost pages.
  database.exec(
    'PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON; PRAGMA secure_delete = ON; PRAGMA busy_timeout = 5000;',
  )
  const version = versionOf(database)
  for (const [index, sql] of migrations.entries()) {
    if (index < version) continue
    database.exec(`BEGIN IMMEDIATE; ${sql}; PRAGMA user_version = ${index + 1}; COMMIT;`)
  }
  return database
}

/** The same database, for reading what is committed. The writer must be open. */
export function openReader(file: string): DatabaseSync {
  const database = new DatabaseSync(file, { readOnly: true })
  database.exec('PRAGMA busy_timeout = 5000')
  return database
}

function refuseNewer(file: string): void {
  const database = new DatabaseSync(file, { readOnly: true })
  try {
    const version = versionOf(database)
    if (version <= migrations.length) return
    throw new NewerStoreError(
      `${file} has store version ${version}, this Witnessmark knows up to ${migrations.length}. It was left untouched: install the newer Witnessmark, or use another --home.`,
    )
  } finally {
    database.close()
  }
}

function versionOf(database: DatabaseSync): number {
  return Number(database.prepare('PRAGMA user_version').get()?.['user_version'])
}
