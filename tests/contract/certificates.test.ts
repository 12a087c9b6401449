// The life of a certificate: proposed by measurement, decided by the body, said by a person, sealed.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import type { Agent } from '../../agent/agent.ts'
import { scan } from '../../agent/collect/scan.ts'
import { startGithubReplay } from '../../agent/demo/github.ts'
import { exportFormats } from '../../agent/export/formats.ts'
import { readWindow } from '../../agent/export/window.ts'
import { editConfig } from '../../agent/home/config.ts'
import { restateDecisions } from '../../agent/judge/decisions.ts'
import { erase } from '../../agent/keep/erasure.ts'
import { verifyHome } from '../../agent/keep/verify-home.ts'
import type { Input } from '../../agent/operations/index.ts'
import { perform } from '../../agent/operations/perform.ts'
import { isProblem } from '../../agent/problem.ts'
import { loadCatalogue } from '../../common/catalogue.ts'
import type { Framework } from '../../common/model/index.ts'
import { tester } from '../support/actor.ts'
import { testAgent } from '../support/agent.ts'
import { organizationAt } from '../support/organization.ts'

const tenant = 'aurora-labs'
const framework = 'house-rules'
const check = 'github.organization.two-factor-required'
const by = { check, strength: 'decides', why: 'It is as it is wanted.', whole: true } as const
const house: Framework = {
  id: framework,
  title: 'House rules',
  version: '1',
  publisher: 'the test',
  requirements: [
    { id: 'two', title: 'Two factors', aspects: [{ id: 'a', title: 'Asked for', by: [by] }] },
  ],
}

test('a certificate is proposed by measurement, decided by the body, and sealed; nothing here certifies', async context => {
  const replay = await startGithubReplay({ throttle: false })
  context.after(() => replay.close())
  let now = Date.parse('2026-03-02T08:00:00Z')
  const open = await testAgent(
    context,
    { [tenant]: organizationAt(replay) },
    () => new Date((now += 7)),
  )
  editConfig(open.home, ['frequencies'], { default: 24 * 7 })
  const catalogue = loadCatalogue({ ...open.agent.catalogue(), frameworks: [house] })
  const agent: Agent = { ...open.agent, catalogue: () => catalogue }
  const organization = replay.state.organization as Record<string, unknown>
  const scanned = async (day: string, twoFactor: boolean) => {
    now = Date.parse(`${day}T06:00:00Z`)
    organization['two_factor_requirement_enabled'] = twoFactor
    await scan(agent, tester, tenant)
  }
  const shown = async () => (await perform(agent, tester, 'certificate', { framework })).certificate
  const proposed = async () =>
    (await shown()).proposals.map(({ state, because }) => `${state}: ${because}`)
  type Said = Partial<Input<'certificate-set'>>
  const say = (state: Input<'certificate-set'>['state'], on: string, more: Said = {}) =>
    perform(agent, tester, 'certificate-set', {
      framework,
      state,
      on,
      reason: 'The body says so',
      by: 'Cora Certified',
      ...more,
    })
  const refused = (asked: Promise<unknown>, code: Parameters<typeof isProblem>[1]) =>
    assert.rejects(asked, error => isProblem(error, code))

  await scanned('2026-03-02', false)
  await refused(say('draft', '2026-03-02'), 'scope-missing')
  await perform(agent, tester, 'scope-set', {
    framework,
    tenants: [tenant],
    responsibilities: 'GitHub runs it, we configure it.',
    by: 'Cora Certified',
  })
  const before = await shown()
  assert.deepEqual([before.state, before.permitted, before.proposals], [null, ['draft'], []])
  await refused(say('issued', '2026-03-02', { until: '2029-03-01' }), 'certificate-transition')
  const findings = await agent.store.findings(tenant)
  await say('draft', '2026-03-01')
  assert.deepEqual((await shown()).permitted, ['issued', 'withdrawn'])
  assert.deepEqual(await proposed(), [], 'that one is issued is never proposed')
  for (const [more, code] of [
    [{ on: '2026-02-28' }, 'certificate-day'],
    [{ on: '2026-03-03' }, 'certificate-day'],
    [{ on: '2026-02-30' }, 'time-invalid'],
    [{ until: undefined }, 'certificate-until'],
    [{ until: '2026-03-02' }, 'certificate-until'],
    [{ framework: 'none' }, 'framework-unknown'],
  ] as const)
    await refused(say('issued', '2026-03-02', { until: '2026-09-01', ...more }), code)
  await say('issued', '2026-03-02', { until: '2026-09-01', body: 'The Body', number: 'B-1' })
  await refused(say('expired', '2026-03-02'), 'certificate-until')
  await refused(say('suspended', '2026-03-02', { until: '2026-10-01' }), 'certificate-until')
  await refused(say('draft', '2026-03-02'), 'certificate-transition')
  assert.deepEqual(await proposed(), [], 'it fails, and its repair date is still to come')

  const plan = { tenant, check, owner: 'Rae Repairs', until: '2026-03-10' }
  const { item } = await perform(agent, tester, 'repair-plan', plan)
  await scanned('2026-03-11', false)
  const [suspend] = (await shown()).proposals
  assert.deepEqual([suspend?.state, suspend?.because], ['suspended', 'overdue-major'])
  assert.deepEqual(suspend?.items, [`${tenant}/${check}`])
  assert.ok(suspend.entries.includes(item.plan?.entry ?? -1), 'with the plan as its evidence')
  const { certificate } = await say('suspended', '2026-03-11')
  const suspended = certificate.steps.at(-1)
  assert.deepEqual(
    [suspended?.state, suspended?.until, suspended?.actor, suspended?.said?.number],
    ['suspended', '2026-09-01', tester.id, 'B-1'],
  )
  assert.deepEqual(suspended?.said?.proposed?.because, ['overdue-major'], 'as was proposed')
  assert.deepEqual(await agent.store.findings(tenant), findings, 'no outcome is another')
  const window = await readWindow(agent, { frameworks: [framework] })

  assert.deepEqual(await proposed(), [])
  await scanned('2026-03-12', true)
  assert.deepEqual(await proposed(), ['continued: repaired'])
  await say('continued', '2026-03-12', { reason: 'Repaired' })
  for (const day of ['03-21', '03-30', '04-08']) await scanned(`2026-${day}`, true)
  assert.deepEqual(await proposed(), [], 'thirty days are not over')
  await scanned('2026-04-12', true)
  assert.deepEqual(await proposed(), ['continued: effective'])
  assert.equal((await shown()).measured?.effective, 1)
  await perform(agent, tester, 'scope-set', {
    framework,
    tenants: [tenant],
    level: undefined,
    responsibilities: 'We do all of it.',
    by: 'Cora Certified',
  })
  assert.equal((await shown()).scopeChanged, false, 'the same tenants, the same level')

  now = Date.parse('2026-06-20T08:00:00Z')
  assert.deepEqual(await proposed(), ['renewed: validity-ends'], 'nobody looked: nothing good')
  await refused(say('renewed', '2026-06-20', { until: '2026-09-01' }), 'certificate-until')
  now = Date.parse('2026-09-01T08:00:00Z')
  assert.deepEqual(await proposed(), ['renewed: validity-ends'], 'the last day is a valid one')
  await refused(say('expired', '2026-09-01'), 'certificate-until')
  now = Date.parse('2026-09-02T08:00:00Z')
  assert.deepEqual(await proposed(), ['expired: validity-over'])
  await say('expired', '2026-09-02', { reason: 'Not renewed' })
  assert.deepEqual((await shown()).permitted, ['draft'])

  const stated = async (of: typeof window): Promise<string> => {
    const out = join(open.home, 'stated.csv')
    const asked = { oscalVersion: '1.1.2', ocsfClass: 2003, progress: () => undefined } as const
    await exportFormats.stated.write({ ...asked, out, source: agent, window: of })
    return readFileSync(out, 'utf8')
  }
  const table = await stated(window)
  assert.match(
    table,
    /certificate,House rules.*B-1.*suspended by the body.*Cora Certified.*2026-09-01/,
  )
  assert.doesNotMatch(table, /continued by the body|expired/, 'as it was at the end of the window')
  const hidden = await stated(await readWindow(agent, { frameworks: [framework], redact: true }))
  assert.match(hidden, /suspended by the body/)
  assert.doesNotMatch(hidden, /Cora|The Body|B-1/)

  const states = async () => (await shown()).steps.map(({ state, on, until }) => [state, on, until])
  const all = await states()
  assert.equal((await verifyHome(agent, { everyAssessment: true })).ok, true)
  for await (const { leaf } of agent.store.leaves(0, await agent.store.logSize()))
    assert.doesNotMatch(Buffer.from(leaf).toString(), /Cora|The Body/)
  await erase(agent, tester, { person: 'Cora Certified', reason: 'She asked' })
  const erased = await shown()
  assert.deepEqual(await states(), all, 'who said it is gone; that it was suspended is not')
  assert.ok(erased.steps.every(({ said }) => said === null))
  assert.doesNotMatch(JSON.stringify(erased), /Cora/)
  await restateDecisions(agent, tester)
  const again = await shown()
  assert.deepEqual((await states()).slice(0, all.length), all, 'sealed again for retention')
  assert.ok(again.steps.every(({ entry }, index) => entry > (erased.steps[index]?.entry ?? 0)))
  assert.equal((await verifyHome(agent, { everyAssessment: true })).ok, true)
})
