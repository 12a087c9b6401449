/// <reference types="chrome" />
import assert from 'node:assert/strict'
import { rmSync } from 'node:fs'
import { test } from 'node:test'
import { CHROMIUM_ID } from '../../common/protocol/origin.ts'
import { startAgent, until } from '../support/extension/agent.ts'
import type { RunningAgent } from '../support/extension/agent.ts'
import { clickAt, startFirefox } from '../support/extension/bidi.ts'
import { extensionBrowser, openOwn, pairWith } from '../support/extension/chromium.ts'
import { testDist } from '../support/extension/dist.ts'
import { fixtureHome } from '../support/extension/home.ts'
import { startSite } from '../support/extension/site.ts'

// A real private window, in which the browser lets the extension run: another session, maybe
// somebody else's.

/** The windows of what was read so far. */
async function windows({ agent }: RunningAgent): Promise<string[]> {
  return (await Array.fromAsync(agent.store.evidenceOf({ tenant: 'blog' })))
    .filter(item => item.kind === 'capture')
    .map(item => item.ipe.window ?? 'ordinary')
}

/**
 * Nothing of the private window comes, while the same page in an ordinary one is read; once the
 * options allow it, it does and says so.
 */
async function judged(
  running: RunningAgent,
  {
    openPrivate,
    openOrdinary,
    allow,
  }: Record<'openPrivate' | 'openOrdinary' | 'allow', () => Promise<unknown>>,
): Promise<void> {
  await openPrivate()
  await openOrdinary()
  await until(
    () => windows(running),
    found => found.length > 0,
    'the ordinary window',
  )
  await new Promise(resolve => setTimeout(resolve, 1500))
  assert.deepEqual([...new Set(await windows(running))], ['ordinary'])
  await allow()
  await until(
    () => windows(running),
    found => found.includes('private'),
    'the private window',
  )
}

test('Chromium: an incognito window is read only where the options allow it, and its evidence names it', async context => {
  const site = await startSite()
  const fixture = fixtureHome(site.base)
  const address = `${site.base}/wp-admin/options-general.php`
  const running = await startAgent(fixture.home)
  const browser = await extensionBrowser()
  let chromium = await browser.launch()
  context.after(async () => {
    await chromium.close()
    await running.close()
    await site.close()
    fixture.remove()
    browser.remove()
  })
  // As a person does on the browser's page of extensions; it holds from the next start on.
  const settings = await chromium.newPage()
  await settings.goto(`chrome://extensions/?id=${CHROMIUM_ID}`)
  await settings.evaluate(async id => {
    const { developerPrivate } = chrome as unknown as {
      readonly developerPrivate: { updateExtensionConfiguration(change: object): Promise<void> }
    }
    await developerPrivate.updateExtensionConfiguration({ extensionId: id, incognitoAccess: true })
  }, CHROMIUM_ID)
  await chromium.close()
  chromium = await browser.launch()
  await pairWith(chromium, running)
  const options = await openOwn(chromium, 'options')
  assert.ok(await options.evaluate(() => chrome.extension.isAllowedIncognitoAccess()))
  await judged(running, {
    openPrivate: () =>
      options.evaluate(
        url => chrome.windows.create({ incognito: true, url }).then(() => undefined),
        address,
      ),
    async openOrdinary() {
      await (await chromium.newPage()).goto(address)
    },
    async allow() {
      await options.bringToFront()
      await options.getByLabel('Read in private windows and containers too').check()
    },
  })
})

test('Firefox: a private window is read only where the options allow it, and its evidence names it', async context => {
  const uuid = '3d1f0c6e-9a4b-4f57-8c21-5b7e2a90d4f5'
  const own = `moz-extension://${uuid}/extension/options/index.html`
  const site = await startSite()
  const fixture = fixtureHome(site.base)
  const address = `${site.base}/wp-admin/options-general.php`
  const running = await startAgent(fixture.home)
  const dist = await testDist('firefox', ['<all_urls>'])
  const firefox = await startFirefox({
    'extensions.webextensions.uuids': JSON.stringify({ 'witnessmark@witnessmark.dev': uuid }),
  })
  context.after(async () => {
    await firefox.close()
    await running.close()
    await site.close()
    fixture.remove()
    rmSync(dist, { recursive: true, force: true })
  })
  await firefox.command('webExtension.install', {
    'extensionData': { type: 'path', path: dist },
    'moz:allowPrivateBrowsing': true,
  })
  const desk = await firefox.newTab()
  const text = async (): Promise<string> =>
    String(await firefox.evaluate(desk, 'document.body.innerText'))
  await firefox.goto(desk, own)
  await until(text, found => found.includes('Pair with your agent'), 'the options')
  await firefox.evaluate(
    desk,
    `(() => { const field = document.querySelector('#code'); field.value = '${running.port}-${running.hub.offer().code}'; field.dispatchEvent(new Event('input', { bubbles: true })) })()`,
  )
  await new Promise(resolve => setTimeout(resolve, 200))
  await clickAt(firefox, desk, 'button.primary')
  await until(text, found => found.includes('Read in private windows'), 'paired')
  assert.equal(await firefox.evaluate(desk, 'browser.extension.isAllowedIncognitoAccess()'), true)
  const tab = await firefox.newTab()
  await judged(running, {
    openPrivate: () =>
      firefox.evaluate(
        desk,
        `browser.windows.create({ incognito: true, url: ${JSON.stringify(address)} }).then(() => true)`,
      ),
    openOrdinary: () => firefox.goto(tab, address),
    async allow() {
      await firefox.command('browsingContext.activate', { context: desk })
      await clickAt(firefox, desk, 'input[type=checkbox]')
    },
  })
})
