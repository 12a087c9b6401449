import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { after, before, test } from 'node:test'
import { chromium } from 'playwright-core'
import type { Browser, Page } from 'playwright-core'
import type { Recipe } from '../../common/capture/recipe.ts'
import { recipes as googleWorkspaceRecipes } from '../../common/services/google-workspace/recipes/index.ts'
import { recipes as microsoft365Recipes } from '../../common/services/microsoft-365/recipes/index.ts'
import { chromiumPath } from '../support/browsers.ts'
import { bundleForPage } from '../support/extension/bundle.ts'
import { until } from '../support/extension/agent.ts'

// Pages that show one thing of many, read by the shipped recipes through the extension's own
// watcher: which thing, and when.
type Heard = { readonly resource: string | null; readonly values: readonly unknown[] }
let browser: Browser
let code = ''
before(async () => {
  browser = await chromium.launch({
    executablePath: chromiumPath,
    headless: true,
    args: ['--no-sandbox'],
  })
  code = await bundleForPage(`import './extension/lists.ts'
import { pageOf } from './extension/capture/page.ts'
import { watch } from './extension/capture/watch.ts'
window.heard = []
window.bySetting = {}
window.looks = []
window.watching = recipe => watch(document, recipe, found => (found.readings.forEach(({ setting, reading }) => { window.bySetting[setting.split('.').at(-1)] = reading.state === 'observed' ? reading.value : 'unobserved: ' + reading.detail }), window.heard.push({ resource: found.resourceShown, values: found.readings.map(({ reading }) => reading.state === 'observed' ? reading.value : 'unobserved: ' + reading.detail) })), found => window.looks.push(found.state + ' ' + found.detail), pageOf(document))`)
})
after(async () => {
  await browser?.close()
})

async function open(id: string, show: string): Promise<Page> {
  const page = await browser.newPage()
  await page.setContent(
    readFileSync(new URL('../support/extension/one-at-a-time.html', import.meta.url), 'utf8'),
  )
  await page.addScriptTag({ content: code })
  await page.evaluate(`window.show.${show}`)
  const recipe =
    [...microsoft365Recipes, ...googleWorkspaceRecipes].find(item => item.id === id) ??
    assert.fail(`no recipe ${id}`)
  await page.evaluate(given => {
    ;(window as unknown as { watching(recipe: Recipe): void }).watching(JSON.parse(given) as Recipe)
  }, JSON.stringify(recipe))
  return page
}
const heard = (page: Page): Promise<readonly Heard[]> =>
  page.evaluate(() => (window as unknown as { heard: Heard[] }).heard)
const hears = async (page: Page, wanted: readonly Heard[], what: string): Promise<void> => {
  assert.deepEqual(
    await until(
      () => heard(page),
      found => found.length >= wanted.length,
      what,
    ),
    wanted,
  )
}
const lastLook = (page: Page): Promise<string> =>
  page.evaluate(() => (window as unknown as { looks: string[] }).looks.at(-1) ?? '')

test('one panel after the other on the same address: each is read under its own name, never with the values of the one before', async () => {
  const page = await open('microsoft-365-alert-recipients', 'alerts()')
  assert.match(await lastLook(page), /^other-page/)
  await page.getByRole('button', { name: 'Messages have been delayed' }).click()
  const first = {
    resource: 'Messages have been delayed',
    values: [['soc@example.com', 'ops@example.com']],
  }
  await hears(page, [first], 'the first panel')
  await page.getByRole('button', { name: 'Suspicious connector activity' }).click()
  const second = {
    resource: 'Suspicious connector activity',
    values: [
      'unobserved: no entry is shown, and that tells nothing: nobody has seen an alert policy without recipients yet',
    ],
  }
  await hears(page, [first, second], 'the second panel')
})

test('a pivot: the half that is shown is read, the other only once it is', async () => {
  const page = await open('microsoft-365-content-security-canvas', 'environment()')
  assert.match(await lastLook(page), /^other-page Canvas is not the chosen one/)
  await page.getByRole('tab', { name: 'Canvas' }).click()
  await hears(page, [{ resource: null, values: [false] }], 'canvas')
  await hears(
    await open('microsoft-365-content-security-model-driven', 'environment()'),
    [{ resource: null, values: [true] }],
    'model-driven',
  )
})

test('a rule is read for the name in its own field; without the name it is the page of none', async () => {
  await hears(
    await open('microsoft-365-dlp-rule-device-actions', 'rule()'),
    [{ resource: 'High volume', values: ['block', 'audit'] }],
    'the rule',
  )
  const nameless = await open('microsoft-365-dlp-rule-device-actions', 'rule(false)')
  assert.match(await lastLook(nameless), /^loading what this page is about is not shown/)
  assert.deepEqual(await heard(nameless), [])
})

test('a table is read as a whole or not at all, by its columns', async () => {
  const rows = [
    { name: 'Messages have been delayed', disabled: false },
    { name: 'Suspicious connector activity', disabled: false },
    { name: 'Email messages removed after delivery', disabled: true },
  ]
  await hears(
    await open('microsoft-365-alert-policies', 'alerts()'),
    [{ resource: null, values: [rows] }],
    'all rows',
  )
  const drawn = await open('microsoft-365-alert-policies', 'alerts(2)')
  const [part] = await until(
    () => heard(drawn),
    found => found.length > 0,
    'a part of the rows',
  )
  assert.match(String(part?.values[0]), /unobserved: 2 entries of 4 are shown/)
})

test('the shortest retention counts; a table that nobody has seen empty, and a wording without a unit, are not read', async () => {
  await hears(
    await open('microsoft-365-audit-retention', 'retention()'),
    [{ resource: null, values: [6] }],
    'retention',
  )
  await hears(
    await open('microsoft-365-audit-retention', 'retention([["All", "", "10 Years", "1"]])'),
    [{ resource: null, values: [120] }],
    'one policy',
  )
  const none =
    "unobserved: no entry is shown, and that tells nothing: nobody has seen this without entries in a tenant's console yet"
  await hears(
    await open('microsoft-365-audit-retention', 'retention([])'),
    [{ resource: null, values: [none] }],
    'no policy',
  )
  const endless = await open(
    'microsoft-365-audit-retention',
    'retention([["All", "", "for ever", "1"]])',
  )
  const [found] = await until(
    () => heard(endless),
    list => list.length > 0,
    'no unit',
  )
  assert.match(String(found?.values[0]), /no unit that is known/)
})

test('boxes are read together: all of them must be there', async () => {
  const all = [
    'Harassment',
    'Discrimination',
    'Explicit content',
    'Spam',
    'Confidential information',
    'Sensitive information',
    'Other',
  ]
  const page = await open('google-workspace-chat-reporting', `reporting(${JSON.stringify(all)})`)
  const name = 'chat-reporting-categories'
  const read = async (of: Page): Promise<unknown> => {
    const settings = () =>
      of.evaluate(() => (window as unknown as { bySetting: Record<string, unknown> }).bySetting)
    return (await until(settings, found => name in found, 'categories'))[name]
  }
  assert.deepEqual(await read(page), [
    {
      unit: '/',
      value:
        'HARASSMENT, DISCRIMINATION, EXPLICIT_CONTENT, SPAM, CONFIDENTIAL_INFORMATION, SENSITIVE_INFORMATION, OTHER',
    },
  ])
  const part = await open('google-workspace-chat-reporting', 'reporting(["Harassment"])')
  assert.deepEqual(await read(part), [{ unit: '/', value: 'HARASSMENT' }])
  const gone = await open(
    'google-workspace-chat-reporting',
    `reporting(${JSON.stringify(all)}); [...document.querySelectorAll('label')].at(-1).remove()`,
  )
  assert.match(String(await read(gone)), /unobserved: checkbox named "Other": 0 found/)
})
