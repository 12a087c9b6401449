/// <reference types="chrome" />
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { after, before, test } from 'node:test'
import type { BrowserContext, Page } from 'playwright-core'
import { CHROMIUM_ID } from '../../common/protocol/origin.ts'
import { teachScripts } from '../../extension/teach/scripts.ts'
import { outcomes, readings, startAgent, until } from '../support/extension/agent.ts'
import type { RunningAgent } from '../support/extension/agent.ts'
import { extensionBrowser, openOwn, pressToolbar, shot } from '../support/extension/chromium.ts'
import { heldExpression } from '../support/extension/held.ts'
import type { Held } from '../support/extension/held.ts'
import { fixtureHome } from '../support/extension/home.ts'
import { startSite } from '../support/extension/site.ts'

const browser = await extensionBrowser()
const site = await startSite()
const fixture = fixtureHome(site.base)
let running: RunningAgent
let context: BrowserContext
let page: Page
const address = `${site.base}/wp-admin/options-general.php`

/** Readings that the extension wrote down while its agent is away. */
const written = (count: number): Promise<number | undefined> =>
  until(
    async () => (await context.serviceWorkers()[0]?.evaluate<Held>(heldExpression))?.waiting.length,
    found => (found ?? 0) >= count,
    'written down',
  )

before(async () => {
  running = await startAgent(fixture.home)
  context = await browser.launch()
})
after(async () => {
  await context?.close()
  await running?.close()
  await site.close()
  fixture.remove()
  browser.remove()
})

test('pairs from its options page with PORT-CODE, and says so when the code is wrong', async () => {
  const options = await openOwn(context, 'options')
  await options.getByLabel('The agent shows').fill(`${running.port}-000000000000`)
  await options.getByRole('button', { name: 'Pair' }).click()
  await options.getByText('The code is not right').waitFor()
  await options.getByLabel('The agent shows').fill(`${running.port}-${running.hub.offer().code}`)
  await options.getByRole('button', { name: 'Pair' }).click()
  await options.getByText('Connected to fixture agent').waitFor()
  await options.getByText('The blog').waitFor()
  assert.equal(await options.getByRole('button', { name: 'Try to connect now' }).count(), 0)
  await shot(options, 'options')
  await options.close()
  assert.equal(running.hub.connected().length, 1)
})

test('reads a console-only setting as the page loads, and again once a change is saved; never before', async () => {
  page = await context.newPage()
  await page.goto(address)
  await until(
    () => outcomes(running.agent),
    found => found['registration'] === 'pass' && found['default-role'] === 'pass',
    'read at load',
  )
  await page.getByLabel('Anyone can register').check()
  // By keyboard: what a script changes so soon after the load may be data that were late.
  await page.getByLabel('New User Default Role').focus()
  await page.keyboard.type('Editor')
  await new Promise(resolve => setTimeout(resolve, 2000))
  assert.deepEqual(
    await outcomes(running.agent),
    { 'registration': 'pass', 'default-role': 'pass' },
    'an unsaved change is not an observation',
  )
  await shot(page, 'unsaved')
  await page.getByRole('button', { name: 'Save Changes' }).click()
  await until(
    () => outcomes(running.agent),
    found => found['registration'] === 'fail' && found['default-role'] === 'fail',
    'read after the save',
  )
  await new Promise(resolve => setTimeout(resolve, 500))
  await shot(page, 'overlay')
})

test('the overlay opens by keyboard alone; the page can neither see nor forge', async () => {
  // The accessibility tree is what a screen reader gets; a closed root is not open to page scripts.
  await page.bringToFront()
  const session = await context.newCDPSession(page)
  const { nodes } = await session.send('Accessibility.getFullAXTree')
  const names = nodes.map(node => String(node.name?.value ?? ''))
  assert.ok(
    names.some(name => name.startsWith('Anyone can register: Deviates')),
    names.filter(Boolean).join(' | '),
  )
  await page.locator('#users_can_register').focus()
  const onBadge = () =>
    page.evaluate(
      () =>
        document.activeElement?.parentElement === document.documentElement &&
        document.activeElement !== document.body,
    )
  for (let i = 0; i < 6 && !(await onBadge()); i++) await page.keyboard.press('Tab')
  assert.ok(await onBadge(), 'Tab reaches a badge')
  await page.keyboard.press('Enter')
  await new Promise(resolve => setTimeout(resolve, 300))
  await shot(page, 'panel')
  const after = (await session.send('Accessibility.getFullAXTree')).nodes
  assert.ok(
    after.some(node => node.role?.value === 'dialog'),
    'the panel is open',
  )
  await page.keyboard.press('Escape')
  const closed = (await session.send('Accessibility.getFullAXTree')).nodes
  assert.ok(
    !closed.some(node => node.role?.value === 'dialog' && !node.ignored),
    'Escape closes it',
  )

  const seen = await page.evaluate(() => ({
    shadow: [...document.documentElement.children].map(child => child.shadowRoot !== null),
    text: document.documentElement.innerText.includes('Deviates'),
    globals: Object.getOwnPropertyNames(window).filter(name => /witness/i.test(name)),
    heard: (window as unknown as { heard: string[] }).heard,
  }))
  assert.deepEqual(seen, {
    shadow: seen.shadow.map(() => false),
    text: false,
    globals: [],
    heard: [],
  })

  // Until a person does something to it, what a page changes by itself may be its data that came late.
  await page.locator('#users_can_register').focus()
  await page.keyboard.press('ArrowDown')
  await page.evaluate(() => {
    const box = document.querySelector<HTMLInputElement>('#users_can_register')
    if (box) {
      box.checked = false
      box.dispatchEvent(new Event('change', { bubbles: true }))
      box.dispatchEvent(new Event('input', { bubbles: true }))
    }
    postMessage({ kind: 'capture', capture: {} }, '*')
  })
  const reached = await page.evaluate(async id => {
    try {
      await fetch(`chrome-extension://${id}/manifest.json`)
      return true
    } catch {
      return false
    }
  }, CHROMIUM_ID)
  assert.equal(reached, false, 'nothing of the extension can be loaded by a page')
  await new Promise(resolve => setTimeout(resolve, 4000))
  assert.equal(
    (await outcomes(running.agent))['registration'],
    'fail',
    'a scripted change is not a save',
  )
})

test('controls that save by themselves: in a closed shadow root, in a frame', async () => {
  const switches = await context.newPage()
  await switches.goto(`${site.base}/switches`)
  const values = async () =>
    Object.fromEntries(
      (await Array.fromAsync(running.agent.store.observations('blog'))).flatMap(item =>
        item.reading.state === 'observed'
          ? [[item.setting.replace('fixture.site.', ''), item.reading.value]]
          : [],
      ),
    )
  await until(
    values,
    found => found['hidden-switch'] === false && found['framed-role'] === 'Reader',
    'read at load',
  )
  await switches.locator('#host').click()
  await until(values, found => found['hidden-switch'] === true, 'the closed switch')
  // By keyboard: selectOption would set it by script, and a script's events do not count.
  await switches.frameLocator('iframe').locator('select').focus()
  await switches.keyboard.press('ArrowDown')
  await until(values, found => found['framed-role'] === 'Writer', 'the framed choice')
  await shot(switches, 'switches')
  await switches.close()
})

test('the mail password stays in the page', async () => {
  const bodies = await Array.fromAsync(running.agent.store.evidenceOf({ tenant: 'blog' }))
  assert.ok(bodies.length > 0)
  for (const { body } of bodies) assert.ok(!Buffer.from(body ?? []).includes('hunter2'))
})

test('readings wait while the agent is away, and arrive once each', async () => {
  const { port } = running
  await running.close()
  const count = 3
  for (let i = 0; i < count; i++) {
    site.state.registration = i % 2 === 1
    await page.goto(`${site.base}/other`)
    await page.goto(address)
    await written(i + 1)
  }
  // The worker dies too: what waits is in IndexedDB, and the page's script wakes a new one.
  const session = await context.newCDPSession(page)
  await session.send('ServiceWorker.enable')
  await session.send('ServiceWorker.stopAllWorkers')
  running = await startAgent(fixture.home, port)
  const before = await readings(running.agent)
  const options = await openOwn(context, 'options')
  await options.getByText('Connected to fixture agent').waitFor()
  await until(
    () => readings(running.agent),
    found => found >= before + count,
    'queued readings',
  )
  await until(
    () => outcomes(running.agent),
    found => found['registration'] === 'pass',
    'the newest counts',
  )
  await options.close()
})

test('a browser killed with readings in its queue loses none', async () => {
  const { port } = running
  await running.close()
  site.state.registration = true
  await page.goto(`${site.base}/other`)
  await page.goto(address)
  await written(1)
  const [line] = spawnSync('pgrep', ['-f', `user-data-dir=${browser.profile}`], {
    encoding: 'utf8',
  })
    .stdout.split('\n')
    .filter(Boolean)
  process.kill(Number(line), 'SIGKILL')
  await context.close().catch(() => undefined)
  running = await startAgent(fixture.home, port)
  context = await browser.launch()
  page = await context.newPage()
  await page.goto(`${site.base}/other`)
  await until(
    () => outcomes(running.agent),
    found => found['registration'] === 'fail',
    'the reading from before the kill',
  )
  site.state.registration = false
  await page.goto(address)
  await until(
    () => outcomes(running.agent),
    found => found['registration'] === 'pass',
    'and reading goes on',
  )
})

test('popup and round show what is known of the page', async () => {
  const popup = await openOwn(context, 'popup')
  await popup.getByText('The blog: Settings > General').waitFor()
  await popup.getByText('New user default role').waitFor()
  const people = await context.newPage()
  await people.goto(`${site.base}/wp-admin/people.php`)
  await until(
    async () =>
      (await Array.fromAsync(running.agent.store.observations('blog'))).map(item => item.setting),
    found => found.includes('fixture.site.public-links'),
    'the last page of the round',
  )
  await people.close()
  await popup.setViewportSize({ width: 380, height: 420 })
  await shot(popup, 'popup')
  await popup.goto(`chrome-extension://${CHROMIUM_ID}/extension/panel/index.html`)
  await popup.getByText('All 6 settings are fresh').waitFor()
  await shot(popup, 'panel-round')
  await popup.close()
  // 200 pixels: the room that four times the size leaves of the widest popup.
  for (const name of ['popup', 'options', 'panel'] as const) {
    const own = await openOwn(context, name)
    await own.locator('h1').waitFor()
    for (const width of name === 'popup' ? [200, 320] : [320]) {
      await own.setViewportSize({ width, height: 256 })
      const over = await own.evaluate(() =>
        [...document.querySelectorAll('body *')]
          .filter(element => element.getBoundingClientRect().right > innerWidth + 1)
          .map(element => element.textContent?.slice(0, 40)),
      )
      assert.deepEqual(over, [], `${name} at ${width}`)
      await shot(own, `${name}-${width}`)
    }
    await own.close()
  }
})

test('teach mode: a page nobody knew becomes a setting, a check and a recipe', async () => {
  await page.goto(`${site.base}/unknown`)
  const popup = await pressToolbar(context, page)
  const button =
    '[...document.querySelectorAll("button")].find(item => item.textContent === "Add a setting of this page")'
  await until(
    () => popup.evaluate(`Boolean(${button})`),
    found => found === true,
    "the popup's button",
  )
  await popup.evaluate(`${button}.click()`)
  await until(
    () => page.evaluate(() => document.documentElement.children.length),
    found => found > 2,
    'the teacher',
  )
  await page.waitForTimeout(200)
  await page.getByLabel('Public links').click()
  assert.equal(await page.getByLabel('Public links').isChecked(), true, 'choosing changes nothing')
  await page.waitForTimeout(200)
  const { nodes } = await (await context.newCDPSession(page)).send('Accessibility.getFullAXTree')
  assert.ok(
    nodes.some(node => node.name?.value === 'Now it reads: on'),
    'what is shown is what the page holds',
  )
  await page.keyboard.press('End')
  await page.keyboard.type(' allowed')
  // Nothing is claimed until it is said: the metric, and then what is wanted.
  await page.keyboard.press('Tab')
  await page.keyboard.type('sharing')
  await page.keyboard.press('Tab')
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('Tab')
  await page.keyboard.press('ArrowDown')
  // Severity, heading, saving.
  for (let i = 0; i < 4; i++) await page.keyboard.press('Tab')
  await shot(page, 'teach')
  await page.keyboard.press('Enter')
  await until(
    () => running.agent.recipes().map(recipe => recipe.id),
    found => found.includes('taught-fixture-unknown'),
    'the recipe',
  )
  await page.waitForTimeout(300)
  await page.reload()
  await until(
    () => outcomes(running.agent),
    found => found['public-links-allowed'] === 'fail',
    'read and judged',
  )
})

test('teach mode in a closed shadow root and in a frame: what is pointed at is what is read', async () => {
  const asked = async (at: Page): Promise<readonly string[]> =>
    (await (await context.newCDPSession(at)).send('Accessibility.getFullAXTree')).nodes
      .map(node => String(node.name?.value ?? ''))
      .filter(text => text.startsWith('Now it reads'))
  for (const [where, expected] of [
    ['#host', 'Now it reads: off'],
    ['iframe', 'Now it reads: Reader'],
  ] as const) {
    await page.goto(`${site.base}/switches`)
    const children = await page.evaluate(() => document.documentElement.children.length)
    await context.serviceWorkers()[0]?.evaluate(
      async ([url, files]) => {
        const [tab] = await chrome.tabs.query({ url })
        await chrome.scripting.executeScript({
          target: { tabId: tab?.id ?? -1 },
          files: [...files],
        })
      },
      [`${site.base.replace(/:\d+$/, '')}/switches`, teachScripts] as const,
    )
    await until(
      () => page.evaluate(() => document.documentElement.children.length),
      found => found > children,
      'the teacher',
    )
    await (
      where === 'iframe' ? page.frameLocator('iframe').locator('select') : page.locator(where)
    ).click()
    assert.deepEqual(
      [
        ...new Set(
          await until(
            () => asked(page),
            found => found.length > 0,
            where,
          ),
        ),
      ],
      [expected],
    )
  }
})

test('revoking at the agent ends it at once', async () => {
  const [pairing] = await running.agent.store.pairings()
  await running.hub.revoke(pairing?.id ?? '')
  const options = await openOwn(context, 'options')
  await options.getByText('Not paired with an agent yet').waitFor()
  assert.equal(running.hub.connected().length, 0)
})
