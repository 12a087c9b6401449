import assert from 'node:assert/strict'
import { existsSync, globSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { Validator } from '@cfworker/json-schema'
import { parse } from 'yaml'
import type { Agent } from '../../agent/agent.ts'
import { teach } from '../../agent/console/teach.ts'
import { Config, editConfig, parseConfig } from '../../agent/home/config.ts'
import { examples } from '../../agent/home/examples.ts'
import { makeHome } from '../../agent/home/furnish.ts'
import { memorySecrets } from '../../agent/home/secrets.ts'
import { addException } from '../../agent/judge/exceptions.ts'
import { openAgent } from '../../agent/open-agent.ts'
import { perform } from '../../agent/operations/perform.ts'
import { compile, givenVariables } from '../../common/assess/expression.ts'
import { ReadKind } from '../../common/capture/recipe.ts'
import { Expectation } from '../../common/model/check.ts'
import type { CapturedReading } from '../../common/protocol/message.ts'
import { ingestCapture, tester } from '../support/actor.ts'
import { temporaryFolder, testAgent } from '../support/agent.ts'
import { configurationKeys } from '../support/generate-configuration.ts'

const root = fileURLToPath(new URL('../../', import.meta.url))
const read = (file: string): string => readFileSync(root + file, 'utf8')

/** What an editor says of a file: what is wrong in it, by the schema of that name. */
function mistakesIn(name: string, source: string): string[] {
  const schema = JSON.parse(read(`docs/schemas/${name}.schema.json`)) as object
  return new Validator(schema, '2020-12', false)
    .validate(parse(source))
    .errors.map(error => `${error.instanceLocation}: ${error.error}`)
}

/** The one block of a page that is headed by this language and file. */
function blockOf(page: string, head: string): string {
  const [block, ...more] = [...read(page).matchAll(/^```(.+)\n([\s\S]*?)^```$/gm)].filter(
    match => match[1] === head,
  )
  assert.ok(block?.[2] && more.length === 0, `${page}: one block "${head}"`)
  return block[2]
}

/** First cells of the table that follows a heading or text, without code marks. */
function firstCells(page: string, head: string): string[] {
  const [, table = ''] = read(page).split(new RegExp(`\\| ${head} +\\|[^\\n]*\\n\\| -[^\\n]*\\n`))
  return [...(table.split('\n\n')[0] ?? '').matchAll(/^\| `([^`]+)`/gm)].map(
    match => match[1] ?? '',
  )
}

test('every key of config.yaml has its meaning in one sentence, and stands in the documentation', () => {
  const keys = configurationKeys()
  const meaningless = keys.filter(key => !/^[A-Z].*\.$/.test(key.shape.description ?? ''))
  assert.deepEqual(
    meaningless.map(key => key.path),
    [],
  )
  const paths = keys.map(key => key.path)
  for (const path of [
    ...Object.keys(Config.shape),
    'tenants.NAME.accepted.NAME.until',
    'tenants.NAME.consoles',
    'targets.NAME.by',
    'alerts[].from',
    'witness.publicKey',
  ])
    assert.ok(paths.includes(path), path)
  assert.match(
    Config.shape.targets.description ?? '',
    /counting from when `target apply` seals them/,
  )
  const page = read('docs/configuration.md')
  for (const { path, shape } of keys) {
    const name = path.slice(path.lastIndexOf('.') + 1)
    assert.match(page, new RegExp(`^\\| \`${name}\` .*${shape.description?.slice(0, 20)}`, 'm'))
  }
})

test('the schemas take every example and everything that we write, as loading does', async context => {
  const sound = (name: string, source: string): void =>
    assert.deepEqual(mistakesIn(name, source), [], source)
  const example = blockOf('docs/configuration.md', 'yaml')
  sound('config', example)
  assert.ok(parseConfig(example, 'config.yaml').tenants['intranet'])
  sound('config', blockOf('docs/own-checks.md', 'yaml config.yaml'))
  sound('checks', examples.checks)
  sound('recipes', examples.recipes)
  for (const [folder, name] of [
    ['checks', 'checks'],
    ['recipes', 'recipes'],
    ['exceptions', 'exception'],
  ] as const)
    for (const file of globSync(`tests/fixtures/homes/*/home/${folder}/*.yaml`, { cwd: root }))
      sound(name, read(file))
  const { agent, home } = await taught(context)
  for (const file of globSync('{config.yaml,*/*.yaml}', { cwd: home })) {
    const [, place = ''] = /^# yaml-language-server: \$schema=(\S+)\n/.exec(
      readFileSync(join(home, file), 'utf8'),
    ) ?? [null, `none in ${file}`]
    const schema = join(home, dirname(file), place)
    assert.ok(existsSync(schema), `${file} names ${place}`)
    assert.equal(readFileSync(schema, 'utf8'), read(`docs/schemas/${schema.split('/').at(-1)}`))
    const name = /([a-z]+)\.schema\.json$/.exec(schema)?.[1] ?? ''
    sound(name, readFileSync(join(home, file), 'utf8'))
  }
  assert.equal((await agent.exceptions()).length, 1)
})

test('the schemas name what is wrong, and where', () => {
  const wrong = (name: string, source: string, place: RegExp): void => {
    const mistakes = mistakesIn(name, source)
    assert.ok(
      mistakes.some(mistake => place.test(mistake)),
      `${name}: ${mistakes.join('\n')}`,
    )
  }
  wrong('config', 'version: 1\nport: 70000\n', /^#\/port: /)
  wrong('config', 'version: 1\nport: 7117\nalert: []\n', /alert/)
  wrong('config', 'version: 1\ntenants: { a: { service: 7 } }\n', /^#\/tenants\/a\/service: /)
  wrong('checks', examples.checks.replace('op: equals', 'op: equal'), /^#\/checks\/0\/expect/)
  wrong('checks', examples.checks.replace('severity: high', 'severity: hi'), /checks\/0\/severity/)
  wrong('recipes', examples.recipes.replace('read: checked', 'read: ticked'), /settings\/0\/read/)
  wrong('exception', 'id: a\ntenant: b\n', /required property|until|check/)
})

test('the example of docs/own-checks.md loads, reads a page and is judged: pass, fail, unknown', async context => {
  const { agent, home } = await testAgent(context, {})
  for (const folder of ['checks', 'recipes'] as const) {
    const block = blockOf('docs/own-checks.md', `yaml ${folder}/intranet.yaml`)
    assert.equal(block, examples[folder], 'init writes the same')
    writeFileSync(join(home, folder, 'intranet.yaml'), block)
  }
  writeFileSync(join(home, 'config.yaml'), blockOf('docs/own-checks.md', 'yaml config.yaml'))
  assert.equal(agent.catalogue().checksOf('intranet').length, 2)
  const capture = async (...[twoSteps, hours]: CapturedReading['reading'][]): Promise<void> => {
    const readings = [
      ...(twoSteps ? [{ setting: 'intranet.site.two-step-sign-in', reading: twoSteps }] : []),
      ...(hours ? [{ setting: 'intranet.site.session-hours', reading: hours }] : []),
    ]
    await ingestCapture(agent, { ...page, id: crypto.randomUUID(), readings }, 'browser')
  }
  const outcomes = async (): Promise<Record<string, string>> =>
    Object.fromEntries(
      (await agent.store.findings('intranet')).map(item => [
        item.check.replace('intranet.site.', ''),
        item.reason ? `${item.outcome} ${item.reason}` : item.outcome,
      ]),
    )
  const observed = (value: boolean | number) => ({ state: 'observed', value }) as const

  await capture(observed(true))
  assert.deepEqual(await outcomes(), {
    'two-step-sign-in': 'pass',
    'sessions-end': 'unknown never-captured',
  })
  await capture(observed(true), observed(24))
  assert.deepEqual(await outcomes(), { 'two-step-sign-in': 'pass', 'sessions-end': 'pass' })
  await capture(observed(false), observed(24))
  assert.deepEqual(await outcomes(), { 'two-step-sign-in': 'fail', 'sessions-end': 'fail' })
  await capture({ state: 'unobserved', reason: 'layout-not-recognised' }, observed(8))
  assert.deepEqual(await outcomes(), {
    'two-step-sign-in': 'unknown layout-not-recognised',
    'sessions-end': 'unknown layout-not-recognised',
  })
})

test('docs/own-checks.md names each comparison, variable, function and way to read that there is', () => {
  const page = 'docs/own-checks.md'
  const shapes = Expectation.options.map(option => option.shape.op.options)
  const operators = new Set<string>(shapes.flat())
  assert.deepEqual(new Set(firstCells(page, '`op`')), operators)
  assert.deepEqual(new Set(firstCells(page, '`read`')), new Set<string>(ReadKind.options))

  const source = read('common/assess/expression.ts')
  const variables = [...givenVariables.keys()]
  assert.deepEqual(new Set(firstCells(page, 'variable')), new Set(variables))
  for (const name of firstCells(page, 'variable')) assert.ok(compile(`${name} == ${name}`, []))
  const functions = [...source.matchAll(/\.registerFunction\('(?:string\.)?(\w+)\(/g)].map(match =>
    match[1]?.replace('Linear', ''),
  )
  const named = firstCells(page, 'function').map(call => /(\w+)\(/.exec(call)?.[1])
  assert.deepEqual(new Set(named), new Set(functions))
})

test('a new home has examples that count as nothing until they are renamed, and keeps its own', context => {
  const home = temporaryFolder(context)
  assert.ok(makeHome(home).created)
  const example = join(home, 'checks', 'example.yaml.txt')
  assert.equal(readFileSync(example, 'utf8'), examples.checks)
  assert.equal(readFileSync(join(home, 'recipes', 'example.yaml.txt'), 'utf8'), examples.recipes)
  writeFileSync(example, 'mine')
  writeFileSync(join(home, 'schemas', 'config.schema.json'), '{}')
  assert.ok(!makeHome(home).created)
  assert.equal(readFileSync(example, 'utf8'), 'mine')
  const schema = readFileSync(join(home, 'schemas', 'config.schema.json'), 'utf8')
  assert.equal(schema, read('docs/schemas/config.schema.json'), 'schemas are of this version')
})

test('examples in their folders change nothing of what is judged', async context => {
  const bare = await testAgent(context, {})
  const { agent } = await opened(context)
  assert.equal(agent.catalogueDigest(), bare.agent.catalogueDigest())
  assert.deepEqual(agent.recipes(), bare.agent.recipes())
})

test('doctor says which targets of config.yaml nobody sealed: they count for nothing', async context => {
  const { agent, home } = await opened(context)
  const told = async () =>
    (await perform(agent, tester, 'doctor', {})).items.filter(item => item.what === 'targets')
  assert.deepEqual(await told(), [])
  const target = { value: 8, by: 'Ada', reason: 'ours', at: '2026-11-01T00:00:00Z' }
  editConfig(home, ['targets', 'session-lifetime'], target)
  const [item, ...more] = await told()
  assert.deepEqual([item?.ok, more], [false, []])
  assert.match(item?.detail ?? '', /^proposed, counting for nothing: session-lifetime; next: /)
})

type Context = Parameters<typeof temporaryFolder>[0]

const page = {
  tenant: 'intranet',
  recipe: 'intranet-security',
  recipeVersion: 1,
  address: 'https://intranet.example.com/admin/security',
  title: 'Security',
  heading: 'Security',
  language: 'en',
  account: null,
  tenantShown: null,
  seenAt: '2026-11-01T08:00:00.000Z',
  zone: 0,
  browser: 'Chromium',
  extension: '0.1.0',
} as const

/** An agent in a home as `init` makes it. */
async function opened(context: Context): Promise<{ agent: Agent; home: string }> {
  const home = temporaryFolder(context)
  makeHome(home)
  const open = await openAgent(home, { secrets: memorySecrets() })
  context.after(() => open.close())
  return { agent: open.agent, home }
}

/** In which a page was taught and a finding accepted. */
async function taught(context: Context): Promise<{ agent: Agent; home: string }> {
  const made = await opened(context)
  await teach(made.agent, {
    address: 'https://admin.example.com/security',
    heading: 'Security',
    language: 'en',
    title: 'Require SSO',
    type: 'boolean',
    locate: [{ role: 'switch', name: ['Require SSO'] }],
    read: 'checked',
    wanted: true,
    metric: 'single-sign-on-enforced',
    severity: 'high',
    save: 'instant',
  })
  await addException(made.agent, tester, {
    tenant: 'admin-example-com',
    check: 'admin-example-com.tenant.require-sso',
    reason: 'until the move',
    until: '2126-01-01',
  })
  return made
}
