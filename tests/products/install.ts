import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { homedir, tmpdir } from 'node:os'
import { join } from 'node:path'

/** Installs npm packages once, outside the repository: products are hundreds of megabytes and no dependency of ours. @returns the folder that holds node_modules */
export function installProduct(name: string, packages: readonly string[]): string {
  // A database that will not run as root must be able to reach its own binaries.
  const cache = process.env['WITNESSMARK_PRODUCTS'] ?? (process.getuid?.() === 0 ? join(tmpdir(), 'witnessmark-products-cache') : join(homedir(), '.cache', 'witnessmark-products'))
  const folder = join(cache, name)
  const done = join(folder, 'installed.json')
  if (existsSync(done)) return folder
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, 'package.json'), '{ "private": true, "type": "module" }\n')
  process.stderr.write(`installing ${packages.join(' ')} (once, into ${folder})\n`)
  execFileSync('npm', ['install', '--no-audit', '--no-fund', '--loglevel=error', ...packages], { cwd: folder, stdio: ['ignore', 2, 2] })
  writeFileSync(done, JSON.stringify({ packages }))
  return folder
}
