import assert from 'node:assert/strict'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { test } from 'node:test'
import { testAgent } from '../support/agent.ts'
import { copyOfTree } from '../support/copy.ts'
import type { Copy } from '../support/copy.ts'

/** A recipe's block in CONTRIBUTING.md: a new file, or what is added to one. */
type Block = { readonly file: string; readonly isNew: boolean; readonly text: string }

function recipeOf(copy: Copy, kind: string): Block[] {
  const guide = readFileSync(`${copy.root}CONTRIBUTING.md`, 'utf8')
  const section = guide.split(`\n### ${kind}\n`)[1]?.split(/\n##/)[0] ?? ''
  return [...section.matchAll(/^```\w+ (new )?(\S+)\n([\s\S]*?)^```$/gm)].map(match => ({
    isNew: match[1] !== undefined,
    file: match[2] ?? '',
    text: match[3] ?? '',
  }))
}

/** Follows the recipe by hand. @returns the files it touches */
function follow(copy: Copy, kind: string): string[] {
  return recipeOf(copy, kind).map(({ file, isNew, text }) => {
    const path = copy.root + file
    assert.equal(existsSync(path), !isNew, file)
    mkdirSync(dirname(path), { recursive: true })
    writeFileSync(path, isNew ? text : added(readFileSync(path, 'utf8'), file, text))
    return file
  })
}

/** Where the entries of a file's list end: what is added goes before it. */
const endOf: Readonly<Record<string, RegExp>> = {
  'agent/cli/commands.ts': /\n\}\n\n\/\*\* What every command takes/,
  'tests/support/operations.ts': /\n\}\n\n\/\*\* A piece of news/,
}

function added(before: string, file: string, text: string): string {
  if (file.endsWith('.json')) return before.replace(/\n\]\n$/, `,\n${text}]\n`)
  const lines = text.split('\n').filter(line => line !== '')
  const imports = lines.filter(line => line.startsWith('import '))
  const entry = lines.filter(line => !line.startsWith('import ')).join('\n')
  // A list ends the file; a table is an object further up.
  const list = before.endsWith('\n]\n') ? /\n\]\n$/ : /\n\} (?:as const )?satisfies /
  const after = before.replace(endOf[file] ?? list, end => `\n${entry}${end}`)
  assert.notEqual(after, before, file)
  return [...imports, after].join('\n')
}

test('one of each kind is added by the recipes of CONTRIBUTING.md, in so many files and no more', async context => {
  const copy = copyOfTree(context)
  const contracts = (pattern: string): string =>
    copy.node(
      '--test',
      `--test-name-pattern=${pattern}`,
      'tests/contract/catalogue.test.ts',
      'tests/contract/services.test.ts',
    )

  assert.deepEqual(follow(copy, 'A metric'), ['common/metrics.ts'])
  assert.throws(() => contracts('every metric'), /\+ +'names-reviewed'/)
  assert.deepEqual(follow(copy, 'A framework'), ['common/frameworks/house-rules-1.json'])

  const unleash = 'common/services/unleash'
  assert.deepEqual(follow(copy, 'A setting'), [
    `${unleash}/settings/index.ts`,
    `${unleash}/recipes/index.ts`,
  ])
  assert.deepEqual(follow(copy, 'A check'), [
    `${unleash}/checks/index.ts`,
    `${unleash}/checks/index.fixtures.json`,
  ])
  assert.deepEqual(follow(copy, 'An importer'), [`${unleash}/import/index.ts`])
  assert.deepEqual(follow(copy, 'An export format'), [
    'agent/export/names.ts',
    'agent/export/formats.ts',
  ])
  assert.deepEqual(follow(copy, 'An operation'), [
    'agent/operations/tenant-names.ts',
    'agent/operations/index.ts',
    'agent/operations/routes.ts',
    'tests/support/operations.ts',
  ])
  assert.deepEqual(follow(copy, 'A command'), ['agent/cli/names.ts', 'agent/cli/commands.ts'])
  assert.equal(
    copy.node('tests/support/generate.ts'),
    [
      'common/frameworks/index.ts',
      'common/services/importers.ts',
      `${unleash}/README.md`,
      'docs/commands.md',
      'docs/witnessmark.1',
    ]
      .map(file => `wrote ${file}\n`)
      .join(''),
  )
  copy.node('tests/support/format.ts')
  // One check of all: what it costs is the types of the whole tree.
  assert.match(
    copy.node('tests/support/check.ts', 'types', 'lint', 'unused', 'generated', 'format'),
    /^check: lint, types, unused, generated, format passed/,
  )
  copy.node(
    '--test',
    '--test-name-pattern=downwards|pages for a person name',
    'tests/contract/architecture.test.ts',
  )
  assert.match(
    contracts('registry|ids are unique|every metric|unleash|generated'),
    /✔ unleash: every check judges/,
  )

  const run = (...args: readonly string[]): string =>
    copy.node('agent/main.ts', ...args, '--home', `${copy.root}home`, '--json', '--no-input')
  type Catalogue = Record<string, { id: string }[]>
  const { frameworks, metrics } = JSON.parse(run('catalogue')) as Catalogue
  assert.ok(frameworks?.some(item => item.id === 'house-rules-1'))
  assert.ok(metrics?.some(item => item.id === 'names-reviewed'))
  assert.throws(() => run('export'), /--format bundle\|.*\|names /)
  assert.throws(
    () => run('import', 'nothing', 'file.json'),
    /there are: instance-list, maester, prowler, scuba-results, scubagear/,
  )
  const write = `
    import { exportFormats } from './agent/export/formats.ts'
    await exportFormats.names.write({ out: 'names.txt', window: { tenants: [{ id: 'acme' }] } })`
  copy.node('--input-type=module', '--eval', write)
  assert.equal(readFileSync(`${copy.root}names.txt`, 'utf8'), 'acme\n')

  const tenant = { service: 'github', target: {} }
  const { home, close } = await testAgent(context, { second: tenant, first: tenant })
  await close()
  const inHome = (...args: readonly string[]): string =>
    copy.node('agent/main.ts', ...args, '--home', home, '--no-input')
  assert.equal(inHome('names'), 'first\nsecond\n')
  assert.deepEqual(JSON.parse(inHome('names', '--json')), {
    format: 'witnessmark/tenant-names',
    version: 1,
    names: ['first', 'second'],
  })
  const paths = `
    import { openApi } from './agent/http/openapi.ts'
    console.log(Object.keys((await openApi()).paths).join())`
  assert.match(copy.node('--input-type=module', '--eval', paths), /\/tenant-names/)
})
