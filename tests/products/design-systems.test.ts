import assert from 'node:assert/strict'
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { chromium } from 'playwright-core'
import type { Browser, Page } from 'playwright-core'
import { build } from 'vite'
import { Recipe } from '../../common/capture/recipe.ts'
import type { Locator, RecipeSource } from '../../common/capture/recipe.ts'
import { chromiumPath } from '../support/browsers.ts'
import { bundleForPage } from '../support/extension/bundle.ts'
import { installProduct } from './install.ts'

// A page of each vendor's design system, built from its npm package: what the interpreter reads is what the component itself says a click set.
const folder = fileURLToPath(new URL('design-systems', import.meta.url))
const packages = installProduct('design-systems', [
  'react@19', 'react-dom@19', '@radix-ui/react-switch@1', '@radix-ui/react-checkbox@1', '@radix-ui/react-select@2', '@radix-ui/react-radio-group@1', '@mui/material@9', '@emotion/react@11', '@emotion/styled@11', '@primer/react@38', '@fluentui/react-components@9', '@material/web@2',
])
let browser: Browser
let reader = ''
before(async () => {
  browser = await chromium.launch({ executablePath: chromiumPath, headless: true, args: ['--no-sandbox'] })
  reader = await bundleForPage(`import { interpret } from './extension/capture/interpret.ts'\nimport { scan } from './extension/capture/locate.ts'\nwindow.read = recipe => { const [one] = interpret(recipe, scan(document)).readings; return one.reading.state === 'observed' ? one.reading.value : 'unobserved: ' + one.reading.detail }`)
})
after(async () => { await browser?.close() })

/** Bundles one vendor's page; bare imports are looked for beside the products, not in the repository. */
async function bundleOf(vendor: string): Promise<string> {
  const built = await build({
    configFile: false, root: folder, logLevel: 'error', publicDir: false, define: { 'process.env.NODE_ENV': '"production"', 'process.env': '{}' },
    plugins: [{ name: 'products', enforce: 'pre', resolveId(id, importer) { return /^[@a-z]/.test(id) && importer?.startsWith(folder) ? this.resolve(id, join(packages, 'page.js'), { skipSelf: true }) : null } }],
    build: { write: false, minify: false, cssCodeSplit: false, rolldownOptions: { input: join(folder, `${vendor}.jsx`), output: { format: 'iife' }, onwarn() { /* "use client" is of no meaning here */ } } },
  })
  const [result] = Array.isArray(built) ? built : [built]
  const code = result && 'output' in result ? result.output.find(item => item.type === 'chunk') : undefined
  if (code?.type !== 'chunk') throw new Error(`${vendor} was not bundled`)
  return code.code
}

type Control = { readonly state: string; readonly locate: Locator; readonly read: 'checked' | 'selected'; readonly by?: 'value'; readonly change: (page: Page) => Promise<unknown> }
const toggle = (name: string) => (page: Page) => page.getByLabel(name, { exact: true }).first().click()
const option = (page: Page, name: string) => page.getByRole('option', { name }).first().click()
const common: Readonly<Record<'on-off' | 'box' | 'one' | 'list', Control>> = {
  'on-off': { state: 'on-off', locate: { role: 'switch', name: ['Require two-step sign-in'] }, read: 'checked', change: toggle('Require two-step sign-in') },
  'box': { state: 'box', locate: { role: 'checkbox', name: ['Allow public links'] }, read: 'checked', change: toggle('Allow public links') },
  'one': { state: 'one', locate: { role: 'radiogroup', name: ['Who may invite'] }, read: 'selected', change: page => page.getByRole('radio', { name: 'admins' }).first().click() },
  'list': { state: 'list', locate: { role: 'combobox', name: ['Default role'] }, read: 'selected', change: async page => { await page.getByRole('combobox').first().click(); await option(page, 'Admins') } },
}
const near = (text: string): Locator => ({ near: [text], role: 'checkbox' })
const vendors: Readonly<Record<string, readonly Control[]>> = {
  radix: Object.values(common),
  mui: Object.values(common),
  primer: [common['on-off'], common.box, common.one, { ...common.list, change: page => page.getByLabel('Default role').selectOption('Admins') }],
  fluent: Object.values(common),
  material: [common['on-off'], common.box, { ...common.one, change: page => page.locator('#admins').click() }, { ...common.list, change: async page => { await page.locator('md-outlined-select').click(); await page.locator('md-select-option[value=Admins]').click() } }],
  directus: [
    { ...common['on-off'], locate: near('Require two-step sign-in'), change: page => page.locator('[data-field=require_tfa] button').click() },
    { ...common.box, locate: { css: '[data-field="public_links"] button' }, change: page => page.locator('[data-field=public_links] button').click() },
  ],
}

test('every page of a design system is tested', () => {
  assert.deepEqual(readdirSync(folder).map(file => file.replace('.jsx', '')).sort(), Object.keys(vendors).sort())
})

for (const [vendor, controls] of Object.entries(vendors)) {
  test(`${vendor}: what is read is what a click sets`, async () => {
    const page = await browser.newPage()
    const errors: string[] = []
    page.on('pageerror', error => errors.push(error.message))
    await page.setContent('<!doctype html><html lang="en"><title>Security</title><h1>Security</h1><div id="root"></div>')
    await page.addScriptTag({ content: await bundleOf(vendor) })
    await page.addScriptTag({ content: reader })
    await page.waitForFunction(() => document.querySelector('#root')?.childElementCount)
    const read = (control: Control) => page.evaluate(given => (window as unknown as { read(recipe: Recipe): unknown }).read(JSON.parse(given) as Recipe), JSON.stringify(Recipe.parse({
      id: 'vendor', service: 'fixture', title: 'Security', where: { hosts: ['example.com'], headings: ['Security'] }, resource: { type: 'site' }, context: { save: 'instant' },
      settings: [{ setting: 'fixture.site.x', locate: [control.locate], read: control.read }], certainty: 'guess', basis: 'test',
    } satisfies RecipeSource)))
    const state = (control: Control) => page.evaluate(name => (window as unknown as { state: Record<string, unknown> }).state[name], control.state)
    for (const control of controls) {
      const before = await state(control)
      assert.equal(await read(control), before, `${control.state} at first`)
      await control.change(page)
      await page.waitForTimeout(50)
      const after = await state(control)
      assert.notEqual(after, before, `${control.state}: the click set something`)
      await page.waitForFunction(() => ![document, document.querySelector('md-outlined-select')?.shadowRoot].some(root => root?.querySelector('[aria-expanded=true]')))
      assert.equal(await read(control), after, `${control.state} after a click`)
    }
    assert.deepEqual(errors, [])
    await page.close()
  })
}
