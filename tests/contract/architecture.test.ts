import assert from 'node:assert/strict'
import { existsSync, globSync, readdirSync, readFileSync } from 'node:fs'
import { test } from 'node:test'
import { makeHome } from '../../agent/home/furnish.ts'
import { commands } from '../../agent/cli/commands.ts'
import { services } from '../../common/services/index.ts'
import { temporaryFolder } from '../support/agent.ts'
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
  'started',
  'problems',
  'problem',
  'files',
  'heap',
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
  'notify',
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

const doors = /^agent\/(cli|http|socket|dashboard)\//
/** The composition, the only one that knows all of them. */
const mayKnowDoors = /^agent\/(?:serve|main)\.ts$/

test('a door is known to itself and to the composition alone', () => {
  const doorOf = (path: string): string | undefined => doors.exec(path)?.[1]
  assert.deepEqual(
    offenders(
      (file, to) =>
        doorOf(to) !== undefined && doorOf(file) !== doorOf(to) && !mayKnowDoors.test(file),
    ),
    [],
  )
  assert.ok(importsOf('agent/serve.ts').includes('./http/server.ts'), 'imports are found')
})

test('a door asks operations: it neither imports nor touches store, log or record', () => {
  assert.deepEqual(
    offenders((file, to) => doors.test(file) && /^agent\/(?:store|log|record)\//.test(to)),
    [],
  )
  const touched =
    /\bagent\.(?:store|log)\b|\{[^{}]*\b(?:store|log)\b[^{}]*\}(?:: Agent| = (?:\w+\.)?agent)\b/
  assert.match('async ({ store }: Agent) => 1', touched)
  assert.match('const { log, home } = open.agent', touched)
  assert.deepEqual(
    sources.filter(file => doors.test(file) && touched.test(read(file))),
    [],
  )
})

test('the dashboard takes types of the agent, and of its code the table of addresses and how a command is typed', () => {
  const values = sources
    .filter(file => file.startsWith('agent/dashboard/'))
    .flatMap(file =>
      [...read(file).matchAll(/^import (?!type )[^'"]*?from '([^']+)'/gms)].map(match =>
        target(file, match[1] ?? ''),
      ),
    )
    .filter(to => /^(?:agent|common)\//.test(to) && !to.startsWith('agent/dashboard/'))
  assert.deepEqual(values.sort(), ['agent/operations/routes.ts', 'common/words/typed.ts'])
})

test('only record/ begins, finishes or commits a run, and appends to the log', () => {
  const writing = /\b(?:startRun|finishRun)\(|\blog\.(?:append|commit|rotate|beginAnew)\(/
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
    ['node-cron', /^agent\/home\/cron\.ts$/],
    ['nodemailer', /^agent\/notify\/channels\/email\.ts$/],
    ['node:sqlite', /^agent\/store\/sqlite\//],
    ['pg', /^agent\/store\/postgres\//],
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

test('what the documents name by its path is there', () => {
  const named = (file: string): string[] =>
    [...read(file).matchAll(/`([\w@.][\w@./-]*(?:\.(?:ts|tsx|mjs|md|json|yaml)|\/))`/g)].map(
      match => match[1] ?? '',
    )
  const tree = globSync('{*,{agent,common,docs,extension,tests}/**/*}', { cwd: root }).map(file =>
    file.replaceAll('\\', '/'),
  )
  // By its whole path, or by the end of it.
  const known = (path: string): boolean => {
    const end = path.replace(/\/$/, '')
    return tree.some(file => file === end || file.endsWith(`/${end}`))
  }
  for (const file of ['ARCHITECTURE.md', 'CONTRIBUTING.md', 'agent/README.md']) {
    assert.ok(named(file).length > 10, file)
    const missing = named(file).filter(path => !known(path) && !elsewhere.includes(path))
    assert.deepEqual(missing, [], file)
  }
})
/** What stands for one of many, or in a home or a build and not in the tree. */
const elsewhere = [
  'FAMILY.fixtures.json',
  'config.yaml',
  'backups/',
  'dist/agent/licenses.md',
  'exceptions/',
  'schemas/',
]

test("agent/README.md is the floor plan: every room, from the ground up, in the order of the test's", () => {
  const plan = [...read('agent/README.md').matchAll(/^\| (`[^|]*)\|/gm)].flatMap(match =>
    [...(match[1] ?? '').matchAll(/`([a-z-]+)[/.a-z]*`/g)].map(name => name[1] ?? ''),
  )
  const rooms = globSync('agent/*/', { cwd: root }).map(path => path.slice('agent/'.length))
  assert.deepEqual(
    rooms.filter(room => !plan.includes(room)),
    [],
  )
  const places = plan.filter(room => room !== 'dashboard').map(room => floors.indexOf(room))
  assert.deepEqual(
    places,
    places.toSorted((a, b) => a - b),
  )
  assert.ok(!places.includes(-1))
})

test("every script's entry exists", () => {
  for (const [name, script] of Object.entries(manifest.scripts)) {
    for (const entry of script.match(/\S+\.ts\b/g) ?? [])
      assert.doesNotThrow(() => read(entry), `${name}: ${entry}`)
  }
})

test('docs/home.md names everything that a home has', context => {
  const home = temporaryFolder(context)
  makeHome(home)
  const page = read('docs/home.md')
  const kept = [...readdirSync(home, { withFileTypes: true })].map(entry =>
    entry.isDirectory() ? `${entry.name}/` : entry.name,
  )
  assert.deepEqual(
    [...kept, 'backups/', 'agent.lock', 'home.lock', 'secrets.age', 'witnessmark.sqlite'].filter(
      name => !page.includes(`\`${name}\``),
    ),
    [],
  )
})

test('pages for a person: no line is long outside of tables and addresses, no cell is a paragraph, every link leads somewhere', () => {
  for (const file of ['README.md', ...globSync('docs/*.md', { cwd: root })]) {
    const lines = read(file).split('\n')
    const long = lines.filter(
      line => line.length > 120 && !line.startsWith('|') && !/https?:|<!--|\]\(/.test(line),
    )
    assert.deepEqual(long, [], file)
    for (const [, link = ''] of read(file).matchAll(/\]\(([^)#:]+)(?:#[^)]*)?\)/g))
      assert.ok(existsSync(new URL(link, new URL(file, root))), `${file}: ${link}`)
  }
  const cells = read('README.md')
    .split('\n')
    .filter(line => line.startsWith('|'))
    .flatMap(line => line.split('|').map(cell => cell.trim()))
  assert.deepEqual(
    cells.filter(cell => cell.length > 100),
    [],
  )
  assert.deepEqual(
    read('README.md')
      .split('\n')
      .filter(line => line.length > 120 && !line.startsWith('|')),
    [],
  )
})

test('pages for a person name no command that there is not', () => {
  const told = ['README.md', ...globSync('docs/*.md', { cwd: root })].flatMap(file =>
    [
      ...read(file).matchAll(/(?:^|[`(])(?:npx |npm run --silent )?witnessmark (?:-- )?([a-z]+)/gm),
    ].map(match => match[1] ?? ''),
  )
  assert.ok(told.length > 30)
  assert.deepEqual(
    told.filter(name => !Object.hasOwn(commands, name) && name !== 'help'),
    [],
  )
})

test("a service's README is read on one screen: no long line, and what is longer is folded under its name", () => {
  const files = globSync('common/services/*/README.md', { cwd: root })
  assert.ok(files.length > 10)
  for (const file of files) {
    const shown = read(file).replace(/^<details>$[^]*?^<\/details>$/gm, 'folded')
    const lines = shown.split('\n')
    assert.ok(lines.length <= 70, `${file}: ${lines.length} lines`)
    assert.deepEqual(
      lines.filter(line => line.length > 120 && !line.startsWith('|')),
      [],
      file,
    )
  }
})
