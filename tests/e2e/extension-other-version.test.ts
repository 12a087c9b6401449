import assert from 'node:assert/strict'
import type { AddressInfo } from 'node:net'
import { after, before, test } from 'node:test'
import type { BrowserContext } from 'playwright-core'
import { WebSocket, WebSocketServer } from 'ws'
import { startAgent, storedIds, until } from '../support/extension/agent.ts'
import type { RunningAgent } from '../support/extension/agent.ts'
import { extensionBrowser, openOwn, pairWith } from '../support/extension/chromium.ts'
import { fixtureHome } from '../support/extension/home.ts'
import { startSite } from '../support/extension/site.ts'

// The real agent, seen through a relay that makes one kind of message look like that of a later
// version.
const browser = await extensionBrowser()
const site = await startSite()
const fixture = fixtureHome(site.base)
const relay = new WebSocketServer({
  host: '127.0.0.1',
  port: 0,
  handleProtocols: protocols => [...protocols][0] ?? false,
})
let running: RunningAgent
let context: BrowserContext
let connections = 0
let changed = 0
/** What a later agent would say of its own in a message of this kind. */
let later: object | null = null

before(async () => {
  running = await startAgent(fixture.home)
  relay.on('connection', (near, request) => {
    connections++
    const far = new WebSocket(`ws://127.0.0.1:${running.port}/extension`, near.protocol, {
      headers: { origin: request.headers.origin ?? '' },
    })
    const waiting: string[] = []
    near.on('message', data => {
      const text = String(data)
      if (far.readyState === WebSocket.OPEN) far.send(text)
      else waiting.push(text)
    })
    far.on('open', () => {
      for (const text of waiting) far.send(text)
    })
    far.on('message', data => {
      const text = String(data)
      if (later && text.includes('"page-findings"')) changed++
      near.send(
        later && text.includes('"page-findings"')
          ? JSON.stringify({ ...(JSON.parse(text) as object), ...later })
          : text,
      )
    })
    near.on('close', () => far.close())
    far.on('close', () => near.close())
    far.on('error', () => near.close())
  })
  context = await browser.launch()
  await pairWith(context, running, (relay.address() as AddressInfo).port)
})
after(async () => {
  await context?.close()
  for (const client of relay.clients) client.terminate()
  await new Promise(resolve => relay.close(resolve))
  await running?.close()
  await site.close()
  fixture.remove()
  browser.remove()
})

test('an agent of another version is asked now and then, not over and over; the reading is kept, and arrives once', async () => {
  later = { v: 2 }
  const before = connections
  const page = await context.newPage()
  await page.goto(`${site.base}/wp-admin/options-general.php`)
  await until(
    () => relay.clients.size,
    open => open === 0,
    'hung up on what is not the protocol',
  )
  // Long enough for hundreds of new connections, each with a reading of its own.
  await page.waitForTimeout(3000)
  assert.ok(connections - before <= 1, `${connections - before} new connections`)
  later = null
  const options = await openOwn(context, 'options')
  await options.getByText('of the same version').waitFor()
  // Whoever opens a page later tries again, once the pause is over.
  const ids = await until(
    async () => {
      await page.reload()
      await page.waitForTimeout(1500)
      return storedIds(running.agent)
    },
    found => found.length > 0,
    'the reading arrived',
  )
  assert.equal(new Set(ids).size, ids.length)
})

test('what a later agent adds is left out by itself, and the connection goes on', async () => {
  later = { mood: 'new' }
  const [before, added] = [connections, changed]
  const page = await context.newPage()
  await page.goto(`${site.base}/wp-admin/options-general.php`)
  await until(
    () => changed,
    count => count > added,
    'the agent said something of a later version',
  )
  // What is asked after it is answered over the same connection.
  const popup = await openOwn(context, 'popup')
  await popup.getByText('connected', { exact: false }).first().waitFor()
  assert.equal(connections, before)
  assert.equal(relay.clients.size, 1)
})
