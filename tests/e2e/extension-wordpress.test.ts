import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { BrowserContext } from 'playwright-core'
import { editConfig } from '../../agent/home/config.ts'
import { startWordpressReplay } from '../../agent/demo/wordpress.ts'
import { outcomes, startAgent, until } from '../support/extension/agent.ts'
import type { RunningAgent } from '../support/extension/agent.ts'
import { extensionBrowser, openOwn, pairWith, shot } from '../support/extension/chromium.ts'
import { fixtureHome } from '../support/extension/home.ts'

// The demo's admin pages, read by the shipped recipes through the shipped extension, judged by the
// shipped checks.
const wordpress = await startWordpressReplay()
const fixture = fixtureHome('http://127.0.0.1:9')
editConfig(fixture.home, ['tenants'], {
  gazette: {
    service: 'wordpress',
    title: 'The Tidewater Gazette',
    target: { url: wordpress.url },
    schedule: 'off',
  },
})
const browser = await extensionBrowser()
let running: RunningAgent
let context: BrowserContext
before(async () => {
  running = await startAgent(fixture.home)
  context = await browser.launch()
})
after(async () => {
  await context?.close()
  await running?.close()
  await wordpress.close()
  fixture.remove()
  browser.remove()
})

test("a round over the demo's admin pages: read, judged, changed, judged anew", async () => {
  await pairWith(context, running)

  const page = await context.newPage()
  await page.goto(`${wordpress.url}/wp-admin/options-general.php`)
  await until(
    () => outcomes(running.agent, 'gazette'),
    found => found['registration-closed'] === 'fail' && found['default-role-minimal'] === 'fail',
    'General',
  )
  await page.waitForTimeout(400)
  await shot(page, 'wordpress-general')
  const before = Date.now()
  await page.getByLabel('Anyone can register').uncheck()
  await page.getByRole('button', { name: 'Save Changes' }).click()
  await until(
    () => outcomes(running.agent, 'gazette'),
    found => found['registration-closed'] === 'pass',
    'closed',
  )
  process.stderr.write(`saved change judged after ${Date.now() - before} ms\n`)

  for (const file of ['options-discussion.php', 'options-reading.php', 'options-writing.php']) {
    const runs = (await running.agent.store.runs({ tenant: 'gazette' })).length
    await page.goto(`${wordpress.url}/wp-admin/${file}`)
    await until(
      async () => (await running.agent.store.runs({ tenant: 'gazette' })).length,
      found => found > runs,
      file,
    )
    await page.waitForTimeout(300)
    await shot(page, `wordpress-${file}`)
  }
  const readings = (await Array.fromAsync(running.agent.store.observations('gazette'))).filter(
    item => item.source === 'console',
  )
  assert.deepEqual(
    readings.filter(item => item.reading.state === 'unobserved'),
    [],
    'every setting of the recipes was read',
  )
  const values = Object.fromEntries(
    readings.map(item => [
      item.setting.replace('wordpress.site.', ''),
      item.reading.state === 'observed' ? item.reading.value : null,
    ]),
  )
  assert.deepEqual(
    [values['users-can-register'], values['default-role'], values['search-engines-allowed']],
    [false, 'contributor', wordpress.state.options['blog_public'] === '1'],
  )

  const panel = await openOwn(context, 'panel')
  await panel.getByText('Console round').waitFor()
  await panel.waitForTimeout(300)
  await panel.setViewportSize({ width: 420, height: 900 })
  await shot(panel, 'wordpress-round')
})

test('one edit on a page marks one setting as not saved; either/or marks say what they rest on', async () => {
  const page = await context.newPage()
  await page.goto(`${wordpress.url}/wp-admin/options-discussion.php`)
  await page.waitForLoadState('load')
  const session = await context.newCDPSession(page)
  const marks = async (): Promise<readonly string[]> => {
    const { nodes } = await session.send('Accessibility.getFullAXTree')
    return nodes
      .filter(node => node.role?.value === 'button')
      .map(node => String(node.name?.value ?? ''))
      .filter(name => name.endsWith('Witnessmark, show why'))
  }
  const before = await until(marks, found => found.length === 14, 'all marks')
  assert.equal(before.filter(name => name.includes('Not saved yet')).length, 0)
  const sayOf = (all: readonly string[], title: string): string | undefined =>
    all.find(name => name.startsWith(`${title}: `))?.slice(title.length + 2)
  const show = '. Witnessmark, show why'
  // Either of three decides, and none by itself; one that decides alone says no more.
  assert.deepEqual(
    [
      'Comments must be manually approved',
      'New posts accept comments',
      'Links from which on a comment is held',
    ].map(title => sayOf(before, title)),
    [
      `Deviates with 2 others (Comment authors need an approved comment, New posts accept comments)${show}`,
      `Deviates with 2 others (Comments must be manually approved, Comment authors need an approved comment)${show}`,
      `As wanted${show}`,
    ],
    before.join('\n'),
  )
  const names = async (): Promise<readonly string[]> =>
    (await session.send('Accessibility.getFullAXTree')).nodes.map(node => String(node.name?.value))
  await shot(page, 'wordpress-unedited')
  // At once: what nobody touched is none of the edit, though it was not read yet.
  await page.reload()
  await until(marks, found => found.length === 14, 'all marks again')
  await page.getByLabel('Comment author must fill out name and email').click()
  const after = await until(
    marks,
    found => found.some(name => name.includes('Not saved yet')),
    'the edit',
  )
  assert.equal(after.filter(name => name.includes('Not saved yet')).length, 1, after.join('\n'))
  await shot(page, 'wordpress-edited')
  // The panel of one that was not touched says what the others were read to be.
  const { nodes } = await session.send('Accessibility.getFullAXTree')
  const badge = nodes.find(node => String(node.name?.value).startsWith('Comments must be manually'))
  const { model } = await session.send('DOM.getBoxModel', {
    backendNodeId: badge?.backendDOMNodeId ?? 0,
  })
  const [left = 0, top = 0] = model.content
  await page.mouse.click(left + 5, top + 5)
  await until(
    names,
    found => found.some(name => name.endsWith(': off; New posts accept comments: open')),
    'what it rests on',
  )
  await shot(page, 'wordpress-together')
})
