import {
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readdirSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { dirname, join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { messageOf, Problem } from '../../problem.ts'
import { copySqliteStore } from './copy.ts'

export type Upgrade = {
  readonly from: number
  readonly to: number
  /** The file that holds what was there before. */
  readonly backup: string
}

const KEPT = 3
const NAME = /^store-\d+-(?<at>[\dTZ-]+)\.sqlite$/

/**
 * Applies what is missing of the migrations, all or none. Before that, what an earlier version
 * holds is copied to `backups/` beside the file and the copy verified.
 * @returns what was done to a store that was there before, or null
 * @throws Problem `store-upgrade-failed`, with the file as it was
 */
export function upgrade(
  database: DatabaseSync,
  file: string,
  migrations: readonly string[],
): Upgrade | null {
  if (versionOf(database) >= migrations.length) return null
  // From here on nobody else writes: what is copied is what is changed, and of two processes that
  // find an earlier version only one changes it.
  database.exec('BEGIN IMMEDIATE')
  const [from, to] = [versionOf(database), migrations.length]
  let backup: string | null = null
  try {
    if (from > 0 && from < to) backup = backUp(database, file, from)
    for (const sql of migrations.slice(from)) database.exec(sql)
    if (from < to) database.exec(`PRAGMA user_version = ${to}`)
    database.exec('COMMIT')
  } catch (error) {
    if (database.isTransaction) database.exec('ROLLBACK')
    if (from === 0) throw error
    throw new Problem(
      'store-upgrade-failed',
      { file, from, to, backup, detail: messageOf(error) },
      { cause: error },
    )
  }
  return backup === null ? null : { from, to, backup }
}

export function versionOf(database: DatabaseSync): number {
  return Number(database.prepare('PRAGMA user_version').get()?.['user_version'])
}

/** What was taken out of the store is not to stay in copies of it that nobody asked for. */
export function removeUpgradeBackups(file: string): void {
  for (const name of backupsOf(file)) rmSync(join(folderOf(file), name))
}

/** A copy of an upgrade that counts has its own name only when it is whole, verified and on disk. */
function backUp(database: DatabaseSync, file: string, version: number): string {
  const at = new Date().toISOString().replaceAll(/[:.]/g, '-')
  const backup = join(folderOf(file), `store-${version}-${at}.sqlite`)
  const part = join(folderOf(file), 'unfinished')
  mkdirSync(folderOf(file), { recursive: true, mode: 0o700 })
  // Left by a crash.
  rmSync(part, { force: true })
  try {
    // SQLite fills an empty file, and never makes one that others may read.
    writeFileSync(part, '', { mode: 0o600, flag: 'wx' })
    copySqliteStore(file, part)
    verifyCopy(database, part)
    flush(part)
    renameSync(part, backup)
  } catch (error) {
    rmSync(part, { force: true })
    throw error
  }
  for (const old of backupsOf(file).slice(0, -KEPT)) rmSync(join(folderOf(file), old))
  return backup
}

/** @throws Error where the copy is damaged, or holds something else than the database */
export function verifyCopy(database: DatabaseSync, file: string): void {
  const copy = new DatabaseSync(file, { readOnly: true })
  try {
    const check = copy.prepare('PRAGMA quick_check').get()?.['quick_check']
    if (check !== 'ok')
      throw new Error(`its copy does not pass SQLite's own check: ${String(check)}`)
    const [expected, found] = [inventoryOf(database), inventoryOf(copy)]
    if (expected !== found) throw new Error(`its copy holds ${found}, but the store ${expected}`)
  } finally {
    copy.close()
  }
}

/** Version, and rows of each table. */
function inventoryOf(database: DatabaseSync): string {
  const tables = database
    .prepare(
      `SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name`,
    )
    .all()
    .map(row => String(row['name']))
  const counts = tables.map(
    name =>
      `${name} ${Number(database.prepare(`SELECT count(*) AS n FROM "${name}"`).get()?.['n'])}`,
  )
  return [`version ${versionOf(database)}`, ...counts].join(', ')
}

/** Oldest first. */
function backupsOf(file: string): string[] {
  if (!existsSync(folderOf(file))) return []
  const at = (name: string): string => NAME.exec(name)?.groups?.['at'] ?? ''
  return readdirSync(folderOf(file))
    .filter(name => NAME.test(name))
    .sort((a, b) => (at(a) < at(b) ? -1 : 1))
}

function folderOf(file: string): string {
  return join(dirname(file), 'backups')
}

function flush(file: string): void {
  const handle = openSync(file, 'r+')
  try {
    fsyncSync(handle)
  } finally {
    closeSync(handle)
  }
}
