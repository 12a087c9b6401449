import { readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'

/** Whose lock holds a home; see lock.ts. */
export const LOCK = 'home.lock'

/** Where users keep what is theirs, one YAML file a matter. */
const folders = ['checks', 'recipes', 'exceptions', 'frameworks'] as const
type Folder = (typeof folders)[number]

/** The YAML files of a folder of the home, sorted; none where there is no such folder. */
export function filesOf(home: string, folder: Folder): readonly string[] {
  const path = join(home, folder)
  try {
    const { ctimeMs, ino, dev } = statSync(path)
    const stamp = `${dev} ${ino} ${ctimeMs}`
    const known = listed.get(path)
    if (known?.stamp === stamp && performance.now() < known.until) return known.files
    const files = readdirSync(path)
      .filter(name => /\.ya?ml$/.test(name))
      .sort()
      .map(name => join(path, name))
    if (ctimeMs < Date.now() - SETTLED)
      listed.set(path, { stamp, until: performance.now() + TRUSTED, files })
    return files
  } catch {
    return []
  }
}

/** When a folder changed says whether a name in it came or went: it is read again only then. */
const listed = new Map<
  string,
  { readonly stamp: string; readonly until: number; readonly files: readonly string[] }
>()
/** Milliseconds for which it is believed: some file systems never change a folder's time. */
const TRUSTED = 10_000
/**
 * Milliseconds after which it does say so: what comes within one tick of a file system's clock (two
 * seconds, on FAT) leaves the time as it is.
 */
const SETTLED = 5000

/** Differs when a file of the user's appeared, changed or went. */
export function stampOf(home: string): string {
  const own = folders.flatMap(folder => filesOf(home, folder))
  return JSON.stringify([...own, join(home, 'config.yaml')].map(file => [file, fileStamp(file)]))
}

/** Differs when the file changed; of a file that is not there it is one of its own. */
export function fileStamp(file: string): string {
  try {
    const { mtimeMs, size, ino } = statSync(file)
    return `${mtimeMs} ${size} ${ino}`
  } catch {
    return 'not there'
  }
}
