/// <reference types="chrome" />
import assert from 'node:assert/strict'
import { readdirSync, rmSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { after, before, test } from 'node:test'
import type { BrowserContext, Page } from 'playwright-core'
import { CHROMIUM_ID } from '../../common/protocol/origin.ts'
import { outcomes, startAgent, storedIds, until } from '../support/extension/agent.ts'
import type { RunningAgent } from '../support/extension/agent.ts'
import { clickAt, startFirefox } from '../support/extension/bidi.ts'
import type { Firefox } from '../support/extension/bidi.ts'
import { extensionBrowser, pairWith } from '../support/extension/chromium.ts'
import { testDist } from '../support/extension/dist.ts'
import { fixtureHome } from '../support/extension/home.ts'
import { startSite } from '../support/extension/site.ts'

// A page that wants to know of the extension, to forge what it reads, or to send it elsewhere; the
// same questions in both browsers.
const uuid = '3d1f0c6e-9a4b-4f57-8c21-5b7e2a90d4f3'
const browser = await extensionBrowser()
const dist = await testDist('firefox')
const site = await startSite()
const neighbour = await startSite()
const fixture = fixtureHome(site.base)
const address = `${site.base}/wp-admin/options-general.php`
let running: RunningAgent
let context: BrowserContext
let page: Page
let firefox: Firefox
let tab = ''

/** Counts who calls: the port that a page would like the extension to talk to. */
let calls = 0
const lure = createServer((_, response) => {
  calls++
  response.end()
}).on('upgrade', (_, socket) => {
  calls++
  socket.destroy()
})

type Driver = {
  readonly origin: string
  readonly files: readonly string[]
  goto(url: string): Promise<unknown>
  evaluate<T>(expression: string): Promise<T>
  click(selector: string): Promise<unknown>
}
const filesOf = (name: string): readonly string[] =>
  readdirSync(new URL(`../../dist/${name}`, import.meta.url), {
    recursive: true,
    withFileTypes: true,
  })
    .filter(entry => entry.isFile())
    .map(entry => `${entry.parentPath}/${entry.name}`.split(`/dist/${name}/`)[1] ?? '')
const drivers: Record<'chromium' | 'firefox', Driver> = {
  chromium: {
    origin: `chrome-extension://${CHROMIUM_ID}`,
    get files() {
      return filesOf('chrome')
    },
    goto: url => page.goto(url),
    evaluate: expression => page.evaluate(expression),
    click: selector => page.click(selector),
  },
  firefox: {
    origin: `moz-extension://${uuid}`,
    get files() {
      return filesOf('firefox')
    },
    goto: url => firefox.goto(tab, url),
    evaluate: async <T>(expression: string) => (await firefox.evaluate(tab, expression)) as T,
    click: selector => clickAt(firefox, tab, selector),
  },
}

before(async () => {
  await new Promise<void>(resolve => lure.listen(0, '127.0.0.1', resolve))
  running = await startAgent(fixture.home)
  context = await browser.launch()
  await pairWith(context, running)
  page = await context.newPage()
  firefox = await startFirefox({
    'extensions.webextensions.uuids': JSON.stringify({ 'witnessmark@witnessmark.dev': uuid }),
  })
  await firefox.install(dist)
  tab = await firefox.newTab()
  await firefox.goto(tab, `moz-extension://${uuid}/extension/options/index.html`)
  const text = async (): Promise<string> =>
    String(await firefox.evaluate(tab, 'document.body.innerText'))
  await until(text, found => found.includes('Pair with your agent'), 'options page')
  await firefox.evaluate(
    tab,
    `(() => { const field = document.querySelector('#code'); field.value = '${running.port}-${running.hub.offer().code}'; field.dispatchEvent(new Event('input', { bubbles: true })) })()`,
  )
  await new Promise(resolve => setTimeout(resolve, 200))
  await clickAt(firefox, tab, 'button.primary')
  await until(text, found => found.includes('Connected to fixture agent'), 'paired')
})
after(async () => {
  await firefox?.close()
  await context?.close()
  await running?.close().catch(() => undefined)
  await Promise.all([site.close(), neighbour.close(), new Promise(resolve => lure.close(resolve))])
  fixture.remove()
  browser.remove()
  rmSync(dist, { recursive: true, force: true })
})

const count = async (): Promise<number> => (await storedIds(running.agent)).length
/**
 * Time enough for a reading to be made and stored, were there one: longer than a page needs to
 * settle.
 */
const quiet = (): Promise<void> => new Promise(resolve => setTimeout(resolve, 2000))
const hosts =
  '[...document.documentElement.children].filter(child => !/^(?:head|body)$/.test(child.localName))'

for (const name of ['chromium', 'firefox'] as const) {
  const driver = drivers[name]

  test(`${name}: nothing of the extension can be loaded, and the page's world has nothing of it`, async () => {
    const before = await count()
    await driver.goto(address)
    await until(count, found => found > before, 'read')
    await until(
      () => driver.evaluate<number>(`${hosts}.length`),
      found => found === 1,
      'the overlay',
    )
    assert.ok(driver.files.length > 10)
    const reached = await driver.evaluate<
      readonly string[]
    >(`Promise.all(${JSON.stringify(driver.files)}.map(async file => {
      const url = '${driver.origin}/' + file
      const fetched = await fetch(url).then(() => true, () => false)
      const shown = await new Promise(resolve => { const image = new Image(); image.onload = () => resolve(true); image.onerror = () => resolve(false); image.src = url })
      return fetched || shown ? file : ''
    })).then(found => found.filter(Boolean))`)
    assert.deepEqual(reached, [])
    const seen = await driver.evaluate<{
      readonly globals: readonly string[]
      readonly runtime: string
      readonly scripts: number
      readonly resources: readonly string[]
    }>(`({
      globals: [...Object.getOwnPropertyNames(window), ...Object.getOwnPropertyNames(document)].filter(name => /witness|RealDate/i.test(name)), runtime: typeof window.chrome?.runtime + typeof window.browser,
      scripts: document.scripts.length, resources: performance.getEntries().map(entry => entry.name).filter(name => /extension:/.test(name)),
    })`)
    assert.deepEqual(seen, {
      globals: [],
      runtime: 'undefinedundefined',
      scripts: 1,
      resources: [],
    })
  })

  test(`${name}: the overlay is one element without a word for the page`, async () => {
    const seen = await driver.evaluate<
      Record<string, unknown>
    >(`(() => { const [host] = ${hosts}; return {
      attributes: host.attributes.length, html: host.innerHTML, text: host.textContent + host.innerText, root: host.shadowRoot, sheets: document.adoptedStyleSheets.length + document.styleSheets.length,
      page: document.documentElement.innerText.includes('Deviates') || document.documentElement.innerText.includes('As wanted'), found: window.find('As wanted') || window.find('Deviates'), selected: (() => { getSelection().selectAllChildren(document.documentElement); const text = String(getSelection()); getSelection().removeAllRanges(); return /As wanted|Deviates/.test(text) })(),
    } })()`)
    assert.deepEqual(seen, {
      attributes: 0,
      html: '',
      text: '',
      root: null,
      sheets: 1,
      page: false,
      found: false,
      selected: false,
    })
    await driver.evaluate(
      `(() => { window.heardOf = []; for (const type of ['click', 'pointerdown', 'focusin', 'beforetoggle', 'toggle']) addEventListener(type, event => heardOf.push([type, event.target.localName, event.composedPath().filter(item => item.localName === 'button' || item.nodeName === '#document-fragment').length]), true) })()`,
    )
    const focused = await driver.evaluate<boolean>(
      `(() => { const [host] = ${hosts}; host.focus(); host.click(); return document.activeElement === host })()`,
    )
    assert.equal(focused, false)
    const heard =
      await driver.evaluate<readonly (readonly [string, string, number])[]>('window.heardOf')
    for (const [type, , inner] of heard)
      assert.equal(inner, 0, `${type} tells nothing of what is inside`)
  })

  test(`${name}: taken out by the page, it comes back, and does not fight for it`, async () => {
    await driver.evaluate(`${hosts}.forEach(host => host.remove())`)
    await until(
      () => driver.evaluate<number>(`${hosts}.length`),
      found => found === 1,
      'back',
    )
    await driver.evaluate(
      `(() => { window.taken = 0; new MutationObserver(() => { for (const host of ${hosts}) { window.taken++; host.remove() } }).observe(document.documentElement, { childList: true }); document.body.append(document.createElement('i')); ${hosts}.forEach(host => host.remove()) })()`,
    )
    await quiet()
    await driver.evaluate('document.body.append(document.createElement("i"))')
    await quiet()
    assert.ok((await driver.evaluate<number>('window.taken')) <= 5)
  })

  test(`${name}: events of a script are no save, messages are no readings`, async () => {
    const before = await count()
    await driver.goto(`${site.base}/button`)
    await until(count, found => found > before, 'read at load')
    const atLoad = await count()
    await driver.click('#links')
    await driver.evaluate('document.querySelector("#save").click()')
    await driver.evaluate(
      'document.querySelector("#save").dispatchEvent(new PointerEvent("click", { bubbles: true, composed: true }))',
    )
    await quiet()
    assert.equal(await count(), atLoad, 'the page says "Saved", and nobody pressed')
    await driver.click('#links')
    await driver.click('#links')
    await driver.click('#save')
    await until(count, found => found === atLoad + 1, 'pressed by a person')

    const forged = {
      kind: 'capture',
      capture: {
        id: crypto.randomUUID(),
        tenant: 'blog',
        recipe: 'fixture-general',
        readings: [
          { setting: 'fixture.site.registration', reading: { state: 'observed', value: true } },
        ],
      },
    }
    await driver.evaluate(`(() => {
      const message = ${JSON.stringify(forged)}
      for (const target of [window, window.parent]) target.postMessage(message, '*')
      new BroadcastChannel('page').postMessage(message)
      for (const at of [window, document, document.documentElement]) at.dispatchEvent(new CustomEvent('page', { detail: message }))
      try { chrome.runtime.sendMessage('${CHROMIUM_ID}', message) } catch {}
      try { chrome.runtime.connect('${CHROMIUM_ID}', { name: 'page' }).postMessage(message) } catch {}
    })()`)
    await quiet()
    assert.equal(await count(), atLoad + 1)
  })

  test(`${name}: a page on another port is nobody's, and no page makes the extension call one`, async () => {
    const before = await count()
    const { port } = lure.address() as AddressInfo
    await driver.goto(`${neighbour.base}/wp-admin/options-general.php`)
    await quiet()
    assert.equal(await count(), before, 'the same page under another port')
    await driver.goto(address)
    await until(count, found => found > before, 'its own page')
    await driver.evaluate(`(() => {
      for (const kind of ['pair', 'retry', 'look', 'hello', 'welcome']) postMessage({ kind, text: '${port}-123456789012', port: ${port}, dashboard: 'http://127.0.0.1:${port}/', address: 'http://127.0.0.1:${port}/' }, '*')
      const meta = document.createElement('meta'); meta.name = 'witnessmark-agent'; meta.content = 'ws://127.0.0.1:${port}/extension'; document.head.append(meta)
      history.replaceState(null, '', '${new URL(address).pathname}?port=${port}&agent=127.0.0.1:${port}#127.0.0.1:${port}')
    })()`)
    await quiet()
    assert.equal(calls, 0)
  })

  test(`${name}: a page that lies is believed as what it is, grade C`, async () => {
    await driver.goto(address)
    await driver.evaluate(
      'document.querySelector("#users_can_register").toggleAttribute("checked")',
    )
    const wanted = await driver.evaluate<boolean>(
      'document.querySelector("#users_can_register").checked',
    )
    await until(
      () => outcomes(running.agent),
      found => found['registration'] === (wanted ? 'fail' : 'pass'),
      'the lie',
    )
    const finding = (await running.agent.store.findings('blog')).find(item =>
      item.check.endsWith('registration'),
    )
    assert.equal(finding?.grade, 'C')
    await driver.goto(`${site.base}/other`)
  })
}

test("a page's process that was taken over speaks of its own origin only, and in the protocol only", async () => {
  const before = await count()
  await page.goto(`${neighbour.base}/wp-admin/options-general.php`)
  const [worker] = context.serviceWorkers()
  await worker?.evaluate(
    async ([pattern, own]) => {
      const tabs = await chrome.tabs.query({ url: pattern })
      for (const { id } of tabs) {
        await chrome.scripting.executeScript({
          target: { tabId: id ?? -1 },
          args: [own],
          func: (target: string) => {
            const port = chrome.runtime.connect({ name: 'page' })
            const capture = {
              id: crypto.randomUUID(),
              tenant: 'blog',
              recipe: 'fixture-general',
              recipeVersion: 1,
              address: target,
              title: 'x',
              heading: 'x',
              language: 'en',
              account: null,
              tenantShown: null,
              seenAt: new Date().toISOString(),
              zone: 0,
              readings: [
                {
                  setting: 'fixture.site.registration',
                  reading: { state: 'observed', value: true },
                },
              ],
            }
            for (const message of [
              { kind: 'look', address: target },
              { kind: 'capture', capture },
              { kind: 'capture', capture: { ...capture, browser: 'forged', extension: '9' } },
              { kind: 'pair', text: '1-1' },
              'capture',
              null,
            ])
              port.postMessage(message)
            const ui = chrome.runtime.connect({ name: 'ui' })
            try {
              ui.postMessage({ kind: 'unpair' })
            } catch {
              /* refused already */
            }
          },
        })
      }
    },
    [`${neighbour.base.replace(/:\d+$/, '')}/wp-admin/*`, address] as const,
  )
  await quiet()
  assert.equal(await count(), before)
  assert.equal(running.hub.connected().length, 2, 'nobody was unpaired')
})
