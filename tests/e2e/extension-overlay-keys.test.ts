import assert from 'node:assert/strict'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { chromium } from 'playwright-core'
import type { Browser, Page } from 'playwright-core'
import { chromiumPath } from '../support/browsers.ts'
import { pressKey, startFirefox } from '../support/extension/bidi.ts'
import type { Firefox } from '../support/extension/bidi.ts'
import { overlayScript } from '../support/extension/overlay-page.ts'
import type { Edges, Seen } from '../support/extension/overlay-page.ts'

const html = readFileSync(
  new URL('../support/extension/overlay-keys.html', import.meta.url),
  'utf8',
)
const address = `data:text/html;charset=utf-8,${encodeURIComponent(html)}`
const script = await overlayScript()
const screenshots = process.env['WITNESSMARK_SCREENSHOTS']

/** The same questions of both browsers, with keys that a person pressed. */
type Driver = {
  fresh(): Promise<void>
  evaluate<T>(expression: string): Promise<T>
  press(key: 'Tab' | 'Shift+Tab' | 'Escape' | 'Enter'): Promise<void>
  picture(name: string): Promise<void>
}
let browser: Browser
let page: Page
let firefox: Firefox
let tab = ''
const drivers: Record<'chromium' | 'firefox', Driver> = {
  chromium: {
    async fresh() {
      await page.goto(address)
    },
    evaluate: expression => page.evaluate(expression),
    press: key => page.keyboard.press(key),
    async picture(name) {
      if (screenshots) await page.screenshot({ path: join(screenshots, `${name}-chromium.png`) })
    },
  },
  firefox: {
    fresh: () => firefox.goto(tab, address),
    evaluate: async <T>(expression: string) => (await firefox.evaluate(tab, expression)) as T,
    press: key => pressKey(firefox, tab, key),
    async picture(name) {
      if (screenshots)
        writeFileSync(join(screenshots, `${name}-firefox.png`), await firefox.screenshot(tab))
    },
  },
}

before(async () => {
  browser = await chromium.launch({
    executablePath: chromiumPath,
    headless: true,
    args: ['--no-sandbox'],
  })
  page = await browser.newPage({ viewport: { width: 1000, height: 760 } })
  firefox = await startFirefox()
  tab = await firefox.newTab()
  await firefox.command('browsingContext.setViewport', {
    context: tab,
    viewport: { width: 1000, height: 760 },
  })
})
after(async () => {
  await browser?.close()
  await firefox?.close()
})

const own = ['link', 'one', 'two', 'button', 'three', 'four', 'five', 'last']
const marks = ['badge one', 'badge two', 'badge three', 'badge four', 'badge five']

for (const name of ['chromium', 'firefox'] as const) {
  const driver = drivers[name]
  const { evaluate, press, picture } = driver
  const mark = () => evaluate<null>(`((0, eval)(${JSON.stringify(script)}), null)`)
  const focused = () => evaluate<string>('window.focused()')
  const walk = async (key: 'Tab' | 'Shift+Tab', times: number): Promise<string[]> => {
    const seen: string[] = []
    for (let i = 0; i < times; i++) {
      await press(key)
      seen.push(await focused())
    }
    return seen
  }
  const badge = async (setting: string): Promise<Seen> => {
    const all = await evaluate<readonly Seen[]>('window.badges()')
    const found = all.find(one => one.setting === setting)
    assert.ok(found, setting)
    return found
  }
  const panels = () =>
    evaluate<readonly { readonly label: string; readonly box: Edges }[]>('window.panels()')
  const settle = () =>
    evaluate<null>(
      'new Promise(resolve => requestAnimationFrame(() => requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(() => resolve(null), 50)))))',
    )

  test(`${name}: the page's own order of Tab stays whole, forwards and back, and the marks come last`, async () => {
    await driver.fresh()
    await evaluate(`(${'document.querySelector("#link").focus()'}, null)`)
    const names =
      'JSON.stringify([...document.querySelectorAll("[data-setting]")].map(e => [...e.attributes].map(a => [a.name, a.value]).concat([...e.labels ?? []].map(l => l.textContent))))'
    const before = await evaluate<string>(names)
    const size =
      'JSON.stringify([document.documentElement.scrollHeight, document.documentElement.scrollWidth, document.body.outerHTML])'
    const whole = await evaluate<string>(size)
    await mark()
    await settle()
    assert.deepEqual(
      [await focused(), ...(await walk('Tab', own.length + marks.length - 1))],
      [...own, ...marks],
    )
    assert.deepEqual(
      await walk('Shift+Tab', own.length + marks.length - 1),
      [...own, ...marks].toReversed().slice(1),
    )
    assert.equal(await evaluate<string>(names), before, 'no control has another name')
    assert.equal(await evaluate<string>(size), whole, 'nothing in the page changed')
  })

  test(`${name}: a mark that has the focus is in sight, with its control`, async () => {
    await driver.fresh()
    await mark()
    await settle()
    assert.equal((await badge('four')).visible, false, 'its control is scrolled out of the box')
    await evaluate('(document.querySelector("#last").focus(), null)')
    const seen = await walk('Tab', marks.length)
    assert.deepEqual(seen, marks)
    for (const [key, setting] of [
      [null, 'five'],
      ['Shift+Tab', 'four'],
      ['Shift+Tab', 'three'],
    ] as const) {
      if (key) await press(key)
      await settle()
      const { box, control, visible } = await badge(setting)
      assert.ok(visible && box.top >= -1 && box.bottom <= 761, `${setting}: ${JSON.stringify(box)}`)
      assert.ok(control.top >= -1 && control.bottom <= 761, setting)
      assert.ok(Math.abs(box.top - control.top) < 60, setting)
    }
  })

  test(`${name}: Escape closes the panel wherever the focus is; leaving it closes it`, async () => {
    await driver.fresh()
    await evaluate(
      '(window.keys = [], document.addEventListener("keydown", event => window.keys.push(event.key)), null)',
    )
    await mark()
    await evaluate('(document.querySelector("#last").focus(), null)')
    await press('Tab')
    await press('Enter')
    assert.deepEqual([(await panels()).length, await focused()], [1, 'panel'])
    await press('Escape')
    assert.deepEqual([(await panels()).length, await focused()], [0, 'badge one'])
    await press('Enter')
    for (let steps = 0; (await focused()) === 'panel' && steps < 12; steps++) await press('Tab')
    assert.deepEqual([(await panels()).length, await focused()], [0, 'badge two'])
    await press('Enter')
    assert.equal((await panels()).length, 1)
    await evaluate('(document.querySelector("#button").focus(), null)')
    assert.deepEqual([(await panels()).length, await focused()], [0, 'button'])
    await evaluate('(window.explain("two"), document.activeElement.blur(), null)')
    assert.equal((await panels()).length, 1, 'no focus at all is not elsewhere')
    await press('Escape')
    assert.equal((await panels()).length, 0)
    assert.ok(!(await evaluate<string[]>('window.keys')).includes('Escape'), 'one press, one thing')
    await press('Escape')
    assert.ok((await evaluate<string[]>('window.keys')).includes('Escape'), 'the page has the next')
  })

  test(`${name}: in a modal dialog mark and panel are in it, and out of it again`, async () => {
    await driver.fresh()
    await mark()
    await evaluate('(document.querySelector("#modal").showModal(), window.look(), null)')
    await settle()
    await evaluate('(document.querySelector("#six").focus(), null)')
    const { box, control } = await badge('six')
    assert.ok(Math.abs(box.top - control.top) < 60, JSON.stringify(box))
    assert.ok(Math.abs(box.left - control.left) < 200, JSON.stringify(box))
    assert.deepEqual(await walk('Tab', 2), ['inside', 'badge six'])
    await press('Enter')
    assert.deepEqual(
      [(await panels()).map(one => one.label), await focused()],
      [['Witnessmark: six'], 'panel'],
    )
    await picture('overlay-dialog')
    await press('Escape')
    assert.equal(await evaluate('document.querySelector("#modal").open'), true, 'only the panel')
    await press('Escape')
    assert.equal(await evaluate('document.querySelector("#modal").open'), false)
    await evaluate('(document.querySelector("#modal").show(), window.look(), null)')
    await settle()
    assert.equal((await badge('six')).visible, true, 'in the page once it is not modal')
    await evaluate('(document.querySelector("#one").focus(), null)')
    await press('Tab')
    assert.equal(await focused(), 'two')
  })

  test(`${name}: a drawer that keeps the focus in it lets go to its marks`, async () => {
    await driver.fresh()
    await mark()
    await evaluate('(document.querySelector("#drawer").hidden = false, window.look(), null)')
    await settle()
    await evaluate('(document.querySelector("#seven").focus(), null)')
    assert.deepEqual(await walk('Tab', 1), ['badge seven'])
    await press('Enter')
    assert.deepEqual([(await panels()).length, await focused()], [1, 'panel'])
  })
}

test('at 320 pixels, and at four times the size, the panel is whole and can be scrolled', async () => {
  const { evaluate, picture } = drivers.chromium
  for (const [width, height] of [
    [320, 640],
    [320, 256],
  ] as const) {
    await page.setViewportSize({ width, height })
    await drivers.chromium.fresh()
    await evaluate(`((0, eval)(${JSON.stringify(script)}), null)`)
    for (const setting of ['one', 'three']) {
      await evaluate(`(window.explain("${setting}"), null)`)
      const [panel] = await evaluate<readonly { readonly box: Edges }[]>('window.panels()')
      assert.ok(panel, setting)
      const { left, right, top, bottom } = panel.box
      assert.ok(
        left >= 0 && right <= width && top >= 0 && bottom <= height,
        `${setting}: ${JSON.stringify(panel.box)}`,
      )
    }
    await picture(`overlay-${width}-${height}`)
  }
  await page.setViewportSize({ width: 1000, height: 760 })
})

test('a panel that is cut shows it at the edge, whether or not the system shows a bar', async () => {
  const { evaluate } = drivers.chromium
  await page.emulateMedia({ colorScheme: 'light' })
  await page.setViewportSize({ width: 320, height: 256 })
  await drivers.chromium.fresh()
  await evaluate(`((0, eval)(${JSON.stringify(script)}), null)`)
  await evaluate('(window.explain("one"), null)')
  const edge = async (end: boolean, side: 'top' | 'bottom'): Promise<number> => {
    const box = await evaluate<Edges & { readonly more: number }>(`window.scrollPanel(${end})`)
    assert.ok(box.more > 0, 'it is cut')
    // Beside its words, within its edge.
    const y = side === 'top' ? box.top + 2 : box.bottom - 4
    const picture = await page.screenshot({ clip: { x: box.left + 4, y, width: 8, height: 2 } })
    return page.evaluate(
      async data => {
        const image = new Image()
        image.src = data
        await image.decode()
        const canvas = document.createElement('canvas')
        const drawn = canvas.getContext('2d')
        drawn?.drawImage(image, 0, 0)
        return drawn?.getImageData(2, 0, 1, 1).data[0] ?? -1
      },
      `data:image/png;base64,${picture.toString('base64')}`,
    )
  }
  assert.ok((await edge(false, 'bottom')) < 235, 'more below')
  assert.ok((await edge(false, 'top')) > 245, 'nothing above')
  assert.ok((await edge(true, 'top')) < 235, 'more above')
  assert.ok((await edge(true, 'bottom')) > 245, 'nothing below')
  await page.setViewportSize({ width: 1000, height: 760 })
})
