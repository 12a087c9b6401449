import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { after, before, test } from 'node:test'
import { chromium } from 'playwright-core'
import type { Browser, Page } from 'playwright-core'
import { Recipe } from '../../common/capture/recipe.ts'
import type { Locator, RecipeSource } from '../../common/capture/recipe.ts'
import { chromiumPath } from '../support/browsers.ts'
import { bundleForPage } from '../support/extension/bundle.ts'

type Reader = {
  readonly names: () => readonly (readonly [string, string])[]
  readonly read: (recipe: Recipe) => {
    readonly state: string
    readonly detail: string
    readonly readings: readonly {
      readonly reading: {
        readonly state: string
        readonly value?: unknown
        readonly detail?: string
      }
    }[]
  }
}
let browser: Browser
let page: Page
before(async () => {
  browser = await chromium.launch({
    executablePath: chromiumPath,
    headless: true,
    args: ['--no-sandbox'],
  })
  page = await browser.newPage()
  const code = await bundleForPage(
    `import './extension/lists.ts'\nimport { interpret } from './extension/capture/interpret.ts'\nimport { scan } from './extension/capture/locate.ts'\nimport { computeAccessibleName } from 'dom-accessibility-api'\nwindow.reader = { read: recipe => interpret(recipe, scan(document)), names: () => { const page = scan(document); return page.controls.filter(item => item.matches('input,button,select,textarea,fieldset,table')).map(item => [page.nameOf(item), computeAccessibleName(item)]) } }`,
  )
  await page.setContent(
    readFileSync(new URL('../support/extension/controls.html', import.meta.url), 'utf8'),
  )
  await page.addScriptTag({ content: code })
})
after(async () => {
  await browser?.close()
})

const recipe = (settings: RecipeSource['settings'], over: Partial<RecipeSource> = {}): Recipe =>
  Recipe.parse({
    id: 'controls',
    service: 'fixture',
    title: 'Controls',
    where: { hosts: ['example.com'], headings: ['Controls'] },
    resource: { type: 'site' },
    context: { save: 'instant' },
    settings,
    certainty: 'guess',
    basis: 'test',
    ...over,
  } satisfies RecipeSource)
const look = (of: Recipe) =>
  page.evaluate(
    given => (window as unknown as { reader: Reader }).reader.read(JSON.parse(given) as Recipe),
    JSON.stringify(of),
  )
type Reading = Omit<RecipeSource['settings'][number], 'setting' | 'locate'>
async function value(
  locate: readonly Locator[],
  reading: Reading = { read: 'checked' },
  over: Partial<RecipeSource> = {},
): Promise<unknown> {
  const found = await look(
    recipe([{ setting: 'fixture.site.x', locate: [...locate], ...reading }], over),
  )
  const one = found.readings[0]?.reading
  return found.state !== 'ready'
    ? found.state
    : one?.state === 'observed'
      ? one.value
      : `unobserved: ${one?.detail}`
}

const switches: readonly (readonly [string, Locator, string])[] = [
  ['native', { role: 'checkbox', name: ['Native box'] }, '#n1'],
  ['Primer', { role: 'switch', name: ['Primer toggle'] }, '#primer button'],
  ['Fluent', { role: 'switch', name: ['Fluent switch'] }, '#f1'],
  ['Radix', { role: 'switch', name: ['Radix switch'] }, '#r1'],
  ['MUI', { role: 'switch', name: ['MUI switch'] }, '#mui input'],
  ['unnamed, by structure', { near: ['Unnamed toggle'], role: 'switch' }, '#unnamed button'],
  ['Directus by field', { css: '[data-field="public_registration"] button' }, '#directus button'],
  [
    'Directus by structure',
    { near: ['Public registration'], role: 'checkbox' },
    '#directus button',
  ],
  [
    'Material Web in a shadow root',
    { role: 'switch', name: ['Material switch'] },
    'md-switch input',
  ],
]
for (const [vendor, locator, selector] of switches) {
  test(`${vendor}: what is read is what a click sets`, async () => {
    const first = await value([locator])
    await page.locator(selector).click()
    const second = await value([locator])
    await page.locator(selector).click()
    assert.deepEqual([typeof first, second, await value([locator])], ['boolean', !first, first])
  })
}

test('accessible names are those of dom-accessibility-api', async () => {
  const names = await page.evaluate(() => (window as unknown as { reader: Reader }).reader.names())
  assert.ok(names.length > 20)
  assert.deepEqual(
    names.map(([ours]) => ours),
    names.map(([, library]) => library.replace(/\s+/g, ' ').trim()),
  )
})

test('same-origin frame', async () => {
  assert.equal(await value([{ role: 'checkbox', name: ['Framed box'] }]), false)
  await page.frameLocator('iframe').locator('input').check()
  assert.equal(await value([{ role: 'checkbox', name: ['Framed box'] }]), true)
})

test('choices, dropdowns, numbers, units, lists, rows, presence, absence', async () => {
  assert.equal(
    await value([{ role: 'radiogroup', name: ['Native choice'] }], { read: 'selected' }),
    'Some people',
  )
  assert.equal(
    await value([{ css: 'input[name=choice]' }], {
      read: 'selected',
      by: 'value',
      map: { values: { some: 'members', all: 'everyone' } },
    }),
    'members',
  )
  assert.equal(
    await value([{ role: 'combobox', name: ['Fluent dropdown'] }], { read: 'selected' }),
    'Members',
  )
  await page.locator('#fluent button').click()
  assert.equal(
    await value([{ role: 'combobox', name: ['Fluent dropdown'] }], { read: 'selected' }),
    'Admins',
  )
  assert.equal(
    await value([{ role: 'combobox', name: ['Default role'] }], { read: 'selected' }),
    'Writer',
  )
  assert.equal(
    await value([{ role: 'spinbutton', name: ['Session hours'] }], { read: 'number' }),
    8,
  )
  assert.equal(
    await value([{ role: 'textbox', name: ['Session length'] }], {
      read: 'number',
      map: { unit: { hours: 60, days: 1440 } },
    }),
    2880,
  )
  assert.deepEqual(await value([{ role: 'list', name: ['Allowed domains'] }], { read: 'list' }), [
    'example.com',
    'example.org',
  ])
  assert.deepEqual(await value([{ role: 'table', name: ['Webhooks'] }], { read: 'rows' }), [
    { Name: 'deploy', State: 'on' },
  ])
  assert.equal(await value([{ css: '#nowhere' }], { read: 'presence' }), false)
  assert.deepEqual(await value([{ css: '#nowhere' }], { read: 'list', absent: [] }), [])
  assert.equal(
    await value([{ role: 'combobox', name: ['Password strength'] }], { read: 'selected' }),
    'Strong',
    'a list with a search field, whatever it is of',
  )
  const attempts = (empty?: Pick<RecipeSource['settings'][number], 'empty'>): Promise<unknown> =>
    value([{ css: '#attempts' }], { read: 'number', ...empty })
  assert.match(String(await attempts()), /no number/)
  assert.equal(
    await attempts({ empty: { locate: [{ css: '#attempts:placeholder-shown' }] } }),
    null,
  )
  await page.locator('#attempts').fill('12')
  assert.equal(await attempts({ empty: { locate: [{ css: '#attempts:placeholder-shown' }] } }), 12)
  assert.equal(await value([{ css: '#nowhere' }], { read: 'presence' }), false)
  assert.match(
    String(
      await value([{ css: '#nowhere' }], {
        read: 'presence',
        empty: { locate: [{ css: '#not-there' }], value: false },
      }),
    ),
    /unobserved/,
    'where the page has a sign for nothing, its absence is no answer',
  )
  assert.deepEqual(await value([{ css: '#chips' }], { read: 'list' }), ['10.0.0.0/8', 'a, b'])
  assert.deepEqual(
    await value([{ css: '#nowhere' }], {
      read: 'list',
      empty: { locate: [{ css: '#nowhere' }], value: [] },
    }).then(found => String(found).startsWith('unobserved')),
    true,
  )
  assert.equal(await value([{ css: '#r1' }], { read: 'checked', map: { invert: true } }), true)
})

test('what does not fit is never a value', async () => {
  assert.match(String(await value([{ role: 'checkbox', name: ['Twice'] }])), /2 found/)
  assert.match(String(await value([{ css: '#nowhere' }])), /0 found/)
  assert.match(String(await value([{ css: '#f-l' }])), /neither on nor off/)
  assert.match(
    String(
      await value([{ css: 'input[name=choice]' }], {
        read: 'selected',
        by: 'value',
        map: { values: { all: 'everyone' } },
      }),
    ),
    /none of the known wordings/,
  )
  assert.match(
    String(await value([{ role: 'textbox', name: ['API key'] }], { read: 'text' })),
    /credential/,
  )
  assert.match(String(await value([{ css: '#leak' }], { read: 'text' })), /credential/)
  assert.match(String(await value([{ css: '][' }])), /0 found/)
  await page.evaluate(() => {
    document.querySelector<HTMLInputElement>('#n1')!.indeterminate = true
  })
  assert.match(String(await value([{ css: '#n1' }])), /neither on nor off/)
})

test("candidates are tried in order; names only in the recipe's languages", async () => {
  assert.equal(await value([{ role: 'switch', name: ['No such'] }, { css: '#r1' }]), false)
  await page.evaluate(() => {
    document.documentElement.lang = 'fr-FR'
  })
  assert.match(String(await value([{ role: 'switch', name: ['Radix switch'] }])), /language/)
  assert.equal(await value([{ role: 'switch', name: ['Radix switch'] }, { css: '#r1' }]), false)
  assert.equal(
    await value(
      [{ role: 'switch', name: ['Radix switch'] }],
      { read: 'checked' },
      { languages: ['en', 'fr'] },
    ),
    false,
  )
  await page.evaluate(() => {
    document.documentElement.lang = 'en'
  })
})

test('a page that its account may not see, or its plan does not have, says so for every setting', async () => {
  const both = (context: RecipeSource['context']) =>
    look(
      recipe(
        [
          { setting: 'fixture.site.x', locate: [{ css: '#r1' }], read: 'checked' },
          { setting: 'fixture.site.y', locate: [{ css: '#n1' }], read: 'checked' },
        ],
        { where: { hosts: ['example.com'], headings: ['Members'] }, context },
      ),
    )
  const reasons = (found: Awaited<ReturnType<typeof look>>) =>
    found.readings.map(item =>
      item.reading.state === 'unobserved'
        ? (item.reading as { readonly reason?: string }).reason
        : 'observed',
    )
  assert.deepEqual(reasons(await both({ save: 'instant', forbidden: [{ css: '#lists' }] })), [
    'forbidden',
    'forbidden',
  ])
  assert.deepEqual(
    reasons(
      await both({
        save: 'instant',
        forbidden: [{ css: '#nowhere' }],
        unsupported: [{ css: '#lists' }],
      }),
    ),
    ['unsupported-plan', 'unsupported-plan'],
  )
  assert.equal(
    (await both({ save: 'instant', forbidden: [{ css: '#nowhere' }] })).state,
    'other-page',
  )
})

test('a page that is another, loading, unsaved or without its account gives nothing', async () => {
  const any: readonly Locator[] = [{ css: '#r1' }]
  assert.equal(
    await value(
      any,
      { read: 'checked' },
      { where: { hosts: ['example.com'], headings: ['Members'] } },
    ),
    'other-page',
  )
  assert.equal(
    await value(
      any,
      { read: 'checked' },
      { context: { save: 'instant', loading: [{ css: '#lists' }] } },
    ),
    'loading',
  )
  assert.equal(
    await value(
      any,
      { read: 'checked' },
      { context: { save: 'instant', account: [{ css: '#nobody' }] } },
    ),
    'loading',
  )
  assert.equal(
    await value(
      any,
      { read: 'checked' },
      { context: { save: 'instant', unsaved: [{ css: '#lists' }] } },
    ),
    'unsaved',
  )
  await page.evaluate(() => document.body.setAttribute('aria-busy', 'true'))
  assert.equal(await value(any), 'loading')
})
