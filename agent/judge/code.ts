import { globSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { toHex } from '../../common/log/bytes.ts'
import { sha256 } from '../log/crypto.ts'
import { fromClone, version } from '../version.ts'

let known: string | null = null

/** Which code judges: its version; in a clone, where that stays while sources change, theirs too. */
export function codeThatJudges(): string {
  known ??= fromClone ? `${version}+${stampOfSources()}` : version
  return known
}

/** Of names, sizes and times of change. */
function stampOfSources(): string {
  const root = fileURLToPath(new URL('../..', import.meta.url))
  const lines = globSync('{agent,common}/**/*.{ts,json}', { cwd: root })
    .sort()
    .map(name => {
      const { size, mtimeMs } = statSync(join(root, name))
      return `${name} ${size} ${mtimeMs}\n`
    })
  return toHex(sha256(new TextEncoder().encode(lines.join(''))))
}
