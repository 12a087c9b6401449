import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { chromium } from 'playwright-core'
import { editConfig, initHome } from '../../agent/home/config.ts'
import { probeContext } from '../../agent/collect/scan.ts'
import { CHROMIUM_ID } from '../../common/protocol/origin.ts'
import { collector as wordpressCollector } from '../../common/services/wordpress/collect/index.ts'
import { chromiumPath } from '../support/browsers.ts'
import { startAgent, until } from '../support/extension/agent.ts'
import type { RunningAgent } from '../support/extension/agent.ts'
import { clickAt, startFirefox } from '../support/extension/bidi.ts'
import { testDist } from '../support/extension/dist.ts'
import { missingWordpress, startWordpress } from './wordpress-server.ts'
import type { RealWordpress } from './wordpress-server.ts'
import { tester } from '../support/actor.ts'
import { scan } from '../support/scan.ts'

const missing = missingWordpress()
if (missing) process.stderr.write(`\nSKIPPED: WordPress as a real product. ${missing}\n\n`)
const options = { skip: missing ?? false }

const home = mkdtempSync(join(tmpdir(), 'witnessmark-wordpress-'))
let site: RealWordpress
let running: RunningAgent
const closed = 'wordpress.site.registration-closed'
const role = 'wordpress.site.default-role-minimal'

before(async () => {
  if (missing) return
  site = await startWordpress()
  initHome(home)
  editConfig(home, ['tenants', 'blog'], {
    service: 'wordpress',
    title: 'Harbour News',
    target: { url: site.url },
    schedule: 'off',
  })
  running = await startAgent(home)
  await running.agent.secrets.set('blog', `${site.admin.name}:${site.applicationPassword}`)
})
after(async () => {
  await running?.close()
  await site?.close()
  rmSync(home, { recursive: true, force: true })
})

const outcomes = async (): Promise<Record<string, string>> =>
  Object.fromEntries(
    (await running.agent.store.findings('blog')).map(finding => [
      finding.check,
      finding.reason ?? finding.outcome,
    ]),
  )
const readBy = async (source: 'api' | 'console'): Promise<Record<string, unknown>> =>
  Object.fromEntries(
    (await Array.fromAsync(running.agent.store.observations('blog')))
      .filter(item => item.source === source && item.resource.type === 'site')
      .map(item => [
        item.setting.replace('wordpress.site.', ''),
        item.reading.state === 'observed' ? item.reading.value : item.reading.reason,
      ]),
  )

test('the agent reads a real WordPress with an application password', options, async () => {
  const assessment = await scan(running.agent, tester, 'blog')
  const read = await readBy('api')
  assert.equal(read['address'], site.url)
  assert.equal(read['administration-email'], 'harbour@example.org')
  assert.equal(read['default-comment-status'], 'open')
  assert.equal(read['application-passwords-available'], true)
  assert.deepEqual(read['administrators'], [site.admin.name])
  assert.deepEqual(read['people-by-role'], { administrator: 1 })
  assert.ok(Array.isArray(read['inactive-themes']))
  assert.ok(
    ['good', 'recommended', 'critical'].includes(String(read['https-status'])),
    String(read['https-status']),
  )
  assert.ok(
    ['good', 'recommended', 'critical'].includes(String(read['background-updates'])),
    String(read['background-updates']),
  )
  const found = Object.fromEntries(
    assessment.findings.map(finding => [finding.check, finding.reason ?? finding.outcome]),
  )
  assert.equal(found[closed], 'never-captured')
  assert.equal(found['wordpress.user.application-passwords-in-use'], 'pass')
  assert.equal(found['wordpress.plugin.in-use'], 'fail', 'Akismet and Hello Dolly come inactive')
})

test('without pretty permalinks the same address answers under rest_route', options, async () => {
  const secret = `${site.admin.name}:${site.applicationPassword}`
  for (const target of [{ url: site.url }, { url: site.url, rest: 'plain' }]) {
    const report = await wordpressCollector.probe(probeContext(wordpressCollector, target, secret))
    assert.equal(report.account, site.admin.name)
    assert.deepEqual(report.missing, [])
  }
})

test(
  "Chromium: what no API shows is read from the administrator's page, and a saved change becomes a finding",
  options,
  async () => {
    const dist = await testDist('chrome')
    const profile = mkdtempSync(join(tmpdir(), 'witnessmark-chromium-'))
    const context = await chromium.launchPersistentContext(profile, {
      executablePath: chromiumPath,
      headless: true,
      args: [
        '--no-sandbox',
        '--headless=new',
        `--disable-extensions-except=${dist}`,
        `--load-extension=${dist}`,
      ],
    })
    try {
      if (context.serviceWorkers().length === 0) await context.waitForEvent('serviceworker')
      const page = await context.newPage()
      await page.goto(`chrome-extension://${CHROMIUM_ID}/extension/options/index.html`)
      await page.getByLabel('The agent shows').fill(`${running.port}-${running.hub.offer().code}`)
      await page.getByRole('button', { name: 'Pair' }).click()
      await page.getByText('Connected to').first().waitFor()

      await page.goto(`${site.url}/wp-login.php`)
      // It moves the focus to the name a moment after loading: what is being typed into the
      // password would land there.
      await page.waitForFunction(() => document.activeElement?.id === 'user_login')
      await page.fill('#user_login', site.admin.name)
      await page.fill('#user_pass', site.admin.password)
      await page.click('#wp-submit')
      await page.waitForURL('**/wp-admin/**')
      await page.goto(`${site.url}/wp-admin/options-general.php`)
      await until(
        outcomes,
        found => found[closed] === 'pass' && found[role] === 'pass',
        'read at load',
      )

      await page.check('#users_can_register')
      await page.selectOption('#default_role', 'editor')
      await page.click('#submit')
      await page.getByText('Settings saved.').waitFor()
      await until(
        outcomes,
        found => found[closed] === 'fail' && found[role] === 'fail',
        'read after the save',
      )
      assert.deepEqual(
        Object.keys(await restSettings()).filter(key => /register|role/.test(key)),
        [],
        'the API never showed it',
      )

      for (const name of ['discussion', 'reading', 'writing']) {
        await page.goto(`${site.url}/wp-admin/options-${name}.php`)
        // What a page shows counts once it has stood for a while, as a person stays on it.
        await page.waitForTimeout(2500)
      }
      const read = await until(
        () => readBy('console'),
        found =>
          found['search-engines-allowed'] !== undefined &&
          found['mail-server'] !== undefined &&
          found['comment-moderation'] !== undefined,
        'the other three pages',
      )
      assert.deepEqual(
        Object.entries(read).filter(
          ([, value]) =>
            typeof value === 'string' && ['layout-not-recognised', 'malformed'].includes(value),
        ),
        [],
      )
      assert.deepEqual(
        [
          read['search-engines-allowed'],
          read['comment-moderation'],
          read['comment-previously-approved'],
          read['comment-links-held'],
          read['mail-server'],
          read['mail-server-port'],
          read['feed-full-text'],
        ],
        [true, false, true, 2, 'mail.example.com', 110, true],
      )
      // Read both ways: the same.
      const api = await readBy('api')
      for (const setting of [
        'address',
        'administration-email',
        'default-comment-status',
        'default-ping-status',
      ])
        assert.equal(read[setting], api[setting], setting)

      await page.goto(`${site.url}/wp-admin/options-reading.php`)
      await page.check('#blog_public')
      await page.click('#submit')
      await until(
        () => readBy('console'),
        found => found['search-engines-allowed'] === false,
        'the inverted box',
      )
      for await (const { body } of running.agent.store.evidenceOf({ tenant: 'blog' }))
        assert.ok(
          !Buffer.from(body ?? []).includes('low-water-secret'),
          'the mail password stays in the page',
        )
    } finally {
      await context.close()
      for (const folder of [profile, dist]) rmSync(folder, { recursive: true, force: true })
    }
  },
)

test('Firefox does the same once', options, async () => {
  const uuid = '5a0f7c1e-6b3d-4c58-9a14-2e7d90b1c6f3'
  const dist = await testDist('firefox')
  const firefox = await startFirefox({
    'extensions.webextensions.uuids': JSON.stringify({ 'witnessmark@witnessmark.dev': uuid }),
  })
  try {
    await firefox.install(dist)
    const tab = await firefox.newTab()
    const text = async (): Promise<string> =>
      String(await firefox.evaluate(tab, 'document.body.innerText'))
    await firefox.goto(tab, `moz-extension://${uuid}/extension/options/index.html`)
    await until(text, found => found.includes('Pair with your agent'), 'options page')
    await firefox.evaluate(
      tab,
      `(() => { const field = document.querySelector('#code'); field.value = '${running.port}-${running.hub.offer().code}'; field.dispatchEvent(new Event('input', { bubbles: true })) })()`,
    )
    await new Promise(resolve => setTimeout(resolve, 300))
    await clickAt(firefox, tab, 'button.primary')
    await until(text, found => found.includes('Connected to'), 'paired')

    await firefox.goto(tab, `${site.url}/wp-login.php`)
    await firefox.evaluate(
      tab,
      `(() => { document.querySelector('#user_login').value = '${site.admin.name}'; document.querySelector('#user_pass').value = '${site.admin.password}' })()`,
    )
    await clickAt(firefox, tab, '#wp-submit')
    // The address changes before the dashboard is there: a load still under way would replace the
    // page asked for next.
    await until(
      () => firefox.evaluate(tab, 'document.readyState + location.pathname').then(String, () => ''),
      found => found.startsWith('complete/wp-admin'),
      'logged in',
    )
    await firefox.goto(tab, `${site.url}/wp-admin/options-general.php`)
    await until(
      () =>
        firefox
          .evaluate(tab, 'String(document.querySelector("#users_can_register") !== null)')
          .then(String, () => ''),
      found => found === 'true',
      'settings page',
    )
    await until(outcomes, found => found[closed] === 'fail', 'read at load')
    await firefox.evaluate(
      tab,
      'document.querySelector("#users_can_register").scrollIntoView({ block: "center" })',
    )
    await clickAt(firefox, tab, '#users_can_register')
    await firefox.evaluate(
      tab,
      'document.querySelector("#submit").scrollIntoView({ block: "center" })',
    )
    await clickAt(firefox, tab, '#submit')
    await until(outcomes, found => found[closed] === 'pass', 'read after the save')
  } finally {
    await firefox.close()
    rmSync(dist, { recursive: true, force: true })
  }
})

async function restSettings(): Promise<Record<string, unknown>> {
  const reply = await fetch(`${site.url}/wp-json/wp/v2/settings`, {
    headers: {
      authorization: `Basic ${Buffer.from(`${site.admin.name}:${site.applicationPassword}`).toString('base64')}`,
    },
  })
  assert.equal(reply.status, 200)
  return (await reply.json()) as Record<string, unknown>
}
