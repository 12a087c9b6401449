import assert from 'node:assert/strict'
import { readdirSync } from 'node:fs'
import { after, before, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { chromium } from 'playwright-core'
import type { Browser, Page } from 'playwright-core'
import { Recipe } from '../../common/capture/recipe.ts'
import type { Locator, RecipeSource } from '../../common/capture/recipe.ts'
import { chromiumPath } from '../support/browsers.ts'
import { bundleForPage } from '../support/extension/bundle.ts'
import { bundleVendorPage, installDesignSystems } from './vendor-page.ts'

// A page of each vendor's design system, built from its npm package: what the interpreter reads is
// what the component itself says a click set.
const folder = fileURLToPath(new URL('design-systems', import.meta.url))
const packages = installDesignSystems()
let browser: Browser
let reader = ''
/** Teach mode as it is injected, with an agent that takes every lesson. */
let teacher = ''
before(async () => {
  browser = await chromium.launch({
    executablePath: chromiumPath,
    headless: true,
    args: ['--no-sandbox'],
  })
  reader = await bundleForPage(
    `import './extension/lists.ts'\nimport { interpret } from './extension/capture/interpret.ts'\nimport { scan } from './extension/capture/locate.ts'\nwindow.read = recipe => { const [one] = interpret(recipe, scan(document)).readings; return one.reading.state === 'observed' ? one.reading.value : 'unobserved: ' + one.reading.detail }`,
  )
  teacher = `window.chrome = { runtime: { connect: () => { const heard = []; setTimeout(() => heard.forEach(listener => listener({ kind: 'metrics', metrics: [{ id: 'mfa-enforced', title: 'Second factor' }], names: [] }))); return { onMessage: { addListener: listener => heard.push(listener) }, onDisconnect: { addListener() {} }, postMessage: lesson => { window.lesson = lesson; heard.forEach(listener => listener({ kind: 'taught', error: null, field: null })) }, disconnect() {} } } } };\n${await bundleForPage(`import './extension/lists.ts'; import './extension/teach-form.ts'; import './extension/teach.ts'`)}`
})
after(async () => {
  await browser?.close()
})

type PointedAt = ReturnType<Page['locator']>
type Control = {
  readonly state: string
  /** What a person points at in teach mode. */ readonly point: (page: Page) => PointedAt
  readonly locate: Locator
  readonly read: 'checked' | 'selected'
  readonly by?: 'value'
  readonly change: (page: Page) => Promise<unknown>
}
const toggle = (name: string) => (page: Page) =>
  page.getByLabel(name, { exact: true }).first().click()
const option = (page: Page, name: string) => page.getByRole('option', { name }).first().click()
const common: Readonly<Record<'on-off' | 'box' | 'one' | 'list', Control>> = {
  'on-off': {
    state: 'on-off',
    point: page => page.getByLabel('Require two-step sign-in', { exact: true }).first(),
    locate: { role: 'switch', name: ['Require two-step sign-in'] },
    read: 'checked',
    change: toggle('Require two-step sign-in'),
  },
  'box': {
    state: 'box',
    point: page => page.getByLabel('Allow public links', { exact: true }).first(),
    locate: { role: 'checkbox', name: ['Allow public links'] },
    read: 'checked',
    change: toggle('Allow public links'),
  },
  'one': {
    state: 'one',
    point: page => page.getByRole('radio', { name: 'members' }).first(),
    locate: { role: 'radiogroup', name: ['Who may invite'] },
    read: 'selected',
    change: page => page.getByRole('radio', { name: 'admins' }).first().click(),
  },
  'list': {
    state: 'list',
    point: page => page.getByRole('combobox').first(),
    locate: { role: 'combobox', name: ['Default role'] },
    read: 'selected',
    change: async page => {
      await page.getByRole('combobox').first().click()
      await option(page, 'Admins')
    },
  },
}
const near = (text: string): Locator => ({ near: [text], role: 'checkbox' })
const vendors: Readonly<Record<string, readonly Control[]>> = {
  radix: Object.values(common),
  mui: Object.values(common),
  primer: [
    common['on-off'],
    common.box,
    common.one,
    {
      ...common.list,
      point: page => page.getByLabel('Default role'),
      change: page => page.getByLabel('Default role').selectOption('Admins'),
    },
  ],
  fluent: Object.values(common),
  material: [
    common['on-off'],
    common.box,
    {
      ...common.one,
      point: page => page.locator('#members'),
      change: page => page.locator('#admins').click(),
    },
    {
      ...common.list,
      point: page => page.locator('md-outlined-select'),
      change: async page => {
        await page.locator('md-outlined-select').click()
        await page.locator('md-select-option[value=Admins]').click()
      },
    },
  ],
  directus: [
    {
      ...common['on-off'],
      locate: near('Require two-step sign-in'),
      point: page => page.locator('[data-field=require_tfa] button'),
      change: page => page.locator('[data-field=require_tfa] button').click(),
    },
    {
      ...common.box,
      locate: { css: '[data-field="public_links"] button' },
      point: page => page.locator('[data-field=public_links] button'),
      change: page => page.locator('[data-field=public_links] button').click(),
    },
  ],
}

test('every page of a design system is tested', () => {
  assert.deepEqual(
    readdirSync(folder)
      .map(file => file.replace('.jsx', ''))
      .sort(),
    Object.keys(vendors).sort(),
  )
})

type Read = Pick<RecipeSource['settings'][number], 'read'> & { readonly locate: readonly Locator[] }

async function openVendor(vendor: string, errors: string[]): Promise<Page> {
  const page = await browser.newPage()
  page.on('pageerror', error => errors.push(error.message))
  await page.setContent(
    '<!doctype html><html lang="en"><title>Security</title><h1>Security</h1><div id="root"></div>',
  )
  await page.addScriptTag({ content: await bundleVendorPage(folder, vendor, packages) })
  await page.addScriptTag({ content: reader })
  await page.waitForFunction(() => document.querySelector('#root')?.childElementCount)
  return page
}
const readBy = (page: Page, { locate, read }: Read) =>
  page.evaluate(
    given =>
      (window as unknown as { read(recipe: Recipe): unknown }).read(JSON.parse(given) as Recipe),
    JSON.stringify(
      Recipe.parse({
        id: 'vendor',
        service: 'fixture',
        title: 'Security',
        where: { hosts: ['example.com'], headings: ['Security'] },
        resource: { type: 'site' },
        context: { save: 'instant' },
        settings: [{ setting: 'fixture.site.x', locate: [...locate], read }],
        certainty: 'guess',
        basis: 'test',
      } satisfies RecipeSource),
    ),
  )
/** The form is in a closed root: only the debugger sees where its button is. The click is a person's. */
async function pressSave(page: Page): Promise<void> {
  const session = await page.context().newCDPSession(page)
  type Node = {
    readonly nodeId: number
    readonly nodeName: string
    readonly nodeValue: string
    readonly children?: readonly Node[]
    readonly shadowRoots?: readonly Node[]
  }
  const { root } = (await session.send('DOM.getDocument', { depth: -1, pierce: true })) as {
    readonly root: Node
  }
  const all = (node: Node): readonly Node[] => [
    node,
    ...[...(node.shadowRoots ?? []), ...(node.children ?? [])].flatMap(all),
  ]
  const button = all(root).findLast(
    node => node.nodeName === 'BUTTON' && node.children?.[0]?.nodeValue === 'Save',
  )
  assert.ok(button, 'a button to save')
  const { nodeId } = button
  await session.send('DOM.scrollIntoViewIfNeeded', { nodeId })
  const { model } = await session.send('DOM.getBoxModel', { nodeId })
  const [left = 0, top = 0] = model.content
  await page.mouse.click(left + model.width / 4, top + model.height / 4)
  await page.waitForTimeout(100)
  await session.detach()
}
const stateOf = (page: Page, control: Control) =>
  page.evaluate(
    name => (window as unknown as { state: Record<string, unknown> }).state[name],
    control.state,
  )
async function change(page: Page, control: Control): Promise<unknown> {
  const before = await stateOf(page, control)
  await control.change(page)
  await page.waitForFunction(
    () =>
      ![document, document.querySelector('md-outlined-select')?.shadowRoot].some(root =>
        root?.querySelector('[aria-expanded=true]'),
      ),
  )
  const after = await stateOf(page, control)
  assert.notEqual(after, before, `${control.state}: the click set something`)
  return after
}

for (const [vendor, controls] of Object.entries(vendors)) {
  test(`${vendor}: what is read is what a click sets`, async () => {
    const errors: string[] = []
    const page = await openVendor(vendor, errors)
    for (const control of controls) {
      const reading = { locate: [control.locate], read: control.read }
      assert.equal(
        await readBy(page, reading),
        await stateOf(page, control),
        `${control.state} at first`,
      )
      const after = await change(page, control)
      assert.equal(await readBy(page, reading), after, `${control.state} after a click`)
    }
    assert.deepEqual(errors, [])
    await page.close()
  })

  test(`${vendor}: teach mode finds each control again, and pointing changes nothing`, async () => {
    const errors: string[] = []
    const page = await openVendor(vendor, errors)
    for (const control of controls) {
      const before = await stateOf(page, control)
      await page.addScriptTag({ content: teacher })
      await control.point(page).click({ force: true })
      await page.waitForTimeout(100)
      assert.equal(await stateOf(page, control), before, `${control.state}: pointing sets nothing`)
      await pressSave(page)
      const lesson = await page.evaluate(() => {
        const { lesson } = window as unknown as {
          lesson?: Read & { readonly title: string; readonly wanted: unknown }
        }
        delete (window as { lesson?: unknown }).lesson
        return lesson
      })
      assert.ok(lesson, `${control.state}: a lesson`)
      await page.keyboard.press('Escape')
      assert.equal(lesson.read, control.read)
      assert.ok(
        [
          'Require two-step sign-in',
          'Allow public links',
          'Who may invite',
          'Default role',
        ].includes(lesson.title),
        lesson.title,
      )
      assert.equal(lesson.wanted, before)
      assert.ok(lesson.locate.length > 0)
      for (const locate of lesson.locate)
        assert.ok(
          !('css' in locate) || !/_r_|-r\d|:r|mui-\d/.test(locate.css),
          `${JSON.stringify(locate)} is numbered anew at each load`,
        )
      // Each way of finding it by itself: the next is tried when one no longer fits.
      for (const locate of lesson.locate)
        assert.equal(
          await readBy(page, { ...lesson, locate: [locate] }),
          before,
          `${control.state}: ${JSON.stringify(locate)}`,
        )
      const after = await change(page, control)
      for (const locate of lesson.locate)
        assert.equal(
          await readBy(page, { ...lesson, locate: [locate] }),
          after,
          `${control.state} after a click: ${JSON.stringify(locate)}`,
        )
    }
    assert.deepEqual(errors, [])
    await page.close()
  })
}
