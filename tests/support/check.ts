// `npm run check`: format, types (pure code apart, so that it cannot reach a platform), lint, and code
// nobody uses.
import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('../..', import.meta.url))
const bin = (name: string): string => `${root}node_modules/.bin/${name}`
const steps: readonly (readonly [string, readonly string[]])[] = [
  ['oxfmt', ['--check', '.']],
  ['tsc', ['-p', 'common']],
  ['tsc', ['-p', '.']],
  ['oxlint', ['--deny-warnings', 'agent', 'common', 'extension', 'tests']],
  ['knip', ['--no-progress']],
]
let failed = 0
for (const [name, args] of steps) {
  const { status } = spawnSync(bin(name), args, { cwd: root, stdio: 'inherit' })
  if (status !== 0) {
    failed++
    process.stderr.write(`${name} ${args.join(' ')} failed\n`)
  }
}
process.exitCode = failed === 0 ? 0 : 1
