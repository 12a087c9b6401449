import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { TestContext } from 'node:test'
import { perform } from '../../agent/operations/perform.ts'
import { tester } from '../support/actor.ts'
import { testOrganization } from '../support/organization.ts'
import { isRefusal } from '../support/problem.ts'

const DAY = 86_400_000
const check = 'github.organization.two-factor-required'

async function setup(context: TestContext) {
  const open = await testOrganization(context)
  const { clock } = open
  /** Scans so many days after the scan before, and says when that began. */
  const scanned = async (days = 1): Promise<string> => {
    clock.now += days * DAY
    const began = new Date(clock.now).toISOString()
    await open.scanned()
    return began
  }
  const drift = (wanted: object = {}) => perform(open.agent, tester, 'drift', wanted)
  return { ...open, scanned, drift }
}

test('each change has its value and outcome before and after, the run that saw it, and between which times it was made', async context => {
  const { replay, scanned, drift, agent } = await setup(context)
  await scanned()
  assert.equal((await drift()).total, 0, 'a first assessment is no change')
  replay.state.organization.two_factor_requirement_enabled = true
  await scanned()
  const confirmed = await scanned()
  assert.deepEqual(
    (await drift({ check })).changes.map(item => [item.before?.outcome, item.after?.outcome]),
    [['fail', 'pass']],
  )
  replay.state.organization.two_factor_requirement_enabled = false
  const began = await scanned(3)
  const { changes } = await drift({ check })
  const [last = assert.fail(), first = assert.fail()] = changes
  assert.deepEqual([last.before?.outcome, last.after?.outcome], ['pass', 'fail'])
  assert.deepEqual(last.values, [
    {
      setting: 'github.organization.two-factor-required',
      title: 'Two-factor authentication is required',
      before: true,
      after: false,
      words: { before: 'on', after: 'off' },
    },
  ])
  const [run] = await agent.store.runs({ tenant: 'aurora', status: 'finished' })
  assert.deepEqual([last.run.id, last.firstSeen], [run?.id, run?.finishedAt])
  assert.ok(last.firstSeen > began)
  const bound = last.lastBefore ?? assert.fail()
  assert.ok(bound >= confirmed && bound < began, `${bound}: by the scan before, not by this one`)
  assert.equal(last.lastGood, last.lastBefore)
  assert.equal(first.lastGood, null, 'what is right has no last good')
})

test('what was out of sight in between was last good when it was last seen right', async context => {
  const { replay, scanned, drift } = await setup(context)
  replay.state.organization.two_factor_requirement_enabled = true
  const right = await scanned()
  replay.faults.set('*', 'server-error')
  const away = await scanned()
  replay.faults.delete('*')
  replay.state.organization.two_factor_requirement_enabled = false
  await scanned()
  const { changes } = await drift({ check })
  assert.deepEqual(
    changes.map(item => item.before?.outcome),
    ['unknown', 'pass'],
  )
  const [last = assert.fail()] = changes
  const good = last.lastGood ?? assert.fail()
  assert.ok(good >= right && good < away, good)
})

test('a value that changed under the same outcome is a change, an acceptance is none; a window is kept to', async context => {
  const { replay, scanned, drift, agent } = await setup(context)
  await scanned()
  replay.state.organization.default_repository_permission = 'admin'
  await scanned()
  replay.state.organization.default_repository_permission = 'write'
  await scanned()
  const before = await drift()
  const same = before.changes.filter(
    item => item.before && item.before.outcome === item.after?.outcome,
  )
  assert.ok(
    same.some(item =>
      item.values.some(value => value.before === 'admin' && value.after === 'write'),
    ),
    JSON.stringify(before.changes),
  )
  await perform(agent, tester, 'baseline', {
    tenant: 'aurora',
    reason: 'As we found it',
    until: '2027-01-31',
  })
  assert.equal((await drift()).total, before.total)
  assert.equal((await drift({ to: '2026-10-06' })).total, 0)
  assert.ok((await drift({ from: '2026-10-08', to: '2026-10-08' })).total > 0)
  await assert.rejects(drift({ from: '2026-02-30' }), isRefusal('time-invalid', /2026-02-30/))
  await assert.rejects(drift({ tenant: 'none' }), isRefusal('tenant-unknown', /none/))
})

test('however many runs changed something, all findings are asked for but once', async context => {
  const { replay, scanned, agent } = await setup(context)
  await scanned()
  for (const on of [true, false, true, false]) {
    replay.state.organization.two_factor_requirement_enabled = on
    await scanned()
  }
  let asked = 0
  const store = new Proxy(agent.store, {
    get(target, name, receiver) {
      if (name === 'eachFinding') asked++
      return Reflect.get(target, name, receiver) as unknown
    },
  })
  const { total } = await perform({ ...agent, store }, tester, 'drift', { check })
  assert.equal(total, 4)
  assert.equal(asked, 1)
})
