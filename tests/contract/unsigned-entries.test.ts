// Entries that somebody without the key writes into the database: a leaf needs none, a checkpoint does.
import assert from 'node:assert/strict'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { test } from 'node:test'
import { exportTo } from '../../agent/export/export.ts'
import { verifyLog } from '../../agent/log/verify.ts'
import { perform } from '../../agent/operations/perform.ts'
import { isProblem } from '../../agent/problem.ts'
import { exitCode, problems } from '../../agent/problems.ts'
import { rotateKey } from '../../agent/record/key.ts'
import { clockStep } from '../../agent/record/commit.ts'
import { recordClockStep, recordGap } from '../../agent/record/gap.ts'
import { recordSetBack } from '../../agent/record/set-back.ts'
import { tester } from '../support/actor.ts'
import { testAgent } from '../support/agent.ts'
import { recorded } from '../support/export.ts'
import type { Recorded } from '../support/export.ts'

/** What an acceptance says that nobody gave. */
async function forged({ agent }: Recorded) {
  const open = (await agent.store.findings('aurora-labs')).find(
    item => item.outcome === 'fail' && item.exception === null,
  )
  return {
    act: 'accepted',
    id: 'forged',
    tenant: 'aurora-labs',
    check: open?.check ?? '',
    reason: 'Nobody said so',
    acceptedBy: 'Ada (CISO)',
    from: '2026-03-01T00:00:00.000Z',
    until: '2027-01-01T00:00:00.000Z',
  }
}

const row = (place: string): string =>
  `INSERT INTO evidence (idx, run, tenant, kind, media_type, length, commitment, salt, body, ipe, personal)
   SELECT ${place}, run, tenant, kind, media_type, length, commitment, salt, ?, ipe, personal
   FROM evidence WHERE kind = 'exception' ORDER BY idx DESC LIMIT 1`

const ways: Readonly<Record<string, (world: Recorded, body: object) => Promise<unknown>>> = {
  'a leaf with its nodes and body': ({ agent }, body) =>
    agent.log.append([agent.log.own('exception', 'aurora-labs', 'exception forged', body)]),
  'a body behind the last leaf': ({ home }, body) => inDatabase(home, row('9999'), body),
  'a body before the first leaf': ({ home }, body) => inDatabase(home, row('-1'), body),
}

async function inDatabase(home: string, sql: string, body: object): Promise<void> {
  const database = new DatabaseSync(join(home, 'witnessmark.sqlite'))
  try {
    assert.equal(Number(database.prepare(sql).run(Buffer.from(JSON.stringify(body))).changes), 1)
  } finally {
    database.close()
  }
}

for (const [what, write] of Object.entries(ways)) {
  test(`${what}, which nobody signed for: verify names it, nothing is signed on it or taken out`, async context => {
    const world = await recorded(context)
    const { agent, home, scanOn } = world
    const size = await agent.store.logSize()
    await write(world, await forged(world))
    assert.match(
      (await verifyLog(agent.store)).first?.problem ?? '',
      /no checkpoint was signed over/,
    )
    await assert.rejects(scanOn('2026-03-14'), error => isProblem(error, 'log-unsigned'))
    await assert.rejects(
      exportTo(agent, { format: 'csv', out: join(home, '..', 'x.csv') }),
      error => isProblem(error, 'log-unsound'),
    )
    const { unsealed } = await perform(agent, tester, 'status', {})
    assert.deepEqual(
      unsealed.map(({ tenant }) => tenant),
      ['aurora-labs'],
    )
    const [last] = await agent.store.checkpoints({ last: true })
    assert.equal(last?.size, size)
    assert.equal(problems['log-unsigned'].exit, exitCode.verification)
  })
}

test('a checkpoint that is taken away or put in twice is found, whatever it was over: a key, a gap, a clock put right', async context => {
  let now = Date.parse('2026-03-01T06:00:00Z')
  const { agent, home } = await testAgent(context, {}, () => new Date((now += 7)))
  const gap = { tenant: '', from: '', to: '', detail: 'the machine was off' }
  await recordGap(agent, { ...gap, cause: 'missed-schedule' })
  await recordClockStep(agent, '2026-03-01T07:00:00.000Z')
  await recordSetBack(agent, 'A witness saw more')
  await rotateKey(agent, tester, 'Yearly')
  now -= 3_600_000
  await recordGap(agent, { ...gap, cause: 'sleep' })
  const database = new DatabaseSync(join(home, 'witnessmark.sqlite'))
  context.after(() => database.close())
  const all = database.prepare('SELECT * FROM checkpoint ORDER BY size').all()
  assert.equal(all.length, 6)
  assert.equal((await verifyLog(agent.store)).first, null)
  for (const { size = null } of all) {
    database.exec('SAVEPOINT before')
    database.prepare('CREATE TEMP TABLE taken AS SELECT * FROM checkpoint WHERE size = ?').run(size)
    database.prepare('DELETE FROM checkpoint WHERE size = ?').run(size)
    database.exec('RELEASE before')
    assert.notEqual((await verifyLog(agent.store)).first, null, `the one over ${String(size)}`)
    database.exec('INSERT INTO checkpoint SELECT * FROM taken')
    assert.equal((await verifyLog(agent.store)).first, null)
    database.exec('INSERT INTO checkpoint SELECT * FROM taken')
    assert.match((await verifyLog(agent.store)).first?.problem ?? '', /is there twice/)
    database.prepare('DELETE FROM checkpoint WHERE size = ?').run(size)
    database.exec('INSERT INTO checkpoint SELECT * FROM taken; DROP TABLE taken')
  }
  assert.equal((await verifyLog(agent.store)).first, null)
})

test('so it is over a step of the clock alone, as earlier versions named it; one with which a commit begins needs none', async context => {
  let now = Date.parse('2026-03-01T06:00:00Z')
  const { agent, home } = await testAgent(context, {}, () => new Date((now += 7)))
  const gap = { tenant: '', from: '', to: '', detail: 'the machine was off' }
  const { log, store } = agent
  const at = new Date(now).toISOString()
  const step = clockStep({ from: at, to: at, before: '2026-03-01T07:00:00.000Z' })
  await log.commit(null, () => log.append([log.own('gap', '', 'gap clock-step', step)]))
  const [alone] = await store.checkpoints({ last: true })
  await recordGap(agent, { ...gap, cause: 'sleep' })
  // At the time of what was recorded first, to the millisecond, and before it: nothing was believed then.
  const begun = await store.evidence(0)
  for (const back of [begun?.ipe.recordedAt ?? '', '2026-02-01T00:00:00.000Z']) {
    now = Date.parse(back) - 7
    await recordGap(agent, { ...gap, cause: 'sleep' })
    assert.equal((await verifyLog(store)).first, null, back)
  }
  const database = new DatabaseSync(join(home, 'witnessmark.sqlite'))
  context.after(() => database.close())
  database.prepare('DELETE FROM checkpoint WHERE size = ?').run(alone?.size ?? 0)
  const { first } = await verifyLog(store)
  assert.deepEqual(
    [first?.entry, /is gone/.test(first?.problem ?? '')],
    [(alone?.size ?? 0) - 1, true],
  )
})
