import assert from 'node:assert/strict'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import type { TestContext } from 'node:test'
import { scan } from '../../agent/collect/scan.ts'
import { settings } from '../../common/services/github/settings/index.ts'
import { testAgent } from '../support/agent.ts'
import { forwardTo, startFront, startProduct } from './github-front.ts'
import { installProduct } from './install.ts'
import { freePort } from '../support/free-port.ts'
import { tester } from '../support/actor.ts'

/** What the collector calls, as the catalogue says it. */
const called = [
  ...new Set(
    settings.flatMap(({ api }) =>
      api?.request.startsWith('GET ') ? [api.request.slice(4).replace(/\?.*/, '')] : [],
    ),
  ),
  '/orgs/{org}/rulesets',
]
const readByRest = settings.filter(({ api }) => api?.request.startsWith('GET ')).map(({ id }) => id)
const unnamed = (path: string): string => path.replace(/\{\w+\}/g, '{}')

const folder = mkdtempSync(join(tmpdir(), 'witnessmark-prism-'))
let upstream = ''
let prism: Awaited<ReturnType<typeof startProduct>>

before(async () => {
  const installed = installProduct('prism', [
    '@stoplight/prism-cli@5.16.0',
    '@octokit/openapi@23.0.2',
  ])
  const description = join(folder, 'github.json')
  writeFileSync(
    description,
    JSON.stringify(
      subset(
        JSON.parse(
          readFileSync(
            join(installed, 'node_modules/@octokit/openapi/generated/api.github.com.json'),
            'utf8',
          ),
        ) as Description,
      ),
    ),
  )
  const port = await freePort()
  upstream = `http://127.0.0.1:${port}`
  prism = await startProduct(
    join(installed, 'node_modules/@stoplight/prism-cli/dist/index.js'),
    ['mock', '-h', '127.0.0.1', '-p', String(port), description],
    upstream,
    installed,
  )
})
after(async () => {
  await prism?.close()
  rmSync(folder, { recursive: true, force: true })
})

async function read(context: TestContext, drop: readonly string[]) {
  const front = await startFront(forwardTo(upstream, drop))
  context.after(() => front.close())
  const open = await testAgent(context, {
    octo: {
      service: 'github',
      target: {
        'organization': 'github',
        'url': front.url,
        'each-repository': 'webhooks,workflow-token',
      },
      secret: 'github_pat_prism',
    },
  })
  const hosts = new Set<string>()
  await scan(open.agent, tester, 'octo', {
    transport: {
      sleep: async () => undefined,
      fetch: (input, init) => {
        hosts.add(new URL(String(input)).origin)
        return fetch(input, init)
      },
    },
  })
  const readings = new Map(
    (await Array.fromAsync(open.agent.store.observations('octo'))).map(({ setting, reading }) => [
      setting,
      reading,
    ]),
  )
  return { front, hosts, readings }
}

test("every REST endpoint answers in GitHub's own shape, and every setting read there is understood", async context => {
  const { front, readings } = await read(context, ['link'])
  for (const path of called) {
    const shape = new RegExp(`^${path.replace(/\{\w+\}/g, '[^/?]+')}(?:\\?.*)?$`)
    assert.ok(
      front.paths.some(asked => shape.test(asked)),
      `${path} was not asked`,
    )
  }
  const notRead = readByRest.flatMap(id => {
    const reading = readings.get(id)
    // GitHub's example of an organization leaves these out: that is unknown, and says so.
    return reading?.state === 'observed' ||
      (reading?.state === 'unobserved' && reading.reason === 'forbidden')
      ? []
      : [`${id}: ${JSON.stringify(reading)}`]
  })
  assert.deepEqual(notRead, [])
  assert.deepEqual(
    [
      'two-factor-required',
      'default-repository-permission',
      'actions-allowed',
      'workflow-token-permission',
      'fork-approval-policy',
      'webhooks',
      'installed-apps',
      'rulesets',
      'security-defaults',
      'outside-collaborators',
    ].filter(name => readings.get(`github.organization.${name}`)?.state !== 'observed'),
    [],
  )
  assert.equal(readings.get('github.repository.secret-scanning')?.state, 'observed')
})

test('the endless paging link to another host is not followed', async context => {
  const { front, hosts, readings } = await read(context, [])
  assert.deepEqual([...hosts], [front.url])
  const outside = readings.get('github.organization.outside-collaborators')
  assert.ok(outside?.state === 'unobserved')
  assert.deepEqual([outside.reason, outside.why?.code], ['malformed', 'link-elsewhere'])
  assert.equal(
    readings.get('github.organization.two-factor-required')?.state,
    'observed',
    'other settings are still read',
  )
  assert.ok(front.paths.length < 40, `${front.paths.length} calls`)
})

type Description = {
  readonly paths: Readonly<Record<string, unknown>>
  readonly components: Readonly<Record<string, Readonly<Record<string, unknown>>>>
}

/**
 * The paths that are called and the components they reach: the whole description takes prism half a
 * minute.
 */
function subset(whole: Description): object {
  const wanted = new Set(called.map(unnamed))
  const paths = Object.fromEntries(
    Object.entries(whole.paths)
      .filter(([path]) => wanted.has(unnamed(path)))
      .map(([path, item]) => {
        const { get, parameters } = item as { get: unknown; parameters?: unknown }
        return [path, { get, ...(parameters ? { parameters } : {}) }]
      }),
  )
  assert.equal(
    Object.keys(paths).length,
    wanted.size,
    "every called path is in GitHub's description",
  )
  const components: Record<string, Record<string, unknown>> = {}
  const visit = (value: unknown): void => {
    for (const [, kind = '', name = ''] of JSON.stringify(value).matchAll(
      /"#\/components\/([^/"]+)\/([^"]+)"/g,
    )) {
      const target = (components[kind] ??= {})
      if (name in target) continue
      target[name] = whole.components[kind]?.[name]
      visit(target[name])
    }
  }
  visit(paths)
  return { openapi: '3.0.3', info: { title: 'GitHub, in part', version: '1' }, paths, components }
}
