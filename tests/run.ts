// `npm test`: builds what is tested, then unit, contract, conformance and e2e tests in one run of
// Node's own runner, which ends with the counts.
import { spawnSync } from 'node:child_process'
import { existsSync, globSync, statSync } from 'node:fs'
import { resolve } from 'node:path'
import { run } from 'node:test'
import { spec } from 'node:test/reporters'
import { fileURLToPath } from 'node:url'
import { installBrowsers } from './support/browsers.ts'

const root = fileURLToPath(new URL('..', import.meta.url))
const only = process.argv.slice(2)
const e2e = only.length === 0 || only.some(name => name.includes('e2e'))
if (e2e) {
  installBrowsers()
  if (existsSync(`${root}tests/support/build.ts`)) build()
}
const files = globSync(
  only.length > 0 ? only : ['tests/{unit,contract,conformance,e2e}/**/*.test.ts'],
  { cwd: root },
).sort()
if (files.length === 0) {
  process.stderr.write(`no test fits ${only.join(', ')}\n`)
  process.exit(2)
}
run({
  files: mixed(files),
  cwd: root,
  concurrency: 3,
  timeout: 240_000,
  execArgv: ['--import', new URL('support/unfollowed.ts', import.meta.url).href],
})
  .on('test:summary', ({ file, success }) => {
    if (file !== undefined || success) return
    process.stderr.write('tests failed\n')
    process.exitCode = 1
  })
  .compose(new spec())
  .pipe(process.stdout)

/**
 * Tests in browsers wait most of their time, the others compute: spread evenly among them, the largest
 * files first, they keep two cores busy, and no long one is left to the end.
 */
function mixed(sorted: readonly string[]): string[] {
  const size = (name: string): number => statSync(resolve(root, name)).size
  const waiting = sorted.filter(name => name.includes('e2e')).sort((a, b) => size(b) - size(a))
  const computing = sorted.filter(name => !name.includes('e2e'))
  const step = computing.length / (waiting.length + 1)
  return waiting
    .flatMap((name, index) => [
      name,
      ...computing.slice(Math.ceil(index * step), Math.ceil((index + 1) * step)),
    ])
    .concat(computing.slice(Math.ceil(waiting.length * step)))
}

function build(): void {
  const { status } = spawnSync(process.execPath, ['tests/support/build.ts'], {
    cwd: root,
    stdio: 'inherit',
  })
  if (status === 0) return
  process.stderr.write('build failed\n')
  process.exit(status ?? 1)
}
