import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { after, before, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { chromium } from 'playwright-core'
import type { Browser, BrowserContext, Page } from 'playwright-core'
import { editConfig } from '../../agent/home/config.ts'
import { addException, endException } from '../../agent/judge/exceptions.ts'
import { buildDashboard } from '../../agent/cli/serve.ts'
import { verifyBundle } from '../../agent/export/verify-bundle.ts'
import { perform } from '../../agent/operations/perform.ts'
import { chromiumPath } from '../support/browsers.ts'
import { fixtureFramework, hostileName, seededServer } from '../support/dashboard/home.ts'
import type { Seeded } from '../support/dashboard/home.ts'
import { walk } from '../support/dashboard/walk.ts'
import type { Walker } from '../support/dashboard/walk.ts'
import { tester } from '../support/actor.ts'

const axe = readFileSync(fileURLToPath(import.meta.resolve('axe-core/axe.min.js')), 'utf8')
const twoFactor = '/finding?id=aurora-labs%2Fgithub.organization.two-factor-required%2Faurora-labs'
const addresses = [
  '/',
  '/findings',
  twoFactor,
  '/tenants',
  '/frameworks?show=all',
  '/tree?framework=house-rules',
  '/tree?framework=house-rules&at=A-1&repaired=github.organization.two-factor-required',
  '/certificate?framework=house-rules',
  '/non-conformities',
  '/access',
  '/policies',
  '/changes?tenant=aurora-labs',
  '/log',
  '/exports',
  '/connect',
  '/runs',
  '/exceptions',
  '/alerts',
  '/owners',
  '/help',
  '/nowhere',
  '/findings?outcome=fail',
  '/findings?group=check',
] as const
const closing: (() => unknown)[] = []
let seeded: Seeded
let browser: Browser
let context: BrowserContext
let page: Page
const problems: string[] = []
const asked: string[] = []

before(async () => {
  buildDashboard({ say: () => undefined })
  seeded = await seededServer(
    {
      after: (close: unknown) => {
        closing.unshift(close as () => unknown)
      },
    },
    { frameworks: [fixtureFramework], hostile: true },
  )
  browser = await chromium.launch({
    executablePath: chromiumPath,
    headless: true,
    args: ['--no-sandbox'],
  })
  context = await browser.newContext({ viewport: { width: 1200, height: 800 } })
  page = await signedIn(context)
})
after(async () => {
  await browser?.close()
  for (const close of closing) await close()
})

async function signedIn(within: BrowserContext): Promise<Page> {
  const opened = await within.newPage()
  // A violated content policy and a failed script are console errors.
  opened.on('console', message => {
    if (message.type() === 'error') problems.push(message.text())
  })
  // What cannot be undone asks first; a test about the question answers by itself.
  opened.on('dialog', dialog => {
    asked.push(dialog.message())
    void dialog.accept()
  })
  opened.on('pageerror', error => problems.push(error.message))
  await opened.goto(seeded.server.loginUrl())
  await opened.getByRole('heading', { level: 1, name: /need you/ }).waitFor()
  return opened
}

async function visit(target: Page, address: string): Promise<void> {
  await target.goto(seeded.server.url + address)
  await target.locator('h1').waitFor()
  // A page may wait for more than one answer.
  await target.waitForFunction(() => document.querySelector('.skeleton') === null)
}

test('an access review is begun and decided of on its page', async () => {
  await visit(page, '/access')
  await page.getByText('Begin a review').click()
  for (const [name, text] of [
    ['tenant', 'aurora-labs'],
    ['id', '2026-spring'],
    ['reviewer', 'Rae Reviews'],
    ['due', '2030-01-01'],
  ] as const)
    await page.locator(`input[name=${name}]`).fill(text)
  await page.getByRole('button', { name: 'Seal the accounts as they are' }).click()
  await page.getByText('Decide of an account').click()
  await page.locator('select[name=decision]').selectOption('remove')
  await page.locator('input[name=by]').fill('Rae Reviews')
  await page.getByRole('button', { name: 'Seal', exact: true }).click()
  await page.getByText('decided, and not done as far as was read').waitFor()
})

test('what the body decided of a certificate is sealed on its page, and only what can follow', async () => {
  const framework = fixtureFramework.id
  const responsibilities = 'They run it, we configure it'
  const scope = { framework, tenants: ['aurora-labs'], responsibilities, by: 'Cora Certified' }
  await perform(seeded.agent, tester, 'scope-set', scope)
  await visit(page, `/certificate?framework=${framework}`)
  await page.getByText('Say what the body decided').click()
  const states = () => page.locator('select[name=state] option').allTextContents()
  const seal = async (state: string, until: string) => {
    await page.locator('select[name=state]').selectOption(state)
    await page.locator('input[name=on]').fill('2026-01-02')
    if (until !== '') await page.locator('input[name=until]').fill(until)
    await page.locator('input[name=reason]').fill('The body says so')
    await page.locator('input[name=by]').fill('Cora Certified')
    await page.getByRole('button', { name: 'Seal', exact: true }).click()
  }
  assert.deepEqual(await states(), ['draft'])
  await seal('draft', '')
  await page.getByRole('heading', { level: 2, name: /^draft in preparation/ }).waitFor()
  await page.getByText('Say what the body decided').click()
  assert.deepEqual(await states(), ['issued', 'withdrawn'])
  await seal('issued', '')
  await page.getByText('until when a certificate that is issued is valid').waitFor()
  const refused = problems.splice(0).map(text => /status of (\d+)/.exec(text)?.[1])
  assert.deepEqual(refused, ['400'], 'the browser says so, too')
  await seal('issued', '2099-01-01')
  await page.getByRole('heading', { level: 2, name: /^issued issued by the body/ }).waitFor()
  assert.equal(await page.getByRole('row').count(), 3, 'a heading, and what was sealed')
})

test('a policy is read, a sentence of it accepted, and its tenants held to it, on its page', async () => {
  await visit(page, '/policies')
  await page.getByText('Read a document').click()
  const text = '# 4.2 Roles\n\nAt most one person is administrator.\n'
  const file = { name: 'roles.md', mimeType: 'text/markdown', buffer: Buffer.from(text) }
  await page.locator('input[name=document]').setInputFiles(file)
  await page.locator('input[name=tenant]').fill('handbook')
  await page.getByRole('button', { name: 'Read and seal' }).click()
  await page.getByText('Sentences that set a limit').click()
  await page.locator('select[name=metric]').selectOption('administrators-number')
  await page.locator('input[name=by]').fill('Ada Example')
  await page.getByRole('button', { name: 'Accept' }).click()
  await page.locator('code', { hasText: 'administrators-number at most 1 people' }).waitFor()
  await page.getByRole('rowheader', { name: /aurora-labs/ }).waitFor()
})

test('the one-time token leaves the address, works once, and nobody else gets in', async () => {
  assert.equal(new URL(page.url()).hash, '')
  assert.deepEqual(await context.cookies(), [])
  const further = await context.newPage()
  await further.goto(seeded.server.url)
  await further.getByRole('heading', { level: 1, name: /need you/ }).waitFor()
  await further.close()
  const stranger = await browser.newContext()
  const other = await stranger.newPage()
  await other.goto(seeded.server.url)
  await other.getByText('open the dashboard with an address').first().waitFor()
  assert.equal(await other.locator('.rows').count(), 0)
  await stranger.close()
})

test('home tells what is new first, then what still fails, from the store', async () => {
  await visit(page, '/')
  const failing = (await seeded.agent.store.findings('aurora-labs')).filter(
    item => item.outcome === 'fail',
  )
  const checks = new Set(failing.filter(item => !item.exception).map(item => item.check)).size
  await page.getByRole('heading', { level: 1, name: `${checks} checks need you` }).waitFor()
  assert.deepEqual(await page.locator('section[aria-labelledby=fresh] b').allTextContents(), [
    'Members get at most read by default',
  ])
  assert.ok(
    (await page.locator('.legend a').first().textContent())?.startsWith(String(failing.length)),
  )
  await page.getByText('Open-source team publishes until the review in spring').waitFor()
  const { days } = await perform(seeded.agent, tester, 'trend', {})
  const today = days.at(-1)?.counts
  assert.ok(today)
  const passing = Math.floor((100 * today.pass) / (today.pass + today.fail + today.unknown))
  const trend = page.locator('section[aria-labelledby=trend]')
  await trend.locator('summary').click()
  await trend.locator('tbody').waitFor()
  assert.deepEqual(await trend.locator('tbody tr:first-child td').allTextContents(), [
    `${passing} %`,
    ...[today.pass, today.fail, today.unknown, today['not-applicable']].map(String),
  ])
  assert.equal(await trend.locator('tbody tr').count(), days.length)
  await page.getByRole('link', { name: /Members get at most read by default/ }).click()
  await page
    .getByRole('heading', { level: 1, name: 'Members get at most read by default' })
    .waitFor()
})

test('findings by check: in the wanted order, as a table, and several accepted in one act', async () => {
  await visit(page, '/findings?outcome=fail')
  await page.getByLabel('Order').selectOption('by title')
  await page.waitForURL(/sort=check/)
  await page.getByRole('link', { name: 'By check' }).click()
  await page.waitForURL(/group=check/)
  const rows = page.locator('.choosable li')
  await rows.first().waitFor()
  const titles = await rows.locator('b').allTextContents()
  assert.deepEqual(
    titles,
    titles.toSorted((a, b) => (a.toLowerCase() < b.toLowerCase() ? -1 : 1)),
  )
  const { findings } = await perform(seeded.agent, tester, 'findings-whole', { outcome: 'fail' })
  const first = findings.filter(item => !item.exception)
  const counted = Map.groupBy(first, item => item.check).size
  assert.equal(await rows.locator('input').count(), counted)

  const download = page.waitForEvent('download')
  await page.getByRole('link', { name: 'Download as a table' }).click()
  const table = readFileSync(await (await download).path(), 'utf8')
  assert.equal(table.trimEnd().split('\r\n').length, findings.length + 1)
  assert.match(table, /^\ufefftenant,check,title,/)

  const before = await seeded.agent.store.logSize()
  for (const name of ['Choose Two-factor', 'Choose Only selected or own Actions run'])
    await page.getByRole('checkbox', { name }).press('Space')
  const chosen = 2
  assert.equal(await rows.locator('input:checked').count(), chosen)
  await page.locator('.accept summary').press('Enter')
  await page.getByLabel('Reason').fill('Until the review')
  await page
    .getByLabel('Until')
    .fill(new Date(Date.now() + 9 * 86_400_000).toISOString().slice(0, 10))
  await page.getByRole('button', { name: 'Accept' }).press('Enter')
  await page.getByRole('status').filter({ hasText: 'Accepted until' }).waitFor()
  await page.waitForFunction(
    count => document.querySelectorAll('.choosable input').length === count,
    counted - chosen,
  )
  assert.notEqual(await page.evaluate(() => document.activeElement?.localName), 'body')
  const added = (await seeded.agent.exceptions()).filter(item => item.reason === 'Until the review')
  assert.equal(added.length, chosen)
  assert.equal(new Set(added.map(item => item.from)).size, 1)
  assert.ok((await seeded.agent.store.logSize()) > before)
  for (const { id } of added) await endException(seeded.agent, tester, id)
})

test('findings: filter and search stand in the address, and going back brings them back', async () => {
  await visit(page, '/findings')
  await page.keyboard.press('/')
  assert.equal(await page.evaluate(() => document.activeElement?.id), 'search')
  await page.keyboard.type('two-factor authentication')
  await page
    .getByRole('status')
    .filter({ hasText: /^1 finding$/ })
    .waitFor()
  assert.equal(new URL(page.url()).searchParams.get('text'), 'two-factor authentication')
  await page.reload()
  await page
    .getByRole('status')
    .filter({ hasText: /^1 finding$/ })
    .waitFor()
  assert.equal(await page.locator('#search').inputValue(), 'two-factor authentication')
  await page.locator('.rows a').first().click()
  await page.getByRole('heading', { name: 'What to do' }).waitFor()
  await page.goBack()
  await page
    .getByRole('status')
    .filter({ hasText: /^1 finding$/ })
    .waitFor()
  await page.locator('#search').fill('')
  await page.getByLabel('Outcome').selectOption('unknown')
  const unknown = (await seeded.agent.store.findings('aurora-labs')).filter(
    item => item.outcome === 'unknown',
  ).length
  await page
    .getByRole('status')
    .filter({ hasText: new RegExp(`^${unknown} findings?$`) })
    .waitFor()
})

test('one finding: wanted and observed, remedy, history in order, evidence to download', async () => {
  await visit(page, twoFactor)
  assert.deepEqual(
    await page.locator('.history .outcome').allTextContents(),
    ['fail', 'unknown', 'fail', 'pass'],
    'latest first',
  )
  assert.equal(await page.locator('.compared .value').last().textContent(), 'off')
  assert.ok((await page.locator('.steps li').count()) > 0)
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.locator('.evidence a').first().click(),
  ])
  const body = JSON.parse(readFileSync(await download.path(), 'utf8')) as { login: string }
  assert.equal(body.login, 'aurora-labs')
})

test('the period of a finding: a strip of days by arrow keys and pointer, and all of it in words', async () => {
  await visit(page, twoFactor)
  const slider = page.getByRole('slider', { name: /^Days of / })
  await slider.focus()
  const said = async (): Promise<string> => (await slider.getAttribute('aria-valuetext')) ?? ''
  const total = Number(await slider.getAttribute('aria-valuemax'))
  assert.ok(total > 7)
  const day = async (): Promise<number> => Number(await slider.getAttribute('aria-valuenow'))
  assert.equal(await day(), total, 'it begins with today')
  const last = await said()
  assert.match(last, /^\d{4}-\d\d-\d\d: \w/)
  for (const [key, at] of [
    ['ArrowRight', total],
    ['ArrowLeft', total - 1],
    ['PageDown', total - 8],
    ['Home', 1],
    ['ArrowUp', 2],
    ['End', total],
  ] as const) {
    await page.keyboard.press(key)
    assert.equal(await day(), at, key)
  }
  assert.equal(await said(), last)
  const box = await slider.boundingBox()
  await page.mouse.move((box?.x ?? 0) + 1, (box?.y ?? 0) + 5)
  assert.equal(await day(), 1)
  const legend = await page.locator('.period .legend li').allTextContents()
  assert.deepEqual(legend.filter(said => /^(?:above|below|flat)/.test(said)).length, 3)
  const words = page.locator('.period details')
  await words.locator('summary').click()
  assert.match(await words.innerText(), /Deviated from .* not yet ended.* Sealed by log entry \d+/s)
  assert.match(await words.innerText(), /Read by, with the grade of the evidence: api A/)
  assert.match(await page.locator('.period > p').first().innerText(), /^Effective throughout: no\./)
})

test('frameworks: each requirement with its status, and behind it the checks that decided', async () => {
  await visit(page, '/frameworks')
  assert.deepEqual(await page.locator('.rows .status').allTextContents(), [
    'not satisfied',
    'satisfied',
    'undetermined',
  ])
  await page.getByLabel('only what is measured').uncheck()
  await page.getByText('not measured', { exact: true }).waitFor()
  await page.getByText('B-1 One way to sign in').click()
  await page.locator('.rows details[open] .checks .unknown').first().waitFor()
  await visit(page, '/log')
  await page.getByRole('button', { name: 'Verify' }).click()
  await page.getByText(/entries under .* checkpoints fit together/).waitFor()
})

test('the tree is walked by keys, and leads to evidence in three clicks; what-if computes it again', async () => {
  await visit(page, '/tree?framework=house-rules&show=all')
  const tree = page.getByRole('tree')
  const said = page.locator('.sunburst figcaption')
  await tree.focus()
  for (const [key, named] of [
    ['ArrowRight', /^A Code: /],
    ['ArrowDown', /^B People: /],
    ['ArrowUp', /^A Code: /],
    ['ArrowRight', /^A-1 /],
    ['ArrowLeft', /^A Code: /],
    ['End', /^B-2 People are trained: not measured/],
    ['Home', /^House rules: /],
  ] as const) {
    await page.keyboard.press(key)
    await said.filter({ hasText: named }).waitFor()
    const active = await tree.getAttribute('aria-activedescendant')
    assert.match((await page.locator(`[id="${active}"]`).getAttribute('aria-label')) ?? '', named)
  }
  await page.keyboard.press('ArrowRight')
  await page.keyboard.press('Enter')
  await page.getByRole('heading', { name: 'A Code', level: 1 }).waitFor()
  await page.getByRole('link', { name: 'House rules' }).click()

  await page.locator('[id="tree-A-1"]').click()
  await page.locator('.speaks .checks a').first().click()
  await page.locator('.rows a').first().click()
  await page.locator('.evidence li').first().waitFor()

  await visit(page, '/tree?framework=house-rules&at=A-1')
  await page.getByRole('link', { name: 'if repaired' }).first().click()
  await page.getByText(/would pass \(\d+ findings?\)/).waitFor()
  await page.getByText('Nothing is recorded.').waitFor()
})

test('the tree says what its colours and columns mean; what is asked of another target is offered by id', async () => {
  await visit(page, '/tree?framework=house-rules&show=all')
  assert.deepEqual(
    await page.locator('.sunburst .legend li').allInnerTexts(),
    ['not satisfied', 'undetermined', 'satisfied', 'not measured'].map(words => ` ${words}`),
  )
  await page.getByText('What the columns say').click()
  await page.getByText(/^Grade: the weakest evidence/).waitFor()
  const empty = await page
    .locator('.tree td')
    .evaluateAll(cells => cells.filter(cell => cell.textContent?.trim() === '').length)
  assert.equal(empty, 0, 'no cell is empty')
  assert.equal(await page.locator('input[name=value]').count(), 0)
  await page.locator('select[name=kind]').selectOption('metric')
  await page.locator('input[name=value]').waitFor()
  const offered = page.locator('#what-ids option[value="administrators-number"]')
  await offered.waitFor({ state: 'attached' })
})

test('while no auditor asked for anything, the page of exports says what would stand there', async () => {
  await visit(page, '/exports')
  await page.getByText(/^Nobody asked for anything yet\./).waitFor()
  assert.equal(await page.getByText('0 of 0').count(), 0)
})

test('a non-conformity says what it is and why it comes first, and takes an owner and a date', async () => {
  await visit(page, '/non-conformities')
  const [first] = await page.locator('.rows > li').all()
  assert.ok(first)
  assert.match(await first.innerText(), /^(?:major|minor)\n.* risk \(.*\), .* effort/s)
  await first.locator('summary').click()
  await first.getByLabel('Repaired by').fill('Ada Example')
  await first.getByLabel('Until').fill('2099-01-31')
  await first.getByRole('button', { name: 'Seal' }).click()
  await page.getByText(/Ada Example until .*Sealed in entry \d+/).waitFor()
})

test('due day and tickets stand on the page of the finding and of non-conformities; only https leads to a tracker', async () => {
  const tickets = [
    { channel: 'board', url: 'https://tracker.example/browse/SEC-1?<b>', state: 'open' },
    { channel: 'near', url: 'http://10.0.0.7/issues/2', state: 'open' },
    { channel: 'odd', url: 'javascript:document.title="owned"', state: 'closing' },
    { channel: 'desk', url: null, state: 'wanted' },
  ]
  // Whatever a tracker said: as the agent would answer.
  await page.route(/\/api\/v1\/(?:finding\?|non-conformities)/, async route => {
    const response = await route.fetch()
    const said = (await response.json()) as { items?: object[] }
    const json = said.items
      ? { ...said, items: said.items.map(item => ({ ...item, tickets })) }
      : { ...said, tickets }
    await route.fulfill({ response, json })
  })
  for (const address of [twoFactor, '/non-conformities']) {
    await visit(page, address)
    const item = address === twoFactor ? page.locator('article') : page.locator('.rows > li').last()
    if (address !== twoFactor) await item.locator('summary').click()
    assert.match(await item.innerText(), /(?:[Tt]o be repaired until|due) \d{4}-\d\d-\d\d/)
    const shown = item.locator('.ticket')
    await shown.first().waitFor()
    assert.deepEqual(await shown.allTextContents(), [
      'Ticket in board, open: https://tracker.example/browse/SEC-1?<b>',
      'Ticket in near, open: http://10.0.0.7/issues/2',
      'Ticket in odd, repaired, not closed yet: javascript:document.title="owned"',
      'Ticket in desk, not opened yet',
    ])
    const links = await shown.locator('a').all()
    assert.equal(links.length, 1)
    assert.match((await links[0]?.getAttribute('href')) ?? '', /^https:\/\/tracker\.example\//)
    assert.match((await links[0]?.getAttribute('rel')) ?? '', /\bnoopener\b/)
  }
  await page.unroute(/\/api\/v1\/(?:finding\?|non-conformities)/)
})

test('an export is made in the background, told, downloaded as one file that verifies, and deleted', async () => {
  await visit(page, '/exports')
  await page.getByRole('textbox', { name: 'From' }).fill('2020-01-01')
  await page.getByRole('button', { name: 'Export' }).click()
  const link = page.getByRole('link', { name: 'Download bundle' })
  await link.waitFor()
  const [download] = await Promise.all([page.waitForEvent('download'), link.click()])
  assert.match(download.suggestedFilename(), /^witnessmark-bundle-.*\.zip$/)
  assert.deepEqual((await verifyBundle(await download.path())).problems, [])
  await page.getByLabel('Only these days').fill('1999-01-01')
  await page.getByRole('textbox', { name: 'To' }).fill('1999-02-01')
  await page.getByRole('button', { name: 'Export' }).click()
  await page.getByText('failed', { exact: true }).waitFor()
  await page.getByText(/nothing was sealed up to|window ends/).waitFor()
  await page.getByRole('button', { name: /^Delete witnessmark-bundle/ }).click()
  await page.getByText('No export yet.').waitFor()
  const session = await page.evaluate(() => sessionStorage.getItem('session'))
  const headers = { authorization: `Bearer ${session}` }
  for (const name of [
    '..%2Fconfig.yaml',
    'config.yaml',
    'witnessmark-bundle-20260101T000000Z-00000000.zip',
  ])
    assert.equal(
      (await page.request.get(`${seeded.server.url}/api/v1/exports/${name}`, { headers })).status(),
      404,
      name,
    )
})

test('a run tells what it changed', async () => {
  await visit(page, '/tenants')
  await page.locator('tbody a').first().click()
  await page.getByText('Members get at most read by default').first().waitFor()
  assert.deepEqual(await page.locator('.turned').first().locator('.outcome').allTextContents(), [
    'pass',
    'fail',
  ])
})

test('runs say how long each took, and what it could not read', async () => {
  // Of each tenant the latest ten are told: before others make more.
  await visit(page, '/runs')
  const { runs } = await perform(seeded.agent, tester, 'runs', {})
  const rows = page.locator('tbody tr')
  assert.equal(await rows.count(), runs.length)
  const [broken] = runs.filter(({ failures }) => failures[0]?.reason === 'unreachable')
  assert.ok(broken, 'one met a server error')
  for (const [at, row] of (await rows.all()).entries()) {
    assert.match((await row.locator('td').nth(3).textContent()) ?? '', /^\d+\.\d s$/)
    assert.equal(await row.locator('small').count(), runs[at]?.failures.length)
  }
  const failed = rows.nth(runs.indexOf(broken)).locator('small').first()
  assert.match((await failed.textContent()) ?? '', / not read, unreachable: /)
})

test('markup in a name of the service stays text, and nothing it says runs', async () => {
  await visit(page, `/findings?text=${encodeURIComponent(hostileName)}`)
  assert.ok((await page.locator('.rows small').first().textContent())?.includes(hostileName))
  await page.locator('.rows a').first().click()
  await page.locator('.crumbs').getByText(hostileName).waitFor()
  assert.equal(await page.locator('main img').count(), 0)
  assert.notEqual(await page.title(), 'owned')
})

test('a finding is accepted and the acceptance ended, both on its page; the outcome stays', async () => {
  const failing =
    (await seeded.agent.store.findings('aurora-labs')).find(
      item =>
        item.outcome === 'fail' && item.exception === null && item.resource.type === 'organization',
    ) ?? assert.fail('nothing fails')
  await visit(page, `/finding?id=${encodeURIComponent(failing.id)}`)
  await addException(seeded.agent, tester, {
    tenant: 'aurora-labs',
    check: failing.check,
    resource: failing.resource.id,
    reason: 'Until the move is done',
    until: new Date(Date.now() + 86_400_000).toISOString(),
    by: 'Ada',
  })
  await page.reload()
  await page.getByText('Until the move is done').waitFor()
  await page.getByRole('button', { name: 'End the acceptance now' }).click()
  await page.getByText('Until the move is done').waitFor({ state: 'detached' })
  const [now] = (await seeded.agent.store.findings('aurora-labs')).filter(
    item => item.id === failing.id,
  )
  assert.deepEqual([now?.outcome, now?.exception], ['fail', null])
})

test('a scan changes the open page by itself', async () => {
  await visit(page, '/')
  await page.locator('section[aria-labelledby=fresh]').waitFor()
  await seeded.change()
  await page.locator('section[aria-labelledby=fresh]').waitFor({ state: 'detached' })
  await page
    .locator('section[aria-labelledby=good]')
    .getByText('Members get at most read by default')
    .waitFor()
})

test('by keyboard alone: skip link, visible focus, pages, pairing code', async () => {
  await visit(page, '/')
  await page.keyboard.press('Tab')
  assert.equal(await page.evaluate(() => document.activeElement?.textContent), 'Skip to content')
  assert.ok((await page.locator('.skip').boundingBox())!.x >= 0, 'seen while focused')
  await page.keyboard.press('Enter')
  assert.equal(await page.evaluate(() => document.activeElement?.id), 'main')
  await page.getByRole('button', { name: 'Set-up' }).press('Enter')
  await page.getByRole('navigation').getByRole('link', { name: 'Browsers' }).focus()
  assert.notEqual(
    await page.evaluate(() => getComputedStyle(document.activeElement!).outlineStyle),
    'none',
  )
  await page.keyboard.press('Enter')
  await page.getByRole('button', { name: 'Pair a browser' }).press('Enter')
  assert.match(
    (await page.locator('.code').textContent()) ?? '',
    new RegExp(`^${seeded.server.port}-\\d{12}$`),
  )
})

type AxNode = {
  readonly nodeId: string
  readonly role?: { readonly value: string }
  readonly name?: { readonly value: string }
  readonly properties?: readonly {
    readonly name: string
    readonly value: { readonly value: unknown }
  }[]
  readonly childIds?: readonly string[]
}

/** What the accessibility tree says has the focus, and what its live regions say. */
async function attention(): Promise<{
  readonly role: string
  readonly name: string
  readonly said: readonly string[]
}> {
  const session = await page.context().newCDPSession(page)
  const { nodes } = (await session.send('Accessibility.getFullAXTree')) as unknown as {
    readonly nodes: readonly AxNode[]
  }
  await session.detach()
  const known = new Map(nodes.map(node => [node.nodeId, node]))
  const textOf = ({ role, name, childIds = [] }: AxNode): string =>
    role?.value === 'StaticText'
      ? (name?.value ?? '')
      : childIds.map(id => textOf(known.get(id) ?? { nodeId: id })).join('')
  const at = nodes.findLast(node =>
    node.properties?.some(({ name, value }) => name === 'focused' && value.value === true),
  )
  return {
    role: at?.role?.value ?? '',
    name: at?.name?.value ?? '',
    said: nodes.filter(node => node.role?.value === 'status').map(node => textOf(node).trim()),
  }
}

async function heard(text: RegExp): Promise<void> {
  await page.locator('.said').filter({ hasText: text }).waitFor({ state: 'attached' })
  // One more frame: what left the page has given the focus away.
  await page.evaluate(() => new Promise(requestAnimationFrame))
}

const walker: Walker = {
  goto: address => visit(page, address),
  async press(role, name, key = 'Enter') {
    await page.getByRole(role, { name, exact: true }).focus()
    await page.keyboard.press(key)
  },
  async open(title) {
    await page.locator('summary').filter({ hasText: title }).first().focus()
    await page.keyboard.press('Enter')
  },
  async fill(name, value) {
    const field = page.getByLabel(name).filter({ visible: true }).first()
    if ((await field.evaluate(node => node.localName)) === 'select') await field.selectOption(value)
    else await field.fill(value)
  },
  async back() {
    await page.goBack()
  },
  async heard(words) {
    await page.locator('[role=status]').filter({ hasText: words }).waitFor({ state: 'attached' })
    assert.ok(
      (await attention()).said.some(text => words.test(text)),
      String(words),
    )
  },
  async focused(role, name) {
    const waits = async (): Promise<boolean> => {
      const at = await attention()
      return at.role !== role || at.name !== name
    }
    for (let tries = 0; tries < 100 && (await waits()); tries++)
      await page.evaluate(() => new Promise(requestAnimationFrame))
    const { said: _, ...at } = await attention()
    assert.deepEqual(at, { role, name })
  },
}

for (const [action, walked] of walk)
  test(`by keyboard: ${action}`, async () => {
    asked.length = 0
    await walked(walker, seeded)
    const destroys = /deleted|ended|taken back/.test(action)
    assert.equal(
      asked.length,
      destroys ? 1 : 0,
      'what cannot be undone asks first, and nothing else',
    )
  })

test('the pages stand in one row at 1280 pixels; a group opens, and closes by Escape, by leaving, by a choice', async () => {
  await page.setViewportSize({ width: 1280, height: 800 })
  await visit(page, '/runs')
  const nav = page.getByRole('navigation', { name: 'Pages' })
  const brand = await page.locator('.brand').boundingBox()
  for (const item of await page.locator('#pages > li').all()) {
    const box = await item.boundingBox()
    const [middle, of] = [box!.y + box!.height / 2, brand!.y + brand!.height / 2]
    assert.ok(Math.abs(middle - of) < 4, `${await item.textContent()} stands in the row`)
  }
  const record = nav.getByRole('button', { name: 'Record, the page is in it' })
  const runs = nav.getByRole('link', { name: 'Runs' })
  assert.equal(await record.getAttribute('aria-expanded'), 'false')
  assert.equal(await runs.isVisible(), false)
  await record.press('Enter')
  assert.equal(await record.getAttribute('aria-expanded'), 'true')
  assert.equal(await runs.getAttribute('aria-current'), 'page')
  await page.keyboard.press('Tab')
  assert.equal(await page.evaluate(() => document.activeElement?.textContent), 'Evidence log')
  await page.keyboard.press('Escape')
  assert.equal(await runs.isVisible(), false)
  assert.match((await page.evaluate(() => document.activeElement?.textContent)) ?? '', /^Record/)
  await record.press('Space')
  await page.locator('main').focus()
  await runs.waitFor({ state: 'hidden' })
  await record.click()
  await nav.getByRole('link', { name: 'Exports' }).click()
  await page.getByRole('heading', { level: 1, name: 'Exports' }).waitFor()
  assert.equal(await runs.isVisible(), false)
  await page.setViewportSize({ width: 1200, height: 800 })
})

test('by keyboard the requirements are passed, and gone back to', async () => {
  await visit(page, '/frameworks')
  const [skip, back] = ['Skip the requirements', 'Back to the first of the requirements']
  await page.getByRole('link', { name: skip }).press('Enter')
  assert.equal(await page.evaluate(() => document.activeElement?.textContent), back)
  await page.getByRole('link', { name: back }).press('Enter')
  assert.equal(await page.evaluate(() => document.activeElement?.textContent), skip)
})

test('on a narrow screen one button opens the pages, which take no room before', async () => {
  const narrow = await browser.newContext({ viewport: { width: 390, height: 800 } })
  const small = await signedIn(narrow)
  const menu = small.getByRole('button', { name: 'Menu' })
  const header = await small.locator('header').boundingBox()
  assert.ok(header!.height < 80, `${header!.height} pixels`)
  assert.equal(await small.getByRole('link', { name: 'Findings', exact: true }).isVisible(), false)
  await menu.press('Enter')
  await small.getByRole('link', { name: 'Findings', exact: true }).waitFor()
  await small.getByRole('button', { name: 'Repairs' }).press('Enter')
  await small.getByRole('link', { name: 'Owners' }).focus()
  await small.keyboard.press('Escape')
  assert.equal(await small.evaluate(() => document.activeElement?.textContent), 'Menu')
  await menu.click()
  await small.getByRole('button', { name: 'Repairs' }).click()
  await small.getByRole('link', { name: 'Owners' }).click()
  await small.getByRole('heading', { level: 1, name: 'Owners' }).waitFor()
  assert.equal(await menu.getAttribute('aria-expanded'), 'false')
  await narrow.close()
})

test('an acceptance that was ended says when, and until when it was given', async () => {
  const failing = (await seeded.agent.store.findings('aurora-labs')).find(
    item => item.outcome === 'fail' && !item.exception,
  )
  const { id } = await addException(seeded.agent, tester, {
    tenant: 'aurora-labs',
    check: failing?.check ?? '',
    reason: 'Ended at once',
    until: '2099-12-31T00:00:00.000Z',
    by: 'Ada',
  })
  await endException(seeded.agent, tester, id)
  await visit(page, '/exceptions')
  const ended = (await seeded.agent.exceptions()).find(item => item.id === id)
  assert.ok(ended?.endedAt)
  const day = (time: string): string => new Date(time).toLocaleDateString('sv')
  const words = `ended ${day(ended.endedAt)}, was until ${day(ended.until)}`
  await page.locator('.rows small', { hasText: words }).first().waitFor()
})

test('every page is marked among the pages, by itself or by the one that it stands in', async () => {
  for (const [address, name, state] of [
    ['/', 'Today', 'page'],
    ['/owners', 'Owners', 'page'],
    [twoFactor, 'Findings', 'true'],
    ['/changes?tenant=aurora-labs', 'Today', 'true'],
    ['/tree?framework=house-rules', 'Frameworks', 'true'],
  ] as const) {
    await visit(page, address)
    const marked = await page
      .locator('nav[aria-label=Pages] a[aria-current]')
      .evaluateAll(found =>
        found.map(item => [item.textContent, item.getAttribute('aria-current')]),
      )
    assert.deepEqual(marked, [[name, state]], address)
  }
})

test('a tenant is called by its title, and an acceptance by what it is of', async () => {
  const title = 'Aurora Laboratories'
  editConfig(seeded.home, ['tenants', 'aurora-labs', 'title'], title)
  await visit(page, '/')
  await page
    .locator('.rows small')
    .filter({ hasText: `${title} · ` })
    .first()
    .waitFor()
  await visit(page, '/findings')
  await page.locator('select').filter({ hasText: title }).selectOption({ label: title })
  await page.waitForURL(/tenant=aurora-labs/)
  await visit(page, '/tenants')
  await page.getByRole('heading', { name: `${title} GitHub, aurora-labs` }).waitFor()
  await visit(page, '/runs')
  await page.getByRole('cell', { name: title }).first().waitFor()
  await visit(page, '/exceptions')
  const { exceptions } = await perform(seeded.agent, tester, 'exceptions', {})
  const links = page.locator('.rows b a')
  assert.deepEqual(
    new Set(await links.allTextContents()),
    new Set(exceptions.map(item => item.title)),
  )
  assert.ok(exceptions.every(item => item.title !== item.check))
  for (const link of await links.all())
    assert.doesNotMatch((await link.getAttribute('href')) ?? '', /undefined/)
  // Nothing but its id is squeezed into the column of the outcome.
  assert.ok(((await links.first().boundingBox())?.height ?? 99) < 40)
  editConfig(seeded.home, ['tenants', 'aurora-labs', 'title'], undefined)
})

test('no page holds more than a page of rows, however much was found', async () => {
  const { findings } = await perform(seeded.agent, tester, 'findings-whole', {})
  assert.ok(findings.length > 300)
  for (const address of addresses) {
    await visit(page, address)
    const most = await page.evaluate(() =>
      [...document.querySelectorAll('main ul, main ol, main tbody')].map(
        rows => rows.children.length,
      ),
    )
    assert.ok(Math.max(0, ...most) <= 100, `${address}: ${most.join(', ')}`)
  }
})

test('a browser that pairs is noticed on the open page, and its code is gone', async () => {
  await visit(page, '/connect')
  await page.getByRole('button', { name: 'Pair a browser' }).click()
  await page.locator('.code').waitFor()
  await perform(seeded.agent, tester, 'pairing-add', {
    name: 'The laptop',
    origin: 'chrome-extension://abcdefghijklmnopabcdefghijklmnop',
    publicKey: 'a key',
  })
  await page.locator('.rows b').filter({ hasText: 'The laptop' }).waitFor()
  await page.getByText('Paired: the code is used.').waitFor()
  assert.equal(await page.locator('.code').count(), 0)
})

test('with colours taken away outcomes differ by shape and word, and the current page by weight and line', async () => {
  const outcomes = ['fail', 'pass', 'unknown']
  const shapes = new Set<string>()
  for (const outcome of outcomes) {
    await visit(page, `/findings?outcome=${outcome}`)
    const mark = page.locator('.rows .outcome').first()
    assert.match((await mark.textContent()) ?? '', new RegExp(outcome))
    shapes.add(await mark.locator('svg').evaluate(drawn => drawn.innerHTML))
  }
  assert.equal(shapes.size, outcomes.length)
  const nav = await page.locator('nav[aria-label=Pages] a').evaluateAll(found =>
    found.map(item => {
      const { fontWeight, boxShadow } = getComputedStyle(item)
      return { isHere: item.hasAttribute('aria-current'), fontWeight, line: boxShadow !== 'none' }
    }),
  )
  for (const { isHere, ...look } of nav)
    assert.deepEqual(look, { fontWeight: isHere ? '600' : '400', line: isHere })
})

test('with more space between letters, words and lines nothing is cut off or covered', async () => {
  // WCAG 2.2, 1.4.12.
  const spaced =
    '* { line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important } p { margin-bottom: 2em !important }'
  const narrow = await browser.newContext({ viewport: { width: 390, height: 800 } })
  const small = await signedIn(narrow)
  for (const address of addresses) {
    await visit(small, address)
    const cut = await small.evaluate(css => {
      const sheet = new CSSStyleSheet()
      sheet.replaceSync(css)
      document.adoptedStyleSheets = [sheet]
      const clipped = [...document.querySelectorAll<HTMLElement>('main *, header *')].filter(
        item =>
          // What is typed scrolls.
          item.tagName !== 'INPUT' &&
          ['hidden', 'clip'].includes(getComputedStyle(item).overflowX) &&
          item.clientWidth > 1 &&
          item.scrollWidth > item.clientWidth + 1,
      )
      return {
        wide: document.documentElement.scrollWidth - innerWidth,
        clipped: clipped.map(item => item.outerHTML.slice(0, 120)),
      }
    }, spaced)
    assert.ok(cut.wide <= 0, `${address}: ${cut.wide} pixels`)
    assert.deepEqual(cut.clipped, [], address)
  }
  await narrow.close()
})

test('every page has a title of its own; an address that leads nowhere says so', async () => {
  const titles: string[] = []
  for (const address of addresses) {
    await visit(page, address)
    titles.push(await page.title())
  }
  assert.deepEqual(
    titles.filter((title, index) => titles.indexOf(title) !== index),
    [],
  )
  assert.ok(titles.every(title => title.endsWith(' · Witnessmark')))
  await visit(page, '/nowhere')
  await page.getByRole('heading', { level: 1, name: 'No such page' }).waitFor()
})

test('going back leads to the row and the height that one left', async () => {
  await visit(page, '/findings')
  const link = page.locator('.rows a').nth(40)
  await link.focus()
  const [href, before] = [await link.getAttribute('href'), await page.evaluate(() => scrollY)]
  assert.ok(before > 500, 'far down')
  await page.keyboard.press('Enter')
  await page.getByRole('heading', { name: 'History' }).waitFor()
  assert.equal(await page.evaluate(() => scrollY), 0)
  await page.goBack()
  await page.waitForFunction(
    ([row, y]) =>
      document.activeElement?.getAttribute('href') === row && Math.abs(scrollY - Number(y)) < 2,
    [href, before] as const,
  )
})

test('a key that acts alone leaves the shortcuts of the browser alone, and can be turned off', async () => {
  const onSearch = (): Promise<boolean> =>
    page.evaluate(() => document.activeElement?.id === 'search')
  await visit(page, '/findings')
  await page.keyboard.press('Control+/')
  assert.equal(await onSearch(), false)
  await visit(page, '/help')
  await page.getByLabel(/Keys act alone/).focus()
  await page.keyboard.press('Space')
  await heard(/^Single keys do nothing/)
  await visit(page, '/findings')
  await page.keyboard.press('/')
  assert.equal(await onSearch(), false)
  await visit(page, '/help')
  await page.getByLabel(/Keys act alone/).check()
  await visit(page, '/findings')
  await page.keyboard.press('/')
  assert.equal(await onSearch(), true)
})

test('a filter that finds nothing says so, and leads back to all', async () => {
  await visit(page, '/findings?drift=new-failing&text=nothing-is-called-so')
  await page.getByText('none fits all of these').waitFor()
  await page.getByRole('link', { name: 'Show all findings' }).click()
  await page.locator('.rows a').first().waitFor()
  assert.equal(new URL(page.url()).search, '')
})

test('a time is that of the reader, with UTC on hover', async () => {
  const away = await browser.newContext({ timezoneId: 'Asia/Kolkata' })
  const there = await signedIn(away)
  const time = there.locator('.lead time').first()
  const at = new Date((await time.getAttribute('datetime')) ?? '')
  assert.equal(
    await time.getAttribute('title'),
    `${at.toISOString().slice(0, 19).replace('T', ' ')} UTC`,
  )
  const local = new Date(at.getTime() + 5.5 * 3_600_000).toISOString()
  assert.equal(await time.textContent(), `${local.slice(0, 10)} ${local.slice(11, 16)}`)
  await away.close()
})

test('in forced colours the current page is told apart, and at 320 pixels nothing is cut off', async () => {
  const forced = await browser.newContext({ forcedColors: 'active' })
  const seen = await signedIn(forced)
  const border = (name: string): Promise<string> =>
    seen
      .getByRole('navigation', { name: 'Pages' })
      .getByRole('link', { name, exact: true })
      .evaluate(node => getComputedStyle(node).borderBottomStyle)
  assert.deepEqual([await border('Today'), await border('Findings')], ['solid', 'none'])
  await forced.close()
  const narrow = await browser.newContext({ viewport: { width: 320, height: 700 } })
  const small = await signedIn(narrow)
  for (const address of addresses) {
    await visit(small, address)
    assert.ok((await small.evaluate(() => document.documentElement.scrollWidth)) <= 320, address)
  }
  await narrow.close()
})

test('at 390 pixels every page is read without scrolling sideways, and no column is squeezed', async () => {
  const narrow = await browser.newContext({ viewport: { width: 390, height: 800 } })
  const small = await signedIn(narrow)
  for (const address of addresses) {
    await visit(small, address)
    const seen = await small.evaluate(() => {
      const widths = [
        ...document.querySelectorAll('main dd, main .rows :is(.row, a) > b, main .stacked td'),
      ]
      return {
        sideways: [...document.querySelectorAll('main .scroll')].filter(
          item => item.scrollWidth > item.clientWidth,
        ).length,
        squeezed: widths
          .filter(item => {
            const { width, height } = item.getBoundingClientRect()
            const line = Number.parseFloat(getComputedStyle(item).lineHeight)
            return width < 195 && height >= 2 * line
          })
          .map(item => item.textContent),
      }
    })
    assert.deepEqual(seen, { sideways: 0, squeezed: [] }, address)
  }
  await visit(small, '/runs')
  const table = small.getByRole('table')
  assert.ok((await table.getByRole('rowheader').count()) > 0)
  assert.equal(await table.getByRole('columnheader').count(), 6)
  const row = table.getByRole('row').nth(1)
  assert.equal(await row.getByRole('cell').count(), 5)
  await narrow.close()
})

test('a view is named, gone to, renamed and deleted by keyboard, and stays in the home', async () => {
  await visit(page, '/findings?outcome=fail&severity=high&page=0')
  await page.getByText('Save this view').focus()
  await page.keyboard.press('Enter')
  await page.keyboard.press('Tab')
  await page.keyboard.type('Urgent')
  await page.keyboard.press('Enter')
  await heard(/^The view Urgent is saved\./)
  await page.getByText('Rename this view').waitFor()
  assert.equal((await attention()).name, 'Rename this view')
  await visit(page, '/findings')
  const views = page.getByRole('navigation', { name: 'Views' })
  await views.getByRole('link', { name: 'Urgent' }).focus()
  await page.keyboard.press('Enter')
  await page.getByText('Rename this view').waitFor()
  assert.equal(new URL(page.url()).search, '?outcome=fail&severity=high')
  assert.equal(
    await views.getByRole('link', { name: 'Urgent' }).getAttribute('aria-current'),
    'page',
  )

  await page.getByText('Rename this view').focus()
  await page.keyboard.press('Enter')
  await page.keyboard.press('Tab')
  await page.keyboard.press('ControlOrMeta+A')
  await page.keyboard.type('Today’s')
  await page.keyboard.press('Enter')
  await heard(/^The view is called Today’s now\./)
  await views.getByRole('link', { name: 'Today’s' }).waitFor()

  asked.length = 0
  await page.getByRole('button', { name: 'Delete this view' }).focus()
  await page.keyboard.press('Enter')
  await heard(/^The view Today’s is deleted\./)
  assert.deepEqual(asked, ['Delete the view "Today’s"? The findings stay.'])
  await views.getByRole('link', { name: 'Today’s' }).waitFor({ state: 'detached' })
  await page.waitForFunction(() => document.activeElement?.tagName === 'H1')
})

test('what has the focus is never under the form that is stuck to the lower edge', async () => {
  await page.setViewportSize({ width: 1200, height: 560 })
  await visit(page, '/findings?group=check&outcome=fail')
  await page.locator('.choosable input').first().focus()
  await page.keyboard.press('Space')
  await page.locator('.accept summary').click()
  await page.locator('.choosable input').first().focus()
  for (let times = 0; times < 24; times++) {
    await page.keyboard.press('Tab')
    const covered = await page.evaluate(() => {
      const at = document.activeElement?.getBoundingClientRect()
      const form = document.querySelector('.accept')
      if (!at || !form || form.contains(document.activeElement)) return null
      const over = form.getBoundingClientRect()
      return at.bottom > over.top && at.top < over.bottom ? [at.bottom, over.top] : null
    })
    assert.equal(covered, null, `after ${times + 1} times Tab`)
  }
  // One that is chosen last in sight is not covered by the form that comes for it.
  await visit(page, '/findings?group=check&outcome=fail')
  const box = page.locator('.choosable input').nth(3)
  await box.evaluate(node => {
    node.scrollIntoView({ block: 'end' })
    node.focus({ preventScroll: true })
  })
  await page.keyboard.press('Space')
  await page.waitForFunction(() => {
    const form = document.querySelector('.accept')?.getBoundingClientRect()
    const at = document.activeElement?.getBoundingClientRect()
    return form !== undefined && at !== undefined && at.bottom <= form.top
  })
  await page.setViewportSize({ width: 1200, height: 800 })
})

for (const colorScheme of ['light', 'dark'] as const) {
  test(`every page is axe-clean, ${colorScheme}`, async () => {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
    for (const address of addresses) {
      await visit(page, address)
      await page.evaluate(axe)
      const violations = await page.evaluate(async () => {
        const runner = (
          globalThis as unknown as {
            axe: {
              run(): Promise<{
                violations: { id: string; nodes: { html: string; failureSummary: string }[] }[]
              }>
            }
          }
        ).axe
        return (await runner.run()).violations.map(
          ({ id, nodes }) => `${id}: ${nodes[0]?.html} ${nodes[0]?.failureSummary}`,
        )
      })
      assert.deepEqual(violations, [], address)
    }
  })
}

test('at 360 pixels nothing is cut off, and what loads later moves nothing', async () => {
  const narrow = await browser.newContext({ viewport: { width: 360, height: 740 } })
  const small = await signedIn(narrow)
  for (const address of addresses) {
    await visit(small, address)
    assert.ok((await small.evaluate(() => document.documentElement.scrollWidth)) <= 360, address)
    const shift = await small.evaluate(
      () =>
        new Promise<number>(resolve => {
          let sum = 0
          new PerformanceObserver(list => {
            for (const entry of list.getEntries())
              sum += (entry as unknown as { value: number }).value
          }).observe({ type: 'layout-shift', buffered: true })
          setTimeout(() => resolve(sum), 100)
        }),
    )
    assert.ok(shift < 0.1, `${address} shifts by ${shift}`)
  }
  await narrow.close()
})

test('no page broke the content policy or threw', () => {
  // The stranger's refused calls are in a context of their own; what is left would be ours.
  assert.deepEqual(problems, [])
})
