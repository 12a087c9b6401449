import assert from 'node:assert/strict'
import { test } from 'node:test'
import { scan } from '../../agent/collect/scan.ts'
import { startGithubReplay } from '../../agent/demo/github.ts'
import { editConfig } from '../../agent/home/config.ts'
import { restateDecisions } from '../../agent/judge/decisions.ts'
import { addException } from '../../agent/judge/exceptions.ts'
import { erase } from '../../agent/keep/erasure.ts'
import { verifyHome } from '../../agent/keep/verify-home.ts'
import { perform } from '../../agent/operations/perform.ts'
import { isProblem } from '../../agent/problem.ts'
import { tester } from '../support/actor.ts'
import { testAgent } from '../support/agent.ts'
import { organizationAt } from '../support/organization.ts'

const tenant = 'aurora-labs'
const check = 'github.organization.two-factor-required'

test('a non-conformity is graded, planned under seal, and repaired when a measurement says so', async context => {
  const replay = await startGithubReplay({ throttle: false })
  context.after(() => replay.close())
  let now = Date.parse('2026-03-02T08:00:00Z')
  const { agent, home } = await testAgent(
    context,
    {
      [tenant]: organizationAt(replay),
    },
    () => new Date((now += 7)),
  )
  const organization = replay.state.organization as Record<string, unknown>
  const scanned = async (twoFactor: boolean) => {
    organization['two_factor_requirement_enabled'] = twoFactor
    await scan(agent, tester, tenant)
  }
  const listed = async () => (await perform(agent, tester, 'non-conformities', { tenant })).items
  const one = async () => {
    const found = (await listed()).find(item => item.check === check)
    assert.ok(found)
    return found
  }
  await scanned(false)
  const open = await one()
  assert.deepEqual(
    [open.state, open.grade, open.because, open.plan, open.effort],
    ['open', 'major', ['of high severity, and a requirement rests on it'], null, 'small'],
  )
  assert.ok(open.requirements.length > 0)
  const all = await listed()
  const minor = all.find(item => item.severity === 'low')
  assert.equal(minor?.grade, 'minor')
  assert.ok(all.indexOf(open) < all.indexOf(minor ?? open), 'what is worse and as easy is first')

  const plan = { tenant, check, owner: 'Ada Example', until: '2026-03-10', note: 'With the heads' }
  const { item } = await perform(agent, tester, 'repair-plan', plan)
  assert.deepEqual(
    [item.state, item.owner, item.plan?.until, item.plan?.actor],
    ['planned', 'Ada Example', '2026-03-10T00:00:00.000Z', tester.id],
  )
  const sealed = await agent.store.evidence(item.plan?.entry ?? -1)
  assert.equal(sealed?.kind, 'decision')
  assert.ok(sealed?.personal, 'it names a person: it can be left out, and erased')
  for (const [wrong, code] of [
    [{ until: '2026-03-01' }, 'date-not-ahead'],
    [{ until: 'soon' }, 'date-not-ahead'],
    [{ check: 'github.organization.few-owners' }, 'repair-needless'],
    [{ tenant: 'nobody' }, 'tenant-unknown'],
    [{ check: `${check}s` }, 'check-unknown'],
  ] as const)
    await assert.rejects(perform(agent, tester, 'repair-plan', { ...plan, ...wrong }), error =>
      isProblem(error, code),
    )

  now = Date.parse('2026-03-11T08:00:00Z')
  assert.deepEqual(
    [(await one()).state, (await one()).because.length],
    ['overdue', 2],
    'its date is over: major, whatever it is',
  )
  await restateDecisions(agent, tester)
  const restated = await one()
  assert.deepEqual(
    [restated.plan?.at, restated.plan?.actor, restated.owner],
    [item.plan?.at, tester.id, 'Ada Example'],
    'sealed again for retention, as it was decided',
  )
  await scanned(true)
  const repaired = await one()
  assert.deepEqual(
    [repaired.state, repaired.grade, repaired.measured?.grade],
    ['verified', null, 'A'],
  )
  assert.equal(
    repaired.measured?.entry,
    (await agent.store.lastEvidence('assessment', tenant))?.index,
  )
  await scanned(false)
  assert.equal((await one()).state, 'overdue', 'it fails again')
  editConfig(home, ['tenants', tenant, 'exposure'], 'high')
  editConfig(home, ['tenants', tenant, 'assets'], [{ name: 'Payroll', impact: 'high' }])
  const exposed = (await listed()).find(found => found.severity === 'medium')
  assert.deepEqual(
    [exposed?.likelihood, exposed?.impact, exposed?.risk, exposed?.assets],
    ['high', 'high', 'critical', ['Payroll']],
  )
  assert.match(
    exposed?.urgency ?? '',
    /^critical risk \(high likelihood, high impact on Payroll\), \w+ effort/,
  )
  editConfig(home, ['tenants', tenant, 'assets'], undefined)
  editConfig(home, ['tenants', tenant, 'exposure'], 'medium')
  const reason = 'Not before the move'
  await addException(agent, tester, { tenant, check, reason, until: '2027-01-01' })
  assert.deepEqual(
    [(await one()).state, (await one()).grade],
    ['accepted', null],
    'what is accepted is no repair',
  )
  assert.equal((await verifyHome(agent, { everyAssessment: true })).ok, true)

  editConfig(home, ['tenants', tenant, 'impact'], 'low')
  assert.ok((await listed()).every(({ risk }) => risk !== 'critical'))
  await erase(agent, tester, { person: 'Ada Example', reason: 'She asked' })
  assert.equal(
    (await listed()).some(({ owner }) => owner === 'Ada Example'),
    false,
  )
  assert.equal((await verifyHome(agent, { everyAssessment: true })).ok, true)
})
