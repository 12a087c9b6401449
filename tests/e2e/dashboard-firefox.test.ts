// The dashboard by keyboard in Firefox: what has to be pressed is found by the role and name that
// Firefox's accessibility tree gives it, and each action is heard and keeps the focus.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { buildDashboard } from '../../agent/cli/serve.ts'
import { until } from '../support/extension/agent.ts'
import { pressKey, startFirefox } from '../support/extension/bidi.ts'
import type { Firefox } from '../support/extension/bidi.ts'
import { seededServer } from '../support/dashboard/home.ts'
import type { Seeded } from '../support/dashboard/home.ts'
import { walk } from '../support/dashboard/walk.ts'
import type { Role, Walker } from '../support/dashboard/walk.ts'

const closing: (() => unknown)[] = []
let seeded: Seeded
let firefox: Firefox
let tab: string

before(async () => {
  buildDashboard({ say: () => undefined })
  seeded = await seededServer({
    after: (close: unknown) => {
      closing.unshift(close as () => unknown)
    },
  })
  firefox = await startFirefox()
  tab = await firefox.newTab()
  await firefox.goto(tab, seeded.server.loginUrl())
  await headed(/need you$/)
})
after(async () => {
  await firefox?.close()
  for (const close of closing) await close()
})

type Located = { readonly nodes: readonly { readonly sharedId: string }[] }

/** Where elements of a role can be: the tree is asked of these alone, since the whole takes long. */
const places = {
  button: 'button',
  checkbox: 'input[type=checkbox]',
  heading: 'h1, h2, h3',
  link: 'a[href]',
  status: '[role=status]',
} as const satisfies Readonly<Record<Role | 'status', string>>

/** What the accessibility tree has of that role, and of that name where one is given. */
async function located(role: keyof typeof places, name?: string): Promise<Located['nodes']> {
  const found = (await firefox.command('browsingContext.locateNodes', {
    context: tab,
    locator: { type: 'css', value: places[role] },
  })) as Located
  if (found.nodes.length === 0) return []
  const { nodes } = (await firefox
    .command('browsingContext.locateNodes', {
      context: tab,
      startNodes: found.nodes.map(({ sharedId }) => ({ sharedId })),
      locator: { type: 'accessibility', value: { role, ...(name === undefined ? {} : { name }) } },
    })
    // Some of it left the page meanwhile.
    .catch(() => ({ nodes: [] }))) as Located
  return nodes
}

/** The one element of that role and name in the accessibility tree. */
async function nodeOf(role: Role, name: string): Promise<string> {
  const nodes = await until(
    () => located(role, name),
    found => found.length > 0,
    `${role} "${name}"`,
  )
  return nodes[0]?.sharedId ?? ''
}

/** Puts the focus there and presses a key. */
async function press(role: Role, name: string, key: 'Enter' | 'Space' = 'Enter'): Promise<void> {
  await on(await nodeOf(role, name), 'element => element.focus()')
  await pressKey(firefox, tab, key)
}

/** Calls a function of the page with an element of it. @returns what it answers, by JSON */
async function on(sharedId: string, work: string, ...further: readonly string[]): Promise<unknown> {
  const { result } = (await firefox.command('script.callFunction', {
    functionDeclaration: work,
    arguments: [{ sharedId }, ...further.map(value => ({ type: 'string', value }))],
    target: { context: tab },
    awaitPromise: false,
  })) as { readonly result: { readonly value?: unknown } }
  return result.value
}

async function headed(name: RegExp): Promise<void> {
  const title = (): Promise<unknown> =>
    firefox.evaluate(tab, `document.querySelector('h1')?.textContent ?? ''`)
  await until(title, found => name.test(String(found)), `heading ${name}`)
}

/** What the live regions of the accessibility tree say. */
async function said(): Promise<readonly string[]> {
  const texts = (await located('status')).map(({ sharedId }) =>
    on(sharedId, 'node => node.textContent.trim()').catch(() => ''),
  )
  return (await Promise.all(texts)).map(String)
}

const walker: Walker = {
  async goto(address) {
    await firefox.goto(tab, seeded.server.url + address)
    // What cannot be undone asks first.
    await firefox.evaluate(tab, 'void (window.confirm = () => true)')
    await until(
      () =>
        firefox.evaluate(
          tab,
          `!document.querySelector('h1') || document.querySelector('.skeleton') !== null`,
        ),
      waits => waits === false,
      address,
    )
  },
  press,
  async open(title) {
    const found = `[...document.querySelectorAll('summary')].find(item => item.textContent.includes(${JSON.stringify(title)}))`
    await until(() => firefox.evaluate(tab, `${found} !== undefined`), Boolean, title)
    await firefox.evaluate(tab, `void ${found}.focus()`)
    await pressKey(firefox, tab, 'Enter')
  },
  async fill(name, value) {
    const label = `[...document.querySelectorAll('label')].find(item => item.checkVisibility() && item.textContent.trim().startsWith(${JSON.stringify(name)}))`
    await until(() => firefox.evaluate(tab, `${label} !== undefined`), Boolean, name)
    await firefox.evaluate(tab, `void (${label}.control.value = ${JSON.stringify(value)})`)
  },
  async back() {
    await firefox.command('browsingContext.traverseHistory', { context: tab, delta: -1 })
  },
  async heard(words) {
    await until(said, texts => texts.some(text => words.test(text)), String(words))
  },
  async focused(role, name) {
    const has = async (): Promise<unknown> =>
      on(await nodeOf(role, name), 'node => node === document.activeElement').catch(() => false)
    await until(has, Boolean, `the focus on ${role} "${name}"`)
  },
}

test('skip link, by Tab and Enter', async () => {
  await firefox.goto(tab, `${seeded.server.url}/`)
  await headed(/need you$/)
  await pressKey(firefox, tab, 'Tab')
  await walker.focused('link', 'Skip to content')
  await pressKey(firefox, tab, 'Enter')
  assert.equal(await firefox.evaluate(tab, 'document.activeElement.id'), 'main')
})

test('of many requirements the groups are closed: few stops for who goes by Tab, and each says why', async () => {
  await walker.goto('/frameworks?framework=eucs')
  const stops = await firefox.evaluate(
    tab,
    `[...document.querySelectorAll('main :is(a[href], button, input, select, summary)')].filter(item => item.checkVisibility()).length`,
  )
  const groups = await firefox.evaluate(tab, `document.querySelectorAll('details.group').length`)
  assert.ok(
    Number(groups) > 10 && Number(stops) < Number(groups) + 12,
    `${String(stops)} of ${String(groups)}`,
  )
  // Past them and back, each by Enter.
  for (const [from, to] of [
    ['before-requirements', 'after-requirements'],
    ['after-requirements', 'before-requirements'],
  ] as const) {
    await firefox.evaluate(tab, `void document.getElementById('${from}').focus()`)
    await pressKey(firefox, tab, 'Enter')
    assert.equal(await firefox.evaluate(tab, 'document.activeElement.id'), to)
  }
  const row = await firefox.evaluate(
    tab,
    `[...document.querySelectorAll('.row')].find(item => item.textContent.includes('OPS-05.3 '))?.textContent ?? ''`,
  )
  assert.match(String(row), /^not satisfied.* · Deviations are handled: fails$/)
})

for (const [action, walked] of walk) test(`by keyboard: ${action}`, () => walked(walker, seeded))
