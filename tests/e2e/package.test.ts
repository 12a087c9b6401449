import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs'
import { builtinModules } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { fileURLToPath } from 'node:url'

// What `npm install` would give a user: the packed files only, with the dependencies beside them.
const root = fileURLToPath(new URL('../..', import.meta.url))
const folder = mkdtempSync(join(tmpdir(), 'witnessmark-package-'))
after(() => rmSync(folder, { recursive: true, force: true }))
const run = (program: string, args: readonly string[]): string => {
  const { status, stdout, stderr } = spawnSync(program, args, { cwd: folder, encoding: 'utf8' })
  assert.ok(status === 0 || status === 3, `${args.join(' ')}: ${status}\n${stderr}`)
  return stdout
}

test('the packed agent scans, exports and verifies with nothing of the repository beside it', () => {
  const [packed] = JSON.parse(
    run('npm', [
      'pack',
      root,
      '--ignore-scripts',
      '--json',
      '--silent',
      '--pack-destination',
      folder,
    ]),
  ) as { filename: string }[]
  run('tar', ['xzf', packed?.filename ?? ''])
  symlinkSync(join(root, 'node_modules'), join(folder, 'package/node_modules'))
  const witnessmark = (...args: string[]): string =>
    run(process.execPath, [
      join(folder, 'package/dist/agent/witnessmark.js'),
      ...args,
      '--home',
      join(folder, 'home'),
      '--quiet',
    ])
  witnessmark('demo', '--once')
  for (const format of ['bundle', 'html', 'ocsf', 'xlsx', 'oscal', 'csv'])
    witnessmark('export', '--format', format, '--out', join(folder, `export-${format}`))
  witnessmark('verify', join(folder, 'export-bundle'))
  witnessmark('verify')
})

test('it imports what package.json names, and nothing else', () => {
  const dist = join(root, 'dist/agent')
  const { dependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
    dependencies: Readonly<Record<string, string>>
  }
  const imported = readdirSync(dist)
    .filter(name => name.endsWith('.js'))
    .flatMap(name =>
      [
        ...readFileSync(join(dist, name), 'utf8').matchAll(
          /^import (?:[^;"'\n]+ from )?["']([^"'.][^"'\n]*)["'];?$/gm,
        ),
      ].map(([, id = '']) => id),
    )
  const packages = new Set(
    imported
      .filter(id => !id.startsWith('node:') && !builtinModules.includes(id))
      .map(id =>
        id
          .split('/')
          .slice(0, id.startsWith('@') ? 2 : 1)
          .join('/'),
      ),
  )
  assert.ok(packages.size > 5, [...packages].join(' '))
  assert.deepEqual(
    [...packages].filter(name => !(name in dependencies)),
    [],
  )
})
