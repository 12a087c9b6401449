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

/** The one element of that role and name in the accessibility tree. */
async function nodeOf(role: string, name: string): Promise<string> {
  const found = await until(
    async () =>
      (
        (await firefox.command('browsingContext.locateNodes', {
          context: tab,
          locator: { type: 'accessibility', value: { role, name } },
        })) as { readonly nodes: readonly { readonly sharedId: string }[] }
      ).nodes,
    nodes => nodes.length > 0,
    `${role} "${name}"`,
  )
  return found[0]?.sharedId ?? ''
}

/** Puts the focus there and presses a key. */
async function press(role: string, name: string, key: 'Enter' | 'Space' = 'Enter'): Promise<void> {
  await firefox.command('script.callFunction', {
    functionDeclaration: 'element => element.focus()',
    arguments: [{ sharedId: await nodeOf(role, name) }],
    target: { context: tab },
    awaitPromise: false,
  })
  await pressKey(firefox, tab, key)
}

async function headed(name: RegExp): Promise<void> {
  const title = (): Promise<unknown> =>
    firefox.evaluate(tab, `document.querySelector('h1')?.textContent ?? ''`)
  await until(title, found => name.test(String(found)), `heading ${name}`)
}

type Attention = { readonly focus: string; readonly said: string }
const attention = async (): Promise<Attention> =>
  (await firefox.evaluate(
    tab,
    `({ focus: (document.activeElement.getAttribute('aria-label') ?? document.activeElement.textContent).trim(), said: document.querySelector('.said').textContent.trim() })`,
  )) as Attention

async function heard(words: RegExp): Promise<void> {
  await until(attention, ({ said }) => words.test(said), String(words))
  const at = await firefox.evaluate(tab, 'document.activeElement.localName')
  assert.notEqual(at, 'body', `the focus is somewhere after ${words}`)
}

async function fill(name: string, value: string): Promise<void> {
  await firefox.command('script.callFunction', {
    functionDeclaration: `(field, value) => { field.value = value }`,
    arguments: [{ sharedId: await nodeOf('textbox', name) }, { type: 'string', value }],
    target: { context: tab },
    awaitPromise: false,
  })
}

test('skip link, pages, a scan: by Tab and Enter', async () => {
  await firefox.goto(tab, `${seeded.server.url}/`)
  await headed(/need you$/)
  await pressKey(firefox, tab, 'Tab')
  assert.equal((await attention()).focus, 'Skip to content')
  await pressKey(firefox, tab, 'Enter')
  assert.equal(await firefox.evaluate(tab, 'document.activeElement.id'), 'main')
  await press('button', 'Scan now')
  await heard(/^Scanned [^:]+: \d+ findings fail\./)
  assert.equal((await attention()).focus, 'Scan now')
})

test('checks are chosen, accepted for a time, and the acceptance is ended', async () => {
  await firefox.goto(tab, `${seeded.server.url}/findings?outcome=fail`)
  await press('link', 'By check')
  await press('checkbox', 'Choose Only selected or own Actions run, aurora-labs', 'Space')
  await firefox.evaluate(tab, `document.querySelector('.accept summary').focus()`)
  await pressKey(firefox, tab, 'Enter')
  await fill('Reason', 'By keyboard')
  await firefox.evaluate(
    tab,
    `void (document.querySelector('input[name=until]').value = '2099-01-01')`,
  )
  await press('button', 'Accept')
  await heard(/^Accepted until 2099-01-01/)
  const [accepted] = (await seeded.agent.exceptions()).filter(item => item.reason === 'By keyboard')
  assert.equal(accepted?.check, 'github.organization.actions-restricted')

  await firefox.goto(tab, `${seeded.server.url}/exceptions`)
  await firefox.evaluate(tab, 'void (window.confirm = () => true)')
  await until(
    () => firefox.evaluate(tab, `document.querySelectorAll('main button').length`),
    found => Number(found) > 0,
    'acceptances',
  )
  await firefox.evaluate(
    tab,
    `[...document.querySelectorAll('main li')].find(row => row.textContent.includes('By keyboard')).querySelector('button').focus()`,
  )
  await pressKey(firefox, tab, 'Enter')
  await heard(/^The acceptance has ended/)
})
