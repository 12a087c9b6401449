/// <reference types="chrome" />
import assert from 'node:assert/strict'
import { copyFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { editConfig } from '../../agent/home/config.ts'
import { perform } from '../../agent/operations/perform.ts'
import { Picture } from '../../common/protocol/message.ts'
import { teachScripts } from '../../extension/teach/scripts.ts'
import { tester } from '../support/actor.ts'
import { outcomes, startAgent, storedIds, until } from '../support/extension/agent.ts'
import type { RunningAgent } from '../support/extension/agent.ts'
import { clickAt, startFirefox } from '../support/extension/bidi.ts'
import { testDist } from '../support/extension/dist.ts'
import { heldExpression } from '../support/extension/held.ts'
import type { Held } from '../support/extension/held.ts'
import { fixtureHome } from '../support/extension/home.ts'
import { startSite } from '../support/extension/site.ts'

// What Firefox does its own way: event pages, permission prompts (which its automation accepts),
// pages of an add-on, its own canvas and database.
const uuid = '3d1f0c6e-9a4b-4f57-8c21-5b7e2a90d4f4'
const prefs = {
  'extensions.webextensions.uuids': JSON.stringify({ 'witnessmark@witnessmark.dev': uuid }),
  'extensions.webextensions.keepStorageOnUninstall': true,
  'extensions.webextensions.keepUuidOnUninstall': true,
}
const site = await startSite()
const fixture = fixtureHome(site.base)
const address = `${site.base}/wp-admin/options-general.php`
const own = (name: string): string => `moz-extension://${uuid}/extension/${name}/index.html`
const ungranted = await testDist('firefox', [])
const granted = await testDist('firefox', ['<all_urls>'])
let running: RunningAgent
let firefox: Awaited<ReturnType<typeof startFirefox>>
/** A page of the extension, and a console page. */
let desk = ''
let tab = ''

const text = async (): Promise<string> =>
  String(await firefox.evaluate(desk, 'document.body.innerText'))
const held = async (): Promise<Held> => (await firefox.evaluate(desk, heldExpression)) as Held
const overlays = (): Promise<unknown> =>
  firefox.evaluate(
    tab,
    '[...document.documentElement.children].filter(child => !/^(?:head|body)$/.test(child.localName)).length',
  )
async function press(label: string): Promise<void> {
  await until(
    () =>
      firefox.evaluate(
        desk,
        `[...document.querySelectorAll('button')].some(item => item.textContent === ${JSON.stringify(label)})`,
      ),
    found => found === true,
    label,
  )
  await firefox.evaluate(
    desk,
    `[...document.querySelectorAll('button')].find(item => item.textContent === ${JSON.stringify(label)}).id = 'press'`,
  )
  await clickAt(firefox, desk, '#press')
  await firefox.evaluate(desk, `document.querySelector('#press')?.removeAttribute('id')`)
}
async function pairNow(): Promise<void> {
  await firefox.goto(desk, own('options'))
  await until(text, found => found.includes('Pair with your agent'), 'options page')
  await firefox.evaluate(
    desk,
    `(() => { const field = document.querySelector('#code'); field.value = '${running.port}-${running.hub.offer().code}'; field.dispatchEvent(new Event('input', { bubbles: true })) })()`,
  )
  await new Promise(resolve => setTimeout(resolve, 200))
  await clickAt(firefox, desk, 'button.primary')
  await until(text, found => found.includes('Connected to fixture agent'), 'paired')
}
async function begin(
  dist: string,
  more: Readonly<Record<string, string | number | boolean>> = {},
  profile?: string,
): Promise<void> {
  // That of a test that failed would keep this file from its end.
  if (profile === undefined) await firefox?.close()
  firefox = await startFirefox({ ...prefs, ...more }, profile)
  await firefox.install(dist)
  desk = await firefox.newTab()
  tab = await firefox.newTab()
}

before(async () => {
  running = await startAgent(fixture.home)
})
after(async () => {
  await firefox?.close()
  await running?.close().catch(() => undefined)
  await site.close()
  fixture.remove()
  for (const folder of [ungranted, granted]) rmSync(folder, { recursive: true, force: true })
})

test('nothing is read before the user allows the site, all of it after, and nothing more once it is taken back', async () => {
  await begin(ungranted)
  await pairNow()
  await firefox.goto(tab, address)
  await new Promise(resolve => setTimeout(resolve, 2500))
  assert.deepEqual([(await storedIds(running.agent)).length, await overlays()], [0, 0])
  await press('Allow reading')
  await until(
    () => outcomes(running.agent),
    found => found['registration'] === 'pass',
    'the open page is read at once',
  )
  await until(overlays, found => found === 1, 'and marked')
  await press('Stop reading')
  await until(overlays, found => found === 0, 'the script in the open page ends at once')
  const before = (await storedIds(running.agent)).length
  site.state.registration = true
  await firefox.goto(tab, address)
  await new Promise(resolve => setTimeout(resolve, 2500))
  assert.deepEqual([(await storedIds(running.agent)).length, await overlays()], [before, 0])
})

test('news is shown once the user allowed it in the options, and before that the agent hears that it is not', async () => {
  editConfig(fixture.home, ['alerts'], [{ name: 'screen', to: 'desktop' }])
  const tested = async (): Promise<string | null | undefined> =>
    (await perform(running.agent, tester, 'alert-test', {})).results[0]?.problem
  assert.match((await tested()) ?? '', /no browser showed it: .*not allowed/)
  await press('Allow notifications')
  await until(text, found => found.includes('Stop notifications'), 'allowed')
  assert.equal(await tested(), null)
  // Without a desktop Firefox takes a notification and has none a moment later: what it took is asked.
  const taken = await firefox.evaluate(
    desk,
    'browser.storage.local.get("notices").then(({ notices }) => notices.length)',
  )
  assert.equal(taken, 1)
  await press('Stop notifications')
  await until(text, found => found.includes('Allow notifications'), 'taken back')
  assert.match((await tested()) ?? '', /not allowed/)
  await firefox.close()
})

test('its event page may stop at any time', async () => {
  // Firefox stops an idle background after three seconds here, instead of thirty: less would stop it on a
  // busy machine in the middle of pairing.
  await begin(granted, { 'extensions.background.idle.timeout': 3000 })
  await pairNow()
  await firefox.goto(desk, 'about:blank')
  for (const registration of [false, true, false]) {
    site.state.registration = registration
    await firefox.goto(tab, address)
    await until(
      () => outcomes(running.agent),
      found => found['registration'] === (registration ? 'fail' : 'pass'),
      `read: ${registration}`,
    )
    await firefox.goto(tab, `${site.base}/other`)
    await until(
      () => running.hub.connected().length,
      found => found === 0,
      'the background was stopped, and its socket with it',
    )
  }
  await firefox.goto(desk, own('options'))
  const { waiting, kept } = await until(held, found => found.waiting.length === 0, 'handed over')
  assert.deepEqual(waiting, [])
  const stored = await storedIds(running.agent)
  for (const id of kept) assert.ok(stored.includes(id))
  await firefox.close()
})

test('killed with -9 while readings wait: they are there afterwards', async () => {
  await begin(granted)
  await pairNow()
  const { port } = running
  await running.close()
  for (const registration of [true, false, true]) {
    site.state.registration = registration
    await firefox.goto(tab, `${site.base}/other`)
    const before = (await held()).waiting.length
    await firefox.goto(tab, address)
    await until(held, found => found.waiting.length > before, 'written down')
  }
  const { waiting } = await held()
  await firefox.kill()
  running = await startAgent(fixture.home, port)
  await begin(granted, {}, firefox.profile)
  await firefox.goto(desk, own('options'))
  await until(text, found => found.includes('Connected to fixture agent'), 'the pairing survived')
  const stored = await until(
    () => storedIds(running.agent),
    found => waiting.every(id => found.includes(id)),
    'what waited',
  )
  assert.equal(new Set(stored).size, stored.length)
  assert.equal((await outcomes(running.agent))['registration'], 'fail')
})

test('an agent that was set back to a backup is given again what it forgot', async () => {
  const { port } = running
  const readOnce = async (): Promise<void> => {
    const before = await held()
    site.state.registration = !site.state.registration
    await firefox.goto(tab, `${site.base}/other`)
    await firefox.goto(tab, address)
    await until(
      held,
      found =>
        found.waiting.length + found.kept.length > before.waiting.length + before.kept.length,
      'written down',
    )
  }
  await running.close()
  const backup = mkdtempSync(join(tmpdir(), 'witnessmark-backup-'))
  copyFileSync(join(fixture.home, 'witnessmark.sqlite'), join(backup, 'witnessmark.sqlite'))
  running = await startAgent(fixture.home, port)
  await firefox.goto(desk, own('options'))
  await until(text, found => found.includes('Connected to fixture agent'), 'connected')
  await readOnce()
  await readOnce()
  const { kept } = await until(held, found => found.waiting.length === 0, 'handed over')
  await running.close()
  await readOnce()
  for (const name of ['witnessmark.sqlite', 'witnessmark.sqlite-wal', 'witnessmark.sqlite-shm'])
    rmSync(join(fixture.home, name), { force: true })
  copyFileSync(join(backup, 'witnessmark.sqlite'), join(fixture.home, 'witnessmark.sqlite'))
  rmSync(backup, { recursive: true })
  running = await startAgent(fixture.home, port)
  const forgotten = await storedIds(running.agent)
  assert.ok(
    kept.some(id => !forgotten.includes(id)),
    'the agent forgot',
  )
  await firefox.goto(desk, own('options'))
  const stored = await until(
    () => storedIds(running.agent),
    found => kept.every(id => found.includes(id)),
    'given again',
  )
  const after = await until(held, found => found.waiting.length === 0, 'and what waited')
  assert.deepEqual(stored.length >= kept.length && after.kept.length > kept.length, true)
  assert.equal(
    new Set(await storedIds(running.agent)).size,
    (await storedIds(running.agent)).length,
  )
})

test('popup and round in tabs of their own', async () => {
  await firefox.goto(tab, address)
  await firefox.goto(desk, own('popup'))
  const popup = await until(
    text,
    found => found.includes('New user default role'),
    'the page is known',
  )
  assert.match(popup, /The blog: Settings > General/)
  await firefox.goto(desk, own('panel'))
  await until(
    text,
    found => found.includes('Console round') && found.includes('settings on'),
    'the round',
  )
})

test('teach mode: choosing changes nothing, and the page is read from then on', async () => {
  await firefox.goto(tab, `${site.base}/unknown`)
  await firefox.goto(desk, own('options'))
  await firefox.evaluate(
    desk,
    `browser.tabs.query({ url: '${site.base.replace(/:\d+$/, '')}/unknown' }).then(([found]) => browser.scripting.executeScript({ target: { tabId: found.id }, files: ${JSON.stringify(teachScripts)} })).then(() => 1)`,
  )
  await until(overlays, found => found === 1, 'the teacher')
  await clickAt(firefox, tab, 'input[name=public_links]')
  assert.equal(
    await firefox.evaluate(tab, 'document.querySelector("input[name=public_links]").checked'),
    true,
  )
  await new Promise(resolve => setTimeout(resolve, 300))
  const keys = (...values: readonly string[]): Promise<unknown> =>
    firefox.command('input.performActions', {
      context: tab,
      actions: [
        {
          type: 'key',
          id: 'keys',
          actions: values.flatMap(value => [
            { type: 'keyDown', value },
            { type: 'keyUp', value },
          ]),
        },
      ],
    })
  const [end, next, down, enter] = ['\uE010', '\uE004', '\uE015', '\uE007']
  await keys(end, ' ', 'o', 'k', next, ...'sharing'.split(''), next, down, next, down)
  // Severity, heading, saving.
  await keys(next, next, next, next, enter)
  await until(
    () => running.agent.recipes().map(recipe => recipe.id),
    found => found.includes('taught-fixture-unknown'),
    'the recipe',
  )
  await new Promise(resolve => setTimeout(resolve, 300))
  await firefox.goto(tab, `${site.base}/unknown`)
  await until(
    () => outcomes(running.agent),
    found => found['public-links-ok'] === 'fail',
    'read and judged',
  )
})

test('a container is not read unless the options allow it, and its evidence names it', async () => {
  const { userContext } = await firefox.command('browser.createUserContext', {})
  const { context: opened } = await firefox.command('browsingContext.create', {
    type: 'tab',
    userContext,
  })
  const inContainer = String(opened)
  const captures = async () =>
    (await Array.fromAsync(running.agent.store.evidenceOf({ tenant: 'blog' })))
      .filter(item => item.kind === 'capture')
      .map(item => item.ipe.window ?? 'ordinary')
  const before = (await captures()).length
  await firefox.goto(inContainer, address)
  // The same page in an ordinary tab is read meanwhile.
  await firefox.goto(tab, address)
  await until(captures, found => found.length > before, 'the ordinary tab')
  await new Promise(resolve => setTimeout(resolve, 1500))
  assert.deepEqual(
    (await captures()).filter(window => window !== 'ordinary'),
    [],
  )
  await firefox.goto(desk, own('options'))
  await until(text, found => found.includes('Read in private windows'), 'the options')
  await clickAt(firefox, desk, 'input[type=checkbox]')
  await until(
    captures,
    found => found.some(window => /^container \d+$/.test(window)),
    'the container',
  )
  await clickAt(firefox, desk, 'input[type=checkbox]')
  await firefox.command('browsingContext.close', { context: inContainer })
})

test("a picture: masked and headed by Firefox's own canvas", async () => {
  // The toolbar button cannot be pressed here, so the tab is granted as a whole; from there on all
  // is as with the click.
  await firefox.goto(tab, `${site.base}/wp-admin/people.php`)
  await until(
    async () =>
      (await Array.fromAsync(running.agent.store.observations('blog'))).map(item => item.setting),
    found => found.includes('fixture.site.public-links'),
    'read, so that the account is known',
  )
  await firefox.command('browsingContext.activate', { context: tab })
  const error = await firefox.evaluate(
    desk,
    `browser.tabs.query({ url: '${site.base.replace(/:\d+$/, '')}/wp-admin/people.php' }).then(([found]) => new Promise(resolve => {
    const port = browser.runtime.connect({ name: 'ui' })
    port.onMessage.addListener(message => { if (message.kind === 'done') resolve(message.error) })
    port.postMessage({ kind: 'picture', tab: found.id })
  }))`,
  )
  assert.equal(error, null)
  const pictures = async () =>
    (await Array.fromAsync(running.agent.store.evidenceOf({ tenant: 'blog' }))).filter(item =>
      item.ipe.collector.startsWith('picture@'),
    )
  const [facts, pixels] = await until(pictures, found => found.length === 2, 'stored')
  const {
    format: _,
    version: __,
    grade: ___,
    pairing: ____,
    ...rest
  } = JSON.parse(Buffer.from(facts?.body ?? []).toString()) as Record<string, unknown>
  const picture = Picture.parse(rest)
  const folder = process.env['WITNESSMARK_SCREENSHOTS']
  if (folder) writeFileSync(join(folder, 'picture-firefox.png'), pixels?.body ?? new Uint8Array())
  assert.equal(picture.account, 'admin@blog.example')
  assert.deepEqual([...new Set(picture.masks.map(mask => mask.rule))].sort(), [
    'other-origin',
    'other-person',
    'secret-field',
    'secret-text',
  ])
  const url = `data:image/png;base64,${Buffer.from(pixels?.body ?? []).toString('base64')}`
  await firefox.goto(tab, 'about:blank')
  const seen = (await firefox.evaluate(
    tab,
    `(async () => {
    const image = new Image(); image.src = ${JSON.stringify(url)}; await image.decode()
    const canvas = document.createElement('canvas'); canvas.width = image.naturalWidth; canvas.height = image.naturalHeight
    const drawing = canvas.getContext('2d'); drawing.drawImage(image, 0, 0)
    const dark = ({ x, y, width, height }) => { const { data } = drawing.getImageData(x, y, width, height); let black = 0; for (let i = 0; i < data.length; i += 4) if (data[i] + data[i + 1] + data[i + 2] === 0) black++; return black / (width * height) }
    return { size: [canvas.width, canvas.height], masks: ${JSON.stringify(picture.masks)}.map(dark), strip: dark({ x: 0, y: 0, width: canvas.width, height: ${picture.strip} }) }
  })()`,
  )) as {
    readonly size: readonly number[]
    readonly masks: readonly number[]
    readonly strip: number
  }
  assert.deepEqual(seen.size, [picture.width, picture.height])
  assert.ok(
    seen.masks.every(share => share === 1),
    'every mask is opaque',
  )
  assert.equal(seen.strip, 0)
})

test('revoking at the agent ends it at once', async () => {
  const [pairing] = (await running.agent.store.pairings()).filter(item =>
    running.hub.connected().includes(item.id),
  )
  await running.hub.revoke(pairing?.id ?? '')
  await firefox.goto(desk, own('options'))
  await until(text, found => found.includes('Not paired with an agent yet'), 'told')
  assert.equal(running.hub.connected().length, 0)
})
