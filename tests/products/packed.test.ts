import assert from 'node:assert/strict'
import { execFileSync, spawnSync } from 'node:child_process'
import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, dirname, join } from 'node:path'
import { after, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import manifest from '../../package.json' with { type: 'json' }
import { installNode } from './install.ts'

// What a stranger does: npm install of the packed archive into an empty folder, and npx.
const root = fileURLToPath(new URL('../..', import.meta.url))
const folder = mkdtempSync(join(tmpdir(), 'witnessmark-packed-'))
after(() => rmSync(folder, { recursive: true, force: true }))
const oldest = `${/^>=(\d+\.\d+)$/.exec(manifest.engines.node)?.[1]}.0`
const packed = join(
  folder,
  (
    JSON.parse(
      execFileSync('npm', ['pack', root, '--ignore-scripts', '--json', '--silent'], {
        cwd: folder,
        encoding: 'utf8',
      }),
    ) as { filename: string }[]
  )[0]?.filename ?? '',
)

for (const [which, version] of [
  ['oldest Node that is claimed', oldest],
  ['newest Node', 'latest'],
] as const)
  test(`installed into an empty folder, the demo runs by npx on the ${which}`, () => {
    const node = installNode(version).program
    const empty = mkdtempSync(join(folder, 'empty-'))
    const PATH = [dirname(node), process.env['PATH']].join(delimiter)
    const env = { ...process.env, PATH, NO_COLOR: '1' }
    const run = (program: string, ...args: string[]) =>
      spawnSync(program, args, { cwd: empty, encoding: 'utf8', env })
    const ran = run('node', '--version').stdout.trim()
    if (version === oldest) assert.equal(ran, `v${oldest}`)
    else assert.ok(Number(/^v(\d+)/.exec(ran)?.[1]) > Number.parseInt(oldest, 10), ran)
    const installed = run('npm', 'install', '--no-audit', '--no-fund', '--loglevel=error', packed)
    assert.equal(installed.status, 0, installed.stderr)
    const { status, stdout, stderr } = run('npx', 'witnessmark', 'demo', '--once')
    assert.equal(status, 0, stderr)
    assert.match(stdout, /Needs you today \(\d+\)/)
    assert.match(stdout, /aurora-labs +\S+ \d+ pass, \d+ fail, \d+ unknown/)
    assert.match(stderr, /Next: npx witnessmark demo, and open the dashboard/)
    assert.doesNotMatch(stdout + stderr, /npm run|at .*\.js:\d+/)
    const put = run('npx', 'witnessmark', 'extension', 'browsers')
    assert.equal(put.status, 0, put.stderr)
    assert.deepEqual(readdirSync(join(empty, 'browsers')), ['chrome', 'firefox'])
  })
