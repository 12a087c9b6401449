// News in the notifications of paired browsers: what is shown, once, and what is said where it is not.
import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { test } from 'node:test'
import type { TestContext } from 'node:test'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { editConfig } from '../../agent/home/config.ts'
import { notify } from '../../agent/notify/deliver.ts'
import { perform } from '../../agent/operations/perform.ts'
import { startDoors } from '../../agent/serve.ts'
import { createExtensionHub } from '../../agent/socket/extension.ts'
import { FromAgent, SUBPROTOCOLS } from '../../common/protocol/message.ts'
import { tester } from '../support/actor.ts'
import { createClient } from '../support/extension/client.ts'
import { deskOf } from '../support/extension/hub.ts'
import { testOrganization } from '../support/organization.ts'

type Shown = Extract<FromAgent, { kind: 'alert' }>

/** An organization whose news goes to the browsers that are paired and connected. */
async function setup(context: TestContext) {
  const open = await testOrganization(context, { repositories: 3 })
  const { agent, home, replay, clock } = open
  const hub = createExtensionHub(agent, { name: 'test', dashboard: () => '', login: () => '' })
  context.after(() => hub.close())
  editConfig(home, ['tenants', 'aurora', 'title'], 'Aurora Labs')
  editConfig(home, ['alerts'], [{ name: 'screen', to: 'desktop', from: 'low' }])
  await notify(agent)
  await open.scanned()
  await notify(agent)
  const browser = async (protocol: string = SUBPROTOCOLS[0]) => {
    const first = createClient(hub, undefined, protocol)
    const done = await first.pair(deskOf(agent).offer().code)
    assert.ok(done.kind === 'pair-done')
    first.leave()
    const client = createClient(hub, undefined, protocol)
    assert.equal((await client.connect(done.pairing, first.own)).kind, 'welcome')
    return client
  }
  return {
    ...open,
    browser,
    /** Secret scanning is switched off everywhere, or on again. */
    async scanning(on: boolean): Promise<void> {
      for (const item of replay.state.repositories) Object.assign(item, { secretScanning: on })
      await open.scanned()
    },
    /** The next try is due. */
    later: () => (clock.now += 3_600_000),
    listed: async () =>
      (await perform(agent, tester, 'alert-list', {})).alerts
        .filter(item => item.kind === 'new-failing')
        .map(({ id, state, problem }) => ({ id, state, problem })),
    undelivered: async () => (await perform(agent, tester, 'overview', {})).undelivered,
  }
}
/** Answers whatever news it is sent as `says.problem` has it, until the test ends. */
function answering(client: ReturnType<typeof createClient>, problem: string | null) {
  const says = { problem, shown: [] as Shown[] }
  void (async () => {
    for (let next = client.next(); ;) {
      const message = await next
      if (message.kind === 'alert') says.shown.push(message)
      next =
        message.kind === 'alert'
          ? client.ask({ kind: 'alert-shown', alert: message.alert, problem: says.problem })
          : client.next()
    }
  })()
  return says
}

test('a paired browser is told of news by its titles and counts, and of no thing by name', async context => {
  const { agent, browser, scanning, listed, replay } = await setup(context)
  const { shown } = answering(await browser(), null)
  await scanning(false)
  assert.deepEqual(await notify(agent), [])
  const known = await listed()
  assert.deepEqual(shown.map(item => item.alert).sort(), known.map(item => item.id).sort())
  assert.ok(known.every(({ state }) => state === 'sent'))
  const scanningOff = shown.find(item => /Secret scanning/.test(item.text)) ?? assert.fail()
  assert.equal(scanningOff.title, 'Witnessmark: newly failing')
  assert.match(scanningOff.text, /^Aurora Labs · Secret scanning .* · high · 3 findings$/)
  assert.match(scanningOff.page, /^\/(?:findings\?check=github\.repository\.secret-scanning.*)?$/)
  const names = replay.state.repositories.map(({ name }) => name)
  for (const item of shown)
    for (const name of names) assert.ok(!`${item.title} ${item.text}`.includes(name), item.text)
})

test('where notifications are not allowed the browser says so: it stays visible, and is told later under its id', async context => {
  const { agent, browser, scanning, listed, undelivered, later } = await setup(context)
  const says = answering(await browser(), 'not-allowed')
  await scanning(false)
  const [untold = assert.fail()] = await notify(agent)
  assert.match(untold, /^screen: no browser showed it: .*not allowed.*options of the extension/)
  const [first = assert.fail()] = says.shown.splice(0)
  const waiting = await listed()
  assert.ok(waiting.length > 0 && waiting.every(({ state }) => state === 'waiting'))
  assert.match((await undelivered())[0]?.problem ?? '', /not allowed/)
  later()
  says.problem = null
  assert.deepEqual(await notify(agent), [])
  assert.ok(says.shown.some(item => item.alert === first.alert))
  assert.ok((await listed()).every(({ state }) => state === 'sent'))
  assert.deepEqual(await undelivered(), [])
})

test('no connected browser, one that leaves, one of before: not told, and tried again; the connection goes on', async context => {
  const { agent, browser, scanning, listed, later } = await setup(context)
  await scanning(false)
  assert.match((await notify(agent))[0] ?? '', /no browser showed it: no paired one is connected/)
  const [, before] = SUBPROTOCOLS
  const older = await browser(before)
  later()
  assert.match((await notify(agent))[0] ?? '', /no browser showed it: .*older version/)
  assert.equal((await older.ask({ kind: 'ping' })).kind, 'pong', 'and got nothing before it')
  older.leave()
  const leaving = await browser()
  later()
  const telling = notify(agent)
  assert.equal((await leaving.next()).kind, 'alert')
  leaving.leave()
  assert.match((await telling)[0] ?? '', /no browser showed it: .*went away/)
  assert.ok((await listed()).every(({ state }) => state === 'waiting'))
})

test('of two browsers one is enough; who answers for another piece of news, or twice, changes nothing', async context => {
  const { agent, browser, scanning, listed } = await setup(context)
  answering(await browser(), 'not-allowed')
  answering(await browser(), null)
  await scanning(false)
  assert.deepEqual(await notify(agent), [])
  const all = await listed()
  assert.ok(all.length > 0 && all.every(({ state }) => state === 'sent'))
  const stray = { kind: 'alert-shown', alert: crypto.randomUUID(), problem: null }
  const third = await browser()
  assert.equal((await third.ask(stray)).kind, 'ack')
  assert.equal((await third.ask(stray)).kind, 'ack')
})

test('a test through the channel says what came of it', async context => {
  const { agent, browser } = await setup(context)
  const test = () => perform(agent, tester, 'alert-test', { channel: 'screen' })
  assert.match((await test()).results[0]?.problem ?? '', /no paired one is connected/)
  const client = await browser()
  const tested = test()
  const asked = await client.next()
  assert.ok(asked.kind === 'alert')
  assert.equal(asked.title, 'Witnessmark: a test')
  await client.ask({ kind: 'alert-shown', alert: asked.alert, problem: 'failed' })
  assert.match((await tested).results[0]?.problem ?? '', /the browser refused/)
})

test('the command asks the agent that runs, which knows the connected browsers', async context => {
  const { agent, home, browser, announce } = await setup(context)
  const server = await startDoors(agent, { port: 0 })
  context.after(() => server.close())
  announce(server.url, server.token)
  const main = fileURLToPath(new URL('../../agent/main.ts', import.meta.url))
  const run = [main, 'alert', 'test', 'screen', '--home', home, '--no-input']
  answering(await browser(), null)
  const { stdout } = await promisify(execFile)(process.execPath, run)
  assert.match(stdout, /screen +sent\n$/)
})
