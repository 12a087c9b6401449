import assert from 'node:assert/strict'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import type { TestContext } from 'node:test'
import { editConfig } from '../../agent/home/config.ts'
import { FromAgent, SUBPROTOCOLS } from '../../common/protocol/message.ts'
import { startAgent } from '../support/extension/agent.ts'
import { createClient, hubAt } from '../support/extension/client.ts'
import { fixtureHome } from '../support/extension/home.ts'

// What a user edits reaches a paired browser and the dashboard at once.

const base = 'http://127.0.0.1:4000'
const [newest, , before, oldest] = SUBPROTOCOLS

async function served(context: TestContext, protocol: string) {
  const { home, remove } = fixtureHome(base)
  const running = await startAgent(home)
  const hub = hubAt(running.port)
  const done = createClient(hub, undefined, protocol)
  const paired = await done.pair(running.hub.offer().code)
  assert.ok(paired.kind === 'pair-done')
  done.leave()
  const client = createClient(hub, undefined, protocol)
  const welcome = await client.connect(paired.pairing, done.own)
  assert.ok(welcome.kind === 'welcome')
  context.after(async () => {
    client.leave()
    await running.close()
    remove()
  })
  const edit = (file: string, change: (text: string) => string): void => {
    const path = join(home, file)
    writeFileSync(path, change(readFileSync(path, 'utf8')))
  }
  return { home, running, client, welcome, edit }
}

test('an edited recipe, tenant or check reaches a paired browser at once, and the pages it shows', async context => {
  const { home, client, welcome, edit } = await served(context, newest)
  assert.deepEqual(welcome.setAside, [])
  const page = { tenant: 'blog', recipe: 'fixture-general', address: base }
  const first = await client.ask({ kind: 'page', ...page })
  assert.ok(first.kind === 'page-findings')

  edit('recipes/fixture-people.yaml', text => text.replace('title: People', 'title: Members'))
  const again = await client.next()
  assert.ok(again.kind === 'welcome')
  assert.equal(again.of, welcome.of)
  const people = again.recipes.find(recipe => recipe.id === 'fixture-people')
  assert.equal(people?.title, 'Members')
  assert.equal((await client.next()).kind, 'page-findings')

  editConfig(home, ['tenants', 'shop'], { service: 'fixture', target: { url: `${base}/shop` } })
  const withShop = await client.next()
  assert.ok(withShop.kind === 'welcome')
  assert.deepEqual(withShop.tenants.map(tenant => tenant.id).sort(), ['blog', 'shop'])
  assert.equal((await client.next()).kind, 'page-findings')

  edit('checks/fixture.yaml', text => text.replaceAll('Anyone can register', 'Open to anyone'))
  assert.equal((await client.next()).kind, 'welcome')
  const retitled = await client.next()
  assert.ok(retitled.kind === 'page-findings')
  assert.equal(retitled.settings[0]?.title, 'Open to anyone')

  edit('checks/fixture.yaml', text => text.replace('checks:', 'checks: ['))
  const broken = await client.next()
  assert.ok(broken.kind === 'welcome')
  assert.deepEqual(
    broken.setAside?.map(({ file }) => file),
    ['checks/fixture.yaml'],
  )
  assert.equal((await client.next()).kind, 'page-findings', 'as it was last valid')
})

test('an extension of before gets what it knows, and no field more', async context => {
  const { client, edit } = await served(context, oldest)
  edit('recipes/fixture-people.yaml', () => 'id: [')
  const again = await client.next()
  assert.ok(again.kind === 'welcome')
  assert.ok(!('setAside' in again))
  const known = FromAgent.options.find(option => option.shape.kind.value === 'welcome')
  assert.ok(known && 'recipes' in known.shape)
  const { setAside: _, ...shape } = known.shape as typeof known.shape & { setAside?: unknown }
  assert.deepEqual(Object.keys(again).sort(), Object.keys(shape).sort())
})

test('an extension that sees no fragments gets no recipe of pages that only these tell apart', async context => {
  for (const [protocol, isThere] of [
    [newest, true],
    [before, false],
  ] as const) {
    const { client, edit } = await served(context, protocol)
    edit('recipes/fixture-people.yaml', text =>
      text.replace('where:', "where:\n  fragments: ['/people']"),
    )
    const again = await client.next()
    assert.ok(again.kind === 'welcome')
    const ids = again.recipes.map(recipe => recipe.id)
    assert.equal(ids.includes('fixture-people'), isThere, protocol)
    assert.ok(ids.includes('fixture-general'))
  }
})

test('a tenant that is taken out ends the pages of it, not the connection', async context => {
  const { home, client } = await served(context, newest)
  await client.ask({ kind: 'page', tenant: 'blog', recipe: 'fixture-general', address: base })
  editConfig(home, ['tenants', 'blog'], undefined)
  const again = await client.next()
  assert.ok(again.kind === 'welcome')
  assert.deepEqual(again.tenants, [])
  assert.equal((await client.ask({ kind: 'ping' })).kind, 'pong')
  assert.ok(!client.isClosed())
})

test('the dashboard hears of it', async context => {
  const { running, edit } = await served(context, newest)
  const token = running.loginUrl().split('#token=')[1]
  const origin = `http://127.0.0.1:${running.port}`
  const session = await fetch(`${origin}/api/v1/session`, {
    method: 'POST',
    headers: { origin, 'content-type': 'application/json' },
    body: JSON.stringify({ token }),
  })
  const { session: known } = (await session.json()) as { session: string }
  const stop = new AbortController()
  const events = await fetch(`${origin}/api/v1/events`, {
    headers: { authorization: `Bearer ${known}` },
    signal: stop.signal,
  })
  const reader = events.body?.pipeThrough(new TextDecoderStream()).getReader()
  assert.ok(reader)
  edit('config.yaml', text => `${text}# edited\n`)
  let heard = ''
  while (!heard.includes('configured')) heard += (await reader.read()).value ?? ''
  assert.match(heard, /event: changed\ndata: \{"tenant":null,"kind":"configured"\}/)
  stop.abort()
})
