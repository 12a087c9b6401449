// Runs a TypeScript entry on Node 24, from a clone, on any machine with Node 20 or newer: installs
// the dependencies when the lock file changed since the last time, and brings Node 24 (npm package
// node@24, into a cache outside the clone) only where this Node is older. Plain JavaScript, no
// dependency: it is what runs before anything is installed.
import { spawn, spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { delimiter, dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = dirname(dirname(fileURLToPath(import.meta.url)))
const cache = join(
  process.env.XDG_CACHE_HOME ||
    (process.platform === 'win32'
      ? process.env.LOCALAPPDATA || homedir()
      : join(homedir(), '.cache')),
  'witnessmark',
)
const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm'

installDependencies()
const node = findNode24()
const [entry, ...args] = process.argv.slice(2)
const env = {
  ...process.env,
  PATH: [dirname(node), join(root, 'node_modules', '.bin'), process.env.PATH].join(delimiter),
  NODE_COMPILE_CACHE: process.env.NODE_COMPILE_CACHE || join(cache, 'compile'),
}
const child = spawn(node, [join(root, entry), ...args], {
  stdio: 'inherit',
  env,
  cwd: process.cwd(),
})
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal))
child.on('error', error => fail(`cannot start ${node}: ${error.message}`))
child.on('exit', (code, signal) => {
  process.exitCode = signal ? 128 + 15 : (code ?? 1)
})

function installDependencies() {
  const lock = join(root, 'package-lock.json')
  const stamp = join(root, 'node_modules', '.witnessmark-lock')
  const digest = createHash('sha256').update(readFileSync(lock)).digest('hex')
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === digest) return
  say('installing dependencies (once, about a minute)')
  // "install --no-save" and not "ci": the lock file's versions hold, and a registry that lacks
  // another platform's optional package is no obstacle.
  run(
    npm,
    [
      'install',
      '--no-save',
      '--no-audit',
      '--no-fund',
      '--loglevel=error',
      '--engine-strict=false',
    ],
    root,
  )
  writeFileSync(stamp, digest)
}

function findNode24() {
  const [major, minor] = process.versions.node.split('.').map(Number)
  // From 24.6 on its Zstandard takes a dictionary.
  if (major > 24 || (major === 24 && minor >= 6)) return process.execPath
  const prefix = join(cache, 'node-24')
  const binary = join(
    prefix,
    'node_modules',
    'node',
    'bin',
    process.platform === 'win32' ? 'node.exe' : 'node',
  )
  if (existsSync(binary)) return binary
  say('bringing Node 24 (once, about 190 MB; this machine has ' + process.version + ')')
  const staging = `${prefix}.${process.pid}`
  mkdirSync(staging, { recursive: true })
  writeFileSync(
    join(staging, 'package.json'),
    JSON.stringify({ private: true, allowScripts: { node: true } }),
  )
  run(npm, ['install', '--no-audit', '--no-fund', '--loglevel=error', 'node@24'], staging)
  // Two first starts at once: whoever is second keeps the first one's copy.
  try {
    renameSync(staging, prefix)
  } catch {
    rmSync(staging, { recursive: true, force: true })
  }
  if (!existsSync(binary))
    fail(
      'Node 24 could not be installed from npm. Install Node 24 or newer yourself, then run this again.',
    )
  return binary
}

function run(command, args, cwd) {
  // npm's own output goes to stderr: stdout carries data only.
  const done = spawnSync(command, args, {
    cwd,
    stdio: ['ignore', 2, 2],
    shell: process.platform === 'win32',
  })
  if (done.status !== 0)
    fail(
      `"${command} ${args.join(' ')}" failed in ${cwd}. Its own message is above; with no network, try again when there is one.`,
    )
}

function say(text) {
  process.stderr.write(`witnessmark: ${text}\n`)
}
function fail(text) {
  say(text)
  process.exit(1)
}
