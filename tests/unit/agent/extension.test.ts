import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { cpSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { editConfig } from '../../../agent/home/config.ts'
import { createExtensionHub } from '../../../agent/socket/extension.ts'
import type { ExtensionHub } from '../../../agent/socket/extension.ts'
import { agentKey, publicKeyOf } from '../../../agent/console/handshake.ts'
import type { OpenAgent } from '../../../agent/open-agent.ts'
import { perform } from '../../../agent/operations/perform.ts'
import { verifyText } from '../../../agent/console/handshake.ts'
import { tester } from '../../support/actor.ts'
import { temporaryFolder } from '../../support/agent.ts'
import { createClient } from '../../support/extension/client.ts'
import { deskOf } from '../../support/extension/hub.ts'
import type { Desk } from '../../support/extension/hub.ts'
import { fixtureHome, openFixture } from '../../support/extension/home.ts'
import { inWords } from '../../support/in-words.ts'

const base = 'http://127.0.0.1:4000'
const fixture = fixtureHome(base)
let open: OpenAgent
let hub: ExtensionHub
let desk: Desk
before(async () => {
  open = await openFixture(fixture.home)
  hub = createExtensionHub(open.agent, {
    name: 'test',
    dashboard: () => 'http://127.0.0.1:7117/',
    login: () => 'http://127.0.0.1:7117/#token=once',
  })
  desk = deskOf(open.agent)
})
after(async () => {
  hub.close()
  await open.close()
  fixture.remove()
})

const capture = (over: object = {}, registration: unknown = true) => ({
  id: randomUUID(),
  tenant: 'blog',
  recipe: 'fixture-general',
  recipeVersion: 1,
  address: `${base}/wp-admin/options-general.php`,
  title: 'General',
  heading: 'General Settings',
  language: 'en',
  account: 'admin',
  tenantShown: null,
  seenAt: new Date().toISOString(),
  zone: 0,
  browser: 'test',
  extension: '0.1.0',
  readings: [
    {
      setting: 'fixture.site.registration',
      reading: { state: 'observed', value: registration },
      raw: 'checked',
      candidate: 0,
    },
  ],
  ...over,
})
async function paired() {
  const client = createClient(hub)
  const done = await client.pair(desk.offer().code)
  assert.equal(done.kind, 'pair-done')
  const welcome = await client.connect(
    done.kind === 'pair-done' ? done.pairing : '',
    client.own,
    publicKeyOf(agentKey(fixture.home)),
  )
  assert.equal(welcome.kind, 'welcome')
  return { client, pairing: done.kind === 'pair-done' ? done.pairing : '', welcome }
}
const reasonOf = (message: { readonly kind: string; readonly reason?: unknown }) =>
  message.kind === 'refused' ? message.reason : message.kind

test('a pairing code works once, for the right digits, for three tries', async () => {
  const { code } = desk.offer()
  assert.match(code, /^\d{12}$/)
  const wrong = code === '000000000000' ? '111111111111' : '000000000000'
  for (let i = 0; i < 3; i++)
    assert.equal(reasonOf(await createClient(hub).pair(wrong)), 'wrong-code')
  assert.equal(
    reasonOf(await createClient(hub).pair(code)),
    'wrong-code',
    'void after three wrong tries',
  )
  const second = desk.offer().code
  assert.equal((await createClient(hub).pair(second)).kind, 'pair-done')
  assert.equal(reasonOf(await createClient(hub).pair(second)), 'wrong-code', 'used')
})

test('origins: a missing one, a web page and another extension are shut out at once', () => {
  for (const origin of [
    'https://evil.test',
    'chrome-extension://aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa',
    'null',
  ])
    assert.ok(createClient(hub, origin).isClosed(), origin)
  const before = desk.refusals.get('unpaired') ?? 0
  hub.handle({ protocol: '', send() {}, close() {}, on() {} }, undefined)
  assert.equal(desk.refusals.get('unpaired'), before + 1)
})

test('only the paired key from the paired origin gets in', async () => {
  const { pairing, welcome } = await paired()
  assert.ok(
    welcome.kind === 'welcome' &&
      welcome.recipes.some(recipe => recipe.id === 'fixture-general') &&
      welcome.tenants.some(tenant => tenant.id === 'blog'),
  )
  assert.equal(reasonOf(await createClient(hub).connect(pairing)), 'unpaired', 'another key')
  assert.equal(
    reasonOf(await createClient(hub).connect(randomUUID())),
    'unpaired',
    'unknown pairing',
  )
  assert.equal(
    reasonOf(
      await createClient(hub, 'moz-extension://0b0f7a3e-6f0a-4a53-9d5c-6f2b6f3a1c11').connect(
        pairing,
      ),
    ),
    'unpaired',
    'another origin',
  )
  assert.ok(!verifyText(publicKeyOf(agentKey(fixture.home)), 'text', 'AAAA'))
})

test('a capture is stored once, judged, pushed to the page, and verifiable', async () => {
  const { client } = await paired()
  const page = await client.ask({
    kind: 'page',
    tenant: 'blog',
    recipe: 'fixture-general',
    address: base,
  })
  assert.ok(page.kind === 'page-findings' && page.settings.length === 2)
  const one = capture()
  const answers = [await client.ask({ kind: 'capture', capture: one }), await client.next()]
  const pushed = answers.find(item => item.kind === 'page-findings')
  assert.ok(
    pushed?.kind === 'page-findings' &&
      pushed.settings[0]?.findings[0]?.outcome === 'fail' &&
      pushed.settings[0].captured?.value === true,
  )
  assert.ok(answers.some(item => item.kind === 'ack' && item.stored))
  const again = await client.ask({ kind: 'capture', capture: one })
  assert.ok(again.kind === 'ack' && !again.stored)
  const findings = await open.agent.store.findings('blog')
  assert.deepEqual(
    findings.map(item => [item.check, item.outcome, item.grade]),
    [
      ['fixture.site.default-role', 'unknown', 'C'],
      ['fixture.site.registration', 'fail', 'C'],
    ],
  )
  const [reference] = findings[1]?.evidence ?? []
  const evidence = await open.agent.store.evidence(reference?.index ?? -1)
  assert.ok(
    evidence?.kind === 'capture' &&
      evidence.ipe.account === 'admin' &&
      Buffer.from(evidence.body ?? []).includes(one.id),
  )
})

test("a page that shows one of many things has that thing's findings only", async () => {
  editConfig(fixture.home, ['tenants', 'content'], {
    service: 'directus',
    target: { url: 'https://cms.example' },
    schedule: 'off',
  })
  const { client } = await paired()
  const address = (policy: string): string =>
    `https://cms.example/admin/settings/policies/${policy}`
  const read = (policy: string, required: boolean) => ({
    ...capture(),
    tenant: 'content',
    recipe: 'directus-policy',
    address: address(policy),
    readings: [
      ['admin-access', true],
      ['second-factor-required', required],
    ].map(([name, value]) => ({
      setting: `directus.policy.${String(name)}`,
      reading: { state: 'observed', value },
      raw: '',
      candidate: 0,
    })),
  })
  for (const [policy, required] of [
    ['one', true],
    ['two', false],
  ] as const)
    assert.equal(
      (await client.ask({ kind: 'capture', capture: read(policy, required) })).kind,
      'ack',
    )
  for (const [policy, outcome, value] of [
    ['one', 'pass', true],
    ['two', 'fail', false],
  ] as const) {
    const page = await client.ask({
      kind: 'page',
      tenant: 'content',
      recipe: 'directus-policy',
      address: address(policy),
    })
    assert.ok(page.kind === 'page-findings' && page.address === address(policy))
    const shown = page.settings.find(
      item => item.setting === 'directus.policy.second-factor-required',
    )
    assert.deepEqual(
      [shown?.captured?.value, shown?.findings.map(item => item.outcome)],
      [value, [outcome]],
    )
  }
  // Two tabs with different policies: a change is told to each in its own words.
  await client.ask({ kind: 'capture', capture: read('one', false) })
  const pushed = [await client.next(), await client.next()].filter(
    item => item.kind === 'page-findings',
  )
  assert.deepEqual(pushed.map(item => item.address).sort(), [address('one'), address('two')])
  for (const item of pushed)
    assert.deepEqual(
      item.settings
        .find(one => one.setting === 'directus.policy.second-factor-required')
        ?.findings.map(one => one.outcome),
      ['fail'],
    )
})

test('a later reading is not undone by one that waited in a queue; a clock ahead does not make it fresher', async () => {
  const { client } = await paired()
  assert.equal(
    (
      await client.ask({
        kind: 'capture',
        capture: capture({ seenAt: '2999-01-01T00:00:00.000Z' }, false),
      })
    ).kind,
    'ack',
  )
  assert.equal(
    (
      await client.ask({
        kind: 'capture',
        capture: capture({ seenAt: '2020-01-01T00:00:00.000Z' }, true),
      })
    ).kind,
    'ack',
  )
  const observations = (await Array.fromAsync(open.agent.store.observations('blog'))).filter(
    item => item.setting === 'fixture.site.registration',
  )
  assert.deepEqual(
    observations.map(item => item.reading),
    [{ state: 'observed', value: false }],
  )
  assert.ok((observations[0]?.at ?? '') <= new Date().toISOString())
})

test('what does not belong is refused, counted, and leaves nothing behind', async () => {
  const { client } = await paired()
  const size = await open.agent.store.logSize()
  const refused = async (over: object) =>
    reasonOf(await client.ask({ kind: 'capture', capture: capture(over) }))
  assert.equal(await refused({ tenant: 'other' }), 'unknown-tenant')
  assert.equal(await refused({ recipe: 'other' }), 'unknown-recipe')
  assert.equal(
    await refused({ address: 'http://127.0.0.1:4001/wp-admin/options-general.php' }),
    'not-this-tenant',
  )
  assert.equal(
    await refused({
      readings: [{ setting: 'fixture.site.other', reading: { state: 'observed', value: 1 } }],
    }),
    'invalid',
  )
  assert.equal(await refused({ readings: 'all' }), 'malformed')
  assert.equal(reasonOf(await client.raw('{"v":1')), 'malformed')
  assert.equal(reasonOf(await client.raw('{}', true)), 'malformed')
  assert.equal(
    reasonOf(
      await client.raw(
        JSON.stringify({ v: 1, id: randomUUID(), kind: 'ping', seq: 99, pad: 'x'.repeat(300_000) }),
      ),
    ),
    'oversized',
  )
  assert.equal(
    reasonOf(await client.send({ kind: 'capture', seq: 1, capture: capture() })),
    'replayed',
  )
  assert.equal(
    reasonOf(await createClient(hub).send({ kind: 'capture', seq: 1, capture: capture() })),
    'unpaired',
  )
  for (const reason of [
    'malformed',
    'oversized',
    'replayed',
    'unpaired',
    'not-this-tenant',
  ] as const)
    assert.ok((desk.refusals.get(reason) ?? 0) > 0, reason)
  assert.equal(await open.agent.store.logSize(), size)
})

test('of a later extension, what is not known here is refused by itself; the connection goes on', async () => {
  const later = createClient(hub)
  const send = later.send
  const { pairing } = await paired()
  // Nothing that proves who it is: what it adds to the handshake is left out.
  assert.equal(
    (await send({ kind: 'hello', pairing, nonce: 'A'.repeat(43), mood: 'new' })).kind,
    'challenge',
  )
  const { client } = await paired()
  const ask = async (message: object) => reasonOf(await client.ask({ ...message }))
  assert.equal(await ask({ kind: 'weather', wind: 7 }), 'malformed')
  assert.equal(await ask({ kind: 'ping', mood: 'new' }), 'malformed')
  assert.equal(await ask({ kind: 'capture', capture: capture({ mood: 'new' }) }), 'malformed')
  const reading = { state: 'unobserved', reason: 'asleep' }
  const readings = [{ setting: 'fixture.site.registration', reading }]
  assert.equal(await ask({ kind: 'capture', capture: capture({ readings }) }), 'malformed')
  assert.ok(!client.isClosed())
  assert.equal(await ask({ kind: 'ping' }), 'pong')
  assert.equal(await ask({ kind: 'capture', capture: capture() }), 'ack')
})

test('a value of the wrong type, or with the shape of a credential, is not an observation', async () => {
  const { client } = await paired()
  await client.ask({ kind: 'capture', capture: capture({}, 'maybe') })
  const finding = (await open.agent.store.findings('blog')).find(
    item => item.check === 'fixture.site.registration',
  )
  assert.deepEqual([finding?.outcome, finding?.reason], ['unknown', 'layout-not-recognised'])
  await client.ask({ kind: 'capture', capture: capture({}, `ghp_${'a1B2'.repeat(9)}`) })
  const after = (await open.agent.store.findings('blog')).find(
    item => item.check === 'fixture.site.registration',
  )
  assert.deepEqual([after?.outcome, after?.reason], ['unknown', 'malformed'])
})

test('round, confirmation, revoking', async () => {
  const { client, pairing } = await paired()
  const round = await client.ask({ kind: 'round' })
  assert.ok(round.kind === 'round-pages')
  const own = round.pages.find(page => page.recipe === 'fixture-general')
  assert.equal(own?.url, `${base}/wp-admin/options-general.php`)
  assert.deepEqual(
    own?.settings.map(item => item.state),
    ['failed', 'never'],
  )
  assert.equal(
    (
      await client.ask({
        kind: 'confirm',
        recipe: 'fixture-general',
        setting: 'fixture.site.registration',
        right: true,
      })
    ).kind,
    'ack',
  )
  const page = await client.ask({
    kind: 'page',
    tenant: 'blog',
    recipe: 'fixture-general',
    address: base,
  })
  assert.ok(
    page.kind === 'page-findings' &&
      page.settings[0]?.confirmed === true &&
      page.settings[1]?.confirmed === false,
  )
  await desk.revoke(pairing)
  assert.equal((await client.next()).kind, 'revoked')
  assert.ok(client.isClosed())
  const back = createClient(hub)
  assert.equal(reasonOf(await back.connect(pairing, client.own)), 'revoked')
})

test('a reading that its administrator disowns is unknown at once, and stays so until somebody says that it is right', async () => {
  const { client } = await paired()
  const outcome = async (): Promise<readonly unknown[]> => {
    const found = (await open.agent.store.findings('blog')).find(
      item => item.check === 'fixture.site.registration',
    )
    return [found?.outcome, found?.reason]
  }
  await client.ask({
    kind: 'confirm',
    recipe: 'fixture-general',
    setting: 'fixture.site.registration',
    right: true,
  })
  await client.ask({ kind: 'capture', capture: capture({}, false) })
  assert.deepEqual(await outcome(), ['pass', null])
  assert.equal(
    (
      await client.ask({
        kind: 'confirm',
        recipe: 'fixture-general',
        setting: 'fixture.site.registration',
        right: false,
      })
    ).kind,
    'ack',
  )
  assert.deepEqual(await outcome(), ['unknown', 'layout-not-recognised'])
  await client.ask({ kind: 'capture', capture: capture({}, false) })
  assert.deepEqual(await outcome(), ['unknown', 'layout-not-recognised'])
  const finding = (await open.agent.store.findings('blog')).find(
    item => item.check === 'fixture.site.registration',
  )
  assert.match((finding && inWords(finding).detail) ?? '', /administrator said/)
  await client.ask({
    kind: 'confirm',
    recipe: 'fixture-general',
    setting: 'fixture.site.registration',
    right: true,
  })
  await client.ask({ kind: 'capture', capture: capture({}, false) })
  assert.deepEqual(await outcome(), ['pass', null])
})

test('clocks that differ: the difference is kept, and a reading counts when it was made', async () => {
  const { client } = await paired()
  const hours = 3_600_000
  const shifted = (offset: number) => new Date(Date.now() + offset).toISOString()
  const last = async () =>
    (await Array.fromAsync(open.agent.store.evidenceOf({ tenant: 'blog' }))).findLast(
      item => item.kind === 'capture',
    )?.ipe
  for (const offset of [-48 * hours, 5 * hours]) {
    assert.equal(
      (await client.ask({ kind: 'held', now: shifted(offset), ids: [] })).kind,
      'missing',
    )
    // The right clock of another browser read before, and this one read after it.
    const value = offset < 0
    const seenAt = shifted(offset)
    assert.equal(
      (await client.ask({ kind: 'capture', capture: capture({ seenAt }, value) })).kind,
      'ack',
    )
    const ipe = await last()
    assert.equal(ipe?.seenAt, seenAt)
    assert.ok(
      Math.abs((ipe.clockOffset ?? 0) - offset) < 2000 &&
        Math.abs(Date.parse(ipe.recordedAt) - Date.now()) < 5000,
    )
    const [observation] = (await Array.fromAsync(open.agent.store.observations('blog'))).filter(
      item => item.setting === 'fixture.site.registration',
    )
    assert.deepEqual(observation?.reading, { state: 'observed', value })
    assert.ok(Math.abs(Date.parse(observation.at) - Date.now()) < 5000, observation.at)
  }
})

test('a private window or a container is named in the evidence, and no other word is taken for one', async () => {
  const { client } = await paired()
  const windows = async () =>
    (await Array.fromAsync(open.agent.store.evidenceOf({ tenant: 'blog' }))).findLast(
      item => item.kind === 'capture',
    )?.ipe.window
  for (const window of ['private', 'container 2', undefined]) {
    assert.equal((await client.ask({ kind: 'capture', capture: capture({ window }) })).kind, 'ack')
    assert.equal(await windows(), window)
  }
  const other = await client.ask({ kind: 'capture', capture: capture({ window: 'Acme' }) })
  assert.equal(reasonOf(other), 'malformed')
})

test('teaching on a page that its fragment names: the recipe is of that fragment, of the tenant whose address leads there', async () => {
  const console = 'https://console.example/ui/'
  for (const id of ['prod', 'test'])
    editConfig(fixture.home, ['tenants', `console-${id}`], {
      service: 'console',
      target: { url: `${console}#/${id}` },
      schedule: 'off',
    })
  writeFileSync(
    join(fixture.home, 'checks', 'console.yaml'),
    'service: { id: console, title: Console }\nresourceTypes: [{ id: site, title: Site, plural: Sites }]\n',
  )
  const { client } = await paired()
  const lesson = {
    kind: 'teach',
    address: `${console}#/prod/settings`,
    heading: 'Settings',
    language: 'en',
    title: 'Public links',
    type: 'boolean',
    locate: [{ css: '#links' }],
    read: 'checked',
    wanted: false,
    metric: 'single-sign-on-enforced',
    severity: 'high',
    save: 'instant',
  }
  assert.equal((await client.ask(lesson)).kind, 'ack')
  assert.equal((await client.next()).kind, 'welcome')
  const taught = open.agent.recipes().find(item => item.service === 'console')
  assert.deepEqual(taught?.where.fragments, ['/settings'])
  assert.equal(taught?.url, '{base}/settings')
  const answer = async (tenant: string, address: string) => {
    const readings = [
      { setting: 'console.site.public-links', reading: { state: 'observed', value: true } },
    ]
    const one = capture({ tenant, recipe: taught?.id, address, readings })
    return reasonOf(await client.ask({ kind: 'capture', capture: one }))
  }
  assert.equal(await answer('console-test', lesson.address), 'not-this-tenant')
  assert.equal(await answer('console-prod', `${console}#/prod/other`), 'not-this-tenant')
})

test('teaching: a site of nobody becomes a tenant with a setting, a check and a recipe; what does not compile leaves no file', async () => {
  const { client } = await paired()
  const lesson = {
    kind: 'teach',
    address: 'https://admin.example.com/security',
    heading: 'Security',
    language: 'en',
    title: 'Require SSO',
    type: 'boolean',
    locate: [{ role: 'switch', name: ['Require SSO'] }],
    read: 'checked',
    wanted: true,
    metric: 'single-sign-on-enforced',
    severity: 'high',
    save: 'instant',
  }
  const before = readdirSync(join(fixture.home, 'checks'))
  const refused = await client.ask({ ...lesson, metric: 'no-such-metric' })
  assert.ok(
    refused.kind === 'refused' &&
      refused.reason === 'invalid' &&
      refused.detail?.includes('no-such-metric'),
  )
  assert.deepEqual(readdirSync(join(fixture.home, 'checks')), before)
  assert.equal((await client.ask(lesson)).kind, 'ack')
  const welcome = await client.next()
  assert.ok(
    welcome.kind === 'welcome' &&
      welcome.tenants.some(tenant => tenant.id === 'admin-example-com') &&
      welcome.recipes.some(recipe => recipe.id === 'taught-admin-example-com-security'),
  )
  const read = {
    ...capture({
      tenant: 'admin-example-com',
      recipe: 'taught-admin-example-com-security',
      address: 'https://admin.example.com/security',
      readings: [
        {
          setting: 'admin-example-com.tenant.require-sso',
          reading: { state: 'observed', value: false },
        },
      ],
    }),
  }
  assert.equal((await client.ask({ kind: 'capture', capture: read })).kind, 'ack')
  assert.deepEqual(
    (await open.agent.store.findings('admin-example-com')).map(item => item.outcome),
    ['fail'],
  )
  const written = (): string[] =>
    ['checks', 'recipes'].map(folder =>
      readFileSync(join(fixture.home, folder, 'taught-admin-example-com-security.yaml'), 'utf8'),
    )
  const once = written()
  assert.equal((await client.ask(lesson)).kind, 'ack', 'sent again')
  assert.equal((await client.next()).kind, 'welcome')
  const twice = await client.ask({ ...lesson, wanted: false })
  assert.ok(twice.kind === 'refused' && twice.detail?.startsWith('title: '))
  assert.deepEqual(written(), once, 'and nothing of it is there twice')

  // A second setting of the same page: one recipe, and what was said of the first stays said.
  const setting = 'admin-example-com.tenant.require-sso'
  const recipe = 'taught-admin-example-com-security'
  await client.ask({ kind: 'confirm', recipe, setting, right: true })
  const file = join(fixture.home, 'recipes', `${recipe}.yaml`)
  writeFileSync(file, readFileSync(file, 'utf8').replace('settings:', 'settings: # by pointing'))
  const kept = ['checks', 'recipes'].map(folder =>
    readFileSync(join(fixture.home, folder, `${recipe}.yaml`), 'utf8'),
  )
  const second = { ...lesson, title: 'Idle time-out', type: 'number', wanted: 15, read: 'number' }
  const locate = [{ css: 'input[name=idle]' }]
  const bad = await client.ask({ ...second, locate, metric: 'no-such-metric' })
  assert.equal(reasonOf(bad), 'invalid')
  assert.deepEqual(
    ['checks', 'recipes'].map(folder =>
      readFileSync(join(fixture.home, folder, `${recipe}.yaml`), 'utf8'),
    ),
    kept,
    'taken back as it was',
  )
  assert.equal((await client.ask({ ...second, locate })).kind, 'ack')
  const again = await client.next()
  assert.ok(again.kind === 'welcome')
  const own = again.recipes.filter(item => item.service === 'admin-example-com')
  assert.deepEqual(
    own.map(({ id, version, settings }) => [id, version, settings.map(item => item.setting)]),
    [[recipe, 2, [setting, 'admin-example-com.tenant.idle-time-out']]],
  )
  assert.match(readFileSync(file, 'utf8'), /# by pointing/)
  const address = 'https://admin.example.com/security'
  // Another browser: what changes later is pushed to whoever looks.
  const looking = (await paired()).client
  const page = await looking.ask({ kind: 'page', tenant: 'admin-example-com', recipe, address })
  assert.ok(page.kind === 'page-findings')
  assert.deepEqual(
    page.settings.map(item => item.confirmed),
    [true, false],
  )
  const both = capture({
    tenant: 'admin-example-com',
    recipe,
    recipeVersion: 2,
    address,
    readings: [
      { setting, reading: { state: 'observed', value: true } },
      {
        setting: 'admin-example-com.tenant.idle-time-out',
        reading: { state: 'observed', value: 15 },
      },
    ],
  })
  assert.equal((await client.ask({ kind: 'capture', capture: both })).kind, 'ack')
  assert.deepEqual(
    (await open.agent.store.findings('admin-example-com')).map(item => item.outcome),
    ['pass', 'pass'],
  )

  // Another view of the same address shows none of these.
  const other = { ...lesson, title: 'Session length', heading: 'Sessions' }
  assert.equal((await client.ask(other)).kind, 'ack')
  const last = await client.next()
  assert.ok(last.kind === 'welcome' && last.recipes.some(item => item.id === `${recipe}-2`))
})

test('a setting is added to the page that was taught by an agent of before', async context => {
  const home = temporaryFolder(context)
  cpSync(new URL('../../fixtures/homes/store-4/home', import.meta.url), home, { recursive: true })
  rmSync(join(home, 'witnessmark.sqlite.gz'))
  const earlier = await openFixture(home)
  try {
    const recipe = 'taught-admin-example-com-require-sso'
    await perform(earlier.agent, tester, 'teach', {
      address: 'https://admin.example.com/security',
      heading: 'Security',
      language: 'en',
      title: 'Idle time-out',
      type: 'number',
      locate: [{ css: 'input[name=idle]' }],
      read: 'number',
      wanted: 15,
      metric: 'single-sign-on-enforced',
      severity: 'high',
      save: 'instant',
    })
    const found = earlier.agent.recipes().find(item => item.id === recipe)
    assert.deepEqual(
      [found?.version, found?.settings.map(item => item.setting)],
      [2, ['admin-example-com.tenant.require-sso', 'admin-example-com.tenant.idle-time-out']],
    )
    assert.deepEqual(await earlier.agent.setAside(), [])
  } finally {
    await earlier.close()
  }
})

test('two browsers at once: every reading of one is stored, and the other hears of it', async () => {
  const [one, two] = [(await paired()).client, (await paired()).client]
  await two.ask({ kind: 'page', tenant: 'blog', recipe: 'fixture-general', address: base })
  const before = (await open.agent.store.runs({ tenant: 'blog', status: 'finished' })).length
  const captures = Array.from({ length: 6 }, (_, i) => capture({}, i % 2 === 0))
  const answers = await Promise.all(
    captures.map(item => one.ask({ kind: 'capture', capture: item })),
  )
  assert.equal(answers.filter(item => item.kind === 'ack').length, captures.length)
  assert.equal((await two.next()).kind, 'page-findings')
  const runs = await open.agent.store.runs({ tenant: 'blog', status: 'finished' })
  const stored = runs.slice(0, runs.length - before).map(run => run.requests)
  assert.equal(
    stored.reduce((sum, part) => sum + part, 0),
    captures.length,
  )
  assert.ok(stored.length < captures.length, 'what waits together is stored together')
  const ids = captures.map(({ id }) => id)
  assert.deepEqual(await open.agent.store.knownCaptures(ids), new Set(ids))
})

test('what was out of sight leaves the reading before it, and says why there is none where there was none', async () => {
  const { client } = await paired()
  const send = async (address: string, setting: string, reading: object) => {
    const one = capture({ address: `${base}${address}`, readings: [{ setting, reading }] })
    assert.equal((await client.ask({ kind: 'capture', capture: one })).kind, 'ack')
  }
  const hidden = { state: 'unobserved', reason: 'not-shown' }
  const place = '/wp-admin/options-general.php'
  const current = async (setting: string) =>
    (await Array.fromAsync(open.agent.store.observations('blog'))).find(
      item => item.setting === setting,
    )?.reading
  await send(place, 'fixture.site.registration', { state: 'observed', value: true })
  await send(place, 'fixture.site.registration', hidden)
  assert.deepEqual(await current('fixture.site.registration'), { state: 'observed', value: true })
  await send(place, 'fixture.site.default-role', hidden)
  const never = await current('fixture.site.default-role')
  assert.ok(never?.state === 'unobserved' && never.reason === 'not-shown')
  await send(place, 'fixture.site.default-role', { state: 'observed', value: 'editor' })
  assert.deepEqual(await current('fixture.site.default-role'), {
    state: 'observed',
    value: 'editor',
  })
})

test('a browser was last here when it last said something, not when it came', async () => {
  const { client, pairing } = await paired()
  const row = async (): Promise<string> =>
    (await open.agent.store.pairings()).find(({ id }) => id === pairing)?.lastSeen ?? ''
  const seen = async (): Promise<string> =>
    (await perform(open.agent, tester, 'pairings', {})).pairings.find(({ id }) => id === pairing)
      ?.lastSeen ?? ''
  const came = await row()
  while (new Date().toISOString() <= came) await new Promise(setImmediate)
  await client.ask({ kind: 'ping' })
  const said = await seen()
  assert.ok(said > came, `${said} after ${came}`)
  client.leave()
  while ((await row()) === came) await new Promise(setImmediate)
  assert.ok((await row()) >= said)
})
