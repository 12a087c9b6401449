// `npm test`: builds what is tested, then unit, contract, conformance and e2e tests in one run of
// Node's own runner, which ends with the counts.
import { spawnSync } from 'node:child_process'
import { existsSync, globSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { installBrowsers } from './support/browsers.ts'

const root = fileURLToPath(new URL('..', import.meta.url))
const only = process.argv.slice(2)
const e2e = only.length === 0 || only.some(name => name.includes('e2e'))
if (e2e) {
  installBrowsers()
  if (existsSync(`${root}tests/support/build.ts`)) step('build', ['tests/support/build.ts'])
}
const files = globSync(
  only.length > 0 ? only : ['tests/{unit,contract,conformance,e2e}/**/*.test.ts'],
  { cwd: root },
).sort()
if (files.length === 0) {
  process.stderr.write(`no test fits ${only.join(', ')}\n`)
  process.exit(2)
}
// Browsers compete for two cores: files run two at a time, tests in a file one after the other.
step('tests', ['--test', '--test-concurrency=2', '--test-timeout=240000', ...files])

function step(name: string, args: readonly string[]): void {
  const { status } = spawnSync(process.execPath, args, { cwd: root, stdio: 'inherit' })
  if (status === 0) return
  process.stderr.write(`${name} failed\n`)
  process.exit(status ?? 1)
}
