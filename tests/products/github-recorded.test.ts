import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import type { TestContext } from 'node:test'
import { createApi } from '../../agent/collect/api.ts'
import { probeContext, scan } from '../../agent/collect/scan.ts'
import { collector as githubCollector } from '../../common/services/github/collect/index.ts'
import { testAgent } from '../support/agent.ts'
import { startFront } from './github-front.ts'
import type { Front } from './github-front.ts'
import { installProduct } from './install.ts'
import { tester } from '../support/actor.ts'

type Recorded = {
  readonly path: string
  readonly status: number
  readonly response: unknown
  readonly headers: Readonly<Record<string, string>>
}

/** Plays back what GitHub once answered, at an address of its own. */
async function play(
  context: TestContext,
  scenario: string,
): Promise<{ readonly front: Front; readonly recorded: readonly Recorded[] }> {
  const installed = installProduct('octokit-fixtures', ['@octokit/fixtures@23.1.2'])
  const recorded = JSON.parse(
    readFileSync(
      join(
        installed,
        'node_modules/@octokit/fixtures/scenarios/api.github.com',
        scenario,
        'normalized-fixture.json',
      ),
      'utf8',
    ),
  ) as Recorded[]
  const front: Front = await startFront((path, { host }) => {
    const found = recorded.find(item => item.path === path)
    if (!found)
      return {
        status: 404,
        headers: { 'content-type': 'application/json' },
        body: '{"message":"Not Found"}',
      }
    const headers = Object.entries(found.headers).filter(
      ([name]) =>
        !['content-length', 'content-encoding', 'transfer-encoding', 'connection'].includes(name),
    )
    return {
      status: found.status,
      headers: Object.fromEntries(
        headers.map(([name, value]) => [
          name,
          String(value).replaceAll('https://api.github.com', `http://${host}`),
        ]),
      ),
      body: JSON.stringify(found.response),
    }
  })
  context.after(() => front.close())
  return { front, recorded }
}

test('the recorded paging chain is walked to its end, over the path that GitHub changes on the way', async context => {
  const { front, recorded } = await play(context, 'paginate-issues')
  const api = createApi({
    baseUrl: front.url,
    headers: {},
    auth: 'Bearer',
    secret: 'recorded',
    recorder: { earlier: async () => null, record: async () => 0, unchanged: () => 0 },
  })
  const numbers: number[] = []
  for await (const { items } of api.pages(recorded[0]?.path ?? '', { style: 'link-header' }))
    numbers.push(...items.map(item => (item as { number: number }).number))
  assert.deepEqual(
    numbers,
    recorded.flatMap(({ response }) => (response as { number: number }[]).map(item => item.number)),
  )
  assert.equal(new Set(numbers).size, 13)
  assert.deepEqual(
    front.paths,
    recorded.map(({ path }) => path),
  )
})

test('a recorded organization is read as it was, and its headers tell the probe what the token is', async context => {
  const { front, recorded } = await play(context, 'get-organization')
  const target = { organization: 'octokit-fixture-org', url: front.url }
  const { agent } = await testAgent(context, {
    recorded: { service: 'github', target, secret: 'recorded' },
  })
  await scan(agent, tester, 'recorded', { transport: { sleep: async () => undefined } })
  const readings = new Map(
    (await Array.fromAsync(agent.store.observations('recorded'))).map(({ setting, reading }) => [
      setting.replace('github.organization.', ''),
      reading,
    ]),
  )
  const value = (name: string): unknown => {
    const reading = readings.get(name)
    return reading?.state === 'observed' ? reading.value : reading?.reason
  }
  assert.deepEqual(
    [
      'two-factor-required',
      'default-repository-permission',
      'members-can-create-public-repositories',
      'members-can-fork-private-repositories',
      'domain-verified',
    ].map(value),
    [false, 'read', true, false, false],
  )
  assert.equal(value('members-can-delete-repositories'), 'forbidden', 'not in the reply: unknown')
  assert.equal(value('actions-allowed'), 'not-found')

  const report = await githubCollector.probe(probeContext(githubCollector, target, 'recorded'))
  const scopes = (recorded[0]?.headers['x-oauth-scopes'] ?? '').split(', ').filter(Boolean)
  assert.ok(scopes.length > 0, 'a classic token, by its headers')
  assert.deepEqual(report.granted, scopes)
  assert.ok(report.canWrite?.every(scope => scopes.includes(scope)))
  assert.match(report.notes.join(' '), /classic token/)
})
