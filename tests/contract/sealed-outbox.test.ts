// What was told to whom is no entry of the log, and a requirement may rest on it: the log's key seals it.
import assert from 'node:assert/strict'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { test } from 'node:test'
import type { TestContext } from 'node:test'
import type { Agent } from '../../agent/agent.ts'
import { demoToken, startGithubReplay } from '../../agent/demo/github.ts'
import { editConfig } from '../../agent/home/config.ts'
import { channelSecret } from '../../agent/home/secrets.ts'
import { erase } from '../../agent/keep/erasure.ts'
import { sha256 } from '../../agent/log/crypto.ts'
import { inOutbox } from '../../agent/log/sealed-outbox.ts'
import { verifyLog } from '../../agent/log/verify.ts'
import { notify } from '../../agent/notify/deliver.ts'
import { perform } from '../../agent/operations/perform.ts'
import { rotateKey } from '../../agent/record/key.ts'
import type { Store } from '../../agent/store/store.ts'
import { canonicalBytes } from '../../common/log/canonical.ts'
import { tester } from '../support/actor.ts'
import { testAgent } from '../support/agent.ts'
import { startReceiver } from '../support/receivers.ts'
import { scan } from '../support/scan.ts'

const transport = { sleep: async () => undefined, random: () => 0 }
const DAY = 86_400_000

/** An organization of which a deviation was told, and one was not. */
async function told(context: TestContext) {
  const replay = await startGithubReplay({ repositories: 2, throttle: false })
  context.after(() => replay.close())
  const clock = { now: Date.parse('2026-10-05T09:00:00Z') }
  const target = { organization: 'aurora-labs', url: replay.url }
  const open = await testAgent(
    context,
    { aurora: { service: 'github', target, secret: demoToken } },
    () => new Date((clock.now += 1)),
  )
  const { agent, home } = open
  const receiver = await startReceiver(context)
  const ops = { name: 'ops', to: 'webhook', url: receiver.url, private: true, from: 'low' }
  editConfig(home, ['alerts'], [ops])
  await agent.secrets.set(channelSecret('ops'), `whsec_${Buffer.from('a key').toString('base64')}`)
  const tell = () => notify(agent, { timeoutMs: 300 })
  const { organization, repositories } = replay.state
  const finds = async (change: object): Promise<void> => {
    for (const item of [organization, ...repositories]) Object.assign(item, change)
    await scan(agent, tester, 'aurora', { transport })
  }
  await tell()
  await finds({})
  await finds({ members_can_fork_private_repositories: true })
  await tell()
  const database = new DatabaseSync(join(home, 'witnessmark.sqlite'))
  context.after(() => database.close())
  return { agent, clock, receiver, tell, finds, database }
}

async function alerts(agent: Agent): Promise<{ readonly state: string; readonly text: string }> {
  const { monitoring } = await perform(agent, tester, 'frameworks', {})
  const found = monitoring.find(item => item.fact.measure === 'alerts') ?? assert.fail()
  return { state: found.fact.state, text: found.text }
}

const edits = {
  'one that was not told said to be': `UPDATE outbox SET state = 'sent', sent_at = made_at WHERE state <> 'sent'`,
  'one that was not told taken out': `DELETE FROM outbox WHERE state <> 'sent'`,
  'one that was put off for ever': `UPDATE outbox SET due_at = '2099-01-01T00:00:00.000Z', tries = 0 WHERE state = 'waiting'`,
  'one said to be given up': `UPDATE outbox SET state = 'dead' WHERE state = 'sent'`,
  'one that nobody told of': `INSERT INTO outbox (id, channel, alert, state, made_at, due_at) SELECT 'other', channel, alert, 'sent', made_at, due_at FROM outbox LIMIT 1`,
  'what was told': `UPDATE outbox SET alert = json_set(alert, '$.tenant', 'other')`,
  'how far news was looked for': `UPDATE named SET value = '999999' WHERE key = 'notify.place'`,
  'the seal is taken away': `DELETE FROM named WHERE key = 'notify.seal'`,
  'the seal itself': `UPDATE named SET value = json_set(value, '$.since', '') WHERE key = 'notify.seal'`,
} as const

test('what was told passes where all arrived and fails where one did not; verify finds nothing, nor after a hand-over or an erasure', async context => {
  const { agent, receiver, tell, finds } = await told(context)
  assert.deepEqual(await alerts(agent).then(item => item.state), 'pass')
  receiver.answers = 500
  await finds({ secretScanning: false })
  assert.equal((await alerts(agent)).state, 'unknown', 'of that scan nobody looked for news yet')
  await tell()
  const { state, text } = await alerts(agent)
  assert.equal(state, 'fail', text)
  await rotateKey(agent, tester, 'Yearly')
  await erase(agent, tester, { person: 'aurora-labs', reason: 'A request' })
  assert.equal((await alerts(agent)).state, 'fail')
  assert.equal((await verifyLog(agent.store)).first, null)
})

test('whoever writes there turns no verdict: verify finds it, the next pass says it, and what was before counts for nothing', async context => {
  const { agent, clock, receiver, tell, finds, database } = await told(context)
  receiver.answers = 500
  await finds({ secretScanning: false })
  await tell()
  database.exec('CREATE TEMP TABLE rows AS SELECT * FROM outbox')
  database.exec('CREATE TEMP TABLE kept AS SELECT * FROM named')
  const asItWas = (): void =>
    database.exec(`DELETE FROM outbox; INSERT INTO outbox SELECT * FROM rows;
      DELETE FROM named; INSERT INTO named SELECT * FROM kept`)
  for (const [what, sql] of Object.entries(edits)) {
    asItWas()
    assert.equal((await alerts(agent)).state, 'fail')
    assert.ok(Number(database.prepare(sql).run().changes) > 0, what)
    assert.equal((await alerts(agent)).state, 'unknown', what)
    assert.match((await verifyLog(agent.store)).first?.problem ?? '', /what was told to whom/, what)
    const [said] = await tell()
    assert.match(said ?? '', /somebody else than this agent wrote .* counts for nothing/, what)
    assert.equal((await alerts(agent)).state, 'unknown', `${what}: sealed anew it proves nothing`)
    assert.equal((await verifyLog(agent.store)).first, null, what)
  }
  asItWas()
  // An older one with its seal knows nothing of what was recorded since.
  await tell()
  await finds({ secretScanning: true })
  await tell()
  asItWas()
  assert.equal((await verifyLog(agent.store)).first, null)
  assert.notEqual((await alerts(agent)).state, 'pass')
  // A time later: of what is in that window all is sealed.
  receiver.answers = 200
  clock.now += 200 * DAY
  await tell()
  await finds({ secretScanning: true })
  await finds({ secretScanning: false })
  await tell()
  const { state, text } = await alerts(agent)
  assert.equal(state, 'pass', text)
})

test('a pass that finds all as it was sealed reads no row; whoever writes between two of them is found', async context => {
  const { agent, tell, finds, database } = await told(context)
  await finds({ secretScanning: false })
  await tell()
  let read = 0
  const { deliveries } = agent.store
  context.mock.method(agent.store, 'deliveries', (filter?: object) => {
    if (filter === undefined) read++
    return deliveries(filter)
  })
  for (let pass = 0; pass < 3; pass++) assert.deepEqual(await tell(), [])
  assert.equal(read, 0)
  database.exec(`UPDATE outbox SET state = 'dead' WHERE state = 'sent'`)
  assert.match((await tell())[0] ?? '', /somebody else than this agent wrote/)
  assert.deepEqual(await tell(), [])
  // By this process, and past what seals it: no less.
  await agent.store.set('notify.tickets', '{}')
  assert.match((await tell())[0] ?? '', /somebody else than this agent wrote/)
})

test('what is counted after a commit reads what is open or changed, however much was told before', async context => {
  const { agent, tell, finds, clock } = await told(context)
  const text = JSON.stringify({ kind: 'digest', tenant: 'aurora' })
  const madeAt = new Date(clock.now).toISOString()
  const sent = Array.from({ length: 500 }, (_, place) => `${place}`)
  await inOutbox(agent, async () => {
    await agent.store.putDeliveries(
      sent.map(id => ({
        id,
        channel: 'ops',
        alert: text,
        state: 'waiting',
        madeAt,
        dueAt: madeAt,
      })),
    )
    for (const id of sent)
      await agent.store.attempted(
        { id, channel: 'ops' },
        { state: 'sent', problem: null, at: madeAt },
      )
  })
  await tell()
  const before = await counted(agent)
  let read = 0
  const count = (store: Store): void => {
    const { deliveries } = store
    context.mock.method(store, 'deliveries', async (filter?: object) => {
      const found = await deliveries(filter)
      read += found.length
      return found
    })
  }
  count(agent.store)
  const { snapshot } = agent.store
  const watched: Store['snapshot'] = work =>
    snapshot(moment => {
      count(moment)
      return work(moment)
    })
  context.mock.method(agent.store, 'snapshot', watched)
  await finds({ secretScanning: false })
  await counted(agent)
  await tell()
  const after = await counted(agent)
  assert.ok(after > before && before >= sent.length, `${before} ${after}`)
  assert.ok(
    read > 0 && read < 20 * (after - before),
    `${read} rows for ${after - before} that are new`,
  )
})

/** How many pieces of news are told to have arrived. */
async function counted(agent: Agent): Promise<number> {
  const { monitoring } = await perform(agent, tester, 'frameworks', {})
  const { fact } = monitoring.find(item => item.fact.measure === 'alerts') ?? assert.fail()
  return fact.measure === 'alerts' ? fact.params.sent : assert.fail()
}

test('what somebody wrote there may be no JSON: it is found, and news goes on', async context => {
  const { agent, tell, finds, receiver, database } = await told(context)
  database.exec(`UPDATE outbox SET alert = '{' WHERE state = 'sent'`)
  assert.equal((await alerts(agent)).state, 'unknown')
  const before = receiver.received.length
  await finds({ secretScanning: false })
  assert.match((await tell()).join(), /somebody else than this agent wrote/)
  assert.ok(receiver.received.length > before)
})

test('whoever writes while a pass goes on is found, and it is said', async context => {
  const { finds, tell, receiver, database, agent } = await told(context)
  await finds({ secretScanning: false })
  const { deliveries } = agent.store
  let wrote = false
  context.mock.method(agent.store, 'deliveries', async (filter?: { readonly limit?: number }) => {
    const found = await deliveries(filter)
    if (filter?.limit === 1 && !wrote) {
      database.exec(`UPDATE outbox SET tries = 7 WHERE state = 'sent'`)
      wrote = true
    }
    return found
  })
  const before = receiver.received.length
  const said = await tell()
  assert.ok(receiver.received.length > before)
  assert.match(said.join(), /somebody else than this agent wrote/)
})

test('a seal of before rows had hashes counts, for what it was made of', async context => {
  const { agent, tell, database } = await told(context)
  const { store, log } = agent
  const { since } = JSON.parse((await store.get('notify.seal')) ?? '') as { readonly since: string }
  const place = await store.get('notify.place')
  const digest = sha256(canonicalBytes({ since, place, rows: await store.deliveries() }))
  await store.set('notify.seal', JSON.stringify({ since, note: log.attest('outbox', digest) }))
  assert.equal((await alerts(agent)).state, 'pass')
  assert.equal((await verifyLog(store)).first, null)
  assert.deepEqual(await tell(), [])
  await store.set('notify.seal', JSON.stringify({ since, note: log.attest('outbox', digest) }))
  database.exec(`UPDATE outbox SET tries = 7`)
  assert.match((await verifyLog(store)).first?.problem ?? '', /what was told to whom/)
})
