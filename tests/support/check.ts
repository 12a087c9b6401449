// `npm run check`: format, generated files, types (pure code apart, so that it cannot reach a
// platform), lint, and code nobody uses.
import { spawnSync } from 'node:child_process'
import { basename } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('../..', import.meta.url))
const bin = (name: string): string => `${root}node_modules/.bin/${name}`
const steps: readonly (readonly [string, readonly string[]])[] = [
  [bin('oxfmt'), ['--check', '.']],
  [process.execPath, ['tests/support/generate.ts', '--check']],
  [bin('tsc'), ['-p', 'common']],
  [bin('tsc'), ['-p', '.']],
  [bin('oxlint'), ['--deny-warnings', 'agent', 'common', 'extension', 'tests']],
  [bin('knip'), ['--no-progress']],
]
let failed = 0
for (const [command, args] of steps) {
  const { status } = spawnSync(command, args, { cwd: root, stdio: 'inherit' })
  if (status !== 0) {
    failed++
    process.stderr.write(`${basename(command)} ${args.join(' ')} failed\n`)
  }
}
process.exitCode = failed === 0 ? 0 : 1
