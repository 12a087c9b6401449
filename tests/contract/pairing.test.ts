import assert from 'node:assert/strict'
import { once } from 'node:events'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { connect } from 'node:net'
import { test } from 'node:test'
import type { TestContext } from 'node:test'
import { WebSocket } from 'ws'
import { restatePairings } from '../../agent/console/pairings.ts'
import { publicKeyOf } from '../../agent/console/handshake.ts'
import { perform } from '../../agent/operations/perform.ts'
import { startDoors } from '../../agent/serve.ts'
import { createExtensionHub } from '../../agent/socket/extension.ts'
import { CHROMIUM_ID } from '../../common/protocol/origin.ts'
import { tester } from '../support/actor.ts'
import { testAgent } from '../support/agent.ts'
import { createClient } from '../support/extension/client.ts'
import { deskOf } from '../support/extension/hub.ts'

const LONGEST = 15_000

async function started(context: TestContext) {
  const { agent, home } = await testAgent(context, {})
  const hub = createExtensionHub(agent, { name: 'test', dashboard: () => '', login: () => '' })
  context.after(() => hub.close())
  const pair = async (code: string): Promise<string> => {
    const answer = await createClient(hub).pair(code)
    return answer.kind === 'refused' ? answer.reason : answer.kind
  }
  return { agent, home, hub, desk: deskOf(agent), pair }
}

test('whoever says nothing is shut out after seconds, before and after the upgrade', async context => {
  const { agent } = await testAgent(context, {})
  const server = await startDoors(agent, { port: 0 })
  context.after(() => server.close())
  const began = performance.now()
  const open = async (): Promise<WebSocket> => {
    const socket = new WebSocket(`ws://127.0.0.1:${server.port}/extension`, 'witnessmark.v1', {
      origin: `chrome-extension://${CHROMIUM_ID}`,
    })
    await once(socket, 'open')
    context.after(() => socket.terminate())
    return socket
  }
  const silent = await open()
  const begun = await open()
  begun.send(
    JSON.stringify({
      v: 1,
      id: crypto.randomUUID(),
      kind: 'hello',
      pairing: crypto.randomUUID(),
      nonce: 'A'.repeat(43),
    }),
  )
  const raw = ['', 'GET / HTTP/1.1\r\nHost: '].map(text => {
    const socket = connect({ host: '127.0.0.1', port: server.port })
    socket.resume()
    socket.on('error', () => undefined)
    if (text) socket.write(text)
    context.after(() => socket.destroy())
    return socket
  })
  await Promise.race([
    Promise.all([silent, begun, ...raw].map(socket => once(socket, 'close'))),
    new Promise((_, reject) => setTimeout(reject, LONGEST, new Error('still open')).unref()),
  ])
  assert.ok(performance.now() - began > 1000, 'yet not at once: a browser may be slow')
})

test('who only opens sockets spends no try of the code on offer', async context => {
  const { hub, desk, pair } = await started(context)
  const { code } = desk.offer()
  for (let time = 0; time < 10; time++)
    await createClient(hub).send({
      kind: 'pair-start',
      name: 'curious',
      publicKey: 'A'.repeat(43),
      nonce: 'A'.repeat(43),
    })
  assert.equal(await pair(code), 'pair-done')
})

test('of browsers that prove the same code at the same time, one is paired', async context => {
  const { agent, desk, pair } = await started(context)
  const { code } = desk.offer()
  const answers = await Promise.all([pair(code), pair(code), pair(code)])
  assert.deepEqual(answers.toSorted(), ['pair-done', 'wrong-code', 'wrong-code'])
  assert.equal((await agent.store.pairings()).length, 1)
})

test('a code counts at the proof: one that a newer code replaced in between is void', async context => {
  const { agent, hub, desk, pair } = await started(context)
  const { code } = desk.offer()
  const slow = createClient(hub)
  const late = slow.pair(code)
  // The challenge is out, the proof not yet: it takes 600,000 rounds.
  await new Promise(resolve => setImmediate(resolve))
  const replaced = desk.offer().code
  const answer = await late
  assert.equal(answer.kind === 'refused' ? answer.reason : answer.kind, 'wrong-code')
  assert.equal((await agent.store.pairings()).length, 0)
  assert.equal(await pair(replaced), 'pair-done')
})

test('three wrong proofs void the code, also when they come together', async context => {
  const { desk, pair } = await started(context)
  const { code } = desk.offer()
  const wrong = code === '0'.repeat(12) ? '1'.repeat(12) : '0'.repeat(12)
  const answers = await Promise.all([pair(wrong), pair(wrong), pair(wrong)])
  assert.deepEqual(answers, ['wrong-code', 'wrong-code', 'wrong-code'])
  assert.equal(await pair(code), 'wrong-code')
})

/** A paired browser, and somebody who may write into the database of its agent. */
async function attacked(context: TestContext) {
  const world = await started(context)
  const browser = createClient(world.hub)
  const paired = await browser.pair(world.desk.offer().code)
  assert.equal(paired.kind, 'pair-done')
  const id = paired.kind === 'pair-done' ? paired.pairing : ''
  const database = new DatabaseSync(join(world.home, 'witnessmark.sqlite'))
  context.after(() => database.close())
  const connects = async (as: typeof browser.own, pairing = id): Promise<string> => {
    const answer = await createClient(world.hub).connect(pairing, as)
    return answer.kind === 'refused' ? answer.reason : answer.kind
  }
  assert.equal(await connects(browser.own), 'welcome')
  return { ...world, id, database, own: browser.own, other: createClient(world.hub).own, connects }
}

test('a browser that only the database says is paired may send nothing', async context => {
  const { agent, id, database, own, other, connects } = await attacked(context)
  database
    .prepare(
      `INSERT INTO pairing (id, name, origin, public_key, paired_at) SELECT ?, name, origin, ?, paired_at FROM pairing`,
    )
    .run('00000000-0000-4000-8000-000000000009', publicKeyOf(other.key))
  assert.equal(await connects(other, '00000000-0000-4000-8000-000000000009'), 'unpaired')
  database.prepare('UPDATE pairing SET public_key = ?').run(publicKeyOf(other.key))
  assert.equal(await connects(other), 'unpaired', 'the key in the row counts for nothing')
  assert.equal(await connects(own), 'welcome')
  const { pairings } = await perform(agent, tester, 'pairings', {})
  assert.deepEqual(
    pairings.map(item => item.id),
    [id],
  )
  database.exec(`UPDATE evidence SET body = CAST(replace(CAST(body AS TEXT), '${publicKeyOf(own.key)}', '${publicKeyOf(other.key)}') AS BLOB)
    WHERE kind = 'pairing'`)
  assert.equal(await connects(other), 'unpaired', 'nor does an entry that was edited')
})

test('a pairing that ended is not brought back by its row, nor ended by it; one in force outlives its entry', async context => {
  const { agent, desk, id, database, own, connects } = await attacked(context)
  await restatePairings(agent, tester)
  database.exec(`UPDATE evidence SET body = NULL, salt = NULL
    WHERE idx = (SELECT min(idx) FROM evidence WHERE kind = 'pairing')`)
  database.exec(`UPDATE pairing SET revoked_at = '2026-03-02T00:00:00.000Z'`)
  assert.equal(await connects(own), 'welcome')
  assert.equal((await perform(agent, tester, 'pairings', {})).pairings[0]?.revokedAt, null)
  await desk.revoke(id)
  const entry = await agent.store.lastEvidence('pairing', '')
  assert.equal(entry?.ipe.actor, tester.id)
  database.exec('UPDATE pairing SET revoked_at = NULL')
  assert.equal(await connects(own), 'revoked')
})
