// `npm run bench [-- NAME]`: every measurement here, one after the other. Ratios and counts; these
// machines are noisy.
import { spawnSync } from 'node:child_process'
import { globSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('../..', import.meta.url))
const wanted = process.argv.slice(2)
for (const file of globSync('tests/bench/*.ts', { cwd: root }).sort()) {
  if (
    /(?:^|[\\/])run\.ts$|-server\.ts$/.test(file) ||
    (wanted.length > 0 && !wanted.some(name => file.includes(name)))
  )
    continue
  process.stdout.write(`\n## ${file}\n`)
  const { status } = spawnSync(process.execPath, ['--expose-gc', file], {
    cwd: root,
    stdio: 'inherit',
  })
  if (status !== 0) process.exitCode = 1
}
