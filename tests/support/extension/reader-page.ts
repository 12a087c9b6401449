import { chromium } from 'playwright-core'
import type { Browser } from 'playwright-core'
import { Recipe } from '../../../common/capture/recipe.ts'
import type { RecipeSource } from '../../../common/capture/recipe.ts'
import { chromiumPath } from '../browsers.ts'
import { bundleForPage } from './bundle.ts'

/** A small page, what a recipe asks of it, and what is true. */
export type Sample = {
  readonly html: string
  readonly reading: Omit<RecipeSource['settings'][number], 'setting'>
  readonly recipe?: Partial<RecipeSource>
  /** Attributes of the document's root. */
  readonly root?: Readonly<Record<string, string>>
  /** Whether it was waited for long enough. */
  readonly waited?: true
}

/** @returns what the interpreter reads on a page: the value, or `unknown: ` and why */
export async function readerPage(): Promise<{
  read(sample: Sample): Promise<unknown>
  /** What teach mode makes of the element with the id `x`. */
  point(html: string): Promise<{
    readonly kind: string
    readonly by: string
    readonly value: unknown
    readonly locate: readonly object[]
  }>
  close(): Promise<void>
}> {
  const browser: Browser = await chromium.launch({
    executablePath: chromiumPath,
    headless: true,
    args: ['--no-sandbox'],
  })
  const page = await browser.newPage()
  const code = await bundleForPage(
    `import './extension/lists.ts'\nimport { interpret } from './extension/capture/interpret.ts'\nimport { scan } from './extension/capture/locate.ts'\nimport { pointAt } from './extension/teach/point.ts'\nwindow.point = () => { const { kind, by, seen, locate } = pointAt(document.querySelector('#x'), document); return { kind, by, locate, value: seen.ok ? seen.value : 'unknown: ' + seen.detail } }\nwindow.read = (recipe, waited) => { const found = interpret(recipe, scan(document), !waited); const [{ reading }] = found.readings.length ? found.readings : [{ reading: { detail: found.state + ' ' + found.detail } }]; return reading.state === 'observed' ? reading.value : 'unknown: ' + reading.detail }`,
  )
  await page.setContent('<!doctype html><html lang="en"><title>Settings</title><body>')
  await page.addScriptTag({ content: code })
  return {
    read({ html, reading, recipe, root, waited }) {
      const given = Recipe.parse({
        id: 'sample',
        service: 'fixture',
        title: 'Settings',
        where: { hosts: ['example.com'], headings: ['Settings'] },
        resource: { type: 'site' },
        context: { save: 'instant' },
        settings: [{ setting: 'fixture.site.x', ...reading }],
        certainty: 'confirmed',
        basis: 'test',
        ...recipe,
      } satisfies RecipeSource)
      return page.evaluate(
        ([text, source, attributes, long]) => {
          const { documentElement } = document
          for (const name of documentElement.getAttributeNames())
            documentElement.removeAttribute(name)
          for (const [name, value] of Object.entries(attributes))
            documentElement.setAttribute(name, value)
          document.body.innerHTML = `<main><h1>Settings</h1>${text}</main>`
          for (const host of document.querySelectorAll('[data-checked]'))
            (host as HTMLInputElement).checked = true
          document.querySelector('[data-scrolled]')?.scrollIntoView()
          return (window as unknown as { read(recipe: Recipe, waited: boolean): unknown }).read(
            JSON.parse(source) as Recipe,
            long,
          )
        },
        [html, JSON.stringify(given), root ?? { lang: 'en' }, waited ?? false] as const,
      )
    },
    point: html =>
      page.evaluate(text => {
        document.body.innerHTML = `<main>${text}</main>`
        for (const host of document.querySelectorAll('[data-checked]'))
          (host as HTMLInputElement).checked = true
        return (
          window as unknown as {
            point(): { kind: string; by: string; value: unknown; locate: object[] }
          }
        ).point()
      }, html),
    close: () => browser.close(),
  }
}
