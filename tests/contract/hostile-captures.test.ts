import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { test } from 'node:test'
import { createExtensionHub } from '../../agent/socket/extension.ts'
import { createClient } from '../support/extension/client.ts'
import { fixtureHome, openFixture } from '../support/extension/home.ts'
import { deskOf } from '../support/extension/hub.ts'

const base = 'http://127.0.0.1:4000'
const own = `${base}/wp-admin/options-general.php`

test('what a page says of itself is taken or refused for good: never sent again for ever', async context => {
  const fixture = fixtureHome(base)
  const open = await openFixture(fixture.home)
  const hub = createExtensionHub(open.agent, { name: 'test', dashboard: () => '', login: () => '' })
  context.after(async () => {
    hub.close()
    await open.close()
    fixture.remove()
  })
  const client = createClient(hub)
  const done = await client.pair(deskOf(open.agent).offer().code)
  await client.connect(done.kind === 'pair-done' ? done.pairing : '')
  const capture = (over: object) => ({
    id: randomUUID(),
    tenant: 'blog',
    recipe: 'fixture-general',
    recipeVersion: 1,
    address: own,
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
        reading: { state: 'observed', value: true },
        raw: 'checked',
        candidate: 0,
      },
    ],
    ...over,
  })
  const lone = 'half \ud83d'
  const reading = (over: object) => ({
    readings: [
      {
        setting: 'fixture.site.registration',
        reading: { state: 'observed', value: true },
        ...over,
      },
    ],
  })
  const unobserved = { state: 'unobserved', reason: 'layout-not-recognised', detail: lone }
  const verdicts: string[] = []
  for (const over of [
    { title: lone },
    { heading: lone },
    { account: lone },
    { browser: lone },
    { tenantShown: lone },
    { address: `${own}?x=${lone}` },
    { title: '\u0000\u202e' },
    reading({ raw: lone }),
    reading({ reading: unobserved }),
    reading({ reading: { state: 'observed', value: lone } }),
    ...[
      '//',
      '//[',
      '/',
      '',
      'http://',
      `${base}//`,
      `${base}//[`,
      `${own}//`,
      `${base}/%`,
      `${base}/wp-admin/%E0%A4%A/options-general.php`,
      'javascript:alert(1)',
      'data:,x',
      'blob:null/x',
    ].map(address => ({ address })),
  ]) {
    let answer = await client.ask({ kind: 'capture', capture: capture(over) })
    while (answer.kind === 'page-findings') answer = await client.next()
    const told = JSON.stringify(over)
    assert.ok(answer.kind === 'ack' || answer.kind === 'refused', `${told}: ${answer.kind}`)
    assert.ok(answer.kind === 'ack' || !answer.retry, `${told}: ${JSON.stringify(answer)}`)
    verdicts.push(answer.kind)
  }
  assert.deepEqual(
    verdicts.slice(0, 5),
    ['ack', 'ack', 'ack', 'ack', 'ack'],
    'a title costs nothing',
  )
  assert.ok(verdicts.includes('refused'))
})
