import assert from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import type { BrowserContext } from 'playwright-core'
import { stringify } from 'yaml'
import { startAgent, until } from '../support/extension/agent.ts'
import type { RunningAgent } from '../support/extension/agent.ts'
import { extensionBrowser, openOwn, pairWith } from '../support/extension/chromium.ts'
import { fixtureHome } from '../support/extension/home.ts'
import { inWords } from '../support/in-words.ts'

// A page that lists rooms and shows one at a time, through the whole product: extension, socket,
// agent, judgement, round. Defined as a user would, in YAML.
const html = `<!doctype html><html lang="en"><head><title>Rooms</title></head><body><p id="account">admin</p><h1>Rooms</h1><table aria-label="Rooms"><thead><tr><th>Name</th></tr></thead><tbody></tbody></table><div id="panel"></div><script>
const rooms = { Archive: true, Office: false, Vault: true }
const body = document.querySelector('tbody'), panel = document.querySelector('#panel')
for (const name of Object.keys(rooms)) { const row = body.insertRow(); row.insertCell().innerHTML = '<button>' + name + '</button>'; row.querySelector('button').onclick = () => {
  panel.innerHTML = '<section role="dialog" aria-label="Room"><h2>' + name + '</h2><label><input type="checkbox"> Locked</label></section>'
  const box = panel.querySelector('input'); box.checked = rooms[name]; box.onchange = () => { rooms[name] = box.checked; fetch('/save', { method: 'POST' }) }
} }
</script></body></html>`
// A list over three pages; what a page holds is asked for, and comes a moment after its number.
const paged = `<!doctype html><html lang="en"><head><title>People</title></head><body><p id="account">admin</p><h1>People</h1><ul id="people"></ul><p id="shown"></p><button id="next">Next</button><button id="back">Previous</button><script>
const people = ['ada@a.example', 'ben@a.example', 'cyd@a.example', 'dot@a.example', 'eve@a.example']
const by = id => document.querySelector('#' + id)
let from = 0
const show = wait => { const to = Math.min(from + 2, people.length)
  by('shown').textContent = (from + 1) + '-' + to + ' of ' + people.length
  by('next').disabled = to === people.length; by('back').disabled = from === 0
  const arrived = fetch('/more')
  setTimeout(async () => { await arrived; by('people').innerHTML = people.slice(from, to).map(name => '<li>' + name + '</li>').join('') }, wait) }
by('next').onclick = () => { from += 2; show(400) }; by('back').onclick = () => { from -= 2; show(400) }
show(0)
</script></body></html>`
const server = createServer((request, response) => {
  const page = request.url === '/people' ? paged : html
  response.writeHead(200, { 'content-type': 'text/html' }).end(page)
})
await new Promise<void>(resolve => {
  server.listen(0, '127.0.0.1', resolve)
})
const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
const fixture = fixtureHome(base)
const common = {
  service: 'fixture',
  context: { save: 'instant', account: [{ css: '#account' }] },
  certainty: 'confirmed',
  basis: 'a fixture of the tests',
}
writeFileSync(
  join(fixture.home, 'checks/rooms.yaml'),
  stringify({
    service: { id: 'fixture' },
    resourceTypes: [
      {
        id: 'room',
        title: 'Room',
        plural: 'Rooms',
        listedBy: { setting: 'fixture.site.rooms', id: 'name', name: 'name' },
      },
    ],
    settings: [
      {
        id: 'fixture.site.rooms',
        title: 'Rooms',
        resource: 'site',
        type: { type: 'list', of: { type: 'any' } },
        console: { path: 'Rooms', certainty: 'confirmed' },
      },
      {
        id: 'fixture.site.people',
        title: 'People',
        resource: 'site',
        type: { type: 'list', of: { type: 'string' } },
        console: { path: 'People', certainty: 'confirmed' },
      },
      {
        id: 'fixture.room.locked',
        title: 'Locked',
        resource: 'room',
        type: { type: 'boolean' },
        console: { path: 'Rooms > (room)', certainty: 'confirmed' },
      },
    ],
    checks: [
      {
        id: 'fixture.site.rooms-locked',
        title: 'Rooms are locked',
        metric: 'mfa-enforced',
        resource: 'site',
        reads: ['fixture.site.rooms', 'fixture.room.locked'],
        expected: 'every room is locked',
        severity: 'high',
        remediation: { steps: ['Lock it'], seen: 'documented' },
        test: 'locked.exists(room, room.read && !room.value) ? "fail" : locked.all(room, room.read) ? "pass" : "unknown"',
      },
    ],
  }),
)
writeFileSync(
  join(fixture.home, 'recipes/rooms.yaml'),
  stringify([
    {
      ...common,
      id: 'fixture-rooms',
      title: 'Rooms',
      where: { hosts: ['{base}'], paths: ['/rooms'], headings: ['Rooms'] },
      url: '{base}/rooms',
      resource: { type: 'site' },
      settings: [
        {
          setting: 'fixture.site.rooms',
          read: 'rows',
          locate: [{ role: 'table', name: ['Rooms'] }],
          map: { columns: [{ heading: ['Name'], as: 'name' }] },
        },
      ],
    },
    {
      ...common,
      id: 'fixture-paged',
      title: 'People',
      where: { hosts: ['{base}'], paths: ['/people'], headings: ['People'] },
      resource: { type: 'site' },
      settings: [
        {
          setting: 'fixture.site.people',
          read: 'list',
          locate: [{ css: '#people' }],
          pages: {
            shown: [{ css: '#shown' }],
            next: [{ role: 'button', name: ['Next'] }],
          },
        },
      ],
    },
    {
      ...common,
      id: 'fixture-room',
      title: 'Room',
      where: { hosts: ['{base}'], paths: ['/rooms'], headings: ['Rooms'] },
      url: '{base}/rooms',
      resource: { type: 'room', shown: [{ css: '[role=dialog] h2' }] },
      settings: [
        {
          setting: 'fixture.room.locked',
          read: 'checked',
          locate: [{ role: 'checkbox', name: ['Locked'] }],
        },
      ],
    },
  ]),
)
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
  server.closeAllConnections()
  server.close()
  fixture.remove()
  browser.remove()
})

const finding = async () =>
  (await running.agent.store.findings('blog'))
    .map(inWords)
    .find(item => item.check === 'fixture.site.rooms-locked')
const seen = async () =>
  ((await finding())?.observed['fixture.room.locked'] ?? []) as readonly {
    readonly resource: string
    readonly value: boolean
  }[]

test('each room is read for itself; the whole is told once every one was, and the round names those that are left', async () => {
  await pairWith(context, running)

  const page = await context.newPage()
  await page.goto(`${base}/rooms`)
  await until(
    finding,
    found => found?.outcome === 'unknown' && 'fixture.site.rooms' in found.observed,
    'the list',
  )
  const panel = await openOwn(context, 'panel')
  for (const room of ['Archive', 'Office', 'Vault'])
    await panel.getByText(`Room: ${room}`).waitFor()

  await page.bringToFront()
  await page.getByRole('button', { name: 'Archive' }).click()
  await until(seen, found => found.length === 1, 'the first room')
  assert.deepEqual(
    [await seen(), (await finding())?.outcome],
    [[{ resource: 'Archive', value: true }], 'unknown'],
  )
  await page.getByRole('button', { name: 'Office' }).click()
  await until(finding, found => found?.outcome === 'fail', 'an open room')
  await page.getByLabel('Locked').check()
  await until(finding, found => found?.outcome === 'unknown', 'locked again, and one room left')
  await page.getByRole('button', { name: 'Vault' }).click()
  await until(finding, found => found?.outcome === 'pass', 'every room')
  assert.deepEqual(
    await seen(),
    ['Archive', 'Office', 'Vault'].map(resource => ({ resource, value: true })),
  )
  assert.equal((await finding())?.evidence.length, 4, 'the list, and each room')
  await panel.bringToFront()
  const sections = panel.locator('section', { hasText: 'Room: ' })
  await until(
    () => sections.allTextContents(),
    texts => texts.filter(text => text.includes('fresh')).length === 3,
    'the round knows that all were opened',
  )
})

test('a list over several pages is read once the person went through all of them, and not before', async () => {
  const people = async () =>
    (await Array.fromAsync(running.agent.store.observations('blog'))).find(
      item => item.setting === 'fixture.site.people',
    )?.reading
  const page = await context.newPage()
  const next = page.getByRole('button', { name: 'Next' })
  await page.goto(`${base}/people`)
  const first = await until(people, found => found !== undefined, 'the first page')
  assert.ok(first?.state === 'unobserved' && first.reason === 'layout-not-recognised')
  // Past the second page faster than it shows what it holds.
  await next.click()
  await next.click()
  await page.waitForTimeout(7000)
  assert.equal((await people())?.state, 'unobserved')
  await page.getByRole('button', { name: 'Previous' }).click()
  await until(
    people,
    found =>
      found?.state === 'observed' &&
      JSON.stringify(found.value) ===
        JSON.stringify(['ada', 'ben', 'cyd', 'dot', 'eve'].map(name => `${name}@a.example`)),
    'all of them',
  )
  await page.close()
})
