import assert from 'node:assert/strict'
import { once } from 'node:events'
import { readFileSync, statSync } from 'node:fs'
import { connect } from 'node:net'
import { networkInterfaces } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import type { TestContext } from 'node:test'
import { WebSocket } from 'ws'
import { isProblem } from '../../agent/problem.ts'
import { startDoors } from '../../agent/serve.ts'
import { CHROMIUM_ID } from '../../common/protocol/origin.ts'
import { testAgent } from '../support/agent.ts'
import { fixtureFramework, hostileName, seededServer } from '../support/dashboard/home.ts'
import { rawRequest } from '../support/raw-request.ts'

async function started(context: TestContext) {
  const { agent } = await testAgent(context, {})
  const server = await startDoors(agent, { port: 0 })
  context.after(() => server.close())
  const own = `http://127.0.0.1:${server.port}`
  const ask = (path: string, options: Omit<Parameters<typeof rawRequest>[1], 'path'> = {}) =>
    rawRequest(server.port, { path, ...options })
  const login = (token = tokenOf(server.loginUrl()), origin = own) =>
    ask('/api/v1/session', {
      method: 'POST',
      headers: { origin, 'content-type': 'application/json' },
      body: JSON.stringify({ token }),
    })
  const session = async () => sessionOf((await login()).body)
  return { agent, server, own, ask, login, session }
}

function sessionOf(body: string): { readonly authorization: string } {
  return { authorization: `Bearer ${(JSON.parse(body) as { session: string }).session}` }
}

function tokenOf(url: string): string {
  return url.split('#token=')[1] ?? ''
}

test('listens on 127.0.0.1 and on no other address of this machine', async context => {
  const { server } = await started(context)
  const others = Object.values(networkInterfaces())
    .flat()
    .filter(
      item => item && item.address !== '127.0.0.1' && !(item.family === 'IPv6' && item.scopeid),
    )
    .map(item => item?.address ?? '')
  for (const host of others) {
    const socket = connect({ host, port: server.port })
    const error = await new Promise<NodeJS.ErrnoException | null>(resolve => {
      socket.once('connect', () => resolve(null))
      socket.once('error', resolve)
    })
    socket.destroy()
    assert.notEqual(error, null, `${host} answers`)
  }
})

test('a taken port is a clear error that says what to do', async context => {
  const { agent, server } = await started(context)
  await assert.rejects(
    startDoors(agent, { port: server.port }),
    (error: Error) =>
      isProblem(error, 'port-taken') &&
      error.message.includes(String(server.port)) &&
      error.message.includes('--port'),
  )
})

test('only its own Host is answered: a name that someone else points at loopback is refused', async context => {
  const { server, ask } = await started(context)
  for (const host of [
    'evil.example',
    `evil.example:${server.port}`,
    '127.0.0.1',
    `127.0.0.1:${server.port + 1}`,
    `127.0.0.1.evil.example:${server.port}`,
    `[::1]:${server.port}`,
    `localhost.:${server.port}`,
  ]) {
    const reply = await ask('/', { headers: { host } })
    assert.ok(reply.status === 421 || reply.status === 400, `${host}: ${reply.status}`)
  }
  assert.equal(
    (await ask('/api/v1/overview', { headers: { host: `localhost:${server.port}` } })).status,
    401,
  )
  const socket = connect({ host: '127.0.0.1', port: server.port })
  socket.end('GET / HTTP/1.0\r\n\r\n')
  assert.match(String((await once(socket, 'data'))[0]), /^HTTP\/1\.1 4/, 'no Host at all')
})

test('who watches the process needs no login, and the exact Host', async context => {
  const { server, ask } = await started(context)
  const well = await ask('/healthz')
  assert.deepEqual([well.status, well.body], [200, 'ok\n'])
  const foreign = await ask('/healthz', { headers: { host: `evil.example:${server.port}` } })
  assert.equal(foreign.status, 421)
})

test('metrics need the token of their file, the exact Host, and open nothing else', async context => {
  const { agent, ask, server, session } = await started(context)
  const file = join(agent.home, 'keys', 'metrics.token')
  const token = readFileSync(file, 'utf8')
  if (process.platform !== 'win32') assert.equal(statSync(file).mode & 0o777, 0o600)
  const headers = { authorization: `Bearer ${token}` }
  const reply = await ask('/metrics', { headers })
  assert.equal(reply.status, 200)
  assert.match(
    reply.body,
    /^# HELP witnessmark_info .*\n# TYPE witnessmark_info gauge\nwitnessmark_info\{version="[^"]+"\} 1\n/,
  )
  assert.match(reply.body, /\nwitnessmark_log_entries \d+\n/)
  for (const given of [{}, { authorization: 'Bearer ' }, { authorization: `Bearer ${token}x` }])
    assert.equal((await ask('/metrics', { headers: given })).status, 401)
  assert.equal(
    (await ask('/metrics', { headers: await session() })).status,
    401,
    'a session is none',
  )
  assert.equal((await ask('/api/v1/overview', { headers })).status, 401)
  const host = `evil.example:${server.port}`
  assert.equal((await ask('/metrics', { headers: { ...headers, host } })).status, 421)
})

test("what changes something needs the dashboard's own Origin; a missing one is not trusted", async context => {
  const { ask, login, own, session, server } = await started(context)
  for (const origin of [
    'http://evil.example',
    'null',
    `http://127.0.0.1:${server.port + 1}`,
    `https://127.0.0.1:${server.port}`,
    `http://127.0.0.1:${server.port}.evil.example`,
  ])
    assert.equal((await login(tokenOf(server.loginUrl()), origin)).status, 403, origin)
  const headers = await session()
  for (const method of ['POST', 'PUT', 'DELETE', 'PATCH', 'OPTIONS'])
    assert.equal((await ask('/api/v1/pairings', { method, headers })).status, 403, method)
  assert.equal(
    (await ask('/api/v1/pairings', { method: 'POST', headers: { ...headers, origin: own } }))
      .status,
    200,
  )
})

test('a token from the address works once, for a session that a header carries and no cookie does', async context => {
  const { ask, login, server } = await started(context)
  const token = tokenOf(server.loginUrl())
  const first = await login(token)
  assert.equal(first.status, 200)
  assert.equal(first.headers['set-cookie'], undefined, 'a cookie goes to every port of the host')
  assert.equal((await login(token)).status, 401, 'a second time')
  assert.equal((await login('')).status, 401)
  const { authorization } = sessionOf(first.body)
  const asked = async (headers: Readonly<Record<string, string>>): Promise<number> =>
    (await ask('/api/v1/overview', { headers })).status
  assert.equal(await asked({}), 401)
  assert.equal(await asked({ cookie: `witnessmark-${server.port}=${authorization.slice(7)}` }), 401)
  assert.equal(await asked({ authorization: 'Bearer guess' }), 401)
  assert.equal(await asked({ authorization: 'Bearer ' }), 401)
  assert.equal(await asked({ authorization }), 200)
  assert.equal(await asked({ authorization: `Bearer ${server.token}` }), 200)
})

test('an address for what carries no header answers once, soon, and for nothing else', async context => {
  let now = Date.now()
  const { agent } = await testAgent(context, {}, () => new Date(now))
  const server = await startDoors(agent, { port: 0 })
  context.after(() => server.close())
  const ask = (path: string, options = {}) => rawRequest(server.port, { path, ...options })
  const headers = {
    'origin': `http://127.0.0.1:${server.port}`,
    'authorization': `Bearer ${server.token}`,
    'content-type': 'application/json',
  }
  const ticket = async (address: string, more: object = headers) =>
    ask('/api/v1/ticket', { method: 'POST', headers: more, body: JSON.stringify({ address }) })
  const addressed = async (address: string): Promise<string> =>
    (JSON.parse((await ticket(address)).body) as { address: string }).address
  const path = '/api/v1/findings?text=a%20b&reason=x'
  const once = await addressed(path)
  assert.equal((await ask(once)).status, 200)
  assert.equal((await ask(once)).status, 401)
  const other = await addressed('/api/v1/overview')
  const value = new URL(other, headers.origin).searchParams.get('ticket') ?? ''
  assert.equal((await ask(`/api/v1/tenants?ticket=${value}`)).status, 401)
  assert.equal((await ask(other)).status, 401, 'it was tried for something else')
  const changing = await addressed('/api/v1/pairings')
  assert.equal(
    (await ask(changing, { method: 'POST', headers: { origin: headers.origin } })).status,
    401,
  )
  const late = await addressed('/api/v1/overview')
  now += 31_000
  assert.equal((await ask(late)).status, 401)
  assert.equal((await ticket('/api/v1/overview', { ...headers, authorization: '' })).status, 401)
  assert.equal((await ticket('//evil.example/api/v1/')).status, 404)
})

test('every answer, refusals too, carries the security headers and no CORS header', async context => {
  const { ask, own, session } = await started(context)
  const replies = [
    await ask('/'),
    await ask('/api/v1/overview'),
    await ask('/', { headers: { host: 'evil.example' } }),
    await ask('/api/v1/scan', { method: 'POST' }),
    await ask('/api/v1/tenants', { headers: { ...(await session()), origin: own } }),
    await ask('/nothing.js'),
  ]
  for (const { headers } of replies) {
    assert.match(
      headers['content-security-policy']?.toString() ?? '',
      /default-src 'self'.*frame-ancestors 'none'/,
    )
    assert.doesNotMatch(headers['content-security-policy']?.toString() ?? '', /unsafe/)
    assert.deepEqual(
      [headers['x-content-type-options'], headers['referrer-policy'], headers['cache-control']],
      ['nosniff', 'no-referrer', 'no-store'],
    )
    assert.deepEqual(
      Object.keys(headers).filter(name => name.startsWith('access-control')),
      [],
    )
  }
})

test('files outside the dashboard are not served; an unknown API address is not a page; a large body is refused', async context => {
  const { ask, own, session } = await started(context)
  for (const path of [
    '/../package.json',
    '/..%2fpackage.json',
    '/%2e%2e/%2e%2e/package.json',
    '/..%5c..%5cpackage.json',
    '//etc/passwd.txt',
    '/%00.js',
    '/%E0%A4%A.js',
  ]) {
    const reply = await ask(path)
    assert.ok(
      reply.status === 404 || reply.status === 400 || reply.status === 503,
      `${path}: ${reply.status}`,
    )
    assert.doesNotMatch(reply.body, /"name": "witnessmark"|root:/)
  }
  const headers = { ...(await session()), 'origin': own, 'content-type': 'application/json' }
  assert.equal((await ask('/api/v1/nothing', { headers })).status, 404)
  assert.equal(
    (
      await ask('/api/v1/scan', {
        method: 'POST',
        headers,
        body: JSON.stringify({ tenants: ['x'.repeat(70_000)] }),
      })
    ).status,
    413,
  )
  assert.equal(
    (await ask('/api/v1/exceptions', { method: 'POST', headers, body: 'not json' })).status,
    400,
  )
})

test("the extension's socket opens for an extension only, on its path, with its subprotocol", async context => {
  const { ask, server } = await started(context)
  const headers = {
    'connection': 'Upgrade',
    'upgrade': 'websocket',
    'sec-websocket-version': '13',
    'sec-websocket-key': 'dGhlIHNhbXBsZSBub25jZQ==',
    'sec-websocket-protocol': 'witnessmark.v1',
    'origin': `chrome-extension://${CHROMIUM_ID}`,
  }
  const { origin: _, ...withoutOrigin } = headers
  const { 'sec-websocket-protocol': __, ...withoutProtocol } = headers
  assert.equal((await ask('/extension', { headers })).status, 101)
  assert.equal((await ask('/extension', { headers: withoutOrigin })).status, 403, 'no Origin')
  assert.equal(
    (await ask('/extension', { headers: withoutProtocol })).status,
    403,
    'no subprotocol',
  )
  assert.equal((await ask('/other', { headers })).status, 403, 'another path')
  assert.equal(
    (await ask('/extension', { headers: { ...headers, host: `evil.example:${server.port}` } }))
      .status,
    403,
    'another Host',
  )
  for (const other of [
    'http://evil.example',
    `http://127.0.0.1:${server.port}`,
    'null',
    'chrome-extension://aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa',
  ])
    assert.equal(
      (await ask('/extension', { headers: { ...headers, origin: other } })).status,
      403,
      other,
    )
  const socket = new WebSocket(`ws://127.0.0.1:${server.port}/extension`, 'witnessmark.v1', {
    origin: headers.origin,
  })
  await once(socket, 'open')
  socket.send('x'.repeat(9 * 1024 * 1024))
  const [code] = (await once(socket, 'close')) as [number]
  assert.equal(code, 1009, 'a message over the limit closes the socket')
})

test('the API says what the store holds: overview, findings with filters, one finding, frameworks, log', async context => {
  const { server, agent, change } = await seededServer(context, {
    frameworks: [fixtureFramework],
    hostile: true,
  })
  const read = async (path: string) =>
    JSON.parse(
      (
        await rawRequest(server.port, {
          path: `/api/v1${path}`,
          headers: { authorization: `Bearer ${server.token}` },
        })
      ).body,
    ) as unknown
  const stored = await agent.store.findings('aurora-labs')
  const overview = (await read('/overview')) as {
    format: string
    version: number
    counts: Record<string, number>
    groups: { check: string; fresh: boolean; found: string | null }[]
    ending: unknown[]
    pages: unknown[]
    good: unknown[]
  }
  assert.deepEqual([overview.format, overview.version], ['witnessmark/overview', 1])
  assert.equal(
    Object.values(overview.counts).reduce((sum, part) => sum + part),
    stored.length,
  )
  assert.deepEqual(
    overview.groups.filter(group => group.fresh).map(group => [group.check, group.found]),
    [['github.organization.default-permission-minimal', 'write']],
    'newly failing first, and only that',
  )
  assert.equal(overview.groups[0]?.fresh, true)
  assert.equal(overview.ending.length, 1)
  const expected = (test: (item: (typeof stored)[number]) => boolean) => stored.filter(test).length
  const total = async (query: string) =>
    ((await read(`/findings?${query}`)) as unknown as { total: number }).total
  assert.equal(await total(''), stored.length)
  assert.equal(
    await total('outcome=fail&severity=high'),
    expected(item => item.outcome === 'fail' && item.severity === 'high'),
  )
  assert.equal(
    await total('requirement=house-rules:A-1'),
    expected(item => item.metric === 'change-review-required'),
  )
  assert.equal(
    await total('framework=house-rules'),
    expected(item =>
      ['change-review-required', 'domain-ownership-verified', 'single-sign-on-enforced'].includes(
        item.metric,
      ),
    ),
  )
  assert.equal(
    await total('reason=forbidden&service=github'),
    expected(item => item.reason === 'forbidden'),
  )
  assert.equal(await total('service=wordpress'), 0)
  assert.equal(
    await total(`text=${encodeURIComponent('IMG SRC=X')}`),
    expected(item => item.resource.name.includes(hostileName)),
    'text search takes any case',
  )
  assert.equal(
    await total('text=two-factor%20authentication%20is%20required'),
    1,
    'and finds titles',
  )
  const paged = (await read('/findings?page=1')) as unknown as { findings: { id: string }[] }
  assert.ok(paged.findings.length > 0 && paged.findings.length <= 100)
  const frameworks = (await read('/frameworks')) as unknown as {
    frameworks: {
      requirements: {
        id: string
        status: string
        covered: boolean
        checks: { outcome: string }[]
      }[]
    }[]
  }
  const statuses = frameworks.frameworks[0]?.requirements.map(item => [
    item.id,
    item.covered ? item.status : 'uncovered',
  ])
  assert.deepEqual(statuses, [
    ['A-1', 'not-satisfied'],
    ['A-2', 'satisfied'],
    ['B-1', 'undetermined'],
    ['B-2', 'uncovered'],
  ])
  assert.ok(
    frameworks.frameworks[0]?.requirements[2]?.checks.some(item => item.outcome === 'unknown'),
    'which check could not be told',
  )
  const two = 'aurora-labs/github.organization.two-factor-required/aurora-labs'
  const detail = (await read(`/finding?id=${encodeURIComponent(two)}`)) as unknown as {
    finding: { outcome: string }
    history: { outcome: string }[]
    evidence: { index: number; ipe: { request: string } }[]
    requirements: unknown[]
  }
  assert.deepEqual(
    detail.history.map(item => item.outcome),
    ['pass', 'fail', 'unknown', 'fail'],
  )
  assert.match(detail.evidence[0]?.ipe.request ?? '', /^GET http/)
  assert.equal(
    (
      await rawRequest(server.port, {
        path: '/api/v1/finding?id=nothing',
        headers: { authorization: `Bearer ${server.token}` },
      })
    ).status,
    404,
  )
  const body = await rawRequest(server.port, {
    path: `/api/v1/evidence/${detail.evidence[0]?.index}`,
    headers: { authorization: `Bearer ${server.token}` },
  })
  assert.match(body.headers['content-disposition'] ?? '', /^attachment/)
  assert.match(body.headers['content-type'] ?? '', /^text\/plain|^application\/octet-stream/)
  assert.equal((JSON.parse(body.body) as { login: string }).login, 'aurora-labs')
  const log = (await read('/log')) as unknown as { size: number; checkpoints: { size: number }[] }
  assert.equal(log.size, await agent.store.logSize())
  const runs = (await agent.store.runs({ tenant: 'aurora-labs' })).map(run => run.id)
  const changes = async (query: string) =>
    (
      (await read(`/diff?tenant=aurora-labs${query}`)) as {
        changes: { check: string; drift: string; before: string; after: string }[]
      }
    ).changes.map(item => `${item.drift} ${item.check} ${item.before}>${item.after}`)
  assert.deepEqual(await changes(''), [
    'new-failing github.organization.default-permission-minimal pass>fail',
    'fixed github.organization.web-signoff fail>pass',
  ])
  assert.ok(
    (await changes(`&to=${runs.at(-2)}`)).includes(
      'new-failing github.organization.two-factor-required pass>fail',
    ),
    'a run of the past against the one before it',
  )
  assert.ok(
    (await changes(`&from=${runs.at(-1)}&to=${runs[0]}`)).includes(
      'new-failing github.organization.two-factor-required pass>fail',
    ),
    'the first run against the last',
  )
  assert.equal(
    (
      await rawRequest(server.port, {
        path: '/api/v1/diff?tenant=nobody',
        headers: { authorization: `Bearer ${server.token}` },
      })
    ).status,
    404,
  )
  await change()
  const after = (await read('/overview')) as unknown as typeof overview
  assert.deepEqual(
    after.groups.filter(group => group.fresh),
    [],
    'what was read is not kept beyond a scan',
  )
})
