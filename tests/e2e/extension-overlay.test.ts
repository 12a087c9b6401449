import assert from 'node:assert/strict'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { chromium } from 'playwright-core'
import type { Browser, Page } from 'playwright-core'
import { chromiumPath } from '../support/browsers.ts'
import { startFirefox } from '../support/extension/bidi.ts'
import type { Firefox } from '../support/extension/bidi.ts'
import { overlayScript } from '../support/extension/overlay-page.ts'
import type { Edges, Seen } from '../support/extension/overlay-page.ts'

const html = readFileSync(new URL('../support/extension/overlay.html', import.meta.url), 'utf8')
const script = await overlayScript()
const screenshots = process.env['WITNESSMARK_SCREENSHOTS']

/** The same questions of both browsers. */
type Driver = { evaluate<T>(expression: string): Promise<T>; picture(name: string): Promise<void> }
let browser: Browser
let page: Page
let firefox: Firefox
let tab = ''
const drivers: Record<'chromium' | 'firefox', Driver> = {
  chromium: {
    evaluate: expression => page.evaluate(expression),
    async picture(name) {
      if (screenshots) await page.screenshot({ path: join(screenshots, `${name}-chromium.png`) })
    },
  },
  firefox: {
    evaluate: async <T>(expression: string) => (await firefox.evaluate(tab, expression)) as T,
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
  await page.setContent(html)
  await page.evaluate(script)
  firefox = await startFirefox()
  tab = await firefox.newTab()
  await firefox.command('browsingContext.setViewport', {
    context: tab,
    viewport: { width: 1000, height: 760 },
  })
  await firefox.goto(tab, `data:text/html;charset=utf-8,${encodeURIComponent(html)}`)
  await firefox.evaluate(
    tab,
    `(${JSON.stringify(script)}, (0, eval)(${JSON.stringify(script)}), 1)`,
  )
})
after(async () => {
  await browser?.close()
  await firefox?.close()
})

const overlap = (a: Edges, b: Edges): boolean =>
  a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom
const middle = (box: Edges): number => (box.top + box.bottom) / 2

for (const name of ['chromium', 'firefox'] as const) {
  const driver = drivers[name]
  const badges = (): Promise<readonly Seen[]> => driver.evaluate<readonly Seen[]>('window.badges()')
  const badge = async (setting: string): Promise<Seen> => {
    const found = (await badges()).find(item => item.setting === setting)
    assert.ok(found, setting)
    return found
  }
  const scroll = async (pixels: number): Promise<void> => {
    await driver.evaluate(
      `new Promise(resolve => { document.querySelector('#scroller').scrollTop = ${pixels}; requestAnimationFrame(() => requestAnimationFrame(() => requestAnimationFrame(() => resolve(1)))) })`,
    )
  }

  test(`${name}: every control has its badge, none over another, a control, or words`, async () => {
    await scroll(100)
    const seen = await badges()
    await driver.picture('overlay')
    assert.deepEqual(seen.map(item => item.setting).sort(), [
      'cell',
      'cell-two',
      'closed-root',
      'column-one',
      'column-two',
      'edge',
      'framed',
      'framed-two',
      'hours',
      'line-one',
      'line-three',
      'line-two',
      'minutes',
      'narrow',
      'open-root',
      'rtl',
      'scrolled',
      'words',
    ])
    for (const one of seen) {
      assert.ok(one.visible && one.box.right - one.box.left >= 20, `${one.setting} is shown`)
      assert.deepEqual(
        one.covers,
        [],
        `${one.setting} covers nothing (${one.side}${one.compact ? ', compact' : ''})`,
      )
      assert.ok(one.box.left >= 0 && one.box.right <= 1000, `${one.setting} is on the screen`)
      for (const other of seen)
        if (other !== one && other.document === one.document)
          assert.ok(!overlap(one.box, other.box), `${one.setting} and ${other.setting}`)
    }
  })

  test(`${name}: a badge stands near its control, words and all`, async () => {
    for (const one of await badges()) {
      const across = Math.max(one.box.left - one.control.right, one.control.left - one.box.right, 0)
      const down = Math.max(one.box.top - one.control.bottom, one.control.top - one.box.bottom, 0)
      assert.ok(across <= 520 && down <= 30, `${one.setting}: ${across}, ${down}`)
    }
    assert.equal((await badge('rtl')).side, 'left')
    const [one, two] = [await badge('column-one'), await badge('column-two')]
    assert.ok(
      one.box.right <= two.control.left - 12,
      'it does not jump over the next column, where it would seem to be of that',
    )
    assert.ok(
      two.box.top >= two.control.bottom + 12 ||
        two.box.bottom <= two.control.top - 12 ||
        two.box.left >= two.control.right + 12,
      'it stands outside the drawn box of a field',
    )
  })

  test(`${name}: follows a box that scrolls, and goes with its control out of sight`, async () => {
    await scroll(100)
    const before = await badge('scrolled')
    await scroll(120)
    const after = await badge('scrolled')
    assert.ok(Math.abs(before.control.top - after.control.top - 20) < 1.5, 'the control moved')
    assert.ok(
      Math.abs(
        middle(after.box) - middle(after.control) - (middle(before.box) - middle(before.control)),
      ) < 1.5,
      'the badge moved with it',
    )
    await scroll(0)
    await driver.picture('overlay-scrolled')
    assert.equal(
      (await badge('scrolled')).visible,
      false,
      'a control that is scrolled away has no badge over other parts of the page',
    )
    assert.ok((await badge('words')).visible)
    await scroll(100)
    assert.equal((await badge('scrolled')).visible, true)
  })

  test(`${name}: what the page puts over a control hides its badge, and nobody else's`, async () => {
    const control = (await badge('words')).control
    const others = (await badges())
      .filter(item => item.visible && item.setting !== 'words' && !overlap(item.control, control))
      .map(item => item.setting)
    const drawer = `Object.assign(document.createElement('div'), { id: 'drawer', style: 'position: fixed; background: silver; left: ${control.left - 4}px; top: ${control.top - 4}px; width: ${control.right - control.left + 8}px; height: ${control.bottom - control.top + 8}px' })`
    const settle =
      "new Promise(resolve => { dispatchEvent(new Event('resize')); requestAnimationFrame(() => requestAnimationFrame(() => requestAnimationFrame(() => resolve(1)))) })"
    await driver.evaluate(`(document.body.append(${drawer}), ${settle})`)
    assert.equal((await badge('words')).visible, false)
    for (const setting of others) assert.equal((await badge(setting)).visible, true, setting)
    await driver.evaluate(`(document.querySelector('#drawer').remove(), ${settle})`)
    assert.equal((await badge('words')).visible, true)
  })

  test(`${name}: in a frame the badge is in the frame, its panel in the page`, async () => {
    assert.equal((await badge('framed')).document, 1)
    await driver.evaluate('window.explain("framed")')
    const [panel] =
      await driver.evaluate<readonly { readonly label: string; readonly box: Edges }[]>(
        'window.panels()',
      )
    assert.equal(panel?.label, 'Witnessmark: framed')
    assert.ok(panel.box.bottom - panel.box.top > 80, 'not cut off by the frame')
    await driver.picture('overlay-framed')
  })

  test(`${name}: "Explain this setting" opens the one that was pointed at, or the nearest`, async () => {
    const label = async (): Promise<unknown> =>
      (await driver.evaluate<readonly { readonly label: string }[]>('window.panels()')).map(
        item => item.label,
      )
    for (const setting of ['line-two', 'closed-root', 'minutes']) {
      await driver.evaluate(`window.explain("${setting}")`)
      assert.deepEqual(await label(), [`Witnessmark: ${setting}`])
    }
    await driver.evaluate('window.explain("#table tr:nth-child(2) td:nth-child(3)")')
    assert.deepEqual(await label(), ['Witnessmark: cell-two'])
    await driver.evaluate('window.explain("#words p")')
    assert.deepEqual(await label(), ['Witnessmark: words'])
  })
}

test('nothing moves for those who asked for less motion', async () => {
  const durations = () => page.evaluate('window.motion()') as Promise<readonly string[]>
  await page.emulateMedia({ reducedMotion: 'no-preference' })
  assert.ok((await durations()).every(duration => duration.startsWith('0.15s')))
  await page.emulateMedia({ reducedMotion: 'reduce' })
  assert.ok((await durations()).every(duration => duration === '0s'))
})

test('a narrow window: shapes instead of words, still over nothing', async () => {
  await page.setViewportSize({ width: 480, height: 760 })
  await page.evaluate('document.body.style.width = "auto"')
  await page.evaluate('dispatchEvent(new Event("resize"))')
  const seen = (await page.evaluate('window.badges()')) as readonly Seen[]
  await drivers.chromium.picture('overlay-narrow')
  for (const one of seen.filter(item => item.visible))
    assert.deepEqual(
      one.covers,
      [],
      `${one.setting} (${one.side}${one.compact ? ', compact' : ''})`,
    )
})
