import assert from 'node:assert/strict'
import { createHash, randomUUID } from 'node:crypto'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { test } from 'node:test'
import { setImmediate as turn } from 'node:timers/promises'
import { browserActor, scheduleActor } from '../../agent/actor.ts'
import type { Agent, Committed } from '../../agent/agent.ts'
import { scan } from '../../agent/collect/scan.ts'
import { ingestCaptures } from '../../agent/console/capture.ts'
import { confirmReading } from '../../agent/console/confirm.ts'
import { announcePicture, storePicture, takePart } from '../../agent/console/picture.ts'
import { demoToken, startGithubReplay } from '../../agent/demo/github.ts'
import { memorySecrets } from '../../agent/home/secrets.ts'
import { importDocument } from '../../agent/import/document.ts'
import { addException, endException } from '../../agent/judge/exceptions.ts'
import { erase } from '../../agent/keep/erasure.ts'
import { verifyLog } from '../../agent/log/verify.ts'
import { openAgent } from '../../agent/open-agent.ts'
import { recordGap } from '../../agent/record/gap.ts'
import { rotateKey } from '../../agent/record/key.ts'
import { inRun, interrupt } from '../../agent/record/run.ts'
import type { Store } from '../../agent/store/store.ts'
import { recipes } from '../../common/services/consoles.ts'
import type { Value } from '../../common/model/index.ts'
import type { Capture } from '../../common/protocol/message.ts'
import { tester } from '../support/actor.ts'
import { testAgent } from '../support/agent.ts'

const tenants = { contoso: { service: 'microsoft-365', target: { tenant: 't-1' } } }
const alerts = 'https://security.microsoft.com/alertpoliciesv2'
const browser = browserActor('pairing-1')

function capture(value: Value, over: Partial<Capture> = {}): Capture {
  const id = 'microsoft-365-alert-recipients'
  const recipe = recipes.find(item => item.id === id) ?? assert.fail(id)
  return {
    id: randomUUID(),
    tenant: 'contoso',
    recipe: id,
    recipeVersion: 1,
    address: alerts,
    title: 'Console',
    heading: null,
    language: 'en',
    account: null,
    tenantShown: null,
    resourceShown: 'Tenant restricted',
    seenAt: new Date().toISOString(),
    zone: 0,
    browser: 'test',
    extension: '0.1.0',
    readings: recipe.settings.map(({ setting }) => ({
      setting,
      reading: { state: 'observed', value },
    })),
    ...over,
  }
}

async function pictured(agent: Agent): Promise<void> {
  const body = Buffer.alloc(33)
  body.set([137, 80, 78, 71, 13, 10, 26, 10, 0, 0, 0, 13, 73, 72, 68, 82])
  body.writeUInt32BE(10, 16)
  body.writeUInt32BE(7, 20)
  const incoming = await announcePicture(agent, {
    id: randomUUID(),
    tenant: 'contoso',
    recipes: ['microsoft-365-alert-recipients'],
    address: alerts,
    title: 'Alerts',
    account: null,
    zone: 0,
    browser: 'test',
    seenAt: new Date().toISOString(),
    extension: '0.1.0',
    mediaType: 'image/png',
    length: body.length,
    digest: createHash('sha256').update(body).digest('hex'),
    width: 10,
    height: 7,
    strip: 1,
    scale: 1,
    masks: [],
  })
  assert.ok(incoming)
  takePart(incoming, 0, body.toString('base64url'))
  await storePicture(agent, browser, incoming, null)
}

function listen(agent: Agent): Committed[] {
  const heard: Committed[] = []
  agent.events.on('committed', news => heard.push(news))
  return heard
}

test('every commit tells once, of its run and tenant, with who asked and what changed', async context => {
  const { agent } = await testAgent(context, tenants)
  const heard = listen(agent)
  const told = async (work: () => Promise<unknown>): Promise<Committed> => {
    const { length } = heard
    const size = (await agent.store.checkpoints()).length
    await work()
    assert.equal(heard.length, length + 1, 'one event')
    assert.equal((await agent.store.checkpoints()).length, size + 1, 'one checkpoint')
    return heard.at(-1) ?? assert.fail()
  }
  const brought = (news: Committed) => [news.kind, news.tenant, news.actor, news.run !== null]

  const captured = await told(() => ingestCaptures(agent, browser, [capture(['a@example.com'])]))
  assert.deepEqual(brought(captured), ['capture', 'contoso', 'pairing-1', true])
  assert.ok(captured.changes.settings > 0 && captured.changes.resources > 0)
  assert.ok(captured.changes.outcomes.length > 0)
  assert.ok(captured.changes.outcomes.every(change => change.before === null))

  const seen = await told(() => pictured(agent))
  assert.deepEqual(brought(seen), ['picture', 'contoso', 'pairing-1', true])
  assert.deepEqual([seen.changes.settings, seen.changes.findings], [0, 0])

  const recipe = agent.recipes().find(item => item.id === 'microsoft-365-alert-recipients')
  assert.ok(recipe)
  const setting = recipe.settings[0]?.setting ?? ''
  const yes = await told(() => confirmReading(agent, browser, recipe, setting, true))
  assert.deepEqual(brought(yes), ['confirmation', 'contoso', 'pairing-1', true])
  const no = await told(() => confirmReading(agent, browser, recipe, setting, false))
  assert.equal(no.changes.settings, 1)

  const stated = await told(() =>
    importDocument(agent, tester, {
      tenant: 'contoso',
      setting: 'microsoft-365.tenant.power-platform-environments',
      value: [{ environmentName: 'Default-1', displayName: 'Contoso' }],
      by: 'Ada',
      name: 'environments.csv',
      body: new Uint8Array([1]),
    }),
  )
  assert.deepEqual(brought(stated), ['document', 'contoso', 'command:tester', true])

  const check = agent.catalogue().checksOf('microsoft-365')[0]?.check.id ?? ''
  const until = new Date(Date.now() + 86_400_000).toISOString()
  const wanted = { tenant: 'contoso', check, reason: 'known', until, by: 'Ada' }
  let id = ''
  const added = await told(async () => {
    id = (await addException(agent, tester, wanted)).id
  })
  assert.deepEqual(brought(added), ['exception', 'contoso', 'command:tester', true])
  await told(() => endException(agent, tester, id))

  const erased = await told(() =>
    erase(agent, tester, { person: 'a@example.com', reason: 'asked' }),
  )
  assert.deepEqual(brought(erased), ['erasure', null, 'command:tester', false])
  const rotated = await told(() => rotateKey(agent, tester, 'yearly'))
  assert.deepEqual(brought(rotated), ['key', null, 'command:tester', false])
  const span = { from: '2026-01-01T00:00:00.000Z', to: '2026-01-02T00:00:00.000Z' }
  const gap = { cause: 'sleep' as const, tenant: '', ...span, detail: 'asleep' }
  const slept = await told(() => recordGap(agent, gap))
  assert.deepEqual(brought(slept), ['gap', null, 'agent', false])
  assert.equal((await verifyLog(agent.store, { everyAssessment: true })).first, null)
})

test('who asked is sealed beside the entries, in no leaf, and can be erased', async context => {
  const { agent } = await testAgent(context, tenants)
  await ingestCaptures(agent, browserActor('browser-of-ada'), [capture([])])
  const facts = await Array.fromAsync(agent.store.evidenceOf({ tenant: 'contoso' }))
  assert.ok(facts.length >= 3)
  assert.deepEqual([...new Set(facts.map(item => item.ipe.actor))], ['browser-of-ada'])
  for await (const { leaf } of agent.store.leaves(0, await agent.store.logSize()))
    assert.doesNotMatch(new TextDecoder().decode(leaf), /browser-of-ada/)
  await erase(agent, tester, { person: 'browser-of-ada', reason: 'asked' })
  for await (const item of agent.store.evidenceOf({}))
    assert.doesNotMatch(JSON.stringify(item.ipe), /browser-of-ada/)
  assert.equal((await verifyLog(agent.store, { everyAssessment: true })).first, null)
})

test('a batch is one commit; one that is refused, or known, keeps no other back', async context => {
  const { agent } = await testAgent(context, tenants)
  const heard = listen(agent)
  const [first, second] = [capture(['a@example.com']), capture(['b@example.com'])]
  const elsewhere = capture([], { address: 'https://example.org/' })
  const results = await ingestCaptures(agent, browser, [first, elsewhere, second, second])
  assert.deepEqual(
    results.map(result => ('refused' in result ? result.refused.code : result.stored)),
    [true, 'page-not-of-tenant', true, true],
  )
  assert.deepEqual([heard.length, (await agent.store.runs()).length], [1, 1])
  const [run] = await agent.store.runs()
  assert.equal(run?.requests, 2)
  const again = await ingestCaptures(agent, browser, [first, second])
  assert.deepEqual(
    again.map(result => 'stored' in result && result.stored),
    [false, false],
  )
  assert.equal(heard.length, 1, 'nothing new is no run')
  const seen = await Array.fromAsync(agent.store.observations('contoso'))
  const reading = seen.find(item => item.source === 'console')?.reading
  assert.deepEqual(reading, { state: 'observed', value: ['b@example.com'] })
})

test('while many captures are taken in, others are served between any few of them', async context => {
  const { agent } = await testAgent(context, tenants)
  let [turns, sealed, most] = [0, 0, 0]
  let ended = false
  const others = (async () => {
    for (; !ended; turns++) {
      await turn()
      sealed = 0
    }
  })()
  const log: Agent['log'] = {
    ...agent.log,
    append(entries) {
      sealed += entries.length
      most = Math.max(most, sealed)
      return agent.log.append(entries)
    },
  }
  const captures = Array.from({ length: 100 }, (_, item) => capture([`${item}@example.com`]))
  const results = await ingestCaptures({ ...agent, log }, browser, captures)
  ended = true
  await others
  assert.ok(results.every(result => 'stored' in result && result.stored))
  assert.ok(most <= 25, `${most} entries in one turn of ${turns}`)
  assert.equal((await agent.store.runs()).length, 1)
  assert.equal((await verifyLog(agent.store, { everyAssessment: true })).first, null)
})

test('what was said of a recipe is asked for once, however many captures of it come together', async context => {
  const { agent } = await testAgent(context, tenants)
  const asked = async (count: number): Promise<number> => {
    let times = 0
    const store: Store = {
      ...agent.store,
      runs(filter) {
        if (filter?.kind === 'confirmation') times++
        return agent.store.runs(filter)
      },
    }
    const captures = Array.from({ length: count }, (_, item) => capture([`${item}@example.com`]))
    await ingestCaptures({ ...agent, store }, browser, captures)
    return times
  }
  assert.equal(await asked(1), 1)
  assert.equal(await asked(5), 1)
})

test('captures that come together are looked up together, and nothing is read of other things', async context => {
  const { agent } = await testAgent(context, tenants)
  const asked = new Map<string, number>()
  const store: Store = new Proxy(agent.store, {
    get(target, name: keyof Store) {
      asked.set(name, (asked.get(name) ?? 0) + 1)
      return name === 'observations' ? read : target[name]
    },
  })
  const all: unknown[] = []
  const read: Store['observations'] = (tenant, asOf, settings) => {
    // Checks of what a kind of thing lists look at that everywhere.
    if (!Array.isArray(settings)) all.push(settings)
    return agent.store.observations(tenant, asOf, settings)
  }
  await ingestCaptures(agent, browser, [capture(['a@example.com'])])
  const captures = Array.from({ length: 20 }, (_, item) => capture([`${item}@example.com`]))
  await ingestCaptures({ ...agent, store }, browser, captures)
  assert.deepEqual(
    ['knownCaptures', 'putCaptures', 'putResources'].map(name => asked.get(name)),
    [2, 1, 1],
  )
  assert.deepEqual(all, [])
})

test('a run that breaks off is on record as interrupted, with a gap; nothing of it is kept or told', async context => {
  const { agent } = await testAgent(context, tenants)
  const heard = listen(agent)
  const wanted = { kind: 'scan' as const, tenant: 'contoso' }
  const gather = async (): Promise<never> => {
    const [running] = await agent.store.runs({ status: 'running' })
    assert.equal(running?.tenant, 'contoso', 'it is on record before anything is asked')
    throw new Error('the cable was cut')
  }
  await assert.rejects(
    inRun(agent, tester, { ...wanted, gather }, async () => undefined),
    /the cable was cut/,
  )
  const [run] = await agent.store.runs()
  assert.equal(run?.status, 'interrupted')
  assert.deepEqual(
    heard.map(news => news.kind),
    ['gap'],
  )
  assert.equal((await verifyLog(agent.store)).first, null, 'the gap stands behind the row')
  const database = new DatabaseSync(join(agent.home, 'witnessmark.sqlite'))
  context.after(() => database.close())
  for (const [column, other] of Object.entries({
    requests: 19,
    snapshot: '00',
    kind: 'import',
    catalogue: 'other',
  })) {
    const before = database.prepare(`SELECT "${column}" AS value FROM run`).get()?.['value'] ?? null
    const write = database.prepare(`UPDATE run SET "${column}" = ?`)
    write.run(other)
    const { first } = await verifyLog(agent.store)
    assert.match(first?.problem ?? '', /says something else than a run that did not end/, column)
    write.run(before)
  }
  assert.equal((await verifyLog(agent.store)).first, null)
  await assert.rejects(
    inRun(agent, tester, wanted, async begun => {
      await begun.putResources([{ type: 'tenant', id: 't', name: 'T' }], [])
      throw new Error('no space left')
    }),
    /no space left/,
  )
  assert.equal((await agent.store.runs()).length, 1)
  assert.equal((await agent.store.resources('contoso')).length, 0)
  assert.equal((await verifyLog(agent.store)).first, null)
})

test('a run is never kept as interrupted without its gap: where that cannot be written, the next start closes it', async context => {
  const { agent } = await testAgent(context, tenants)
  const unwritable = {
    ...agent,
    log: {
      ...agent.log,
      own: (): never => {
        throw new Error('full')
      },
    },
  }
  const wanted = { kind: 'scan' as const, tenant: 'contoso' }
  const gather = async (): Promise<never> => {
    throw new Error('the cable was cut')
  }
  await assert.rejects(
    inRun(unwritable, tester, { ...wanted, gather }, async () => undefined),
    /cable/,
  )
  const [run] = await agent.store.runs()
  assert.equal(run?.status, 'running')
  assert.ok(run)
  await interrupt(agent, run, 'the process was stopped in the middle')
  assert.equal((await agent.store.runs())[0]?.status, 'interrupted')
  assert.equal((await verifyLog(agent.store)).first, null)
})

test('a home whose process ended between the row of an interrupted run and its gap starts, tells it once, and verifies', async context => {
  const { agent, home, close } = await testAgent(context, tenants)
  const id = randomUUID()
  const startedAt = '2026-03-01T06:00:00.000Z'
  await agent.store.startRun({
    id,
    kind: 'scan',
    tenant: 'contoso',
    startedAt,
    catalogue: agent.catalogueDigest(),
  })
  const finishedAt = '2026-03-01T06:01:00.000Z'
  const end = { finishedAt, requests: 0, snapshot: null, checkpoint: null }
  await agent.store.finishRun(id, { ...end, status: 'interrupted' })
  assert.match((await verifyLog(agent.store)).first?.problem ?? '', /no gap says so/)
  await close()
  for (let start = 0; start < 2; start++) {
    const again = await openAgent(home, { secrets: memorySecrets() })
    const heads = await Array.fromAsync(again.agent.store.evidenceHeads({ kind: 'gap' }))
    const [body, ...more] = await Promise.all(
      heads.map(async ({ index }) => (await again.agent.store.evidence(index))?.body),
    )
    assert.equal(more.length, 0)
    const gap = JSON.parse(Buffer.from(body ?? []).toString()) as Record<string, string>
    assert.deepEqual([gap['run'], gap['from'], gap['to']], [id, startedAt, finishedAt])
    assert.match(gap['detail'] ?? '', /no entry did before this start/)
    assert.equal((await verifyLog(again.agent.store)).first, null)
    await again.close()
  }
})

test('a run that did not end is not taken off the record: its gap names it', async context => {
  const { agent, home } = await testAgent(context, tenants)
  const gather = async (): Promise<never> => {
    throw new Error('the cable was cut')
  }
  const wanted = { kind: 'scan' as const, tenant: 'contoso', gather }
  await assert.rejects(inRun(agent, tester, wanted, async () => undefined))
  assert.equal((await verifyLog(agent.store)).first, null)
  const database = new DatabaseSync(join(home, 'witnessmark.sqlite'))
  context.after(() => database.close())
  assert.equal(Number(database.prepare('DELETE FROM run').run().changes), 1)
  assert.match((await verifyLog(agent.store)).first?.problem ?? '', /gone, which did not end/)
})

test('a listener that throws undoes nothing and keeps no other listener from hearing', async context => {
  const { agent } = await testAgent(context, tenants)
  const warned = new Promise(resolve => process.once('warning', resolve))
  agent.events.on('committed', () => {
    throw new Error('a broken listener')
  })
  const heard = listen(agent)
  const [result] = await ingestCaptures(agent, browser, [capture([])])
  assert.ok(result && 'stored' in result && result.stored)
  assert.equal(heard.length, 1)
  assert.match(String(await warned), /a broken listener/)
})

test('a scan of a schedule says so in everything it seals; its row is sealed like every other', async context => {
  const replay = await startGithubReplay()
  context.after(() => replay.close())
  const target = { organization: 'aurora-labs', url: replay.url }
  const { agent } = await testAgent(context, {
    aurora: { service: 'github', target, secret: demoToken },
  })
  await scan(agent, scheduleActor('aurora'), 'aurora')
  const facts = await Array.fromAsync(agent.store.evidenceOf({ tenant: 'aurora' }))
  assert.deepEqual([...new Set(facts.map(item => item.ipe.actor))], ['schedule:aurora'])
  assert.equal(facts.at(-1)?.kind, 'run')
})
