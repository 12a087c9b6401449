// Accounts of Directus, in the shapes of its own replies, where the server gives fewer than it is asked for.
import assert from 'node:assert/strict'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { test } from 'node:test'
import type { TestContext } from 'node:test'
import { createApi } from '../../../../agent/collect/api.ts'
import { Unreadable } from '../../../../common/model/index.ts'
import type { CollectorContext, Value } from '../../../../common/model/index.ts'
import { collector } from '../../../../common/services/directus/collect/index.ts'

const user = (id: string, more: object = {}): object => ({
  id,
  email: `${id}@example.com`,
  status: 'active',
  provider: 'default',
  role: 'r-2',
  last_access: '2026-11-20T08:00:00.000Z',
  tfa_secret: null,
  ...more,
})
const users = [
  user('a', { role: 'r-1', tfa_secret: '**********' }),
  user('b', { status: 'suspended', last_access: null }),
  user('c', { provider: 'keycloak', role: null }),
  user('d', { role: 'r-1', status: 'archived' }),
  user('e', { email: null }),
]

/** @param most what the server gives of a list at most (QUERY_LIMIT_MAX) @param there how many it says */
async function read(
  context: TestContext,
  most: number,
  there = users.length,
): Promise<Map<string, Value>> {
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? '/', 'http://127.0.0.1')
    const from = Number(url.searchParams.get('offset') ?? 0)
    const replies: Record<string, object> = {
      '/policies': { data: [{ id: 'p', name: 'Administrator', admin_access: true }] },
      '/access': { data: [{ policy: 'p', role: 'r-1', user: null }] },
      '/roles': {
        data: [
          { id: 'r-1', name: 'Admins', parent: null },
          { id: 'r-2', name: 'Readers', parent: null },
        ],
      },
      '/users': url.searchParams.has('filter')
        ? { data: [] }
        : { data: users.slice(from, from + most), meta: { filter_count: there } },
    }
    response
      .writeHead(200, { 'content-type': 'application/json' })
      .end(JSON.stringify(replies[url.pathname]))
  }).listen(0, '127.0.0.1')
  context.after(() => server.close())
  await new Promise(resolve => server.once('listening', resolve))
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  let evidence = 0
  const collecting: CollectorContext = {
    api: createApi({
      ...collector.endpoint({ url }),
      secret: 'token',
      recorder: { earlier: async () => null, record: async () => evidence++, unchanged: () => 0 },
    }),
    dns: { txt: () => assert.fail('nothing is looked up') },
    target: { url },
    now: () => new Date('2026-11-23T12:00:00Z'),
  }
  const values = new Map<string, Value>()
  const people = collector.parts.find(({ id }) => id === 'people') ?? assert.fail()
  for await (const item of people.collect(collecting))
    if (item.kind === 'value') values.set(item.setting, item.value)
  return values
}

for (const most of [2, 100])
  test(`every account is read where the server gives ${most} at most`, async context => {
    const values = await read(context, most)
    const accounts = values.get('directus.project.accounts') as readonly Record<string, Value>[]
    assert.deepEqual(
      accounts.map(({ name, roles, enabled, secondFactor, lastUse }) => [
        name,
        roles,
        enabled,
        secondFactor,
        lastUse,
      ]),
      [
        ['a@example.com', ['Admins', 'administrator'], true, true, '2026-11-20'],
        ['b@example.com', ['Readers'], false, false, 'none on record'],
        ['c@example.com', [], true, null, '2026-11-20'],
        ['d@example.com', ['Admins', 'administrator'], false, false, '2026-11-20'],
        ['e', ['Readers'], true, false, '2026-11-20'],
      ],
    )
    assert.deepEqual(values.get('directus.project.administrators'), ['a@example.com'])
  })

test('a list that is shorter than the server says is none', async context => {
  await assert.rejects(
    () => read(context, 2, 9),
    error => error instanceof Unreadable && error.reason === 'malformed',
  )
})
