import assert from 'node:assert/strict'
import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import type { BrowserContext, Locator, Page } from 'playwright-core'
import { editConfig, initHome } from '../../agent/home/config.ts'
import { probeContext } from '../../agent/collect/scan.ts'
import type { Reading } from '../../common/model/observation.ts'
import type { Value } from '../../common/model/value.ts'
import { collector as ghostCollector } from '../../common/services/ghost/collect/index.ts'
import { recipes as ghostRecipes } from '../../common/services/ghost/recipes/index.ts'
import { startAgent, until } from '../support/extension/agent.ts'
import type { RunningAgent } from '../support/extension/agent.ts'
import { extensionBrowser, openOwn, pairWith, pressToolbar } from '../support/extension/chromium.ts'
import type { ExtensionBrowser } from '../support/extension/chromium.ts'
import { startGhost } from './ghost-server.ts'
import type { GhostServer } from './ghost-server.ts'
import { inWords } from '../support/in-words.ts'
import { tester } from '../support/actor.ts'
import { scan } from '../support/scan.ts'

const home = mkdtempSync(join(tmpdir(), 'witnessmark-ghost-home-'))
const accessCode = 'low-water-code-77'
let ghost: GhostServer
let running: RunningAgent
let browser: ExtensionBrowser
let chromium: BrowserContext
let page: Page

before(async () => {
  ghost = await startGhost()
  initHome(home)
  editConfig(home, ['tenants', 'news'], {
    service: 'ghost',
    target: { url: ghost.url },
    schedule: 'off',
  })
  running = await startAgent(home)
  await running.agent.secrets.set('news', ghost.staffToken)
  browser = await extensionBrowser()
  chromium = await browser.launch()
  // Ghost's admin does not start where style sheets of its fonts cannot be had; nothing is fetched
  // from elsewhere.
  await chromium.route(
    url => url.protocol.startsWith('http') && url.hostname !== '127.0.0.1',
    route => route.fulfill({ contentType: 'text/css', body: '' }),
  )
  await chromium.addCookies([
    { ...ghost.cookie, url: `${ghost.url}/ghost`, httpOnly: true, sameSite: 'Lax' },
  ])
  await pairWith(chromium, running)
  page = await chromium.newPage()
  await page.setViewportSize({ width: 1400, height: 1000 })
})
after(async () => {
  await chromium?.close()
  browser?.remove()
  await running?.close()
  await ghost?.close()
  rmSync(home, { recursive: true, force: true })
})

const marked = (name: string): Locator => page.locator(`[data-testid="${name}"]`)
const dialogues = ['ghost-portal', 'ghost-unsplash']
const settingsOf = (recipe: string): readonly string[] =>
  ghostRecipes.find(item => item.id === recipe)?.settings.map(item => item.setting) ?? []
const inSections = ghostRecipes
  .filter(item => !dialogues.includes(item.id))
  .flatMap(item => settingsOf(item.id))
const finding = async (check: string) =>
  (await running.agent.store.findings('news'))
    .map(inWords)
    .find(item => item.check === `ghost.${check}`)

async function readBy(source: 'api' | 'console', setting: string): Promise<Reading | undefined> {
  return (await Array.fromAsync(running.agent.store.observations('news'))).find(
    item => item.setting === setting && item.source === source,
  )?.reading
}

/** The settings page, loaded anew. @param route what stands behind `#/settings` */
async function open(route: string, mark: string): Promise<void> {
  await page.goto('about:blank')
  await page.goto(`${ghost.url}/ghost/#/settings${route}`)
  await marked(mark).waitFor()
}

/**
 * The API is asked, and each of the settings must have been read both ways, with the same value;
 * the page's reading arrives when it does.
 */
async function agree(settings: readonly string[], moment: string): Promise<void> {
  await scan(running.agent, tester, 'news')
  assert.ok(settings.length > 0)
  for (const setting of settings) {
    const api = await readBy('api', setting)
    assert.equal(api?.state, 'observed', `${setting}, ${moment}, by API`)
    await until(
      () => readBy('console', setting),
      reading => JSON.stringify(reading) === JSON.stringify(api),
      `${setting}, ${moment}`,
    )
  }
}

/** The page's reading arrives, and only then is the API asked. */
async function becomes(setting: string, value: Value): Promise<void> {
  await until(
    () => readBy('console', `ghost.site.${setting}`),
    reading =>
      reading?.state === 'observed' && JSON.stringify(reading.value) === JSON.stringify(value),
    `${setting} read from the page`,
  )
  await agree([`ghost.site.${setting}`], `set to ${JSON.stringify(value)}`)
}

async function save(section: string): Promise<void> {
  await marked(section).getByRole('button', { name: 'Save', exact: true }).click()
  await page.locator(`[data-testid="${section}"][data-editing="false"]`).waitFor()
}

async function choose(box: string, wording: string): Promise<void> {
  await marked(box).click()
  await page
    .locator('[role=option]')
    .filter({ has: page.getByText(wording, { exact: true }) })
    .click()
}

test('the agent reads Ghost with a staff access token, and says what another key cannot', async () => {
  const assessment = await scan(running.agent, tester, 'news')
  assert.deepEqual(
    assessment.findings.filter(item => item.outcome === 'unknown'),
    [],
  )
  const found = Object.fromEntries(assessment.findings.map(item => [item.check, item.outcome]))
  assert.equal(found['ghost.site.new-device-code'], 'pass')
  assert.equal(found['ghost.site.administrators-few'], 'fail')
  assert.equal(found['ghost.user.in-use'], 'pass')
  // A flag that nobody saved yet comes as "0.0".
  const { settings } = (await ghost.api('/settings/')) as {
    settings: { key: string; value: unknown }[]
  }
  assert.equal(settings.find(item => item.key === 'require_email_mfa')?.value, '0.0')
  assert.deepEqual(await readBy('api', 'ghost.site.email-code-on-each-login'), {
    state: 'observed',
    value: false,
  })
  assert.equal(found['ghost.site.email-code-on-each-login'], 'fail')

  const probe = (secret: string) =>
    ghostCollector.probe(probeContext(ghostCollector, { url: ghost.url }, secret))
  const owner = await probe(ghost.staffToken)
  assert.deepEqual(
    [owner.account, owner.missing, owner.canWrite],
    ['harbour@example.org (Owner)', [], ['everything that a Ghost Owner may']],
  )
  const {
    integrations: [made],
  } = (await ghost.api('/integrations/?include=api_keys', 'POST', {
    integrations: [{ name: 'Feed reader' }],
  })) as { integrations: [{ api_keys: { type: string; secret: string }[] }] }
  const key = await probe(made.api_keys.find(item => item.type === 'admin')?.secret ?? '')
  assert.deepEqual(
    [key.account, key.granted, key.missing],
    [
      null,
      ['settings', 'configuration', 'staff'],
      [
        { right: 'invitations', costs: ['ghost.site.invitations'] },
        { right: 'integrations', costs: ['ghost.site.custom-integrations'] },
      ],
    ],
  )
  await assert.rejects(probe(`${'0'.repeat(24)}:${'0'.repeat(64)}`), /Unknown Admin API Key/)
})

test('as installed, every section of the settings page says what the API says; one that shows the opposite is not read', async () => {
  await open('', 'access')
  const untouched = 'ghost.site.email-code-on-each-login'
  await agree(
    inSections.filter(setting => setting !== untouched),
    'as installed',
  )
  // Ghost shows this switch as on, and acts as if it were off.
  assert.equal(await marked('users').getByRole('switch').getAttribute('data-state'), 'checked')
  const shown = await until(
    () => readBy('console', untouched),
    reading => reading !== undefined,
    'the staff section',
  )
  assert.deepEqual(
    [shown?.state, shown?.state === 'unobserved' && shown.reason],
    ['unobserved', 'layout-not-recognised'],
  )
  assert.deepEqual((await finding('site.email-code-on-each-login'))?.observed, {
    [untouched]: false,
    'ghost.site.new-device-code': true,
  })
  await open('/portal/edit', 'portal-modal')
  await agree(settingsOf('ghost-portal'), 'as installed')
  await open('/integrations/unsplash', 'unsplash-modal')
  await agree(settingsOf('ghost-unsplash'), 'as installed')
})

test('a save on the page is read at once; until the API is asked again the finding shows that the two differ', async () => {
  await open('', 'users')
  const setting = 'ghost.site.email-code-on-each-login'
  const toggle = marked('users').getByRole('switch')
  await toggle.click()
  await becomes('email-code-on-each-login', false)
  await toggle.click()
  await until(
    () => readBy('console', setting),
    reading => reading?.state === 'observed' && reading.value === true,
    'the switch',
  )
  assert.deepEqual((await finding('site.email-code-on-each-login'))?.disagreement, [
    { setting, api: { value: false }, console: { value: true } },
  ])
  await scan(running.agent, tester, 'news')
  assert.equal((await finding('site.email-code-on-each-login'))?.disagreement, undefined)
  assert.equal((await finding('site.email-code-on-each-login'))?.outcome, 'pass')
})

test("every setting of every section, changed by clicking and saved, is the API's; what is not saved is no observation", async () => {
  await open('', 'analytics')
  const toggles = ['#email-opens', '#email-clicks', '#member-sources', '#outbound-link-tagging']
  await agree(settingsOf('ghost-analytics'), 'loaded')
  for (const toggle of toggles) await page.locator(toggle).click()
  await page.locator('[data-testid="analytics"][data-editing="true"]').waitFor()
  // Another section saves by itself; when its reading is here, this one has been looked at many
  // times.
  await marked('explore-growth-toggle').click()
  await becomes('growth-shared', true)
  assert.equal((await finding('site.growth-not-shared'))?.outcome, 'fail')
  for (const setting of settingsOf('ghost-analytics'))
    assert.deepEqual(
      await readBy('console', setting),
      { state: 'observed', value: true },
      `${setting} is not saved`,
    )
  await marked('analytics').getByRole('button', { name: 'Cancel' }).click()
  await marked('explore-toggle').click()
  await becomes('listed-in-explore', false)
  await becomes('growth-shared', false)
  for (const setting of settingsOf('ghost-analytics'))
    assert.deepEqual(
      await readBy('console', setting),
      { state: 'observed', value: true },
      `${setting} was not changed`,
    )

  for (const toggle of toggles) await page.locator(toggle).click()
  await save('analytics')
  for (const setting of settingsOf('ghost-analytics'))
    await becomes(setting.replace('ghost.site.', ''), false)
  await page.locator('#email-clicks').click()
  await save('analytics')
  await becomes('email-clicks-tracked', true)

  await page.locator('#llms-enabled').click()
  await save('seometa')
  await becomes('offered-to-ai', false)

  await page.locator('#blocked-email-domains').fill('spam.example\njunk.example')
  await save('spam-filters')
  await becomes('blocked-email-domains', ['spam.example', 'junk.example'])

  await choose('locale-select', 'Portuguese (Brazil) (pt-BR)')
  await save('publication-language')
  await becomes('language', 'pt-BR')
  await choose('locale-select', 'Other...')
  await marked('locale-select').fill('de-AT')
  await save('publication-language')
  await becomes('language', 'de-AT')
})

test('who may do what: each wording of the four choices, and the newsletters that hang on them', async () => {
  await open('', 'access')
  const rounds: readonly (readonly [
    visit: string,
    subscribe: string,
    read: string,
    comment: string,
    values: readonly Value[],
  ])[] = [
    [
      'Private',
      'Invite-only',
      'Members only',
      'Paid-members only',
      [true, 'invite', 'members', 'paid'],
    ],
    ['Private', 'Paid-members only', 'Paid-members only', 'Nobody', [true, 'paid', 'paid', 'off']],
    ['Public', 'Nobody', 'Specific tiers', 'All members', [false, 'none', 'tiers', 'all']],
    ['Public', 'Public', 'Public', 'All members', [false, 'all', 'public', 'all']],
  ]
  for (const [visit, subscribe, read, comment, values] of rounds) {
    await choose('site-visibility-select', visit)
    if (visit === 'Private') await marked('site-access-code').fill(accessCode)
    await choose('subscription-access-select', subscribe)
    await choose('default-post-access-select', read)
    await choose('commenting-select', comment)
    await save('access')
    for (const [index, name] of [
      'private',
      'signup-access',
      'post-visibility',
      'commenting',
    ].entries())
      await becomes(name, values[index] ?? null)
  }
  for (const [wording, value] of [
    ['Paid-members only', 'filter'],
    ['Whoever has access to the post', 'visibility'],
    ['Usually nobody', 'filter'],
    ['All members', 'filter'],
  ] as const) {
    await choose('default-recipients-select', wording)
    await save('default-recipients')
    await becomes('default-recipients', value)
  }
  await marked('enable-newsletters').getByRole('switch').click()
  await becomes('default-recipients', 'disabled')
  await marked('enable-newsletters').getByRole('switch').click()
  await becomes('default-recipients', 'visibility')
  await agree(inSections, 'after all changes')
  await open('', 'access')
  await agree(inSections, 'loaded again')
})

test('dialogues: read when they open and when Ghost says that it has saved', async () => {
  await open('/integrations/unsplash', 'unsplash-modal')
  await agree(settingsOf('ghost-unsplash'), 'opened')
  await page.locator('#unsplash-enabled').click()
  await page.locator('#unsplash-enabled[aria-checked="false"]').waitFor()
  const size = await running.agent.store.logSize()
  await open('/portal/edit', 'portal-modal')
  await agree(settingsOf('ghost-portal'), 'opened')
  assert.deepEqual(
    await readBy('console', 'ghost.site.unsplash'),
    { state: 'observed', value: true },
    'it was not saved',
  )
  assert.ok((await running.agent.store.logSize()) > size)
  await open('/integrations/unsplash', 'unsplash-modal')
  await page.locator('#unsplash-enabled').click()
  await marked('unsplash-modal').getByRole('button', { name: 'Save' }).click()
  await becomes('unsplash', false)

  await open('/portal/edit', 'portal-modal')
  await marked('portal-modal').locator('[contenteditable="true"]').click()
  await page.keyboard.type('I agree to the terms')
  await page.locator('#portal-require-agreement').waitFor()
  await page.locator('#portal-require-agreement').click()
  await page.locator('#portal-require-agreement[aria-checked="true"]').waitFor()
  assert.deepEqual(await readBy('console', 'ghost.site.signup-terms-required'), {
    state: 'observed',
    value: false,
  })
  await marked('portal-modal').getByRole('button', { name: 'Save' }).click()
  await becomes('signup-terms', true)
  await becomes('signup-terms-required', true)
})

test('the staff access token and the access code never leave the page', async () => {
  await ghost.api('/settings/', 'PUT', {
    settings: [
      { key: 'is_private', value: true },
      { key: 'password', value: accessCode },
    ],
  })
  await scan(running.agent, tester, 'news')
  await open(`/staff/${ghost.owner.slug}`, 'user-detail-modal')
  const token = marked('staff-access-token').locator('[role=textbox]')
  await token.scrollIntoViewIfNeeded()
  assert.equal(await token.innerText(), ghost.staffToken)
  assert.ok((await maskedPicture(1)).includes('secret-text'))
  await open('', 'site-access-code')
  assert.equal(await marked('site-access-code').inputValue(), accessCode)
  await until(
    () => readBy('console', 'ghost.site.private'),
    reading => reading?.state === 'observed' && reading.value === true,
    'the section with the code',
  )
  await marked('site-access-code').scrollIntoViewIfNeeded()
  assert.ok((await maskedPicture(2)).includes('secret-field'))

  const [, secret = ''] = ghost.staffToken.split(':')
  const own = await openOwn(chromium, 'options')
  const queued = await own.evaluate(async () => {
    const all: unknown[] = []
    for (const { name = '' } of await indexedDB.databases()) {
      const database = await new Promise<IDBDatabase>((resolve, reject) => {
        const request = indexedDB.open(name)
        request.onsuccess = () => resolve(request.result)
        request.onerror = () => reject(request.error ?? new Error(name))
      })
      for (const store of database.objectStoreNames)
        all.push(
          store,
          await new Promise((resolve, reject) => {
            const request = database.transaction(store).objectStore(store).getAll()
            request.onsuccess = () => resolve(request.result)
            request.onerror = () => reject(request.error ?? new Error(store))
          }),
        )
    }
    return JSON.stringify(all)
  })
  assert.ok(queued.includes('ghost.site.private'), 'the queue was read')
  const files = readdirSync(home, { recursive: true, withFileTypes: true })
    .filter(item => item.isFile())
    .map(item => join(item.parentPath, item.name))
  assert.ok(
    files.some(file => readFileSync(file).includes('ghost.site.private')),
    'the store was read',
  )
  const bodies = (await Array.fromAsync(running.agent.store.evidenceOf({ tenant: 'news' }))).map(
    item => Buffer.from(item.body ?? []),
  )
  for (const text of [secret, accessCode]) {
    assert.ok(!queued.includes(text), "in the extension's queue")
    for (const file of files) assert.ok(!readFileSync(file).includes(text), `in ${file}`)
    assert.ok(
      bodies.every(body => !body.includes(text)),
      'in the evidence',
    )
  }
})

/** One more picture of the page. @returns the rules by which it was masked */
async function maskedPicture(count: number): Promise<readonly string[]> {
  await keepPicture()
  const taken = await until(
    async () =>
      (await Array.fromAsync(running.agent.store.evidenceOf({ tenant: 'news' }))).filter(
        item => item.ipe.collector.startsWith('picture@') && item.mediaType === 'application/json',
      ),
    found => found.length === count,
    'the picture',
  )
  return (
    JSON.parse(Buffer.from(taken.at(-1)?.body ?? []).toString()) as { masks: { rule: string }[] }
  ).masks.map(mask => mask.rule)
}

/** The popup's own button, pressed in the popup that the toolbar button opened. */
async function keepPicture(): Promise<void> {
  const popup = await pressToolbar(chromium, page)
  const button =
    '[...document.querySelectorAll("button")].find(item => item.textContent === "Keep a picture as evidence")'
  await until(
    () => popup.evaluate(`${button} !== undefined`),
    found => found === true,
    'the popup',
  )
  await popup.evaluate(`${button}.click()`)
  await until(
    async () =>
      String(
        await popup.evaluate('document.querySelector("[role=status].quiet")?.textContent ?? ""'),
      ),
    found => found !== '' && found !== 'Taking it…',
    'the answer',
  )
  await popup.close()
}
