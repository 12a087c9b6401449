import assert from 'node:assert/strict'
import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { outcomes, startAgent, until } from '../support/extension/agent.ts'
import type { RunningAgent } from '../support/extension/agent.ts'
import { clickAt, startFirefox } from '../support/extension/bidi.ts'
import type { Firefox } from '../support/extension/bidi.ts'
import { testDist } from '../support/extension/dist.ts'
import { fixtureHome } from '../support/extension/home.ts'
import { startSite } from '../support/extension/site.ts'

// The add-on's UUID is random in each profile; fixing it lets the tests open its pages.
const uuid = '3d1f0c6e-9a4b-4f57-8c21-5b7e2a90d4f1'
const site = await startSite()
const fixture = fixtureHome(site.base)
const dist = await testDist('firefox')
const address = `${site.base}/wp-admin/options-general.php`
const screenshots = process.env['WITNESSMARK_SCREENSHOTS']
let running: RunningAgent
let firefox: Firefox
let tab = ''

before(async () => {
  running = await startAgent(fixture.home)
  firefox = await startFirefox({
    'extensions.webextensions.uuids': JSON.stringify({ 'witnessmark@witnessmark.dev': uuid }),
  })
  await firefox.install(dist)
  tab = await firefox.newTab()
})
after(async () => {
  await firefox?.close()
  await running?.close()
  await site.close()
  fixture.remove()
  rmSync(dist, { recursive: true, force: true })
})

const text =
  (expression = 'document.body.innerText') =>
  async () =>
    String(await firefox.evaluate(tab, expression))

test('pairs from its options page', async () => {
  await firefox.goto(tab, `moz-extension://${uuid}/extension/options/index.html`)
  await until(text(), found => found.includes('Pair with your agent'), 'options page')
  await firefox.evaluate(
    tab,
    `(() => { const field = document.querySelector('#code'); field.value = '${running.port}-${running.hub.offer().code}'; field.dispatchEvent(new Event('input', { bubbles: true })) })()`,
  )
  await new Promise(resolve => setTimeout(resolve, 200))
  await clickAt(firefox, tab, 'button.primary')
  await until(text(), found => found.includes('Connected to fixture agent'), 'paired')
  const [pairing] = await running.agent.store.pairings()
  assert.equal(pairing?.origin, `moz-extension://${uuid}`)
})

test('reads at load and after a save, never an unsaved change; the overlay stays closed to the page', async () => {
  await firefox.goto(tab, address)
  await until(
    () => outcomes(running.agent),
    found => found['registration'] === 'pass' && found['default-role'] === 'pass',
    'read at load',
  )
  await clickAt(firefox, tab, '#users_can_register')
  await new Promise(resolve => setTimeout(resolve, 2000))
  assert.equal((await outcomes(running.agent))['registration'], 'pass')
  await clickAt(firefox, tab, '#submit')
  await until(
    () => outcomes(running.agent),
    found => found['registration'] === 'fail',
    'read after the save',
  )
  await until(
    () =>
      firefox.evaluate(
        tab,
        '[...document.documentElement.children].map(child => [child.localName, child.shadowRoot === null])',
      ),
    found => JSON.stringify(found).includes('["div",true]'),
    'overlay',
  )
  await new Promise(resolve => setTimeout(resolve, 500))
  if (screenshots)
    writeFileSync(join(screenshots, 'firefox-overlay.png'), await firefox.screenshot(tab))
  assert.equal(
    await firefox.evaluate(tab, 'document.documentElement.innerText.includes("Deviates")'),
    false,
  )
  for (const { body } of await Array.fromAsync(running.agent.store.evidenceOf({ tenant: 'blog' })))
    assert.ok(!Buffer.from(body ?? []).includes('hunter2'))
})

test('readings wait while the agent is away', async () => {
  const { port } = running
  await running.close()
  site.state.registration = false
  await firefox.goto(tab, `${site.base}/other`)
  await firefox.goto(tab, address)
  await new Promise(resolve => setTimeout(resolve, 2000))
  running = await startAgent(fixture.home, port)
  await firefox.goto(tab, `moz-extension://${uuid}/extension/options/index.html`)
  await until(
    () => outcomes(running.agent),
    found => found['registration'] === 'pass',
    'queued reading',
  )
})
