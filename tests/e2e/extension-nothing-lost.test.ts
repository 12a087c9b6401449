/// <reference types="chrome" />
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { cpSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import type { BrowserContext, Page, Worker } from 'playwright-core'
import { backup, restore } from '../../agent/keep/backup.ts'
import { verifyLog } from '../../agent/log/verify.ts'
import { outcomes, startAgent, storedIds, until } from '../support/extension/agent.ts'
import type { RunningAgent } from '../support/extension/agent.ts'
import { clickAt, startFirefox } from '../support/extension/bidi.ts'
import { extensionBrowser, openOwn, pairWith, pressToolbar } from '../support/extension/chromium.ts'
import { testDist } from '../support/extension/dist.ts'
import { heldExpression, shiftClock } from '../support/extension/held.ts'
import type { Held } from '../support/extension/held.ts'
import { fixtureHome } from '../support/extension/home.ts'
import { startSite } from '../support/extension/site.ts'

// Counts in are what the extension wrote down; counts out are what stands in the agent's log. They
// are equal, and nothing is there twice.
const browser = await extensionBrowser()
const site = await startSite()
const fixture = fixtureHome(site.base)
const address = `${site.base}/wp-admin/options-general.php`
const day = 86_400_000
let running: RunningAgent
let context: BrowserContext
let page: Page

const worker = (): Worker => {
  const [found] = context.serviceWorkers()
  assert.ok(found)
  return found
}
const held = (): Promise<Held> => worker().evaluate<Held>(heldExpression)
async function pairedBrowser(): Promise<void> {
  await pairWith(context, running)
}
/** Makes the extension try its agent now: opening one of its pages does. */
async function connected(): Promise<void> {
  const options = await openOwn(context, 'options')
  await options.getByText('Connected to fixture agent').waitFor()
  await until(held, ({ waiting }) => waiting.length === 0, 'everything is handed over')
  await options.close()
}
/**
 * A reading of the page with the opposite state of the one before: the extension has it once it is
 * written down.
 */
async function readOnce(): Promise<void> {
  const count = async (): Promise<number> => {
    const { waiting, kept } = await held()
    return waiting.length + kept.length
  }
  const before = await count()
  site.state.registration = !site.state.registration
  await page.goto(`${site.base}/other`)
  await page.goto(address)
  await until(count, found => found > before, 'written down')
}
async function equalCounts(): Promise<readonly string[]> {
  const { waiting, kept } = await until(held, found => found.waiting.length === 0, 'nothing waits')
  const stored = await storedIds(running.agent)
  assert.deepEqual(waiting, [])
  assert.deepEqual(
    stored.toSorted(),
    [...new Set([...stored, ...kept])].toSorted(),
    'all that the extension wrote down is in the log, once',
  )
  return stored
}
async function restart(port: number, clock?: () => Date): Promise<void> {
  running = await startAgent(fixture.home, port, clock)
}

before(async () => {
  running = await startAgent(fixture.home)
  context = await browser.launch()
  await pairedBrowser()
  page = await context.newPage()
})
after(async () => {
  await context?.close()
  await running?.close().catch(() => undefined)
  await site.close()
  fixture.remove()
  browser.remove()
})

test('the worker is stopped at any moment of a reading', async () => {
  const session = await context.newCDPSession(page)
  await session.send('ServiceWorker.enable')
  for (const delay of [0, 15, 40, 80, 140, 250]) {
    site.state.registration = !site.state.registration
    await page.goto(`${site.base}/other`)
    await page.goto(address)
    await page.waitForTimeout(delay)
    await session.send('ServiceWorker.stopAllWorkers')
    await until(
      () => outcomes(running.agent),
      found => found['registration'] === (site.state.registration ? 'fail' : 'pass'),
      `read in spite of a stop after ${delay} ms`,
    )
  }
  await session.detach()
  const stored = await equalCounts()
  assert.ok(stored.length >= 6, `${stored.length} readings`)
})

test('the worker and the agent come back while a change is not saved: the page is looked at anew, and the change does not count', async () => {
  const captured = async () =>
    (await Array.fromAsync(running.agent.store.evidenceOf({ tenant: 'blog' }))).flatMap(item =>
      item.kind === 'capture' && item.mediaType === 'application/json'
        ? (JSON.parse(Buffer.from(item.body ?? []).toString()) as {
            readonly recipe: string
            readonly readings: readonly { readonly reading: { readonly value?: unknown } }[]
          })
        : [],
    )
  const values = async (): Promise<readonly unknown[]> =>
    (await captured())
      .filter(item => item.recipe === 'fixture-button')
      .map(item => item.readings[0]?.reading.value)
  // What the test before stopped has come back.
  await connected()
  await page.goto(`${site.base}/button`)
  await until(values, found => found.length > 0, 'read at load')
  const looks = (): Promise<number> =>
    worker().evaluate(
      async url => {
        const [tab] = await chrome.tabs.query({ url })
        const [told] = await chrome.scripting.executeScript({
          target: { tabId: tab?.id ?? -1 },
          func: () => {
            const world = globalThis as unknown as { looks?: number }
            if (world.looks === undefined) {
              world.looks = 0
              const { querySelectorAll } = Document.prototype
              Document.prototype.querySelectorAll = function (this: Document, selectors: string) {
                world.looks = (world.looks ?? 0) + 1
                return querySelectorAll.call(this, selectors)
              } as typeof querySelectorAll
            }
            return world.looks
          },
        })
        return told?.result ?? 0
      },
      `${site.base.replace(/:\d+$/, '')}/button`,
    )
  await looks()
  await page.locator('#links').click()
  const before = await looks()
  const session = await context.newCDPSession(page)
  await session.send('ServiceWorker.enable')
  await session.send('ServiceWorker.stopAllWorkers')
  await until(
    () => context.serviceWorkers().length,
    found => found > 0,
    'a new worker',
  )
  const afterStop = await until(looks, found => found > before, 'looked at anew by the new worker')
  const { port } = running
  await running.close()
  await restart(port)
  await connected()
  await until(looks, found => found > afterStop, 'looked at anew for the agent')
  // Back at what was saved, which nobody read anew.
  await page.locator('#links').click()
  await page.locator('#links').click()
  await page.locator('#save').click()
  await until(values, found => found.at(-1) === false, 'saved')
  assert.deepEqual(await values(), [true, false], 'once as it was loaded, once when it was saved')
  await session.detach()
})

test('the agent is set back to a backup: what it acknowledged since is sent again, and what waits too', async () => {
  const { port } = running
  await readOnce()
  await connected()
  await running.close()
  const backup = mkdtempSync(join(tmpdir(), 'witnessmark-backup-'))
  cpSync(fixture.home, backup, { recursive: true })
  await restart(port)
  await readOnce()
  await readOnce()
  const popup = await pressToolbar(context, page)
  const button =
    '[...document.querySelectorAll("button")].find(item => item.textContent === "Keep a picture as evidence")'
  await until(
    () => popup.evaluate(`Boolean(${button})`),
    found => found === true,
    "the popup's button",
  )
  await popup.evaluate(`${button}.click()`)
  await until(
    () => popup.evaluate('document.body.innerText'),
    text => String(text).includes('Kept'),
    'a picture',
  )
  await popup.close()
  await connected()
  const all = await equalCounts()
  for (const restored of ['the database only', 'the whole home']) {
    await running.close()
    await readOnce()
    if (restored === 'the whole home') rmSync(fixture.home, { recursive: true, force: true })
    for (const name of ['witnessmark.sqlite', 'witnessmark.sqlite-wal', 'witnessmark.sqlite-shm'])
      rmSync(join(fixture.home, name), { force: true })
    cpSync(
      restored === 'the whole home' ? backup : join(backup, 'witnessmark.sqlite'),
      restored === 'the whole home' ? fixture.home : join(fixture.home, 'witnessmark.sqlite'),
      { recursive: true },
    )
    await restart(port)
    assert.ok((await storedIds(running.agent)).length < all.length, `${restored}: the agent forgot`)
    await connected()
    const stored = await until(
      () => storedIds(running.agent),
      found => all.every(id => found.includes(id)),
      `${restored}: given again`,
    )
    assert.equal(new Set(stored).size, stored.length)
    assert.ok(stored.length > all.length, 'the one that waited came too')
    await equalCounts()
    assert.equal((await verifyLog(running.agent.store)).ok, true)
    assert.equal(
      (await outcomes(running.agent))['registration'],
      site.state.registration ? 'fail' : 'pass',
      'the newest reading counts',
    )
  }
  rmSync(backup, { recursive: true, force: true })
})

test("a home is made anew from the product's own backup, without its keys: after pairing again nothing is missing", async () => {
  const { port } = running
  const folder = mkdtempSync(join(tmpdir(), 'witnessmark-backup-'))
  await backup(fixture.home, join(folder, 'home.zip'), new Date())
  await readOnce()
  await connected()
  const all = await equalCounts()
  await running.close()
  await readOnce()
  rmSync(fixture.home, { recursive: true, force: true })
  await restore(fixture.home, join(folder, 'home.zip'), {
    replace: false,
    accept: true,
    now: new Date(),
  })
  await restart(port)
  assert.ok((await storedIds(running.agent)).length < all.length)
  const options = await openOwn(context, 'options')
  await options.getByText('not the agent that was paired').waitFor()
  await options.getByRole('button', { name: 'Unpair' }).click()
  await options.getByLabel('The agent shows').waitFor()
  await options.close()
  await pairedBrowser()
  const stored = await until(
    () => storedIds(running.agent),
    found => all.every(id => found.includes(id)) && found.length > all.length,
    'given again',
  )
  assert.equal(new Set(stored).size, stored.length)
  await equalCounts()
  rmSync(folder, { recursive: true, force: true })
})

test('what was handed over can be forgotten in the browser', async () => {
  const options = await openOwn(context, 'options')
  await options.getByRole('button', { name: 'Forget them' }).click()
  await options.getByRole('button', { name: 'Forget them' }).waitFor({ state: 'detached' })
  assert.deepEqual(await held(), { waiting: [], kept: [] })
  await options.close()
})

test('what was acknowledged and can no longer be sent again is told, not dropped', async () => {
  const { port } = running
  await worker().evaluate(
    () =>
      new Promise<void>((resolve, reject) => {
        const opening = indexedDB.open('witnessmark')
        opening.onsuccess = () => {
          const transaction = opening.result.transaction('kept', 'readwrite')
          transaction.objectStore('kept').put({
            id: '0b0f7a3e-6f0a-4a53-9d5c-6f2b6f3a1c11',
            at: new Date().toISOString(),
            size: 0,
            what: 'picture of General Settings',
            content: null,
          })
          transaction.oncomplete = () => {
            opening.result.close()
            resolve()
          }
          transaction.onerror = () => reject(transaction.error)
        }
      }),
  )
  await running.close()
  await restart(port)
  const options = await openOwn(context, 'options')
  await options.getByText('no longer has it: picture of General Settings').waitFor()
  await options.close()
  assert.ok(!(await held()).kept.includes('0b0f7a3e-6f0a-4a53-9d5c-6f2b6f3a1c11'))
})

test('the agent is away for a day: each reading arrives, with the time it was made and the time it came', async () => {
  const { port } = running
  await running.close()
  for (let i = 0; i < 3; i++) await readOnce()
  const { waiting } = await held()
  assert.ok(waiting.length >= 3)
  // A day goes by for the browser and for the agent.
  await worker().evaluate(shiftClock(day))
  await restart(port, () => new Date(Date.now() + day))
  await connected()
  await equalCounts()
  const came = (await Array.fromAsync(running.agent.store.evidenceOf({ tenant: 'blog' }))).filter(
    item => waiting.some(id => Buffer.from(item.body ?? []).includes(id)),
  )
  assert.equal(came.length, waiting.length)
  for (const { ipe } of came) {
    const late = Date.parse(ipe.recordedAt) - Date.parse(ipe.seenAt)
    assert.ok(late > day - 1000 && late < day + 60_000, `${late} ms`)
    assert.ok(Math.abs(ipe.clockOffset ?? Number.NaN) < 5000)
  }
  const runs = (await running.agent.store.runs({ tenant: 'blog' })).filter(run =>
    came.some(item => item.run === run.id),
  )
  for (const run of runs)
    assert.ok(
      Date.parse(run.startedAt) < Date.now() + 5000 &&
        Date.parse(run.finishedAt ?? '') > Date.now() + day - 60_000,
      'it was true when it was read',
    )
  await running.close()
  await worker().evaluate(shiftClock(0))
  await restart(port)
})

test('a browser whose clock is wrong: both times are kept, and a reading counts when it was made', async () => {
  for (const wrong of [3 * 3_600_000, -2 * day]) {
    const { port } = running
    await running.close()
    await page.goto(`${site.base}/other`)
    await worker().evaluate(shiftClock(wrong))
    await restart(port)
    await connected()
    const options = await openOwn(context, 'options')
    await options
      .getByText(wrong > 0 ? "3 hours ahead of the agent's" : "2 days behind the agent's")
      .waitFor()
    await options.close()
    site.state.registration = !site.state.registration
    await page.goto(address)
    // The page's script asks the shifted clock too: its world is the extension's.
    await worker().evaluate(
      async ([url, code]) => {
        const [tab] = await chrome.tabs.query({ url })
        await chrome.scripting.executeScript({
          target: { tabId: tab?.id ?? -1 },
          func: (milliseconds: number) => {
            const Real = Date
            ;(globalThis as { Date: unknown }).Date = class extends Real {
              constructor(...given: []) {
                super(
                  ...(given.length === 0 ? ([Real.now() + milliseconds] as unknown as []) : given),
                )
              }
              static override now(): number {
                return Real.now() + milliseconds
              }
            }
          },
          args: [code],
        })
      },
      [`${site.base.replace(/:\d+$/, '')}/wp-admin/options-general.php`, wrong] as const,
    )
    const shifted = async () =>
      (await Array.fromAsync(running.agent.store.evidenceOf({ tenant: 'blog' }))).filter(
        item =>
          item.kind === 'capture' &&
          Math.abs(Date.parse(item.ipe.seenAt) - Date.now() - wrong) < 60_000,
      )
    // What the page shows from now on was read at the shifted time.
    await page.evaluate(() =>
      document.querySelector('#users_can_register')?.toggleAttribute('checked'),
    )
    await until(shifted, found => found.length > 0, 'a reading with the wrong time')
    await equalCounts()
  }
  const [observation] = (await Array.fromAsync(running.agent.store.observations('blog'))).filter(
    item => item.setting === 'fixture.site.registration',
  )
  assert.ok(Math.abs(Date.parse(observation?.at ?? '') - Date.now()) < 120_000, observation?.at)
})

test('two browsers at once, of two makers: the log has each reading of both, once', async () => {
  const uuid = '3d1f0c6e-9a4b-4f57-8c21-5b7e2a90d4f2'
  const dist = await testDist('firefox')
  const firefox = await startFirefox({
    'extensions.webextensions.uuids': JSON.stringify({ 'witnessmark@witnessmark.dev': uuid }),
  })
  try {
    await firefox.install(dist)
    const [own, tab] = [await firefox.newTab(), await firefox.newTab()]
    await firefox.goto(own, `moz-extension://${uuid}/extension/options/index.html`)
    const text = async (): Promise<string> =>
      String(await firefox.evaluate(own, 'document.body.innerText'))
    await until(text, found => found.includes('Pair with your agent'), 'options page')
    await firefox.evaluate(
      own,
      `(() => { const field = document.querySelector('#code'); field.value = '${running.port}-${running.hub.offer().code}'; field.dispatchEvent(new Event('input', { bubbles: true })) })()`,
    )
    await new Promise(resolve => setTimeout(resolve, 200))
    await clickAt(firefox, own, 'button.primary')
    await until(text, found => found.includes('Connected to fixture agent'), 'paired')
    const before = (await storedIds(running.agent)).length
    const other = async (): Promise<Held> => (await firefox.evaluate(own, heldExpression)) as Held
    const rounds = 5
    const read = async (of: () => Promise<Held>, open: (url: string) => Promise<unknown>) => {
      const count = async (): Promise<number> => {
        const { waiting, kept } = await of()
        return waiting.length + kept.length
      }
      for (let i = 0; i < rounds; i++) {
        const written = await count()
        await open(`${site.base}/other`)
        await open(address)
        await until(count, found => found > written, 'written down')
      }
    }
    await Promise.all([
      read(held, url => page.goto(url)),
      read(other, url => firefox.goto(tab, url)),
    ])
    const [mine, theirs] = [
      await until(held, found => found.waiting.length === 0, 'Chromium handed over'),
      await until(
        other,
        found => found.waiting.length === 0 && found.kept.length >= rounds,
        'Firefox handed over',
      ),
    ]
    const stored = await storedIds(running.agent)
    assert.equal(new Set(stored).size, stored.length)
    for (const id of [...mine.kept, ...theirs.kept]) assert.ok(stored.includes(id), id)
    assert.ok(stored.length >= before + 2 * rounds)
    assert.equal((await verifyLog(running.agent.store)).ok, true)
  } finally {
    await firefox.close()
    rmSync(dist, { recursive: true, force: true })
  }
})

test('the browser is killed with -9 in the middle of writing: what was written down arrives, whole and once', async () => {
  for (const moment of [5, 40, 120]) {
    const { port } = running
    await page.goto(address)
    await connected()
    await running.close()
    const confirmed = new Set<string>()
    page.on('console', message => {
      const [, id] = /^written (\S+)$/.exec(message.text()) ?? []
      if (id) confirmed.add(id)
    })
    const attempted = await flood(worker(), 400)
    await until(
      () => confirmed.size,
      found => found >= moment,
      'some are written',
    )
    const [line] = spawnSync('pgrep', ['-f', `user-data-dir=${browser.profile}`], {
      encoding: 'utf8',
    })
      .stdout.split('\n')
      .filter(Boolean)
    process.kill(Number(line), 'SIGKILL')
    const sure = new Set(confirmed)
    await context.close().catch(() => undefined)
    await restart(port)
    context = await browser.launch()
    await connected()
    const stored = await until(
      () => storedIds(running.agent),
      found => [...sure].every(id => found.includes(id)),
      'what was written down',
    )
    const mine = stored.filter(id => attempted.has(id))
    assert.ok(
      mine.length >= sure.size && sure.size < attempted.size,
      `${sure.size} confirmed of ${attempted.size}, ${mine.length} came`,
    )
    process.stderr.write(
      `killed after ${sure.size} of ${attempted.size} were confirmed: ${mine.length} came\n`,
    )
    assert.equal(new Set(stored).size, stored.length)
    await equalCounts()
    page = await context.newPage()
  }
})

/**
 * Hands the background many readings at once, as the page's script does, from the same world; says
 * on the console which are written down. @returns the ids of all
 */
async function flood(from: Worker, count: number): Promise<ReadonlySet<string>> {
  const ids = Array.from({ length: count }, () => crypto.randomUUID())
  await from.evaluate(
    async ([url, given, full]) => {
      const [tab] = await chrome.tabs.query({ url })
      await chrome.scripting.executeScript({
        target: { tabId: tab?.id ?? -1 },
        args: [given, full],
        func: (all: readonly string[], at: string) => {
          const port = chrome.runtime.connect({ name: 'page' })
          port.onMessage.addListener((message: { readonly kind: string; readonly id?: string }) => {
            if (message.kind === 'kept') console.log(`written ${message.id}`)
            if (message.kind !== 'matches') return
            for (const id of all) {
              port.postMessage({
                kind: 'capture',
                capture: {
                  id,
                  tenant: 'blog',
                  recipe: 'fixture-general',
                  recipeVersion: 1,
                  address: at,
                  title: 'General',
                  heading: 'General Settings',
                  language: 'en-US',
                  account: 'admin',
                  tenantShown: null,
                  seenAt: new Date().toISOString(),
                  zone: 0,
                  readings: [
                    {
                      setting: 'fixture.site.registration',
                      reading: { state: 'observed', value: false },
                      raw: 'unchecked',
                      candidate: 0,
                    },
                  ],
                },
              })
            }
          })
          port.postMessage({ kind: 'look', address: at })
        },
      })
    },
    [`${site.base.replace(/:\d+$/, '')}/wp-admin/options-general.php`, ids, address] as const,
  )
  return new Set(ids)
}
