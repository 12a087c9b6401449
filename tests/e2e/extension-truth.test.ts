import assert from 'node:assert/strict'
import { after, before, suite, test } from 'node:test'
import type { BrowserContext, Page } from 'playwright-core'
import { startAgent, until } from '../support/extension/agent.ts'
import type { RunningAgent } from '../support/extension/agent.ts'
import { extensionBrowser, pairWith } from '../support/extension/chromium.ts'
import { startWrittenConsole, takenIn, writtenHome } from '../support/extension/written-pages.ts'
import type { WrittenRecipe } from '../support/extension/written-pages.ts'

// What the extension says of a page is true or is not said: the smallest page for each way in which
// a page misleads.
const browser = await extensionBrowser()
const site = await startWrittenConsole()
const kind = (
  path: string,
  context: WrittenRecipe['context'],
  over: Partial<WrittenRecipe> = {},
): WrittenRecipe => ({ where: { hosts: ['{base}'], paths: [path] }, context, ...over })
const routed = { hosts: ['{base}'], paths: ['/'], fragments: ['/settings'] }
const fixture = writtenHome(
  { site: site.base, prod: `${site.base}/ui#/prod`, test: `${site.base}/ui#/test` },
  {
    'at-once': kind('/instant/:page', { save: 'instant' }),
    'by-form': kind('/submit/:page', { save: 'submit' }),
    'by-button': kind('/button/:page', { save: 'button', saveButton: ['Save'] }),
    'said': kind('/said/:page', {
      save: 'button',
      saveButton: ['Save'],
      saved: [{ css: '#said' }],
    }),
    'told': kind('/told/:page', {
      save: 'button',
      saveButton: ['Save'],
      saved: [{ near: ['Settings saved'], role: 'status' }],
    }),
    'routed': kind('/', { save: 'instant' }, { where: routed }),
    'one-thing': kind(
      '/things/:name',
      { save: 'button', saveButton: ['Save'] },
      { resource: { type: 'thing', id: ':name' } },
    ),
  },
)
let running: RunningAgent
let context: BrowserContext

before(async () => {
  running = await startAgent(fixture.home)
  context = await browser.launch()
  await pairWith(context, running)
})
after(async () => {
  await context?.close()
  await running?.close()
  await site.close()
  fixture.remove()
  browser.remove()
})

const box = (checked = false): string =>
  `<label><input type="checkbox" id="links"${checked ? ' checked' : ''}> Public links</label>`
const save = '<button id="save">Save</button>'
const body = (content: string, script = ''): string =>
  `<title>Settings</title><body><h1>Settings</h1>${content}<script>
const links = document.querySelector('#links'), save = document.querySelector('#save')
${script}</script>`

type Visit = {
  readonly page: Page
  /** What was read of `links` on this page so far. */
  readonly values: () => Promise<unknown[]>
  readonly times: () => Promise<number[]>
  readonly reads: (wanted: readonly unknown[], what: string) => Promise<unknown>
  /** Nothing more comes, for longer than anything is waited for. */
  readonly readsNoMore: (what?: string) => Promise<void>
}
let pages = 0
/** Opens a page of its own. @param kindOf the first part of its address */
async function visit(
  kindOf: string,
  html: string,
  path = `/${kindOf}/p${++pages}`,
): Promise<Visit> {
  site.pages.set(path, html)
  const page = await context.newPage()
  const found = async () =>
    (await takenIn(running.agent, 'site')).filter(
      item => item.setting === 'links' && item.path === path,
    )
  const values = async (): Promise<unknown[]> => (await found()).map(item => item.value)
  await page.goto(`${site.base}${path}`)
  return {
    page,
    values,
    times: async () => (await found()).map(item => Date.parse(item.seenAt)),
    reads: (wanted, what) =>
      until(values, list => JSON.stringify(list) === JSON.stringify(wanted), what),
    async readsNoMore(what) {
      const before = await values()
      await page.waitForTimeout(7000)
      assert.deepEqual(await values(), before, what)
    },
  }
}

suite('what a page shows', { concurrency: 5 }, () => {
  for (const [name, act] of [
    ['an address rewritten by script', () => history.replaceState(null, '', '?draft=1')],
    ['a fragment', () => void (location.hash = 'x')],
    ['a tab of the page', () => history.pushState(null, '', '?tab=two')],
    ['a link to a place of the page', () => document.querySelector('a')?.click()],
  ] as const)
    test(`an edit that is not saved stays one: ${name}`, async () => {
      const { page, reads, readsNoMore } = await visit(
        'button',
        body(`${box(true)} ${save} <a href="#y">Down</a>`),
      )
      await reads([true], 'as it was loaded')
      await page.locator('#links').click()
      await page.evaluate(act)
      await readsNoMore()
    })

  test('an edit stays one on another page of the same thing, and on the way back', async () => {
    const draw = `let on = true; const draw = () => { document.querySelector('main').innerHTML = '<label><input type="checkbox" id="links"' + (on ? ' checked' : '') + '> Public links</label>'; document.querySelector('#links').onchange = event => { on = event.target.checked } }; draw(); addEventListener('popstate', draw); document.querySelector('#go').onclick = () => { history.pushState(null, '', '/elsewhere'); document.querySelector('main').textContent = 'Elsewhere' }`
    const { page, reads, readsNoMore } = await visit(
      'button',
      body(`<main></main>${save}<button id="go">Go</button>`, draw),
    )
    await reads([true], 'as it was loaded')
    await page.locator('#links').click()
    await page.locator('#go').click()
    await page.goBack()
    await readsNoMore('a draft that the page kept')
  })

  test('a save that is refused: the button was idle for a while', async () => {
    let status = 403
    site.respond.set('/api', () => ({ status, delay: 800 }))
    const script = `save.onclick = async () => { save.disabled = true; save.disabled = (await fetch('/api', { method: 'POST' })).ok }`
    const { page, reads, readsNoMore } = await visit('button', body(`${box(true)} ${save}`, script))
    await reads([true], 'as it was loaded')
    await page.locator('#links').click()
    await page.locator('#save').click()
    await readsNoMore('refused')
    status = 204
    await page.locator('#save').click()
    await reads([true, false], 'what was accepted')
  })

  test('a save that is taken in part: something alarms beside it', async () => {
    site.respond.set('/taken', () => ({ status: 207 }))
    const script = `save.onclick = async () => { save.disabled = (await fetch('/taken', { method: 'POST' })).ok; document.querySelector('[role=alert]').textContent = 'Some changes could not be saved'; setTimeout(() => { document.querySelector('[role=alert]').textContent = '' }, 2000) }`
    const { page, reads, readsNoMore } = await visit(
      'button',
      body(`${box()} ${save}<p role="alert"></p>`, script),
    )
    await reads([false], 'as it was loaded')
    await page.locator('#links').click()
    await page.locator('#save').click()
    await readsNoMore('nobody knows which of them were saved')
  })

  for (const kindOf of ['button', 'submit'])
    test(`what a script fills in, the page's own or of another extension: ${kindOf}`, async () => {
      const { page, reads, readsNoMore } = await visit(kindOf, body(`${box()} ${save}`))
      await reads([false], 'as it was loaded')
      await page.evaluate(() => {
        const links = document.querySelector<HTMLInputElement>('#links')
        if (links) links.checked = true
        links?.dispatchEvent(new Event('change', { bubbles: true }))
      })
      await readsNoMore('nobody saved it')
    })

  test("the page's own word for it: it must come after the press", async () => {
    const script = `save.onclick = () => { if (!document.querySelector('#said')) document.body.insertAdjacentHTML('beforeend', '<p id="said">Saved</p>') }`
    const { page, reads, readsNoMore } = await visit('said', body(`${box(true)} ${save}`, script))
    await reads([true], 'as it was loaded')
    await page.locator('#links').click()
    await page.locator('#save').click()
    await reads([true, false], 'saved')
    await page.locator('#links').click()
    await page.locator('#save').click()
    await readsNoMore('the word of the save before')
  })

  test('a message in a list that is read out, and has no role of a message', async () => {
    const script = `save.onclick = () => document.querySelector('[aria-live]').insertAdjacentHTML('beforeend', '<li><div><h4>Settings saved</h4></div></li>')`
    const { page, reads } = await visit(
      'told',
      body(`${box(true)} ${save}<ul role="list" aria-live="polite"></ul>`, script),
    )
    await reads([true], 'as it was loaded')
    await page.locator('#links').click()
    await page.locator('#save').click()
    await reads([true, false], 'saved')
  })

  test('a form whose attributes mirror what is typed', async () => {
    const script = `links.onchange = () => links.toggleAttribute('checked', links.checked)`
    const { page, reads, readsNoMore } = await visit(
      'submit',
      body(`<form>${box(true)}</form>`, script),
    )
    await reads([true], 'as it was loaded')
    await page.locator('#links').click()
    await readsNoMore()
  })

  test('a switch that asks first is not on while it asks, and never was when it is taken back', async () => {
    const ask = `<div role="dialog" aria-label="Sure?"><button id="no">No</button></div>`
    const script = `links.onchange = () => { if (!links.checked) return; document.body.insertAdjacentHTML('beforeend', '${ask}'); const no = document.querySelector('#no'); no.onclick = () => { no.parentElement.remove(); links.checked = false } }`
    const { page, reads, readsNoMore } = await visit('instant', body(box(), script))
    await reads([false], 'as it was loaded')
    await page.locator('#links').click()
    await readsNoMore('while it asks')
    await page.locator('#no').click()
    await readsNoMore('taken back')
  })

  test('a switch that the service refuses seconds later, and one that it takes', async () => {
    const script = `links.onchange = () => setTimeout(() => { links.checked = false }, 3000)`
    const { page, reads, readsNoMore } = await visit('instant', body(box(), script))
    await reads([false], 'as it was loaded')
    await page.locator('#links').click()
    await readsNoMore('refused')
    site.respond.set('/taken', () => ({ status: 204 }))
    await page.evaluate(() => {
      document.querySelector<HTMLInputElement>('#links')!.onchange = () => void fetch('/taken')
    })
    await page.locator('#links').click()
    await reads([false, true], 'taken')
  })

  test('a switch that the service refuses after a long time was never on', async () => {
    site.respond.set('/slow', () => ({ status: 403, delay: 7500 }))
    const script = `links.onchange = async () => { links.checked = links.checked && (await fetch('/slow')).ok }`
    const { page, reads, readsNoMore } = await visit('instant', body(box(), script))
    await reads([false], 'as it was loaded')
    await page.locator('#links').click()
    await page.waitForTimeout(3000)
    await readsNoMore('refused')
  })

  test('a save that is refused after a long time, on a page that asks by itself', async () => {
    site.respond.set('/alive', () => ({ status: 204 }))
    site.respond.set('/slow', () => ({ status: 403, delay: 6000 }))
    const script = `setInterval(() => fetch('/alive'), 300); save.onclick = async () => { save.disabled = true; await fetch('/slow', { method: 'POST' }); save.disabled = false }`
    const { page, reads, readsNoMore } = await visit('button', body(`${box(true)} ${save}`, script))
    await reads([true], 'as it was loaded')
    await page.waitForTimeout(2500)
    await page.locator('#links').click()
    await page.locator('#save').click()
    await readsNoMore('refused')
  })

  test('what somebody changed before the page was seen to be ready is no value that it was loaded with', async () => {
    const ready = `links.onclick = () => document.querySelector('[aria-busy]').remove()`
    const { page, values, readsNoMore } = await visit(
      'button',
      body(`${box()} ${save}<p aria-busy="true">Wait</p>`, ready),
    )
    await page.waitForTimeout(1500)
    await page.locator('#links').click()
    await readsNoMore()
    assert.deepEqual(await values(), [])
  })

  test('what somebody changed straight after a tab of the page, before it was ready, is a draft', async () => {
    const draw = `const main = document.querySelector('main'); document.querySelector('#away').onclick = () => { history.pushState(null, '', '/elsewhere'); main.textContent = 'Elsewhere' }; const path = location.pathname; document.querySelector('#back').onclick = () => { history.pushState(null, '', path); main.innerHTML = '<p aria-busy="true">Wait</p>' + ${JSON.stringify(box(true))}; setTimeout(() => main.querySelector('p').remove(), 2500) }`
    const { page, reads, readsNoMore } = await visit(
      'button',
      body(
        `<main>${box(true)}</main>${save}<button id="away">A</button><button id="back">B</button>`,
        draw,
      ),
    )
    await reads([true], 'as it was loaded')
    await page.locator('#away').click()
    await page.waitForTimeout(1000)
    await page.locator('#back').click()
    await page.locator('#links').click()
    await readsNoMore('changed while it waited')
  })

  test('what somebody changes as soon as it is there, before it was looked at, is no value that came', async () => {
    const { page, values, readsNoMore } = await visit('button', body(`<main></main>${save}`))
    await page.waitForTimeout(2500)
    // While the page is at work nobody looks at it, and a click comes first after that: it is made once the
    // page says, in the middle of its work, that the control is there.
    const drawn = page.waitForEvent('console', message => message.text() === 'drawn')
    const work = page.evaluate(html => {
      const main = document.querySelector('main')
      if (main) main.innerHTML = `<div style="position:fixed;top:300px;left:300px">${html}</div>`
      console.log('drawn')
      for (const end = performance.now() + 1500; performance.now() < end;);
    }, box())
    await drawn
    await page.mouse.click(308, 308)
    await work
    assert.ok(await page.locator('#links').isChecked())
    await readsNoMore('changed before anybody looked')
    assert.ok(!(await values()).includes(true))
  })

  test('what was touched before the address changed is no draft of the page that comes', async () => {
    const path = `/button/p${++pages}`
    const script = `document.querySelector('#next').onclick = () => { history.pushState(null, '', '${path}'); setTimeout(() => { links.checked = true }, 1500) }`
    const { page, reads } = await visit(
      'button',
      body(`${box()} ${save}<button id="next">Next</button>`, script),
    )
    await reads([false], 'as it was loaded')
    await page.locator('#links').click()
    await page.locator('#links').click()
    await page.locator('#next').click()
    await until(
      async () =>
        (await takenIn(running.agent, 'site')).filter(
          item => item.setting === 'links' && item.path === path,
        ),
      found => found.map(item => item.value).join() === 'true',
      'what came with the address',
    )
  })

  test('a form that comes again with what was sent is not what is true, with whatever status', async () => {
    const form = (on: boolean): string =>
      body(
        `<form method="post">${box(on)} <button>Save</button></form><a id="again" href="">Again</a>`,
      )
    const path = `/submit/p${++pages}`
    const { page, reads, readsNoMore } = await visit('submit', form(false), path)
    await reads([false], 'as it was loaded')
    await page.locator('#links').check()
    site.pages.set(path, form(true))
    await page.getByRole('button', { name: 'Save' }).click()
    await page.locator('#links[checked]').waitFor()
    await readsNoMore('the answer to a form is no page of settings')
    await page.locator('#again').click()
    await reads([false, true], 'loaded again, it is')
  })

  for (const kindOf of ['button', 'submit', 'instant'])
    test(`data that arrives after the first paint is what was loaded: ${kindOf}`, async () => {
      const late = `setTimeout(() => { links.checked = true }, 900)`
      const { reads, readsNoMore } = await visit(kindOf, body(box(), late))
      await reads([true], 'what arrived')
      await readsNoMore()
    })

  test('a change that only a property holds is seen, with its own time', async () => {
    const late = `setTimeout(() => { links.checked = true }, 4000)`
    const { reads, times } = await visit('instant', body(box(), late))
    await reads([false, true], 'both')
    const [one = 0, two = 0] = await times()
    assert.ok(two - one >= 2000, `${two - one} ms apart`)
  })

  test('the address changes before the content: nothing is read under the wrong name', async () => {
    const script = `document.querySelector('#two').onclick = event => { event.preventDefault(); history.pushState(null, '', '/things/two'); setTimeout(() => { document.querySelector('main').innerHTML = '${box(false)}' }, 1500) }`
    const { page, reads } = await visit(
      'things',
      body(`<main>${box(true)}</main><a href="/things/two" id="two">Two</a>`, script),
      '/things/one',
    )
    await reads([true], 'the first thing')
    await page.locator('#two').click()
    const things = async () =>
      (await takenIn(running.agent, 'site'))
        .filter(({ path, setting }) => path.startsWith('/things/') && setting === 'links')
        .map(({ path, value }) => `${path} ${String(value)}`)
    await until(things, found => found.length === 2, 'the second thing')
    assert.deepEqual(await things(), ['/things/one true', '/things/two false'])
  })

  test('only a bar that does not tell how far it is says that the page is loading, and not for ever', async () => {
    const storage = `<div role="progressbar" aria-valuenow="40" aria-label="Storage">40 %</div><progress value="2" max="5"></progress>`
    const beside = await visit('instant', body(`${box(true)}${storage}`))
    await beside.reads([true], 'beside a bar of storage')
    const endless = await visit(
      'instant',
      body(`${box(true)}<div role="progressbar">Working</div>`),
    )
    await endless.page.waitForTimeout(3000)
    assert.deepEqual(await endless.values(), [], 'while it may be loading')
    await until(endless.values, found => found.length === 1, 'a bar that never ends')
  })

  test('a save counts beside a bar that never ends', async () => {
    site.respond.set('/taken', () => ({ status: 204 }))
    const script = `save.onclick = async () => { save.disabled = (await fetch('/taken', { method: 'POST' })).ok }`
    const bar = '<div role="progressbar">Working</div>'
    const { page, reads } = await visit('button', body(`${box(true)} ${save}${bar}`, script))
    await page.waitForTimeout(5000)
    await reads([true], 'as it was loaded')
    await page.locator('#links').click()
    await page.locator('#save').click()
    await reads([true, false], 'what was saved')
  })

  test('a page that never stands still is read', async () => {
    const clock = `setInterval(() => { document.querySelector('#clock').textContent = Date.now() }, 50); links.onchange = () => fetch('/taken')`
    site.respond.set('/taken', () => ({ status: 204 }))
    const { page, reads } = await visit('instant', body(`${box(true)}<p id="clock"></p>`, clock))
    await reads([true], 'beside a clock')
    await page.locator('#links').click()
    await reads([true, false], 'what was changed beside it')
  })

  const later = (script: string): string => `setTimeout(() => { ${script} }, 4500)`
  const shadow = `class extends HTMLElement { connectedCallback() { this.attachShadow({ mode: 'closed' }).innerHTML = ${JSON.stringify(box(true))} } }`
  for (const [name, content, script] of [
    [
      'a frame',
      '<main></main>',
      `document.querySelector('main').innerHTML = ${JSON.stringify(`<iframe srcdoc='${box(true)}'></iframe>`)}`,
    ],
    ['a custom element', '<x-box></x-box>', `customElements.define('x-box', ${shadow})`],
    [
      'a document written anew',
      'Loading',
      `document.open(); document.write(${JSON.stringify(`<h1>Settings</h1>${box(true)}`)}); document.close()`,
    ],
  ] as const)
    test(`what comes later is read: ${name}`, async () => {
      const { values } = await visit('instant', body(content, later(script)))
      await until(values, found => found.at(-1) === true, name)
    })

  test('what is changed in a document that was written anew is heard', async () => {
    const script = later(
      `document.open(); document.write(${JSON.stringify(`<h1>Settings</h1>${box(true)}`)}); document.close()`,
    )
    const { page, values, readsNoMore } = await visit('submit', body('Loading', script))
    await until(values, found => found.at(-1) === true, 'the document')
    await page.locator('#links').click()
    await readsNoMore('an edit')
  })

  test('a frameset and an object', async () => {
    site.pages.set('/inner', body(box(true)))
    const frames = await visit(
      'instant',
      `<title>Frames</title><frameset cols="*"><frame src="/inner"></frameset>`,
    )
    await frames.reads([true], 'a frameset')
    const object = await visit('instant', body('<object data="/inner" type="text/html"></object>'))
    await object.reads([true], 'an object')
  })

  test("a fragment names the tenant: nothing of one is read as another's", async () => {
    const script = `const show = () => { document.querySelector('main').innerHTML = location.hash.startsWith('#/prod') ? ${JSON.stringify(box(true))} : ${JSON.stringify(box(false))} }; addEventListener('hashchange', show); show()`
    const both = async () =>
      (await takenIn(running.agent, 'prod', 'test'))
        .filter(item => item.setting === 'links')
        .map(item => `${item.tenant} ${item.path} ${String(item.value)}`)
    site.pages.set('/ui', body('<main></main>', script))
    const page = await context.newPage()
    await page.goto(`${site.base}/ui#/prod/settings`)
    await until(both, found => found.length === 1, 'prod')
    await page.evaluate(() => void (location.hash = '#/test/settings'))
    await until(both, found => found.length === 2, 'test')
    assert.deepEqual(await both(), [
      'prod /ui#/prod/settings true',
      'test /ui#/test/settings false',
    ])
  })
})

test('a page left open says nothing new: not after worker and agent stopped, not beside a later reading', async () => {
  const left = await visit('instant', body(box(true)), '/instant/left')
  await left.reads([true], 'the page that is left open')
  const { port } = running
  await running.close()
  const session = await context.newCDPSession(left.page)
  await session.send('ServiceWorker.enable')
  await session.send('ServiceWorker.stopAllWorkers')
  running = await startAgent(fixture.home, port)
  const later = await visit('instant', body(box(false)), '/instant/left')
  await later.reads([true, false], 'read elsewhere later')
  await left.page.bringToFront()
  await left.readsNoMore()
})

test('out of sight: no value is read, and the one before stays', async () => {
  const current = async () => {
    const found = await Array.fromAsync(running.agent.store.observations('site'))
    const links = found.find(item => item.setting === 'written.site.links')
    return links?.reading.state === 'observed' ? links.reading.value : links?.reading
  }
  const seen = await visit('instant', body(box(true)))
  await seen.reads([true], 'in sight')
  const more = `<div hidden>${box(false)}</div><button onclick="this.previousElementSibling.hidden = false" id="tab">More</button>`
  const hidden = await visit('instant', body(more))
  await hidden.reads(['not-shown'], 'out of sight')
  assert.equal(await current(), true)
  await hidden.page.locator('#tab').click()
  await hidden.reads(['not-shown', false], 'in sight again')
  assert.equal(await current(), false)
})
