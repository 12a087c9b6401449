import assert from 'node:assert/strict'
import { globSync, readFileSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { after, before, test } from 'node:test'
import type { TestContext } from 'node:test'
import { fileURLToPath } from 'node:url'
import { Validator } from '@seriousme/openapi-schema-validator'
import { z } from 'zod'
import type { Actor } from '../../agent/actor.ts'
import { editConfig } from '../../agent/home/config.ts'
import { memorySecrets } from '../../agent/home/secrets.ts'
import { openHome } from '../../agent/open-agent.ts'
import { loadOperations } from '../../agent/operations/index.ts'
import type { Input, OperationName, Output } from '../../agent/operations/index.ts'
import type { Downloading, Operation } from '../../agent/operations/operation.ts'
import { perform } from '../../agent/operations/perform.ts'
import { routes } from '../../agent/operations/routes.ts'
import { tester } from '../support/actor.ts'
import { temporaryFolder } from '../support/agent.ts'
import { fixtureFramework, seededServer } from '../support/dashboard/home.ts'
import type { Seeded } from '../support/dashboard/home.ts'
import { questions, site } from '../support/operations.ts'
import type { Question, World } from '../support/operations.ts'
import { isRefusal } from '../support/problem.ts'

const operations = await loadOperations()
const names = [...operations.keys()]
const routed = names.filter(name => routes[name] !== null)
const of = (name: OperationName): Operation => operations.get(name) ?? assert.fail(name)
const LINES = 'application/x-ndjson'

/** Why an operation has no address. Whatever else asks it says so here. */
const withoutAddress: Readonly<Record<string, readonly OperationName[]>> = {
  'a command does it beside the running agent, with files of this machine': [
    'alert-secret',
    'backup',
    'conformance',
    'connect',
    'disconnect',
    'doctor',
    'init',
    'migrate',
    'reperform',
    'restore',
    'tiles',
    'verify-bundle',
    'verify-oscal',
  ],
  'an assessor does it on a machine of their own, with a key of their own': [
    'credential-draft',
    'credential-status',
    'verify-statement',
  ],
  'what watches the process gets it at an address of its own, by a token of its own': ['metrics'],
  'a paired browser says it over its own socket': [
    'capture',
    'confirm',
    'held',
    'page',
    'pairing-add',
    'pairing-find',
    'pairing-seen',
    'picture',
    'picture-announce',
    'teach',
    'welcome',
  ],
}

const closing: (() => unknown)[] = []
const lifetime: Pick<TestContext, 'after'> = {
  after: (close: unknown) => {
    closing.unshift(close as () => unknown)
  },
}
let seeded: Seeded
let world: World
let session = { authorization: '' }
const answers = new Map<OperationName, unknown>()

before(async () => {
  seeded = await seededServer(lifetime, { frameworks: [fixtureFramework] })
  const { agent, server } = seeded
  const content = { service: 'directus', target: { url: site }, schedule: 'off' }
  editConfig(agent.home, ['tenants', 'content'], content)
  const folder = temporaryFolder(lifetime)
  const other = openHome(join(folder, 'elsewhere'), { secrets: memorySecrets() })
  lifetime.after(() => other.close())
  world = {
    agent,
    folder,
    elsewhere: other.agent,
    answered: <N extends OperationName>(name: N) => answers.get(name) as Output<N>,
  }
  const reply = await fetch(`${server.url}/api/v1/session`, {
    method: 'POST',
    headers: { 'origin': server.url, 'content-type': 'application/json' },
    body: JSON.stringify({ token: server.loginUrl().split('#token=')[1] }),
  })
  session = {
    authorization: `Bearer ${((await reply.json()) as { session: string }).session}`,
  }
})
after(async () => {
  for (const close of closing) await close()
})

type Given = Readonly<Record<string, unknown>>

/** Asks through HTTP, as a command of the user unless other headers say who. */
function ask(
  name: OperationName,
  input: Given,
  headers: Readonly<Record<string, string>> = {
    authorization: `Bearer ${seeded.server.token}`,
  },
): Promise<Response> {
  const [method = '', path = ''] = routes[name]?.split(' ') ?? []
  const filled = path.replace(/\{(\w+)\}/g, (_, key: string) =>
    encodeURIComponent(String(input[key])),
  )
  const rest = Object.entries(input).filter(([key]) => !path.includes(`{${key}}`))
  const query = method === 'POST' ? '' : new URLSearchParams(rest as [string, string][]).toString()
  return fetch(`${seeded.server.url}/api/v1${filled}${query && `?${query}`}`, {
    method,
    headers: { 'origin': seeded.server.url, 'content-type': 'application/json', ...headers },
    ...(method === 'POST' ? { body: JSON.stringify(Object.fromEntries(rest)) } : {}),
  })
}

/** As another program gets it. */
function asJson(value: unknown): Given {
  return JSON.parse(JSON.stringify(value)) as Given
}

test('each operation is called as its file, and says in one line what it is', async () => {
  const folder = fileURLToPath(new URL('../../agent/operations/', import.meta.url))
  const ours = [
    'index',
    'operation',
    'perform',
    'period-shape',
    'policy-shapes',
    'routes',
    'scope-shapes',
    'shapes',
  ]
  const files = globSync('*.ts', { cwd: folder }).map(file => basename(file, '.ts'))
  assert.deepEqual(files.filter(file => !ours.includes(file)).sort(), names.toSorted())
  for (const name of names) {
    assert.match(name, /^[a-z]+(?:-[a-z]+)*$/)
    const exported = (await import(`${folder}${name}.ts`)) as object
    assert.ok(Object.values(exported).includes(of(name)), `${name}.ts exports another`)
    assert.match(of(name).title, /^[A-Z][^\n]{3,79}[^.\s]$/, name)
  }
})

test('each has an address of its own, or none on purpose', () => {
  assert.deepEqual(
    names.filter(name => routes[name] === null).sort(),
    Object.values(withoutAddress).flat().sort(),
  )
  const addresses = routed.map(name => routes[name]?.replace(/\{\w+\}/g, '{}'))
  assert.deepEqual([...new Set(addresses)], addresses)
})

test('whoever may only read may ask whatever changes nothing, and nothing else', async () => {
  const reader: Actor = { id: 'reader', role: 'reader' }
  for (const name of names) {
    const { role } = of(name)
    if (routes[name]?.startsWith('GET ')) assert.equal(role, 'reader', name)
    if (routes[name]?.startsWith('DELETE ')) assert.equal(role, 'administrator', name)
    if (role === 'reader') continue
    // Even of what is asked wrongly he learns nothing but that.
    await assert.rejects(
      perform(world.agent, reader, name, {} as never),
      isRefusal('role-missing', /^only a administrator may$/),
      name,
    )
  }
  assert.equal((await perform(world.agent, reader, 'overview', {})).tenants, 2)
})

test('each answers what its schema says, and HTTP what is answered here', async context => {
  for (const name of Object.keys(questions) as OperationName[])
    await context.test(name, async () => {
      const { input, agent = world.agent } = (await questions[name](world)) as Question<typeof name>
      const operation = of(name)
      if ('open' in operation) return assertSameBytes(name, operation, input)
      const alsoHere = !routes[name] || operation.role === 'reader'
      const here = alsoHere
        ? asJson(await perform<OperationName>(agent, tester, name, input))
        : null
      const told = routes[name] ? await answeredOverHttp(name, input) : null
      const answered = here ?? told ?? {}
      answers.set(name, answered)
      assert.deepEqual(asJson(operation.output.parse(answered)), answered, 'nothing is left out')
      if (here && told) assert.deepEqual(timeless(told), timeless(here))
    })
})

/** @returns the document without its head */
async function answeredOverHttp(name: OperationName, input: unknown): Promise<Given> {
  const operation = of(name)
  const reply = await ask(name, asJson(input))
  const { format, version, ...body } = (await reply.json()) as Given
  assert.equal(reply.status, 200, JSON.stringify(body))
  assert.ok('kind' in operation)
  assert.deepEqual([format, version], [`witnessmark/${operation.kind}`, 1])
  return body
}

async function assertSameBytes(
  name: OperationName,
  operation: Downloading<z.ZodType>,
  input: unknown,
): Promise<void> {
  const { body, bytes, mediaType } = await operation.open(world.agent, tester, input)
  const here = await new Response(body instanceof Uint8Array ? new Uint8Array(body) : body).bytes()
  const reply = await ask(name, asJson(input))
  assert.deepEqual(Buffer.from(await reply.bytes()), Buffer.from(here))
  assert.ok(here.length > 0)
  if (bytes !== null) assert.equal(bytes, here.length)
  assert.equal(reply.headers.get('content-type'), mediaType)
  assert.match(reply.headers.get('content-disposition') ?? '', /^attachment; filename="\S+"$/)
}

/** Without when it was asked: two questions are never asked at the same time. */
function timeless({ at: _at, now: _now, asOf: _asOf, when: _when, ...rest }: Given): Given {
  return rest
}

test('a member that no operation knows is refused by name, whoever asks', async () => {
  for (const name of names) {
    const refused = isRefusal('input-invalid', /Unrecognized key: "nonsense"/)
    const given = { nonsense: 1 } as never
    if ('open' in of(name)) continue
    await assert.rejects(perform(world.agent, tester, name, given), refused, name)
  }
  for (const name of routed) {
    const reply = await ask(name, { nonsense: 1 })
    const { format, code, error } = (await reply.json()) as Record<string, string>
    assert.deepEqual(
      [reply.status, format, code],
      [400, 'witnessmark/problem', 'input-invalid'],
      name,
    )
    assert.match(error ?? '', /Unrecognized key: "nonsense"/, name)
  }
})

test('what has the wrong type is refused with its place', async () => {
  const wrong: readonly [OperationName, Given, place: string][] = [
    ['evidence', { index: 'first' }, 'index: '],
    ['exception-add', { tenant: 1, check: 'c', reason: 'r', until: 'u' }, 'tenant: '],
    ['exception-add', { tenant: 't', check: 'c', reason: '', until: 'u' }, 'reason: '],
    ['export-start', { format: 'csv', days: ['2026-01-01', 'soon'] }, 'days.1: '],
    ['scan', { tenants: ['aurora-labs', 7] }, 'tenants.1: '],
    ['verify', { every: 'yes' }, 'every: '],
    ['export', { format: 'csv', out: 'relative.csv' }, 'out: an absolute path'],
    ['document', { tenant: 't', setting: 's', value: 1, by: 'b', name: 'n', body: '?' }, 'body: '],
  ]
  for (const [name, input, place] of wrong) {
    const reply = await ask(name, input)
    const { code, error, params } = (await reply.json()) as {
      code: string
      error: string
      params: { detail: string }
    }
    assert.deepEqual([reply.status, code], [400, 'input-invalid'], `${name} ${place}`)
    assert.ok(params.detail.startsWith(place), params.detail)
    assert.ok(error.includes(place), error)
  }
})

test('what names files of this machine, or tries credentials, answers commands, and no session of the dashboard', async () => {
  const forCommands = routed.filter(name => of(name).commandsOnly)
  assert.deepEqual(forCommands, ['alert-test', 'credentials', 'export', 'import'])
  for (const name of forCommands) {
    const { input } = (await questions[name](world)) as Question<typeof name>
    const refused = await ask(name, asJson(input), session)
    const { code } = (await refused.json()) as { code: string }
    assert.deepEqual([refused.status, code], [403, 'commands-only'], name)
    const reply = await ask(name, asJson(input))
    assert.equal(reply.status, 200, `${name}: ${await reply.text()}`)
  }
  assert.equal((await ask('overview', {}, session)).status, 200, 'the session is one')
  assert.equal((await ask('overview', {}, {})).status, 401)
})

test('the dashboard gets and removes exports by their names only, and says no place for them', async () => {
  const { home } = world.agent
  const own = join(home, 'exports', 'mine.txt')
  writeFileSync(own, 'as it was')
  const kept = ['config.yaml', 'keys/log.json'].map(name => join(home, name))
  const before = kept.map(file => readFileSync(file, 'utf8'))
  const paths = ['config.yaml', '../config.yaml', '..%2Fkeys%2Flog.json', '../keys/log.json']
  for (const name of [...paths, join(home, 'config.yaml'), 'mine.txt', '', '.'])
    for (const asked of ['export-file', 'export-remove'] as const) {
      const reply = await ask(asked, { name }, session)
      assert.ok([400, 404].includes(reply.status), `${asked} ${name}: ${reply.status}`)
    }
  const out = join(home, 'config.yaml')
  assert.equal((await ask('export-start', { format: 'csv', out }, session)).status, 400)
  assert.deepEqual(
    [own, ...kept].map(file => readFileSync(file, 'utf8')),
    ['as it was', ...before],
  )
})

type Line = {
  readonly progress?: { readonly done: number; readonly total: number; readonly text: string }
  readonly result?: Given
  readonly problem?: Given
}

async function linesOf(name: OperationName, input: Given): Promise<Line[]> {
  const authorization = `Bearer ${seeded.server.token}`
  const reply = await ask(name, input, { authorization, accept: LINES })
  assert.deepEqual([reply.status, reply.headers.get('content-type')], [200, LINES])
  const text = await reply.text()
  assert.ok(text.endsWith('\n'))
  return text
    .trimEnd()
    .split('\n')
    .map(line => JSON.parse(line) as Line)
}

test('what takes its time tells how far it is, line by line, before what came of it', async () => {
  const asked: { readonly [N in OperationName]?: Input<N> } = {
    scan: { tenants: ['aurora-labs'] },
    verify: {},
  }
  for (const [name, input] of Object.entries(asked) as [OperationName, Given][]) {
    const lines = await linesOf(name, input)
    const last = lines.pop()
    const operation = of(name)
    assert.ok('stream' in operation)
    const { format, version, ...output } = last?.result ?? {}
    assert.deepEqual([format, version], [`witnessmark/${operation.kind}`, 1])
    assert.deepEqual(asJson(operation.output.parse(output)), output)
    assert.ok(lines.length > 0, name)
    assert.ok(
      lines.every(({ progress }) => progress && progress.text !== ''),
      name,
    )
  }
})

test('what stands in the way in the middle is the last line', async () => {
  const file = join(world.folder, 'cut-off.json')
  writeFileSync(file, `{"module_version": "1.6.0", "teams": ["${'x'.repeat(3_000_000)}`)
  const input = { tool: 'scubagear', tenant: 'contoso', file }
  const lines = await linesOf('import', input)
  const { problem } = lines.pop() ?? {}
  assert.ok(lines.length > 0 && lines.every(line => line.progress))
  assert.deepEqual(
    [problem?.['format'], problem?.['code']],
    ['witnessmark/problem', 'import-cut-off'],
  )
  const whole = await ask('import', input)
  assert.equal(whole.status, 400)
  assert.deepEqual(await whole.json(), problem, 'the same, without lines')
})

type Parameter = { readonly name: string; readonly in: string; readonly required: boolean }
type Described = {
  readonly operationId: string
  readonly parameters?: readonly Parameter[]
  readonly requestBody?: {
    readonly content: {
      readonly 'application/json': {
        readonly schema: { readonly properties: object; readonly additionalProperties: boolean }
      }
    }
  }
}
type OpenApi = {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Described>>>>
}

test('the OpenAPI document is valid, and has every address with all that it takes', async () => {
  const reply = await fetch(`${seeded.server.url}/api/v1/openapi.json`, { headers: session })
  const document = (await reply.json()) as OpenApi
  const validator = new Validator()
  const { valid, errors } = await validator.validate({ ...document })
  assert.ok(valid, JSON.stringify(errors))
  assert.equal(validator.version, '3.1')

  const described = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(
      ([method, item]) => [`${method.toUpperCase()} ${path}`, item] as const,
    ),
  )
  assert.deepEqual(
    Object.fromEntries(described.map(([address, { operationId }]) => [operationId, address])),
    Object.fromEntries(routed.map(name => [name, routes[name]])),
  )
  assert.equal(described.length, routed.length)
  for (const [address, { operationId, parameters = [], requestBody }] of described) {
    const { input } = of(operationId as OperationName)
    assert.ok(input instanceof z.ZodObject)
    const placed = (where: string): string[] =>
      parameters.filter(item => item.in === where).map(item => item.name)
    const inPath = [...address.matchAll(/\{(\w+)\}/g)].map(match => match[1] ?? '')
    assert.deepEqual(placed('path'), inPath, address)
    assert.ok(parameters.every(item => item.in !== 'path' || item.required))
    const body = requestBody?.content['application/json'].schema
    assert.equal(body !== undefined, address.startsWith('POST '))
    assert.equal(body?.additionalProperties ?? false, false, address)
    const taken = [...inPath, ...placed('query'), ...Object.keys(body?.properties ?? {})]
    assert.deepEqual(taken.toSorted(), Object.keys(input.shape).toSorted(), address)
  }
})

test('what has no JSON form belongs to operations without an address', () => {
  const represented = (schema: z.ZodType, io: 'input' | 'output'): boolean => {
    try {
      return Boolean(z.toJSONSchema(schema, { io }))
    } catch {
      return false
    }
  }
  const without = names.filter(name => {
    const operation = of(name)
    return (
      !represented(operation.input, 'input') ||
      ('output' in operation && !represented(operation.output, 'output'))
    )
  })
  assert.deepEqual(without, ['picture'], 'bytes over the socket')
  assert.equal(routes.picture, null)
})
