import { writeFileSync } from 'node:fs'
import { DatabaseSync } from 'node:sqlite'
import { storeFailure } from './failure.ts'

/** Longer than anybody looks whether a file is held. */
const LOOKING_MILLISECONDS = 500
/** https://sqlite.org/rescode.html#busy */
const SQLITE_BUSY = 5

/**
 * Holds a file by SQLite's own lock on it, which is the kernel's, who lets go of it with the process,
 * however that ends. The file stays where it is: who takes it away lets another one in beside its holder.
 * @param file made where there is none, and empty
 * @returns null where somebody holds it, this process too
 * @throws Error of the system where it cannot be made; Problem `store-failed`
 */
export function holdExclusively(file: string): { release(): void } | null {
  try {
    writeFileSync(file, '', { mode: 0o600, flag: 'wx' })
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
  }
  const database = new DatabaseSync(file, { timeout: LOOKING_MILLISECONDS })
  try {
    database.exec('BEGIN EXCLUSIVE')
    return { release: () => database.close() }
  } catch (error) {
    database.close()
    if (isBusy(error)) return null
    throw storeFailure(file, error)
  }
}

/** Whether a process holds it. */
export function isHeldExclusively(file: string): boolean {
  let database: DatabaseSync | null = null
  try {
    database = new DatabaseSync(file, { readOnly: true })
    database.prepare('SELECT count(*) FROM sqlite_schema').get()
    return false
  } catch (error) {
    return isBusy(error)
  } finally {
    database?.close()
  }
}

function isBusy(error: unknown): boolean {
  return error instanceof Error && 'errcode' in error && Number(error.errcode) % 256 === SQLITE_BUSY
}
