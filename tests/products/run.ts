// `npm run test:products`: against real products and emulators, installed once outside the
// repository. `-- --all` adds those that take minutes or gigabytes; names as arguments
// pick files.
import { spawnSync } from 'node:child_process'
import { globSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { installBrowsers } from '../support/browsers.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))
const named = process.argv.slice(2).filter(name => name !== '--all')
const all = process.argv.includes('--all')
const large = ['directus', 'generated', 'ghost', 'keycloak', 'mediawiki', 'mutations']
installBrowsers()
const build = spawnSync(process.execPath, ['tests/support/build.ts'], {
  cwd: root,
  stdio: 'inherit',
})
if (build.status !== 0) process.exit(build.status ?? 1)
const found = globSync('tests/products/**/*.test.ts', { cwd: root })
  .filter(file => named.length === 0 || named.some(name => file.includes(name)))
  .sort()
const left =
  all || named.length > 0 ? [] : found.filter(file => large.some(name => file.includes(name)))
if (left.length > 0) process.stderr.write(`\nLEFT OUT without --all: ${left.join(', ')}\n\n`)
const files = found.filter(file => !left.includes(file))
// Without a file the runner would look for tests of its own.
if (files.length === 0) {
  process.stderr.write(`no product test is named ${named.join(', ')}\n`)
  process.exit(2)
}
/** For a file, in minutes: the mutations ask the rules of two tools a thousand times each. */
const limit = files.some(file => file.includes('mutations')) ? 45 : 15
// One product at a time: each brings servers and a browser.
const { status } = spawnSync(
  process.execPath,
  ['--test', '--test-concurrency=1', `--test-timeout=${limit * 60_000}`, ...files],
  { cwd: root, stdio: 'inherit' },
)
process.exit(status ?? 1)
