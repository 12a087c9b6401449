import { execFileSync, spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { homedir, tmpdir } from 'node:os'
import { delimiter, dirname, join } from 'node:path'

/** Installs npm packages once, outside the repository: products are hundreds of megabytes and no dependency of ours. @returns the folder that holds node_modules */
export function installProduct(name: string, packages: readonly string[]): string {
  const folder = join(cacheFolder(), name)
  const done = join(folder, 'installed.json')
  const wanted = JSON.stringify({ packages })
  if (existsSync(done) && readFileSync(done, 'utf8') === wanted) return folder
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, 'package.json'), '{ "private": true, "type": "module" }\n')
  process.stderr.write(`installing ${packages.join(' ')} (once, into ${folder})\n`)
  execFileSync('npm', ['install', '--no-audit', '--no-fund', '--loglevel=error', ...packages], { cwd: folder, stdio: ['ignore', 2, 2], env: installEnvironment() })
  writeFileSync(done, wanted)
  return folder
}

/** The packages' own scripts run with the Node that runs us: what they compile or fetch is for its version. */
export function installEnvironment(): NodeJS.ProcessEnv {
  return { ...process.env, PATH: [dirname(process.execPath), process.env['PATH']].join(delimiter) }
}

/**
 * What npm compiled is for the Node whose headers it found, on some machines another one than runs it.
 * @returns the first Node, ours or one on PATH, that loads all `modules` of `folder`
 * @throws when none does
 */
export function nodeThatLoads(folder: string, modules: readonly string[]): string {
  const nodes = [process.execPath, ...(process.env['PATH'] ?? '').split(delimiter).map(part => join(part, 'node')).filter(file => existsSync(file))]
  const program = modules.map(name => `require(${JSON.stringify(name)})`).join(';')
  const found = [...new Set(nodes)].find(node => spawnSync(node, ['--no-warnings', '-e', program], { cwd: folder }).status === 0)
  if (!found) throw new Error(`no Node here loads ${modules.join(' and ')} in ${folder}: they were compiled for another version. Remove the folder and install again with Node's headers in reach.`)
  return found
}

/** Installs packages of Python once into an environment of its own. @returns its interpreter */
export function installPython(name: string, packages: readonly string[]): string {
  const folder = join(cacheFolder(), `python-${name}`)
  const python = join(folder, 'bin', 'python')
  const done = join(folder, 'installed.json')
  const wanted = JSON.stringify({ packages })
  if (existsSync(done) && readFileSync(done, 'utf8') === wanted) return python
  mkdirSync(folder, { recursive: true })
  process.stderr.write(`installing ${packages.join(' ')} (once, into ${folder})\n`)
  execFileSync('python3', ['-m', 'venv', folder], { stdio: ['ignore', 2, 2] })
  execFileSync(python, ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', ...packages], { stdio: ['ignore', 2, 2] })
  writeFileSync(done, wanted)
  return python
}

/** WITNESSMARK_PRODUCTS names another folder. */
function cacheFolder(): string {
  const named = process.env['WITNESSMARK_PRODUCTS']
  if (named) return named
  // A database that will not run as root must be able to reach its own binaries.
  if (process.getuid?.() === 0) return join(tmpdir(), 'witnessmark-products-cache')
  return join(process.env['XDG_CACHE_HOME'] || join(homedir(), '.cache'), 'witnessmark', 'products')
}
