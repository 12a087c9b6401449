import { existsSync } from 'node:fs'
import { spawnSync } from 'node:child_process'

/**
 * Sees to Debian's packages.
 * @param there says whether what is needed is there
 * @returns null when it is, else why it cannot be
 */
export function missingDebian(packages: readonly string[], there: () => boolean): string | null {
  if (there()) return null
  const wanted = `apt-get install ${packages.join(' ')}`
  if (process.getuid?.() !== 0 || !existsSync('/usr/bin/apt-get'))
    return `this is not root on Debian: ${wanted}`
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
  for (const args of [
    ['update', '-q'],
    ['install', '-q', '-y', '--no-install-recommends', ...packages],
  ])
    if (spawnSync('apt-get', args, { env, stdio: ['ignore', 2, 2] }).status !== 0)
      return `${wanted} failed`
  return there() ? null : `${wanted} brought something else`
}

export function hasCommand(name: string): boolean {
  return spawnSync('sh', ['-c', `command -v ${name}`]).status === 0
}
