import { closeSync, existsSync, openSync, readSync, statSync } from 'node:fs'
import { DatabaseSync } from 'node:sqlite'
import { Problem } from '../../problem.ts'
import { migrations as released } from './migrations.ts'
import { upgrade, versionOf } from './upgrade.ts'
import type { Upgrade } from './upgrade.ts'

export type OpenOptions = {
  readonly migrations?: readonly string[]
  /** Told after an earlier store was brought to the newest version. */
  readonly onUpgraded?: (upgrade: Upgrade) => void
}

/**
 * Opens (or makes) the database and brings it to the newest known version, after a verified copy of
 * what an earlier one held.
 * @throws Problem `store-newer` and `store-upgrade-failed`, with nothing changed; Error when the
 * file is not a database
 */
export function openDatabase(file: string, options: OpenOptions = {}): DatabaseSync {
  const { migrations = released, onUpgraded = () => undefined } = options
  refuseNewer(file, storedVersion(file), migrations)
  // SQLite gives the files beside it the mode of the database: for this user alone.
  closeSync(openSync(file, 'a', 0o600))
  const database = new DatabaseSync(file)
  try {
    // FULL: what was acknowledged survives a power cut, not only a crash. secure_delete: erased
    // bodies leave no ghost pages.
    database.exec(
      'PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON; PRAGMA secure_delete = ON; PRAGMA busy_timeout = 5000;',
    )
    const upgraded = upgrade(database, file, migrations)
    if (upgraded) onUpgraded(upgraded)
    refuseNewer(file, versionOf(database), migrations)
    return database
  } catch (error) {
    database.close()
    throw error
  }
}

/** The same database, for reading what is committed. The writer must be open. */
export function openReader(file: string): DatabaseSync {
  const database = new DatabaseSync(file, { readOnly: true })
  database.exec('PRAGMA busy_timeout = 5000')
  return database
}

function refuseNewer(file: string, version: number, known: readonly string[]): void {
  if (version > known.length)
    throw new Problem('store-newer', { file, version, known: known.length })
}

/**
 * The version without opening the database, which would leave files beside it: `user_version` in
 * the header (https://sqlite.org/fileformat2.html#user_version_number). What is still in a
 * write-ahead log, that of a running agent or after a crash, only SQLite can say.
 */
function storedVersion(file: string): number {
  if (!existsSync(file)) return 0
  if ((statSync(`${file}-wal`, { throwIfNoEntry: false })?.size ?? 0) > 0) {
    const database = openReader(file)
    try {
      return versionOf(database)
    } finally {
      database.close()
    }
  }
  const header = Buffer.alloc(64)
  const handle = openSync(file, 'r')
  try {
    readSync(handle, header)
  } finally {
    closeSync(handle)
  }
  return header.toString('latin1', 0, 16) === 'SQLite format 3\0' ? header.readUInt32BE(60) : 0
}
