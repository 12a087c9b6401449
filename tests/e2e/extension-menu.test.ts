/// <reference types="chrome" />
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { BrowserContext, Page } from 'playwright-core'
import { outcomes, startAgent, until } from '../support/extension/agent.ts'
import type { RunningAgent } from '../support/extension/agent.ts'
import { extensionBrowser, pairWith, pressToolbar, shot } from '../support/extension/chromium.ts'
import { fixtureHome } from '../support/extension/home.ts'
import { startSite } from '../support/extension/site.ts'

// No automation can press an entry of the browser's own context menu: the click is handed to the
// extension's own listener.
const browser = await extensionBrowser()
const site = await startSite()
const fixture = fixtureHome(site.base)
let running: RunningAgent
let context: BrowserContext
let page: Page

before(async () => {
  running = await startAgent(fixture.home)
  context = await browser.launch()
  await pairWith(context, running)
  page = await context.newPage()
})
after(async () => {
  await context?.close()
  await running?.close()
  await site.close()
  fixture.remove()
  browser.remove()
})

async function choose(item: string): Promise<void> {
  const [worker] = context.serviceWorkers()
  await worker?.evaluate(
    async ([menuItemId, url]) => {
      const [tab] = (await chrome.tabs.query({})).filter(
        item => item.url === url || item.pendingUrl === url,
      )
      const clicked = chrome.contextMenus.onClicked as unknown as {
        dispatch(info: object, tab: chrome.tabs.Tab | undefined): void
      }
      clicked.dispatch({ menuItemId, editable: false, pageUrl: url }, tab)
    },
    [item, page.url()] as const,
  )
}
async function dialogs(): Promise<readonly string[]> {
  const session = await context.newCDPSession(page)
  const { nodes } = await session.send('Accessibility.getFullAXTree')
  await session.detach()
  return nodes
    .filter(node => node.role?.value === 'dialog' && !node.ignored)
    .map(node => String(node.name?.value))
}

test('"Explain this setting" opens the setting that the menu was opened on, and the nearest to words beside one', async () => {
  await page.goto(`${site.base}/wp-admin/options-general.php`)
  await until(
    () => outcomes(running.agent),
    found => found['registration'] === 'pass',
    'read',
  )
  await page.getByLabel('New User Default Role').click({ button: 'right' })
  await choose('explain')
  assert.deepEqual(await until(dialogs, found => found.length > 0, 'the panel'), [
    'Witnessmark: New user default role',
  ])
  await shot(page, 'explain')
  await page.keyboard.press('Escape')
  await until(dialogs, found => found.length === 0, 'closed')
  await page.getByText('Membership').click({ button: 'right' })
  await choose('explain')
  assert.deepEqual(await until(dialogs, found => found.length > 0, 'the panel'), [
    'Witnessmark: Anyone can register',
  ])
  await page.keyboard.press('Escape')
})

test('inside a frame and a closed shadow root too; a menu that a script pretends to open points nowhere', async () => {
  await page.goto(`${site.base}/switches`)
  await until(
    async () =>
      (await Array.fromAsync(running.agent.store.observations('blog'))).map(item => item.setting),
    found => found.includes('fixture.site.framed-role'),
    'read',
  )
  await page.frameLocator('iframe').locator('select').click({ button: 'right' })
  await choose('explain')
  assert.deepEqual(await until(dialogs, found => found.length > 0, 'the panel'), [
    'Witnessmark: Role in a frame',
  ])
  await shot(page, 'explain-frame')
  await page.keyboard.press('Escape')
  await until(dialogs, found => found.length === 0, 'closed')
  await page.locator('#host').click({ button: 'right' })
  await page
    .frameLocator('iframe')
    .locator('select')
    .evaluate(select =>
      select.dispatchEvent(new MouseEvent('contextmenu', { bubbles: true, composed: true })),
    )
  await choose('explain')
  assert.deepEqual(await until(dialogs, found => found.length > 0, 'the panel'), [
    'Witnessmark: Switch in a closed root',
  ])
  await page.keyboard.press('Escape')
})

test('a picture from the menu, once the browser gave the tab to the extension', async () => {
  const pictures = async (): Promise<number> =>
    (await Array.fromAsync(running.agent.store.evidenceOf({ tenant: 'blog' }))).filter(
      item => item.mediaType === 'image/png',
    ).length
  const [worker] = context.serviceWorkers()
  const badge = () =>
    worker!.evaluate(
      async url => {
        const [tab] = await chrome.tabs.query({ url })
        return chrome.action.getBadgeText({ tabId: tab?.id ?? -1 })
      },
      `${site.base.replace(/:\d+$/, '')}/switches`,
    )
  await choose('picture')
  await until(
    badge,
    found => found === '!',
    'without the permission that a real click brings: told so',
  )
  assert.equal(await pictures(), 0)
  await (await pressToolbar(context, page)).close()
  await choose('picture')
  await until(pictures, found => found === 1, 'kept')
})
