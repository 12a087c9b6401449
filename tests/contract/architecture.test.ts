import assert from 'node:assert/strict'
import { globSync, readFileSync } from 'node:fs'
import { test } from 'node:test'
import { collectors } from '../../common/services/collectors.ts'
import { services } from '../../common/services/index.ts'
import manifest from '../../package.json' with { type: 'json' }

const root = new URL('../../', import.meta.url)
const read = (file: string): string => readFileSync(new URL(file, root), 'utf8')
const sources = globSync('{agent,common,extension}/**/*.{ts,tsx}', { cwd: root })
  .map(file => file.replaceAll('\\', '/'))
  .filter(file => !file.endsWith('.d.ts'))

/** Every import of a file: static, type-only, side-effect and dynamic. */
function importsOf(file: string): string[] {
  return [
    ...read(file).matchAll(
      /(?:^|\s)(?:import|export)\s[^'"]*?from\s*['"]([^'"]+)['"]|(?:^|\s)import\s*['"]([^'"]+)['"]|\bimport\(\s*['"]([^'"]+)['"]\s*\)/g,
    ),
  ].map(match => match[1] ?? match[2] ?? match[3] ?? '')
}
const target = (file: string, path: string): string =>
  path.startsWith('.') ? new URL(path, new URL(file, root)).href.slice(root.href.length) : path
const offenders = (wrong: (file: string, path: string) => boolean): string[] =>
  sources.flatMap(file =>
    importsOf(file)
      .filter(path => wrong(file, target(file, path)))
      .map(path => `${file} -> ${path}`),
  )

test('extension -> common <- agent: the two never import each other, and common imports neither', () => {
  assert.deepEqual(
    offenders((file, to) => file.startsWith('extension/') && to.startsWith('agent/')),
    [],
  )
  assert.deepEqual(
    offenders((file, to) => file.startsWith('agent/') && to.startsWith('extension/')),
    [],
  )
  assert.deepEqual(
    offenders(
      (file, to) =>
        file.startsWith('common/') &&
        (to.startsWith('agent/') || to.startsWith('extension/') || to.startsWith('node:')),
    ),
    [],
  )
})

test('a service never imports another', () => {
  const serviceOf = (path: string): string | undefined =>
    /^common\/services\/([^/]+)\//.exec(path)?.[1]
  assert.deepEqual(
    offenders(
      (file, to) =>
        serviceOf(file) !== undefined &&
        serviceOf(to) !== undefined &&
        serviceOf(file) !== serviceOf(to),
    ),
    [],
  )
})

test('collectors and importers stay out of the extension, at any distance', () => {
  const reached = new Set(sources.filter(file => file.startsWith('extension/')))
  for (const file of reached)
    for (const path of importsOf(file)) {
      const to = target(file, path)
      if (sources.includes(to)) reached.add(to)
    }
  assert.ok(reached.has('common/services/consoles.ts'))
  assert.deepEqual(
    [...reached].filter(file =>
      /^common\/services\/(?:collectors\.ts|importers\.ts|[^/]+\/(?:collect|import)\/)/.test(file),
    ),
    [],
  )
})

/** The agent from the ground up: a room imports itself and what stands before it, never what stands after. */
const floors = [
  'version',
  'files',
  'problems',
  'problem',
  'actor',
  'changes',
  'store',
  'log',
  'home',
  'agent',
  'per-agent',
  'record',
  'judge',
  'collect',
  'import',
  'console',
  'export',
  'keep',
  'operations',
  'open-agent',
  'schedule',
  'socket',
  'http',
  'last-resort',
  'serve',
  'demo',
  'cli',
  'main',
]

test('the agent imports downwards only', () => {
  const roomOf = (path: string): string =>
    /^agent\/([^/.]+)/.exec(path)?.[1] ?? `not of the agent: ${path}`
  const climbing = offenders(
    (file, to) =>
      file.startsWith('agent/') &&
      to.startsWith('agent/') &&
      roomOf(file) !== roomOf(to) &&
      !file.startsWith('agent/dashboard/') &&
      floors.indexOf(roomOf(file)) <= floors.indexOf(roomOf(to)),
  )
  assert.deepEqual(climbing, [])
  const unknown = sources.filter(
    file => file.startsWith('agent/') && ![...floors, 'dashboard'].includes(roomOf(file)),
  )
  assert.deepEqual(unknown, [])
})

test('only record/ begins, finishes or commits a run, and appends to the log', () => {
  const writing = /\b(?:startRun|finishRun)\(|\blog\.(?:append|commit|rotate)\(/
  const allowed = /^agent\/(?:record|log|store)\//
  assert.deepEqual(
    sources.filter(file => !allowed.test(file) && writing.test(read(file))),
    [],
  )
})

test('what reaches services is named after schemes, never after a vendor', () => {
  const vendors = services.flatMap(({ id, vendor }) => [id, ...id.split('-'), vendor])
  const words = new Set(vendors.map(word => word.toLowerCase()).filter(word => word.length > 3))
  const named = sources
    .filter(file => file.startsWith('agent/collect/'))
    .filter(file => file.split(/[/.-]/).some(part => words.has(part)))
  assert.deepEqual(named, [])
  // Addresses in comments are sources; names in code would be a service's own business.
  const model = read('common/model/collector.ts').replaceAll(/https:\/\/\S+/g, '')
  const found = [...words].filter(word => new RegExp(`\\b${word}\\b`, 'i').test(model))
  assert.deepEqual(found, [])
})

test('one door for each platform package', () => {
  const doors: readonly [string, RegExp][] = [
    ['ws', /^agent\/http\/server\.ts$/],
    ['node-cron', /^agent\/schedule\.ts$/],
    ['node:sqlite', /^agent\/store\/sqlite\//],
    ['webextension-polyfill', /^extension\//],
  ]
  for (const [name, door] of doors)
    assert.deepEqual(
      offenders((file, to) => to === name && !door.test(file)),
      [],
      name,
    )
})

test('no default export but where a tool demands it', () => {
  assert.deepEqual(
    sources.filter(file => /^export default/m.test(read(file)) && !file.endsWith('vite.config.ts')),
    [],
  )
})

test('every dependency has its reason in ARCHITECTURE.md, every script its line in CONTRIBUTING.md', () => {
  const architecture = read('ARCHITECTURE.md')
  assert.deepEqual(
    Object.keys(manifest.dependencies).filter(name => !architecture.includes(`\`${name}\``)),
    [],
  )
  const contributing = read('CONTRIBUTING.md')
  assert.deepEqual(
    Object.keys(manifest.scripts).filter(
      name =>
        !['prepack'].includes(name) &&
        !new RegExp(`npm (?:run )?(?:--silent )?${name}\\b`).test(contributing),
    ),
    [],
  )
})

test("every script's entry exists", () => {
  for (const [name, script] of Object.entries(manifest.scripts)) {
    for (const entry of script.match(/\S+\.ts\b/g) ?? [])
      assert.doesNotThrow(() => read(entry), `${name}: ${entry}`)
  }
})

test('the README names every command and flag', () => {
  const readme = read('README.md')
  const main = read('agent/main.ts')
  const commands = [...main.matchAll(/command\('([a-z-]+)'/g)].map(match => match[1] ?? '')
  assert.ok(commands.length > 10)
  assert.deepEqual(
    commands.filter(name => !new RegExp(`\`[^\`]*\\b${name}\\b`).test(readme)),
    [],
  )
  assert.deepEqual(
    [...new Set([...main.matchAll(/'(--[a-z-]+)/g)].map(match => match[1] ?? ''))].filter(
      flag => !readme.includes(flag),
    ),
    [],
  )
})

test('the README\'s coverage names every service, and says "no" of the API exactly where no collector is', () => {
  const rows = read('README.md')
    .split('\n')
    .filter(line => /^\| [^|]+ \|[^|]+\|[^|]+\|[^|]+\|$/.test(line))
    .map(line => line.split('|').map(cell => cell.trim()))
  const rowOf = (title: string): readonly string[] | undefined =>
    rows.find(row => row[1]?.split(', ').includes(title))
  assert.deepEqual(
    services.filter(service => !rowOf(service.title)).map(service => service.title),
    [],
  )
  for (const service of services)
    assert.equal(
      rowOf(service.title)?.[2] !== 'no',
      collectors.some(item => item.service === service.id),
      service.title,
    )
})
