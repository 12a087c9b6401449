/// <reference types="chrome" />
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { BrowserContext } from 'playwright-core'
import { browsersOf } from '../../agent/console/browsers.ts'
import { editConfig } from '../../agent/home/config.ts'
import { perform } from '../../agent/operations/perform.ts'
import { tester } from '../support/actor.ts'
import { startAgent, until } from '../support/extension/agent.ts'
import type { RunningAgent } from '../support/extension/agent.ts'
import { extensionBrowser, pairWith } from '../support/extension/chromium.ts'
import { fixtureHome } from '../support/extension/home.ts'

// Notifications are granted at installation, because no automation can press Chromium's prompt; that they
// are asked for and not there before is tested in Firefox. The click on one is handed to the listener.
const browser = await extensionBrowser(undefined, ['notifications'])
const fixture = fixtureHome('http://127.0.0.1:4000')
let running: RunningAgent
let context: BrowserContext

before(async () => {
  running = await startAgent(fixture.home)
  editConfig(fixture.home, ['alerts'], [{ name: 'screen', to: 'desktop' }])
  context = await browser.launch()
  await pairWith(context, running)
})
after(async () => {
  await context?.close()
  await running?.close()
  fixture.remove()
  browser.remove()
})

async function shown(): Promise<readonly string[]> {
  const [worker] = context.serviceWorkers()
  const all = await worker?.evaluate(
    () => new Promise<object>(resolve => chrome.notifications.getAll(resolve)),
  )
  return Object.keys(all ?? {})
}

test('news is shown by the browser under its id; told again it is not shown again; a click opens its page, signed in', async () => {
  const { results } = await perform(running.agent, tester, 'alert-test', {})
  assert.deepEqual(results, [{ channel: 'screen', problem: null }])
  const [first = assert.fail('nothing is shown')] = await until(
    shown,
    ids => ids.length > 0,
    'shown',
  )
  const [worker = assert.fail()] = context.serviceWorkers()
  await worker.evaluate(id => chrome.notifications.clear(id), first)

  const alert = crypto.randomUUID()
  const news = { alert, title: 'Witnessmark: fixed', text: 'Blog', page: '/findings?tenant=blog' }
  const tell = () => Promise.all(browsersOf(running.agent).show(news))
  assert.deepEqual(await tell(), ['shown'])
  assert.deepEqual(await shown(), [alert])
  await worker.evaluate(id => chrome.notifications.clear(id), alert)
  assert.deepEqual(await tell(), ['shown'], 'it was')
  assert.deepEqual(await shown(), [])

  const opening = context.waitForEvent('page')
  await worker.evaluate(id => {
    const clicked = chrome.notifications.onClicked as unknown as { dispatch(id: string): void }
    clicked.dispatch(id)
  }, alert)
  const page = await opening
  await page.getByRole('heading', { level: 1 }).waitFor()
  assert.equal(page.url(), `http://127.0.0.1:${running.port}/findings?tenant=blog`)
  assert.equal(await page.evaluate(() => sessionStorage.getItem('session') !== null), true)
})
