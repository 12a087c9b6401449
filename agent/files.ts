import {
  closeSync,
  fsyncSync,
  openSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { Problem } from './problem.ts'
import { writeHindrances } from './problems.ts'
import type { WriteHindrance } from './problems.ts'

/**
 * Whole or not at all: a crash leaves the old file, and what is on disk is there after a power cut.
 * @throws Problem `file-unwritable` with the old file as it was
 */
export function writeAtomically(file: string, content: string | Uint8Array, mode = 0o600): void {
  const temporary = `${file}.${process.pid}.tmp`
  try {
    writeFileSync(temporary, content, { mode, flush: true })
    renameSync(temporary, file)
  } catch (error) {
    rmSync(temporary, { force: true })
    throw unwritable(file, error)
  }
}

/**
 * That a folder can be, or be made, where one is named.
 * @throws Problem `folder-is-file`
 */
export function assertFolder(folder: string): void {
  for (let at = resolve(folder); ; at = dirname(at)) {
    const found = statSync(at, { throwIfNoEntry: false })
    if (found?.isDirectory() || (!found && at === dirname(at))) return
    if (found) throw new Problem('folder-is-file', { folder: resolve(folder), file: at })
  }
}

/** That a name now stands for another file is on disk, and not only the files. */
export function flushFolder(folder: string): void {
  // Windows flushes no folder.
  if (process.platform === 'win32') return
  const handle = openSync(folder, 'r')
  try {
    fsyncSync(handle)
  } finally {
    closeSync(handle)
  }
}

/** What the system said while a file was written, in the words that help; anything else as it is. */
export function unwritable(file: string, error: unknown): unknown {
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  if (!(code in writeHindrances)) return error
  const because = code as WriteHindrance
  return new Problem('file-unwritable', { file, folder: dirname(file), because }, { cause: error })
}

/** `NAME.PID.tmp`, `NAME.PID.part`, `.restore-PID-…`: begun by a process, and nobody's once it ended. */
const unfinished = /\.(?<pid>\d+)\.(?:tmp|part)$|^\.[a-z-]+-(?<made>\d+)-/

/**
 * Takes away what processes that are gone began to write into a folder and did not finish.
 * @param prefix of names, in a folder that is not ours alone
 */
export function removeUnfinished(folder: string, prefix = ''): void {
  for (const name of namesIn(folder)) {
    if (!name.startsWith(prefix)) continue
    const { pid, made } = unfinished.exec(name)?.groups ?? {}
    const by = Number(pid ?? made)
    if (!Number.isNaN(by) && !isAlive(by))
      rmSync(join(folder, name), { recursive: true, force: true })
  }
}

function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder)
  } catch {
    return []
  }
}

function isAlive(pid: number): boolean {
  // This process has just begun: what bears its number is of an earlier one.
  if (pid === process.pid) return false
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}
