import assert from 'node:assert/strict'
import { spawn, spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import {
  cpSync,
  globSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { once } from 'node:events'
import { builtinModules } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { openZip } from '../../agent/export/read-zip.ts'
import { release } from '../support/release.ts'

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
  for (const format of ['bundle', 'html', 'ocsf', 'sarif', 'xlsx', 'oscal', 'csv'])
    witnessmark('export', '--format', format, '--out', join(folder, `export-${format}`))
  witnessmark('verify', join(folder, 'export-bundle'))
  witnessmark('extension', join(folder, 'browsers'))
  for (const browser of ['chrome', 'firefox'])
    assert.deepEqual(
      readdirSync(join(folder, 'browsers', browser), { recursive: true, encoding: 'utf8' }).sort(),
      readdirSync(join(root, 'dist', browser), { recursive: true, encoding: 'utf8' }).sort(),
    )
  witnessmark('verify')
})

test('it names commands as one types them who has the package, and no script of a clone', () => {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [join(folder, 'package/dist/agent/witnessmark.js'), 'demo', '--once'],
    { encoding: 'utf8', env: { ...process.env, npm_command: 'exec' } },
  )
  assert.equal(status, 0)
  assert.match(stderr, /Next: npx witnessmark demo, and open the dashboard/)
  assert.doesNotMatch(stdout + stderr, /npm run/)
  const dashboard = join(folder, 'package/dist/dashboard/assets')
  for (const file of readdirSync(dashboard))
    assert.doesNotMatch(readFileSync(join(dashboard, file), 'utf8'), /npm run/, file)
})

test('with no package beside it, it starts and answers, and the licences of what it holds are told', async () => {
  const alone = join(folder, 'alone')
  cpSync(join(folder, 'package/dist'), join(alone, 'dist'), { recursive: true })
  cpSync(join(root, 'docs/schemas'), join(alone, 'docs/schemas'), { recursive: true })
  writeFileSync(join(alone, 'package.json'), readFileSync(join(root, 'package.json')))
  const agent = join(alone, 'dist/agent')
  const home = join(alone, 'home')
  const of = ['--home', home, '--quiet']
  const serving = spawn(
    process.execPath,
    [join(agent, 'witnessmark.js'), 'serve', '--port', '0', ...of],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  )
  const ended = new Promise(resolve => void serving.once('exit', resolve))
  try {
    const [said] = (await Promise.race([once(serving.stdout, 'data'), ended.then(() => [''])])) as [
      unknown,
    ]
    const address = /http:\S+/.exec(String(said))?.[0] ?? ''
    assert.equal(await (await fetch(`${address}/healthz`)).text(), 'ok\n')
    const status = run(process.execPath, [
      join(agent, 'witnessmark.js'),
      'status',
      '--json',
      '--exit-zero',
      ...of,
    ])
    assert.deepEqual((JSON.parse(status) as { assessments: unknown }).assessments, [])
  } finally {
    serving.kill('SIGTERM')
    await ended
  }
  const named = (file: string): string[] =>
    [
      ...readFileSync(file, 'utf8').matchAll(
        /^(?:import (?!type)|.* from |.*\bimport\(|\} from )[^;\n]*?["']((?:@[\w-]+\/)?[\w-]+)/gm,
      ),
    ].map(([, name = '']) => name)
  const files = (pattern: string): string[] => globSync(pattern, { cwd: root })
  const outside = new Set(files('dist/agent/*.js').flatMap(file => named(join(root, file))))
  const { dependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
    dependencies: Readonly<Record<string, string>>
  }
  const sources = files('{agent,common}/**/*.ts').filter(file => !file.includes('dashboard'))
  const held = [...new Set(sources.flatMap(file => named(join(root, file))))].filter(
    name => name in dependencies && !outside.has(name),
  )
  assert.ok(held.includes('zod') && !held.includes('pg'), held.join(' '))
  const told = readFileSync(join(agent, 'licenses.md'), 'utf8')
  assert.deepEqual(
    held.filter(name => !told.includes(`\n## ${name} - `)),
    [],
  )
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

test('a release: package, archives with their notices, bill of materials and digests that fit', async () => {
  const out = join(folder, 'release')
  const names = release(out)
  const { version, dependencies } = JSON.parse(
    readFileSync(join(root, 'package.json'), 'utf8'),
  ) as { version: string; dependencies: Readonly<Record<string, string>> }
  assert.deepEqual(names, [
    'provenance.json',
    'sbom.cdx.json',
    `witnessmark-${version}.tgz`,
    `witnessmark-chrome-${version}.zip`,
    `witnessmark-firefox-${version}.zip`,
    'SHA256SUMS',
  ])
  const sums = readFileSync(join(out, 'SHA256SUMS'), 'utf8').trim().split('\n')
  assert.equal(sums.length, names.length - 1)
  for (const line of sums) {
    const [digest, name = ''] = line.split('  ')
    const bytes = readFileSync(join(out, name))
    assert.equal(createHash('sha256').update(bytes).digest('hex'), digest, name)
  }
  const bill = JSON.parse(readFileSync(join(out, 'sbom.cdx.json'), 'utf8')) as {
    bomFormat: string
    metadata: { component: { name: string; version: string } }
    components: { name: string; group?: string }[]
  }
  assert.equal(bill.bomFormat, 'CycloneDX')
  assert.equal(bill.metadata.component.name, 'witnessmark')
  const listed = new Set(
    bill.components.map(({ group, name }) => (group ? `${group}/${name}` : name)),
  )
  assert.deepEqual(
    Object.keys(dependencies).filter(name => !listed.has(name)),
    [],
  )
  assert.ok(!listed.has('playwright-core'), 'what tests need is no part of it')
  for (const browser of ['chrome', 'firefox']) {
    const zip = await openZip(join(out, `witnessmark-${browser}-${version}.zip`))
    const entries = zip.names
    assert.ok(entries.includes('manifest.json') && entries.includes('licenses/modules.md'))
    zip.close()
  }
  const packed = run('tar', ['tzf', join(out, `witnessmark-${version}.tgz`)])
  for (const wanted of [
    'dist/agent/witnessmark.js',
    'dist/chrome/manifest.json',
    'dist/firefox/manifest.json',
    'dist/agent/licenses.md',
    'dist/dashboard/licenses.md',
    'docs/witnessmark.1',
    'docs/badge.png',
    'LICENSE',
  ])
    assert.ok(packed.includes(`package/${wanted}\n`), wanted)
  assert.ok(!packed.includes('dist/release'), 'a package holds no other release')
})
