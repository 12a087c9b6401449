import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { chromium } from 'playwright-core'
import type { Browser, Page } from 'playwright-core'
import type { Lesson } from '../../common/protocol/message.ts'
import { chromiumPath } from '../support/browsers.ts'
import { pressKey, startFirefox } from '../support/extension/bidi.ts'
import type { Firefox } from '../support/extension/bidi.ts'
import { teachScript } from '../support/extension/teach-page.ts'

const script = await teachScript()
type Key = 'Tab' | 'Shift+Tab' | 'Escape' | 'Enter'
/** The same questions of both browsers, with keys that a person pressed. */
type Driver = {
  open(html: string): Promise<void>
  evaluate<T>(expression: string): Promise<T>
  press(key: Key): Promise<void>
}
let browser: Browser
let page: Page
let firefox: Firefox
let tab = ''
const address = (html: string): string =>
  `data:text/html;charset=utf-8,${encodeURIComponent(`<!doctype html><html lang="en"><meta name="viewport" content="width=device-width"><title>Console</title>${html}`)}`
const drivers: Record<'chromium' | 'firefox', Driver> = {
  chromium: {
    async open(html) {
      await page.goto(address(html))
    },
    evaluate: expression => page.evaluate(expression),
    press: key => page.keyboard.press(key),
  },
  firefox: {
    open: html => firefox.goto(tab, address(html)),
    evaluate: async <T>(expression: string) => (await firefox.evaluate(tab, expression)) as T,
    press: key => pressKey(firefox, tab, key),
  },
}

before(async () => {
  browser = await chromium.launch({
    executablePath: chromiumPath,
    headless: true,
    args: ['--no-sandbox'],
  })
  page = await browser.newPage({ viewport: { width: 320, height: 600 } })
  firefox = await startFirefox()
  tab = await firefox.newTab()
})
after(async () => {
  await browser?.close()
  await firefox?.close()
})

const body = `<header><h1>Acme Corp</h1></header><nav><h2>Administration</h2></nav>
<main><h1>Sign-in</h1>
<label>Method <select id="method"><option value="any">Any<option value="key" selected>Security key</select></label>
<label>Minutes <input id="minutes" type="number" value="30"></label>
<label><input id="second" type="checkbox" checked> Second factor</label>
<label>Countries <select id="countries" multiple><option selected>DE<option>FR</select></label>
<button>Save changes</button><button>Help</button></main>`

for (const name of ['chromium', 'firefox'] as const) {
  const { open, evaluate, press } = drivers[name]
  const start = async (html: string, first = 'null'): Promise<void> => {
    await open(html)
    await evaluate(`(${first}, (0, eval)(${JSON.stringify(script)}), null)`)
    await settle()
  }
  const settle = () => evaluate<null>('new Promise(done => setTimeout(() => done(null), 150))')
  const texts = () => evaluate<string>('window.panel.querySelector(".teach").innerText')
  const set = (label: string, value: string) =>
    evaluate(
      `(() => { const label = [...window.panel.querySelectorAll('label')].find(item => item.firstChild.data === ${JSON.stringify(label)}); const control = label.querySelector('input,select,textarea'); control.value = ${JSON.stringify(value)}; control.dispatchEvent(new Event('input')); control.dispatchEvent(new Event('change')) })()`,
    )
  const get = (label: string) =>
    evaluate<string>(
      `[...window.panel.querySelectorAll('label')].find(item => item.firstChild.data === ${JSON.stringify(label)}).querySelector('input,select,textarea').value`,
    )
  /** As a person: the click must be a trusted one. */
  const save = async (): Promise<void> => {
    await evaluate(
      '([...window.panel.querySelectorAll("button")].find(item => item.textContent === "Save").focus(), null)',
    )
    await press('Enter')
    await settle()
  }
  const lessons = () => evaluate<readonly Lesson[]>('window.lessons')
  /** Tab by Tab to the control, and Enter. */
  const choose = async (id: string): Promise<void> => {
    for (let i = 0; i < 12; i++) {
      if ((await evaluate<string>('document.activeElement.id')) === id) break
      await press('Tab')
    }
    await press('Enter')
    await settle()
  }

  test(`${name}: each control is chosen by Tab and Enter, which change nothing`, async () => {
    for (const [id, reads] of [
      ['method', 'Security key'],
      ['minutes', '30'],
      ['second', 'on'],
      ['countries', 'DE'],
    ] as const) {
      await start(body)
      const values =
        '[...document.querySelectorAll("select,input")].map(item => item.checked + item.value).join()'
      const before = await evaluate<string>(values)
      assert.match(
        await evaluate<string>('window.panel.querySelector("[role=status]").textContent'),
        /Tab and press Enter/,
        'announced',
      )
      await choose(id)
      assert.match(await texts(), new RegExp(`Now it reads: ${reads}`))
      const [save, cancel, ...more] = await evaluate<readonly (readonly [string, number])[]>(
        '[...window.panel.querySelectorAll("button")].map(item => [item.textContent, item.getBoundingClientRect().top])',
      )
      assert.deepEqual([save?.[0], cancel?.[0], more.length], ['Save', 'Cancel', 0])
      assert.equal(save?.[1], cancel?.[1], 'in one row')
      assert.equal(await evaluate<string>(values), before)
      assert.equal(
        await evaluate<string>('window.panel.activeElement.value'),
        await get('Name'),
        'the form has the focus',
      )
      for (let i = 0; i < 14; i++) {
        await press('Tab')
        assert.ok(await evaluate<boolean>('window.panel.activeElement !== null'), 'and keeps it')
      }
      await press('Escape')
      assert.equal(await evaluate<boolean>('window.panel.host.isConnected'), false)
    }
  })

  test(`${name}: nothing is claimed unless it is said; saving and heading are proposed by what is seen`, async () => {
    await start(body)
    await choose('method')
    assert.equal(await get('What it is about'), '')
    assert.equal(await get('A change is saved'), 'button')
    assert.match(await texts(), /Proposed because there is a button “Save changes”/)
    assert.equal(await get('The page is known by its heading'), 'Sign-in')
    await save()
    const [first] = await lessons()
    assert.deepEqual(
      [first?.metric, first?.save, first?.saveButton, first?.heading, first?.by],
      [null, 'button', 'Save changes', 'Sign-in', 'value'],
    )
    await start(body)
    await choose('minutes')
    await set('Search what it is about', 'no such thing')
    assert.match(await texts(), /Nothing is called so\./)
    await set('Search what it is about', 'sessions')
    assert.doesNotMatch(await texts(), /Nothing is called so\./)
    await set('What it is about', 'session-lifetime')
    await set('Wanted', '15')
    await set('What the page then says (may stay empty)', 'Saved.')
    await save()
    const [second] = await lessons()
    assert.deepEqual(
      [second?.metric, second?.op, second?.wanted, second?.type, second?.saved],
      ['session-lifetime', 'atMost', 15, 'number', 'Saved.'],
    )
    await start(body)
    await choose('countries')
    await set('What it is about', 'session-lifetime')
    await save()
    const [third] = await lessons()
    assert.deepEqual(
      [third?.type, third?.read, third?.op, third?.wanted],
      ['list', 'list', 'includes', ['DE']],
    )
  })

  test(`${name}: saved at once, by a form that reloads, or not to be told`, async () => {
    for (const [html, id, save_, why] of [
      ['<h1>A</h1><label><input id=a type=checkbox> On</label>', 'a', 'instant', /no button/],
      [
        '<h1>A</h1><form action=/x method=post><label>N <input id=a></label><button>OK</button></form>',
        'a',
        'submit',
        /a form that sends/,
      ],
      ['<h1>A</h1><label>N <input id=a value=x></label>', 'a', 'submit', /nothing tells/],
    ] as const) {
      await start(html)
      await choose(id)
      assert.equal(await get('A change is saved'), save_)
      assert.match(await texts(), why)
    }
  })

  test(`${name}: no heading names the customer`, async () => {
    const html =
      '<header><button aria-haspopup="menu">Globex</button></header><main><h1>Acme Corp settings</h1><h2>ada@example.com</h2><h2>Globex rooms</h2><h3>Sharing</h3><label><input id=a type=checkbox> On</label></main>'
    await start(html, 'window.names = ["acme corp"]')
    await choose('a')
    assert.equal(await get('The page is known by its heading'), 'Sharing')
    assert.doesNotMatch(await texts(), /Acme|Globex|ada@/)
  })

  test(`${name}: a refusal keeps what was typed and is said beside its field; a stopped background loses nothing`, async () => {
    await start(body, 'window.answers = ["title: there is one already", "gone", "gone", "taken"]')
    await choose('second')
    await set('Name', 'Zweiter Faktor')
    await save()
    assert.equal(await get('Name'), 'Zweiter Faktor')
    assert.equal(
      await evaluate<string>(
        'window.panel.getElementById(window.panel.activeElement.getAttribute("aria-describedby")).textContent',
      ),
      'Not saved: there is one already',
    )
    await set('Name', 'Two')
    await save()
    for (let i = 0; i < 20 && (await lessons()).length < 4; i++) await settle()
    await settle()
    assert.deepEqual(
      (await lessons()).map(item => item.title),
      ['Zweiter Faktor', 'Two', 'Two', 'Two'],
    )
    assert.equal(await evaluate<number>('window.connections'), 3)
    assert.match(await texts(), /Saved\. It is read/)
  })

  test(`${name}: in a modal dialog, and at 320 pixels`, async () => {
    await start(
      '<h1>Page</h1><dialog id=d><h2>Rules</h2><label><input id=a type=checkbox> On</label></dialog>',
      'document.querySelector("#d").showModal()',
    )
    await choose('a')
    assert.match(await texts(), /Now it reads: off/)
    assert.equal(await get('The page is known by its heading'), 'Rules')
    assert.ok(await evaluate<boolean>('window.panel.activeElement !== null'), 'it can be used')
    const [left, right, top, bottom, wide, high] = await evaluate<readonly number[]>(
      '(() => { const box = window.panel.querySelector(".teach").getBoundingClientRect(); return [box.left, box.right, box.top, box.bottom, innerWidth, innerHeight] })()',
    )
    assert.ok(left! >= 0 && right! <= wide! && top! >= 0 && bottom! <= high!)
    await press('Escape')
    assert.equal(await evaluate<boolean>('window.panel.host.isConnected'), false)
    assert.equal(await evaluate<boolean>('document.querySelector("#d").open'), true)
  })
}

for (const [width, height] of [
  [320, 600],
  [320, 256],
] as const)
  test(`pointing at ${width} by ${height}: the panel lies on no control that is wanted`, async () => {
    await page.setViewportSize({ width, height })
    const row = (id: string, style: string): string =>
      `<label style="position:absolute;${style}"><input id="${id}" type="checkbox"> ${id}</label>`
    await page.goto(
      address(
        `<h1>Page</h1>${row('top', 'top:10px;right:20px')}${row('low', 'bottom:10px;right:20px')}`,
      ),
    )
    await page.evaluate(`((0, eval)(${JSON.stringify(script)}), null)`)
    const reached = (id: string) =>
      page.evaluate(
        `(() => { const { left, top, width, height } = document.querySelector('#${id}').getBoundingClientRect(); return document.elementFromPoint(left + width / 2, top + height / 2)?.id })()`,
      )
    assert.notEqual(await reached('top'), 'top', 'it lies on the one at the top')
    // By keyboard it goes by itself, there and back.
    for (const id of ['top', 'low', 'top']) {
      await page.evaluate(`document.querySelector('#${id}').focus()`)
      assert.equal(await reached(id), id)
    }
    // By pointer, its button does it.
    await page.evaluate(`document.querySelector('#low').focus()`)
    assert.notEqual(await reached('top'), 'top')
    const button = await page.evaluate<readonly [number, number]>(
      `(() => { const { left, top } = [...window.panel.querySelectorAll('button')].find(item => item.textContent === 'Move aside').getBoundingClientRect(); return [left + 5, top + 5] })()`,
    )
    await page.mouse.click(...button)
    await page.locator('#top').click({ position: { x: 5, y: 5 } })
    await page.waitForTimeout(200)
    assert.match(
      await page.evaluate<string>('window.panel.querySelector(".teach").innerText'),
      /Now it reads: off/,
    )
    assert.equal(await page.locator('#top').isChecked(), false)
    await page.keyboard.press('Escape')
    await page.setViewportSize({ width: 320, height: 600 })
  })

test('its panel is dark where the person wants dark pages', async () => {
  const colours = async (colorScheme: 'light' | 'dark'): Promise<string> => {
    await page.emulateMedia({ colorScheme })
    return page.evaluate(
      '(({ backgroundColor, color }) => backgroundColor + " " + color)(getComputedStyle(window.panel.querySelector(".teach")))',
    )
  }
  await page.goto(address(body))
  await page.evaluate(`((0, eval)(${JSON.stringify(script)}), null)`)
  assert.equal(await colours('light'), 'rgb(255, 255, 255) rgb(28, 35, 41)')
  assert.equal(await colours('dark'), 'rgb(21, 25, 29) rgb(230, 234, 238)')
})
