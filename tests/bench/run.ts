// `npm run bench [-- NAME... [--option...]]`: every measurement here, one after the other, each with the
// options that it takes. Ratios and counts; these machines are noisy.
import { spawnSync } from 'node:child_process'
import { globSync } from 'node:fs'
import { basename } from 'node:path'
import { fileURLToPath } from 'node:url'
import { benchArguments } from '../support/bench-options.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))
const known = globSync('tests/bench/*.ts', { cwd: root })
  .map(file => basename(file, '.ts'))
  .filter(name => name !== 'run' && !name.endsWith('-server'))
  .sort()
try {
  for (const { bench, options } of benchArguments(process.argv.slice(2), known)) {
    const file = `tests/bench/${bench}.ts`
    process.stdout.write(`\n## ${file}\n`)
    const { status } = spawnSync(process.execPath, ['--expose-gc', file, ...options], {
      cwd: root,
      stdio: 'inherit',
    })
    if (status !== 0) process.exitCode = 1
  }
} catch (error) {
  if (!(error instanceof TypeError)) throw error
  process.stderr.write(`${error.message}\n`)
  process.exitCode = 2
}
