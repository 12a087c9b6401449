// `npm run bench [-- NAME... [--option...]]`: every measurement here, one after the other. Ratios and
// counts; these machines are noisy.
import { spawnSync } from 'node:child_process'
import { globSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('../..', import.meta.url))
const given = process.argv.slice(2)
const end = given.findIndex(word => word.startsWith('--'))
const [wanted, options] = end < 0 ? [given, []] : [given.slice(0, end), given.slice(end)]
for (const file of globSync('tests/bench/*.ts', { cwd: root }).sort()) {
  if (
    /(?:^|[\\/])run\.ts$|-server\.ts$/.test(file) ||
    (wanted.length > 0 && !wanted.some(name => file.includes(name)))
  )
    continue
  process.stdout.write(`\n## ${file}\n`)
  const { status } = spawnSync(process.execPath, ['--expose-gc', file, ...options], {
    cwd: root,
    stdio: 'inherit',
  })
  if (status !== 0) process.exitCode = 1
}
