import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createApi } from '../../../agent/collect/api.ts'
import type { Recorder } from '../../../agent/collect/api.ts'
import { Unreadable } from '../../../common/model/index.ts'

const recorder: Recorder = { earlier: async () => null, record: async () => 0, unchanged: () => 0 }
const json = (body: unknown, status = 200, headers: Record<string, string> = {}): Response =>
  new Response(JSON.stringify(body), {
    status,
    headers: { 'content-type': 'application/json', ...headers },
  })
const api = (
  fetch: (url: string, init: RequestInit) => Response | Promise<Response>,
  change: object = {},
) =>
  createApi({
    baseUrl: 'https://api.example',
    headers: {},
    auth: 'Bearer',
    secret: 's',
    recorder,
    sleep: async () => undefined,
    random: () => 0,
    fetch: (async (url: string, init: RequestInit) => fetch(url, init)) as typeof globalThis.fetch,
    ...change,
  })

test('a page that times out or costs too much is halved, and a size that failed is not tried again', async () => {
  const sizes: number[] = []
  const items = Array.from({ length: 60 }, (_, index) => index)
  const port = api((_, init) => {
    const {
      variables: { first, after },
    } = JSON.parse(String(init.body)) as { variables: { first: number; after: string | null } }
    sizes.push(first)
    if (after === null && first === 25) return new Response('', { status: 502 })
    if (after === null && first === 12)
      return json({
        data: null,
        errors: [{ message: 'too many nodes', type: 'MAX_NODE_LIMIT_EXCEEDED' }],
      })
    const start = Number(after ?? 0)
    const nodes = items.slice(start, start + first)
    return json({
      data: {
        list: {
          nodes,
          pageInfo: {
            hasNextPage: start + first < items.length,
            endCursor: String(start + nodes.length),
          },
        },
      },
    })
  })
  const read: number[] = []
  for await (const { data } of port.graphqlPages(
    'query Q { list }',
    {},
    { connection: 'list', first: 25, most: 40 },
  ))
    read.push(...(data as { list: { nodes: number[] } }).list.nodes)
  assert.deepEqual(read, items)
  assert.deepEqual([...new Set(sizes)], [25, 12, 6])
  assert.equal(sizes.filter(size => size === 12).length, 1)
})

test('a page grows while it is answered in time, also where a time-out comes with status 200', async () => {
  const sizes: number[] = []
  const port = api((_, init) => {
    const {
      variables: { first, after },
    } = JSON.parse(String(init.body)) as { variables: { first: number; after: string | null } }
    sizes.push(first)
    if (first > 20)
      return json({
        data: null,
        errors: [
          {
            message:
              'Something went wrong while executing your query. This may be the result of a timeout, or it could be a GitHub bug.',
          },
        ],
      })
    const read = Number(after ?? 0) + first
    return json({
      data: { list: { pageInfo: { hasNextPage: read < 90, endCursor: String(read) } } },
    })
  })
  const pages = await Array.fromAsync(
    port.graphqlPages('query Q { list }', {}, { connection: 'list', first: 5, most: 100 }),
  )
  assert.deepEqual(sizes, [5, 10, 20, 40, 20, 20, 20])
  assert.equal(pages.length, sizes.length - 1)
})

const noData = (error: object) => ({ errors: [error] })
const limits: readonly [
  name: string,
  body: object,
  status: number,
  headers: object,
  wait: number,
][] = [
  [
    'a secondary limit that says so in words only',
    { message: 'You have exceeded a secondary rate limit. Please wait a few minutes.' },
    403,
    { 'x-ratelimit-remaining': '4000', 'x-ratelimit-reset': '1767229200' },
    60_000,
  ],
  [
    'a secondary limit while some of the quota is left',
    {},
    429,
    { 'x-ratelimit-remaining': '4000', 'x-ratelimit-reset': '1767229200' },
    60_000,
  ],
  [
    'the quota of GraphQL, with status 200',
    noData({ type: 'RATE_LIMIT', message: 'API rate limit already exceeded for user ID 1.' }),
    200,
    { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': '1767225900' },
    300_000,
  ],
  [
    'a secondary limit of GraphQL, with status 200',
    noData({ message: 'You have exceeded a secondary rate limit.' }),
    200,
    { 'retry-after': '30' },
    30_000,
  ],
]
for (const [name, body, status, headers, wait] of limits)
  test(`waited for: ${name}`, async () => {
    const waits: number[] = []
    let asked = 0
    const { data } = await api(
      () =>
        ++asked === 1
          ? json(body, status, headers as Record<string, string>)
          : json({ data: { ok: true } }),
      {
        now: () => new Date('2026-01-01T00:00:00Z'),
        onWait: (_: string, milliseconds: number) => waits.push(milliseconds),
      },
    ).graphql('query Q { ok }', {})
    assert.deepEqual([data, waits], [{ ok: true }, [wait]])
  })

test('errors without data are told in the words of the service, and a reply that only speaks of limits is none', async () => {
  const message = "Field 'rules' doesn't exist on type 'Ref'"
  const undefinedField = {
    path: ['query Q', 'rules'],
    extensions: { code: 'undefinedField' },
    message,
  }
  const reply = await api(() => json(noData(undefinedField))).graphql('query Q { rules }', {})
  assert.deepEqual(
    [reply.data, reply.errors.map(error => [error.type, error.message])],
    [null, [['undefinedField', message]]],
  )
  await assert.rejects(
    api(() => json({ message: 'hello' })).graphql('query Q { x }', {}),
    (error: Error) => error instanceof Unreadable && error.reason === 'malformed',
  )
  const { body } = await api(() => json({ description: 'our secondary rate limit page' })).get('/x')
  assert.deepEqual(body, { description: 'our secondary rate limit page' })
})

test('reads only: a mutation is refused before it is sent, whatever stands around it', async () => {
  const port = api(() => assert.fail('it was sent'))
  for (const query of [
    'mutation { x }',
    'query Q { a } mutation M { x }',
    '# query\nsubscription { x }',
  ])
    await assert.rejects(port.graphql(query, {}), /is not a read/)
  await api(() => json({ data: {} })).graphql(
    'query Q { a(text: "mutation { x }") { mutation } }',
    {},
  )
})

test('the credential stays with its origin: no link, redirect or clear connection takes it elsewhere', async () => {
  const seen: string[] = []
  const port = api(url => {
    seen.push(new URL(url).host)
    return json([1], 200, { link: '<https://elsewhere.example/p2>; rel="next"' })
  })
  await assert.rejects(
    Array.fromAsync(port.pages('/list', { style: 'link-header' })),
    (error: Error) => error instanceof Unreadable && error.reason === 'malformed',
  )
  await assert.rejects(
    api(
      () => new Response('', { status: 302, headers: { location: 'https://elsewhere.example/' } }),
    ).get('/x'),
    /another origin/,
  )
  assert.deepEqual(seen, ['api.example'])
  assert.throws(() => api(() => json({}), { baseUrl: 'http://api.example' }), /not https/)
})

test('a reply that breaks off is asked for again; what is malformed otherwise is not', async () => {
  let asked = 0
  const cut = new ReadableStream({
    pull: controller => controller.error(new Error('the line was cut')),
  })
  const { status } = await api(() => (++asked === 1 ? new Response(cut) : json({ ok: true }))).get(
    '/x',
  )
  assert.deepEqual([status, asked], [200, 2])
  const moved = { location: 'https://elsewhere.example/' }
  await assert.rejects(
    api(() => (++asked, new Response('', { status: 302, headers: moved }))).get('/x'),
    (error: Error) => error instanceof Unreadable && error.reason === 'malformed',
  )
  assert.equal(asked, 3)
})

test('a list that never ends is broken off; a wait is announced with its reason', async () => {
  let page = 0
  await assert.rejects(
    Array.fromAsync(
      api(() => json([1], 200, { link: `<https://api.example/list?page=${++page}>; rel="next"` }), {
        maxPages: 5,
      }).pages('/list', { style: 'link-header' }),
    ),
    /does not end/,
  )
  const waits: [string, number][] = []
  let asked = 0
  const { status } = await api(
    () => (++asked === 1 ? json({}, 429, { 'retry-after': '7' }) : json({ ok: true })),
    { onWait: (reason: string, milliseconds: number) => waits.push([reason, milliseconds]) },
  ).get('/x')
  assert.deepEqual([status, waits], [200, [['api.example asks us to slow down', 7000]]])
})

test('a list goes on by a page number inside its reply; a field with a dot in its name is one field', async () => {
  const asked: string[] = []
  const counted = api(url => {
    asked.push(new URL(url).search)
    const page = Number(new URL(url).searchParams.get('page') ?? 1)
    return json({ users: [page], meta: { pagination: { next: page < 3 ? page + 1 : null } } })
  })
  const pages = await Array.fromAsync(
    counted.pages('/users/?limit=100', {
      style: 'page-token',
      field: 'meta.pagination.next',
      parameter: 'page',
      items: 'users',
    }),
  )
  assert.deepEqual(
    [pages.flatMap(page => page.items), asked],
    [
      [1, 2, 3],
      ['?limit=100', '?limit=100&page=2', '?limit=100&page=3'],
    ],
  )
  const linked = api(url =>
    json(
      url.endsWith('p2')
        ? { value: [2] }
        : { 'value': [1], '@odata.nextLink': 'https://api.example/p2' },
    ),
  )
  assert.deepEqual(
    (
      await Array.fromAsync(
        linked.pages('/p1', { style: 'next-url', field: '@odata.nextLink', items: 'value' }),
      )
    ).flatMap(page => page.items),
    [1, 2],
  )
})

test('a refusal says what the service said, wherever it says it', async () => {
  const said = async (body: unknown): Promise<string> =>
    api(() => json(body, 403))
      .get('/x')
      .then(
        () => 'answered',
        (error: Error) => error.message,
      )
  assert.deepEqual(
    [
      await said({ message: 'a' }),
      await said({ error: { message: 'b' } }),
      await said({ errors: [{ message: 'c', context: null }] }),
      await said({ errors: [] }),
    ],
    ['403: a', '403: b', '403: c', '403'],
  )
})

test('what a collector may not keep is gone before anything is recorded, and the evidence says so', async () => {
  const recorded: { body: string; filters: string | undefined }[] = []
  const keeping: Recorder = {
    ...recorder,
    record: async reply =>
      recorded.push({ body: new TextDecoder().decode(reply.body), filters: reply.filters }) - 1,
  }
  const keep = { note: 'only "a"', part: (body: unknown) => ({ a: (body as { a: unknown }).a }) }
  const { body } = await api(() => json({ a: 1, password: 'hunter2' }), { recorder: keeping }).get(
    '/x',
    { keep },
  )
  assert.deepEqual([body, recorded], [{ a: 1 }, [{ body: '{"a":1}', filters: 'only "a"' }]])
  await assert.rejects(
    api(() => new Response('<p>hunter2</p>', { headers: { 'content-type': 'text/html' } }), {
      recorder: keeping,
    }).get('/x', { keep }),
    /HTML/,
  )
  assert.equal(recorded.length, 1)
})

test('a wait that names no time, or comes as a refusal that says it is a limit, is waited for', async () => {
  const waited = async (reply: () => Response): Promise<number[]> => {
    const waits: number[] = []
    let asked = 0
    const port = api(() => (asked++ === 0 ? reply() : json({})), {
      sleep: async (milliseconds: number) => void waits.push(milliseconds),
      now: () => new Date('2026-03-01T00:00:00Z'),
    })
    await port.get('/x')
    return waits
  }
  for (const after of ['soon', '', '12 parsecs', 'NaN', 'Sun, 99 Mar 2026 00:00:00 GMT'])
    assert.deepEqual(await waited(() => json({}, 429, { 'retry-after': after })), [60_000], after)
  assert.deepEqual(await waited(() => json({}, 429, { 'retry-after': '7' })), [7000])
  const date = 'Sun, 01 Mar 2026 00:00:09 GMT'
  assert.deepEqual(await waited(() => json({}, 503, { 'retry-after': date })), [9000])
  for (const body of [
    { message: 'You have exceeded a secondary rate limit. Please wait a few minutes.' },
    { error: { errors: [{ reason: 'userRateLimitExceeded' }] } },
  ])
    assert.deepEqual(await waited(() => json(body, 403)), [60_000])
  await assert.rejects(
    waited(() => json({ message: 'Resource not accessible' }, 403)),
    (error: Unreadable) => error.reason === 'forbidden',
  )
})
