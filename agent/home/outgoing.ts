import { existsSync, lstatSync, readdirSync, realpathSync } from 'node:fs'
import { basename, dirname, join, relative, sep } from 'node:path'
import { assertFolder } from '../files.ts'
import { Problem } from '../problem.ts'

/**
 * Nothing that is taken out replaces what the agent lives on: of the home, only `exports/` is written
 * to, and what stands elsewhere is replaced when that was asked for.
 * @param path absolute: a file, or a folder that is filled (one that was filled before goes on)
 * @throws Problem `out-in-home`, `folder-is-file`, `out-exists`
 */
export function assertOutgoing(
  home: string,
  path: string,
  { force, filled }: { readonly force: boolean; readonly filled?: string },
): void {
  const real = join(realOf(dirname(path)), basename(path))
  const exports = join(home, 'exports')
  if (isWithin(realOf(home), real) && !isWithin(realOf(exports), real, 'below'))
    throw new Problem('out-in-home', { file: path, exports })
  assertFolder(filled === undefined ? dirname(path) : path)
  if (!force && isTaken(path, filled)) throw new Problem('out-exists', { file: path })
}

function isTaken(path: string, filled: string | undefined): boolean {
  const found = lstatSync(path, { throwIfNoEntry: false })
  if (!found) return false
  if (filled === undefined || !found.isDirectory()) return true
  return readdirSync(path).length > 0 && !existsSync(join(path, filled))
}

/** Where it really is; of what is not there yet, where it would be. */
function realOf(path: string): string {
  if (existsSync(path) || dirname(path) === path) return realpathSync.native(path)
  return join(realOf(dirname(path)), basename(path))
}

function isWithin(folder: string, path: string, below?: 'below'): boolean {
  const rest = relative(folder, path)
  return rest === '' ? below === undefined : rest !== '..' && !rest.startsWith(`..${sep}`)
}
