import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { test } from 'node:test'
import { startDoors } from '../../agent/serve.ts'
import { createExtensionHub } from '../../agent/socket/extension.ts'
import { FromExtension, parseMessage } from '../../common/protocol/message.ts'
import { temporaryFolder, testAgent } from '../support/agent.ts'
import { createClient } from '../support/extension/client.ts'
import { deskOf } from '../support/extension/hub.ts'
import { rawRequest } from '../support/raw-request.ts'
import { serving } from '../support/serving.ts'

const main = fileURLToPath(new URL('../../agent/main.ts', import.meta.url))
const open = (home: string) =>
  spawnSync(process.execPath, [main, 'open', '--json', '--home', home, '--no-input'], {
    encoding: 'utf8',
  })

/** A browser that opens the link. @returns status of signing in, and of the first page after it */
async function browse(link: string): Promise<readonly [number, number]> {
  const { port, origin, hash } = new URL(link)
  const body = JSON.stringify({ token: hash.replace('#token=', '') })
  const headers = { origin, 'content-type': 'application/json' }
  const signed = await rawRequest(Number(port), {
    method: 'POST',
    path: '/api/v1/session',
    headers,
    body,
  })
  const { session = '' } = JSON.parse(signed.body) as { session?: string }
  const authorization = `Bearer ${session}`
  const path = '/api/v1/overview'
  return [
    signed.status,
    (await rawRequest(Number(port), { path, headers: { authorization } })).status,
  ]
}

test('an address that signs in is good for minutes and for one browser', async context => {
  let now = Date.parse('2026-03-01T06:00:00Z')
  const { agent } = await testAgent(context, {}, () => new Date(now))
  const server = await startDoors(agent, { port: 0 })
  context.after(() => server.close())
  const [fresh, old] = [server.loginUrl(), server.loginUrl()]
  now += 4 * 60_000
  assert.deepEqual(await browse(fresh), [200, 200])
  assert.deepEqual(await browse(fresh), [401, 401], 'a second time')
  now += 2 * 60_000
  assert.deepEqual(await browse(old), [401, 401], 'six minutes old')
})

test('"witnessmark open" makes a new one while the agent runs: a second browser works beside the first', async context => {
  const home = temporaryFolder(context)
  const none = open(home)
  assert.equal(none.status, 1)
  assert.match(none.stderr, /no agent serves .*: start one with ".*witnessmark.* serve"/)
  const agent = await serving(context, home)
  for (let browser = 0; browser < 2; browser++) {
    const { status, stdout, stderr } = open(home)
    assert.equal(status, 0, stderr)
    const { format, url } = JSON.parse(stdout) as { format: string; url: string }
    assert.equal(format, 'witnessmark/login')
    assert.deepEqual(await browse(url), [200, 200])
  }
  assert.equal(await agent.stop(), 0)
})

test('a paired browser is given one when its person asks; nobody else is', async context => {
  const { agent } = await testAgent(context, {})
  const server = await startDoors(agent, { port: 0 })
  context.after(() => server.close())
  const hub = createExtensionHub(agent, {
    name: 'test',
    dashboard: () => server.url,
    login: () => server.loginUrl(),
  })
  context.after(() => hub.close())
  const client = createClient(hub)
  const done = await client.pair(deskOf(agent).offer().code)
  await client.connect(done.kind === 'pair-done' ? done.pairing : '')
  const [one, two] = [await client.ask({ kind: 'login' }), await client.ask({ kind: 'login' })]
  assert.ok(one.kind === 'login-link' && two.kind === 'login-link')
  assert.notEqual(one.url, two.url)
  assert.deepEqual(await browse(one.url), [200, 200])
  const stranger = await createClient(hub).ask({ kind: 'login' })
  assert.equal(stranger.kind === 'refused' ? stranger.reason : stranger.kind, 'unpaired')

  // An agent of another version refuses what it does not know, with the id: the popup opens the
  // plain address then.
  const id = crypto.randomUUID()
  const unknown = parseMessage(JSON.stringify({ v: 1, id, seq: 1, kind: 'lgoin' }), FromExtension)
  assert.deepEqual([unknown.ok, unknown.ok ? null : unknown.of], [false, id])
})
