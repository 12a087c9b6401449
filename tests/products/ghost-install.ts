import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { installProduct } from './install.ts'

const ghost = 'ghost@6.65.0'
/**
 * Ghost's own lock file is pnpm's. Its database driver aborts on Node 24.19 and later
 * (WiseLibs/better-sqlite3#1515), so it gets the other Node that it supports.
 */
const tools = ['node@22.23.2', 'pnpm@12.4.2'] as const

export type InstalledGhost = { readonly folder: string; readonly node: string }

/**
 * Ghost as its package is published, with the dependencies that its lock file names, installed
 * once: some four minutes where its native modules must be compiled, and 800 MB.
 */
export function installGhost(): InstalledGhost {
  const cache = installProduct('ghost', tools)
  const node = join(cache, 'node_modules', 'node')
  const installed = { folder: join(cache, 'package'), node: join(node, 'bin', 'node') }
  const done = join(cache, 'ghost.json')
  const wanted = JSON.stringify({ ghost, tools })
  if (existsSync(done) && readFileSync(done, 'utf8') === wanted) return installed
  rmSync(installed.folder, { recursive: true, force: true })
  process.stderr.write(`installing ${ghost} (once, into ${cache}; minutes)\n`)
  const [archive = ''] = execFileSync('npm', ['pack', '--silent', ghost], {
    cwd: cache,
    encoding: 'utf8',
  })
    .trim()
    .split('\n')
    .slice(-1)
  execFileSync('tar', ['-xzf', archive], { cwd: cache })
  rmSync(join(cache, archive))
  // Native modules are compiled for the Node that will run them, with its own headers.
  const headers = join(node, 'node_modules', `node-${process.platform}-${process.arch}`)
  const env = {
    ...process.env,
    CI: 'true',
    PATH: [join(node, 'bin'), process.env['PATH']].join(delimiter),
    ...(existsSync(join(headers, 'include')) ? { npm_config_nodedir: headers } : {}),
  }
  execFileSync(
    join(cache, 'node_modules', '.bin', 'pnpm'),
    [
      'install',
      '--prod',
      '--frozen-lockfile',
      '--reporter=append-only',
      `--store-dir=${join(cache, 'store')}`,
    ],
    { cwd: installed.folder, stdio: ['ignore', 'ignore', 2], env },
  )
  rmSync(join(cache, 'store'), { recursive: true, force: true })
  writeFileSync(done, wanted)
  return installed
}
