import assert from 'node:assert/strict'
import { createHash, randomBytes, randomUUID } from 'node:crypto'
import { after, before, test } from 'node:test'
import { createExtensionHub } from '../../../agent/socket/extension.ts'
import type { ExtensionHub } from '../../../agent/socket/extension.ts'
import { picturesOf } from '../../../agent/console/picture.ts'
import { verifyLog } from '../../../agent/log/verify.ts'
import type { OpenAgent } from '../../../agent/open-agent.ts'
import { PICTURE_PART } from '../../../common/protocol/message.ts'
import type { FromAgent } from '../../../common/protocol/message.ts'
import { createClient } from '../../support/extension/client.ts'
import { deskOf } from '../../support/extension/hub.ts'
import type { Desk } from '../../support/extension/hub.ts'
import { fixtureHome, openFixture } from '../../support/extension/home.ts'

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

/** The first bytes of a PNG of this size; the rest is noise: the agent looks at no more. */
function png(width: number, height: number, length: number): Buffer {
  const head = Buffer.alloc(33)
  head.set([137, 80, 78, 71, 13, 10, 26, 10, 0, 0, 0, 13, 73, 72, 68, 82])
  head.writeUInt32BE(width, 16)
  head.writeUInt32BE(height, 20)
  return Buffer.concat([head, randomBytes(length - head.length)])
}
const announce = (body: Buffer, over: object = {}) => ({
  id: randomUUID(),
  tenant: 'blog',
  recipes: ['fixture-general'],
  address: `${base}/wp-admin/options-general.php`,
  title: 'General',
  account: 'admin',
  seenAt: new Date().toISOString(),
  zone: 0,
  browser: 'test',
  extension: '0.1.0',
  mediaType: 'image/png',
  length: body.length,
  digest: createHash('sha256').update(body).digest('hex'),
  width: 1000,
  height: 700,
  strip: 72,
  scale: 1,
  masks: [{ rule: 'secret-field', x: 10, y: 90, width: 100, height: 20 }],
  ...over,
})
async function paired() {
  const client = createClient(hub)
  const done = await client.pair(desk.offer().code)
  assert.ok(done.kind === 'pair-done')
  assert.equal((await client.connect(done.pairing)).kind, 'welcome')
  return client
}
type Client = Awaited<ReturnType<typeof paired>>
async function deliver(
  client: Client,
  picture: { readonly id: string },
  body: Buffer,
): Promise<FromAgent> {
  let answer = await client.ask({ kind: 'picture', picture })
  while (answer.kind === 'picture-next')
    answer = await client.ask({
      kind: 'picture-part',
      picture: picture.id,
      part: answer.part,
      data: body
        .subarray(answer.part * PICTURE_PART, (answer.part + 1) * PICTURE_PART)
        .toString('base64url'),
    })
  return answer
}
const reasonOf = (message: FromAgent) =>
  message.kind === 'refused' ? message.reason : message.kind

test('a picture in parts is stored once, beside what is known of it, and verifies', async () => {
  const client = await paired()
  const body = png(1000, 700, PICTURE_PART * 2 + 1234)
  const picture = announce(body)
  assert.deepEqual([(await deliver(client, picture, body)).kind], ['ack'])
  const again = await client.ask({ kind: 'picture', picture })
  assert.ok(again.kind === 'ack' && !again.stored)
  const [listed, ...more] = await picturesOf(open.agent, 'blog', 'fixture-general')
  assert.equal(more.length, 0)
  const evidence = await open.agent.store.evidence(listed?.index ?? -1)
  assert.ok(
    evidence &&
      Buffer.from(evidence.body ?? []).equals(body) &&
      evidence.mediaType === 'image/png' &&
      evidence.personal &&
      evidence.kind === 'capture',
  )
  const facts = await open.agent.store.evidence(evidence.index - 1)
  assert.deepEqual(
    (JSON.parse(Buffer.from(facts?.body ?? []).toString()) as { masks: unknown }).masks,
    picture.masks,
  )
  assert.equal((await verifyLog(open.agent.store)).ok, true)
})

test('a connection that ends in the middle leaves nothing; the next one begins anew', async () => {
  const first = await paired()
  const body = png(1000, 700, PICTURE_PART + 10)
  const picture = announce(body)
  const size = await open.agent.store.logSize()
  assert.equal((await first.ask({ kind: 'picture', picture })).kind, 'picture-next')
  assert.equal(
    (
      await first.ask({
        kind: 'picture-part',
        picture: picture.id,
        part: 0,
        data: body.subarray(0, PICTURE_PART).toString('base64url'),
      })
    ).kind,
    'picture-next',
  )
  const second = await paired()
  assert.equal(await open.agent.store.logSize(), size + 1, 'its pairing, and nothing else')
  assert.equal((await deliver(second, picture, body)).kind, 'ack')
})

test('what is not the picture that was announced is refused', async () => {
  const client = await paired()
  const body = png(1000, 700, 500)
  const size = await open.agent.store.logSize()
  assert.equal(
    reasonOf(await deliver(client, announce(body, { digest: '0'.repeat(64) }), body)),
    'invalid',
  )
  assert.equal(reasonOf(await deliver(client, announce(body, { width: 999 }), body)), 'invalid')
  assert.equal(
    reasonOf(await deliver(client, announce(body, { mediaType: 'image/webp' }), body)),
    'invalid',
  )
  const page = Buffer.from('<script>alert(1)</script>')
  assert.equal(reasonOf(await deliver(client, announce(page), page)), 'invalid')
  assert.equal(reasonOf(await deliver(client, announce(body, { length: 400 }), body)), 'invalid')
  assert.equal(
    reasonOf(await deliver(client, announce(body, { address: 'http://127.0.0.1:4001/' }), body)),
    'not-this-tenant',
  )
  assert.equal(
    reasonOf(await deliver(client, announce(body, { tenant: 'other' }), body)),
    'unknown-tenant',
  )
  assert.equal(
    reasonOf(
      await client.ask({ kind: 'picture-part', picture: randomUUID(), part: 0, data: 'AAAA' }),
    ),
    'invalid',
  )
  assert.equal(
    reasonOf(
      await client.ask({ kind: 'picture', picture: announce(body, { length: 9 * 1024 * 1024 }) }),
    ),
    'malformed',
  )
  assert.equal(await open.agent.store.logSize(), size)
})

test('held: what the agent does not have is named, with its own time', async () => {
  const client = await paired()
  const body = png(1000, 700, 500)
  const picture = announce(body)
  await deliver(client, picture, body)
  const other = randomUUID()
  const answer = await client.ask({
    kind: 'held',
    now: new Date().toISOString(),
    ids: [picture.id, other],
  })
  assert.ok(answer.kind === 'missing')
  assert.deepEqual(answer.ids, [other])
})
