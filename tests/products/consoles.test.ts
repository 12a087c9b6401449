import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { chromium } from 'playwright-core'
import type { Browser, Page } from 'playwright-core'
import type { Recipe } from '../../common/capture/recipe.ts'
import { inWordsOf } from '../../common/capture/match.ts'
import { recipes as atlassianRecipes } from '../../common/services/atlassian/recipes/index.ts'
import { recipes as githubRecipes } from '../../common/services/github/recipes/index.ts'
import { recipes as googleWorkspaceRecipes } from '../../common/services/google-workspace/recipes/index.ts'
import { recipes as microsoft365Recipes } from '../../common/services/microsoft-365/recipes/index.ts'
import { recipes as oktaRecipes } from '../../common/services/okta/recipes/index.ts'
import { chromiumPath } from '../support/browsers.ts'
import { bundleForPage } from '../support/extension/bundle.ts'
import { bundleVendorPage, installDesignSystems, installOdyssey } from './vendor-page.ts'

// The shipped recipes against pages built from the documented labels with the vendor's own
// components: what is read is what a click set.
const folder = fileURLToPath(new URL('consoles', import.meta.url))
const inWords = (recipes: readonly Recipe[]): readonly Recipe[] =>
  recipes.map(recipe =>
    inWordsOf(recipe, { id: 'acme', service: recipe.service, target: { organization: 'acme' } }),
  )
const consoles: Readonly<Record<string, readonly Recipe[]>> = {
  microsoft: microsoft365Recipes,
  google: googleWorkspaceRecipes,
  github: inWords(githubRecipes),
  atlassian: inWords(atlassianRecipes),
  okta: inWords(oktaRecipes),
}
/** What a wording of the page means where the recipe maps it: months as a number. */
const meaning: Readonly<Record<string, unknown>> = {
  '3 months': 3,
  '18 months': 18,
  '36 months': 36,
}
/** The same, where the page's own state is only whether an option is chosen. */
const chosenMeans: Readonly<Record<string, readonly [boolean: unknown, otherwise: unknown]>> = {
  'Read and write permissions': ['write', 'read'],
  'Restrict access via personal access tokens (classic)': ['restricted', 'allowed'],
}
let browser: Browser
let reader = ''
let packages = ''
let odyssey = ''

before(async () => {
  packages = installDesignSystems()
  odyssey = installOdyssey()
  browser = await chromium.launch({
    executablePath: chromiumPath,
    headless: true,
    args: ['--no-sandbox'],
  })
  reader = await bundleForPage(
    `import './extension/lists.ts'\nimport { interpret } from './extension/capture/interpret.ts'\nimport { scan } from './extension/capture/locate.ts'\nwindow.readAll = recipe => interpret(recipe, scan(document)).readings.map(({ reading }) => reading)\nwindow.lookAt = recipe => { const { elements, ...look } = interpret(recipe, scan(document)); return look }`,
  )
})
after(async () => {
  await browser?.close()
})

type Reading =
  | { readonly state: 'observed'; readonly value: unknown }
  | { readonly state: 'unobserved'; readonly reason: string; readonly detail?: string }
const readAll = (page: Page, recipe: Recipe) =>
  page.evaluate(
    given =>
      (window as unknown as { readAll(recipe: Recipe): Reading[] }).readAll(
        JSON.parse(given) as Recipe,
      ),
    JSON.stringify(recipe),
  )
const stateOf = (page: Page) =>
  page.evaluate(() => (window as unknown as { state: Record<string, unknown> }).state)

/**
 * The label of the page's control that a reading is of: one of the wordings that its recipe names.
 * Undefined where the documentation does not show that control.
 */
function labelOf(
  reading: Recipe['settings'][number],
  labels: readonly string[],
): string | undefined {
  const wordings = reading.locate.flatMap(locate =>
    'name' in locate ? (locate.name ?? []) : 'near' in locate ? locate.near : [],
  )
  return labels.find(label => wordings.includes(label))
}

for (const [vendor, recipes] of Object.entries(consoles)) {
  test(`${vendor}: every documented page is read by the shipped recipe, before and after each control was used`, async () => {
    const page = await browser.newPage()
    const errors: string[] = []
    page.on('pageerror', error => errors.push(error.message))
    await page.setContent(
      '<!doctype html><html lang="en"><title>Console</title><h1></h1><div id="root"></div>',
    )
    await page.addScriptTag({
      content: await bundleVendorPage(folder, vendor, vendor === 'okta' ? odyssey : packages),
    })
    await page.addScriptTag({ content: reader })
    for (const heading of await page.evaluate(
      () => (window as unknown as { pages: string[] }).pages,
    )) {
      const recipe =
        recipes.find(item => item.where.headings?.includes(heading)) ??
        assert.fail(`no recipe for "${heading}"`)
      await page.evaluate(
        name => (window as unknown as { show(name: string): void }).show(name),
        heading,
      )
      await page.getByText('Save', { exact: true }).waitFor()
      const labelled = new Set<string>()
      const agree = async (when: string): Promise<void> => {
        await faded(page)
        const [read, state] = [await readAll(page, recipe), await stateOf(page)]
        for (const [index, reading] of recipe.settings.entries()) {
          const label = labelOf(reading, Object.keys(state))
          if (label === undefined) {
            assert.equal(
              read[index]?.state,
              'unobserved',
              `${heading}: ${reading.setting} is not on this page`,
            )
            continue
          }
          labelled.add(label)
          const shown = state[label]
          const wanted =
            typeof shown === 'boolean' ? (chosenMeans[label]?.[shown ? 0 : 1] ?? shown) : shown
          assert.deepEqual(
            read[index],
            { state: 'observed', value: meaning[String(wanted)] ?? wanted },
            `${heading}: ${reading.setting} ${when}`,
          )
        }
      }
      await agree('at first')
      const labels = Object.keys(await stateOf(page))
      assert.ok(
        labelled.size > 0 && (vendor === 'github' || labelled.size === labels.length),
        `${heading}: no reading is of ${labels.filter(label => !labelled.has(label)).join(' | ')}`,
      )
      for (const label of labels) {
        await use(page, label)
        assert.notEqual((await stateOf(page))[label], undefined)
        await agree(`after "${label}" was used`)
      }
    }
    assert.deepEqual(errors, [])
    await page.close()
  })
}

async function use(page: Page, label: string): Promise<void> {
  const before = (await stateOf(page))[label]
  // A label may say the state, too.
  const exact = page.getByLabel(label, { exact: true }).first()
  const control = (await exact.count()) > 0 ? exact : page.getByLabel(label).first()
  const group = page
    .getByRole('radiogroup', { name: label })
    .or(page.getByRole('group', { name: label }))
  if (typeof before === 'boolean') {
    const chosen =
      (await control.count()) > 0 &&
      (await control.evaluate(
        element =>
          element instanceof HTMLInputElement && element.type === 'radio' && element.checked,
      ))
    await (
      chosen
        ? page.locator('input[type=radio]:not(:checked)').first()
        : (await control.count()) > 0
          ? control
          : page.getByRole('button', { name: label })
    ).click()
  } else if (typeof before === 'number')
    await page.getByRole('spinbutton', { name: label }).press('ArrowUp')
  else if ((await page.locator('md-outlined-select').count()) > 0) {
    await page.locator('md-outlined-select').click()
    await page.locator('md-select-option').last().click()
    await page.waitForFunction(
      () =>
        !document
          .querySelector('md-outlined-select')
          ?.shadowRoot?.querySelector('[aria-expanded=true]'),
    )
  } else if ((await group.count()) > 0) await group.first().getByRole('radio').last().click()
  else if ((await control.evaluate(element => element.localName)) === 'select')
    await control.selectOption({ index: 1 })
  else {
    await control.click()
    await page.getByRole('option').last().click()
  }
  assert.notEqual((await stateOf(page))[label], before, `${label}: using it set something`)
}

/**
 * Waits until nothing is on its way in or out: what is not seen yet is no value, and the extension
 * looks again, which these tests do not.
 */
async function faded(page: Page): Promise<void> {
  await page.waitForFunction(() => {
    const isMoving = (root: Document | ShadowRoot): boolean =>
      root.getAnimations().some(({ playState, effect }) => {
        const { iterations } = effect?.getComputedTiming() ?? {}
        return playState === 'running' && iterations !== Number.POSITIVE_INFINITY
      }) ||
      [...root.querySelectorAll('*')].some(
        ({ shadowRoot }) => shadowRoot !== null && isMoving(shadowRoot),
      )
    return !isMoving(document)
  })
}

type Look = {
  readonly state: string
  readonly detail: string
  readonly resourceShown: string | null
  readonly readings: readonly { readonly setting: string; readonly reading: Reading }[]
}
async function opened(vendor: string) {
  const page = await browser.newPage()
  await page.setContent(
    '<!doctype html><html lang="en"><title>Console</title><div id="root"></div>',
  )
  await page.addScriptTag({ content: await bundleVendorPage(folder, vendor, packages) })
  await page.addScriptTag({ content: reader })
  return {
    page,
    show: async (name: string, text: string): Promise<void> => {
      await page.evaluate(
        given => (window as unknown as { show(name: string): void }).show(given),
        name,
      )
      await page.getByText(text, { exact: true }).first().waitFor()
    },
    look: async (id: string): Promise<Look> => {
      await faded(page)
      const recipe =
        [...microsoft365Recipes, ...googleWorkspaceRecipes].find(item => item.id === id) ??
        assert.fail(`no recipe ${id}`)
      return page.evaluate(
        given =>
          (window as unknown as { lookAt(recipe: Recipe): Look }).lookAt(
            JSON.parse(given) as Recipe,
          ),
        JSON.stringify(recipe),
      )
    },
  }
}
const valueOf = (look: Look, name: string): unknown => {
  assert.equal(look.state, 'ready', look.detail)
  const reading = look.readings.find(item => item.setting.endsWith(`.${name}`))?.reading
  return reading?.state === 'observed' ? reading.value : `unobserved: ${reading?.detail}`
}

test("microsoft: pages of one thing at a time, and tables, in the vendor's components", async () => {
  const { page, show, look } = await opened('microsoft-things')
  await show('Environment', 'Save')
  assert.equal(
    valueOf(
      await look('microsoft-365-content-security-model-driven'),
      'content-security-policy-model-driven',
    ),
    true,
  )
  assert.equal((await look('microsoft-365-content-security-canvas')).state, 'other-page')
  await page.getByRole('tab', { name: 'Canvas' }).click()
  assert.equal(
    valueOf(await look('microsoft-365-content-security-canvas'), 'content-security-policy-canvas'),
    false,
  )
  assert.equal((await look('microsoft-365-content-security-model-driven')).state, 'other-page')
  await page.getByLabel('Enforce content security policy').click()
  assert.equal(
    valueOf(await look('microsoft-365-content-security-canvas'), 'content-security-policy-canvas'),
    true,
  )

  await show('Alerts', 'Alert policy')
  assert.deepEqual(valueOf(await look('microsoft-365-alert-policies'), 'alert-policies'), [
    { name: 'Messages have been delayed', disabled: false },
    { name: 'Suspicious connector activity', disabled: false },
    { name: 'Email messages removed after delivery', disabled: true },
  ])
  assert.equal((await look('microsoft-365-alert-recipients')).state, 'other-page')
  await page.getByRole('button', { name: 'Messages have been delayed' }).click()
  await page.getByText('Set your recipients').waitFor()
  const first = await look('microsoft-365-alert-recipients')
  assert.deepEqual(
    [first.resourceShown, valueOf(first, 'recipients')],
    ['Messages have been delayed', ['soc@example.com', 'ops@example.com']],
  )
  await page.getByRole('button', { name: 'Next' }).click()
  const second = await look('microsoft-365-alert-recipients')
  assert.deepEqual(
    [second.resourceShown, valueOf(second, 'recipients')],
    [
      'Suspicious connector activity',
      'unobserved: no entry is shown, and that tells nothing: nobody has seen an alert policy without recipients yet',
    ],
  )

  await show('Rule', 'Save')
  const rule = await look('microsoft-365-dlp-rule-device-actions')
  assert.deepEqual(
    [rule.resourceShown, valueOf(rule, 'restricted-app-action'), valueOf(rule, 'bluetooth-action')],
    ['High volume', 'audit', 'block'],
  )
  await page.getByRole('combobox', { name: 'Access by restricted apps' }).click()
  await page.getByRole('option', { name: 'Block', exact: true }).click()
  assert.equal(
    valueOf(await look('microsoft-365-dlp-rule-device-actions'), 'restricted-app-action'),
    'block',
  )

  await show('Retention', '10 Years')
  assert.equal(
    valueOf(await look('microsoft-365-audit-retention'), 'audit-log-retention-months'),
    12,
  )
  await page.close()
})

test('google: a group of boxes, a button that offers the opposite, a service status, two controls of one page', async () => {
  const { page, show, look } = await opened('google-things')
  await show('Content reporting', 'Save')
  assert.deepEqual(
    valueOf(await look('google-workspace-chat-reporting'), 'chat-reporting-categories'),
    [
      {
        unit: '/',
        value:
          'HARASSMENT, DISCRIMINATION, EXPLICIT_CONTENT, SPAM, CONFIDENTIAL_INFORMATION, SENSITIVE_INFORMATION, OTHER',
      },
    ],
  )
  await page.getByLabel('Spam').click()
  assert.ok(
    !JSON.stringify(
      valueOf(await look('google-workspace-chat-reporting'), 'chat-reporting-categories'),
    ).includes('SPAM'),
  )
  await show('Context-Aware Access', 'Save')
  assert.deepEqual(
    valueOf(await look('google-workspace-context-aware-access'), 'context-aware-access'),
    [{ unit: '/', value: 'ENABLED' }],
  )
  await page.evaluate(() => {
    document.querySelector('#turn')!.textContent = 'Turn on'
  })
  assert.deepEqual(
    valueOf(await look('google-workspace-context-aware-access'), 'context-aware-access'),
    [{ unit: '/', value: 'DISABLED' }],
  )
  await show('Drive and Docs', 'Save')
  assert.equal(
    (await look('google-workspace-gemini-service')).state,
    'other-page',
    "another service's status",
  )
  await show('Gemini app', 'Save')
  assert.deepEqual(valueOf(await look('google-workspace-gemini-service'), 'gemini-app-service'), [
    { unit: '/', value: 'ENABLED' },
  ])
  await page.getByLabel('OFF for everyone').click()
  assert.deepEqual(valueOf(await look('google-workspace-gemini-service'), 'gemini-app-service'), [
    { unit: '/', value: 'DISABLED' },
  ])
  await show('Calendar Interop management', 'Save')
  assert.deepEqual(
    valueOf(await look('google-workspace-calendar-interop'), 'calendar-interoperability'),
    [{ unit: '/', value: false }],
  )
  assert.equal(
    valueOf(await look('google-workspace-calendar-interop'), 'calendar-exchange-endpoint'),
    'MICROSOFT_365_GRAPH_API',
  )
  await page.close()
})
