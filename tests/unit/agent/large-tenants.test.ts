import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Agent } from '../../../agent/agent.ts'
import { assessTenant, currentOf, wholeAssessment } from '../../../agent/judge/assess-tenant.ts'
import { sha256 } from '../../../agent/log/crypto.ts'
import { changes } from '../../../agent/operations/changes.ts'
import { diff, judgingRuns } from '../../../agent/operations/diff.ts'
import { inRun } from '../../../agent/record/run.ts'
import { endOf } from '../../../agent/store/store.ts'
import type { Place } from '../../../agent/store/store.ts'
import { assess } from '../../../common/assess/assess.ts'
import { boundedFinding } from '../../../common/assess/decided.ts'
import { diff as differences } from '../../../common/assess/diff.ts'
import { countOutcomes } from '../../../common/model/index.ts'
import type { CodedFinding, Observation, Resource } from '../../../common/model/index.ts'
import { assessAgain, tester } from '../../support/actor.ts'
import { testAgent } from '../../support/agent.ts'
import { recorded } from '../../support/export.ts'
import { finding } from '../../support/store/rows.ts'

test('judging again reads what it needs of the findings before, never all of them at once', async context => {
  const { agent } = await recorded(context)
  const tenant = 'aurora-labs'
  const before = await agent.store.findings(tenant)
  const whole = async (): Promise<never> => assert.fail('all findings were read at once')
  const careful: Agent = { ...agent, store: { ...agent.store, findings: whole } }
  const assessed = await assessAgain(careful, tenant)
  assert.ok(!('findings' in assessed), 'what stands in the store is not returned, too')
  const again = await wholeAssessment(agent, assessed)
  const shown = ({ id, outcome, since }: (typeof before)[number]) => [id, outcome, since]
  assert.deepEqual(again.findings.map(shown), before.map(shown))
})

test('what is judged thing after thing is what is judged of all together, and little is held', async context => {
  const tenant = 'acme'
  const { agent } = await testAgent(context, {
    [tenant]: { service: 'github', target: { organization: 'acme' } },
  })
  const organization = { type: 'organization', id: 'acme', name: 'acme' }
  const repositories = Array.from({ length: 260 }, (_, at) => ({
    type: 'repository',
    id: `r${at}`,
    name: `r${at}`,
    parent: organization,
  }))
  const environments = repositories.slice(-9).map(parent => ({
    type: 'environment',
    id: `${parent.id}/production`,
    name: 'production',
    parent,
  }))
  const together: number[] = []
  const { store } = agent
  const whole = (): never => assert.fail('all readings were read at once')
  const careful: Agent = {
    ...agent,
    store: {
      ...store,
      observations: whole,
      verdicts: (of, which) => {
        together.push(which?.things?.length ?? assert.fail('all verdicts were read at once'))
        return store.verdicts(of, which)
      },
    },
  }
  await inRun(careful, tester, { kind: 'import', tenant }, async run => {
    await run.putResources([organization, ...repositories, ...environments], [])
    await run.putObservations(readings(run.at, [...repositories, ...environments]))
    await store.putUnlisted(tenant, new Map([['environment', { reason: 'forbidden' }]]), [])
    await assessTenant(careful, run)
  })
  assert.ok(together.length > 2 && Math.max(...together) <= 250, together.join())
  const found = await store.findings(tenant)
  const state = await currentOf(agent, tenant)
  const at = found[0]?.since ?? ''
  const expected = assess(agent.catalogue().checksOf('github'), { ...state, at })
  assert.deepEqual(
    found,
    expected.map(item => boundedFinding(item, sha256)),
  )
  assert.ok(found.some(({ outcome }) => outcome === 'pass'))
})

function ofApi(at: string): Pick<Observation, 'source' | 'grade' | 'at' | 'evidence'> {
  return { source: 'api', grade: 'A', at, evidence: [] }
}

/** Of the organization, and a few of each thing, no two alike. */
function* readings(at: string, things: readonly Resource[]): Iterable<Observation> {
  const organization = { type: 'organization', id: 'acme' }
  const setting = 'github.organization.two-factor-required'
  yield {
    setting,
    resource: organization,
    reading: { state: 'observed', value: true },
    ...ofApi(at),
  }
  for (const [place, { type, id }] of things.entries())
    for (const name of type === 'repository'
      ? ['archived', 'security-policy', 'dependabot-alerts']
      : ['reviewers-required'])
      yield {
        setting: `github.${type}.${name}`,
        resource: { type, id },
        reading: { state: 'observed', value: place % 3 === 0 },
        ...ofApi(at),
      }
}

test('a diff reads what changed between two runs and nothing else, whichever is the later one', async context => {
  const { agent, replay, scanOn } = await recorded(context)
  const tenant = 'aurora-labs'
  const organization = replay.state.organization as Record<string, unknown>
  organization['two_factor_requirement_enabled'] =
    organization['two_factor_requirement_enabled'] !== true
  await scanOn('2026-03-14')
  const [to, from] = await judgingRuns(agent, tenant)
  assert.ok(to && from)
  const whole = async (): Promise<never> => assert.fail('all findings were read')
  const careful: Agent = { ...agent, store: { ...agent.store, findings: whole } }
  for (const [one, other] of [
    [from, to],
    [to, from],
  ] as const) {
    const { changes: told } = await diff.run(careful, tester, {
      tenant,
      from: one.id,
      to: other.id,
    })
    const expected = differences(
      await agent.store.findings(tenant, endOf(one)),
      await agent.store.findings(tenant, endOf(other)),
    ).filter(change => change.drift !== 'still-failing')
    assert.ok(told.length > 0)
    assert.deepEqual(
      told.map(change => [change.drift, change.id]),
      expected.map(change => [change.drift, (change.after ?? change.before)?.id]),
    )
  }
})

test('what changed between two times reads nothing of what stayed, and counts what still fails', async context => {
  const { agent, replay, scanOn } = await recorded(context)
  const tenant = 'aurora-labs'
  const careful: Agent = {
    ...agent,
    store: { ...agent.store, findings: async () => assert.fail('all findings were read') },
  }
  const between = async (wanted: { readonly from?: string; readonly to?: string } = {}) => {
    const told = await changes.run(careful, tester, { tenant, ...wanted })
    return { ...told, ids: told.changes.map(item => [item.drift, (item.after ?? item.before)?.id]) }
  }
  const differing = async (from: Place, to?: Place) => {
    const { store } = agent
    const all = differences(await store.findings(tenant, from), await store.findings(tenant, to))
    const [still, changed] = [true, false].map(same =>
      all.filter(({ drift }) => (drift === 'still-failing') === same),
    )
    return {
      ids: (changed ?? []).map(item => [item.drift, (item.after ?? item.before)?.id]),
      still: still?.length ?? 0,
    }
  }
  const days: string[] = []
  const { organization, repositories } = replay.state
  for (const day of ['2026-03-14', '2026-03-15']) {
    const held = organization as Record<string, unknown>
    held['two_factor_requirement_enabled'] = held['two_factor_requirement_enabled'] !== true
    if (repositories[0]) repositories[0].policy = !repositories[0].policy
    await scanOn(day)
    days.push(`${day}T23:59:59.999Z`)
  }
  const [last, middle, first] = (await judgingRuns(agent, tenant)).map(endOf)
  assert.ok(last !== undefined && middle !== undefined && first !== undefined)
  const now = await between()
  const expected = await differing(middle)
  assert.ok(expected.still > 0 && expected.ids.length > 0)
  assert.deepEqual([now.ids, now.stillFailing], [expected.ids, expected.still])
  const [before] = days
  const earlier = await between({ from: '2026-03-13T23:59:59.999Z', ...(before && { to: before }) })
  const then = await differing(first, middle)
  assert.deepEqual([earlier.ids, earlier.stillFailing], [then.ids, then.still])
  const begun = await between({ from: '2020-01-01' })
  const counts = countOutcomes(await agent.store.findings(tenant))
  assert.deepEqual([begun.first.map(item => item.counts), begun.ids], [[counts], []])
})

test('what changed is told of 150,000 findings that fail', async context => {
  const { agent } = await testAgent(context, { blog: { service: 'wordpress', target: {} } })
  const before = finding('blog', 'pass', { id: 'blog/000000', evidence: [] })
  for (const findings of [[before], failing(150_000)])
    await inRun(agent, tester, { kind: 'import', tenant: 'blog' }, run =>
      run.putFindings(new Map(), findings),
    )
  const { changes: told } = await changes.run(agent, tester, { tenant: 'blog' })
  assert.equal(told.length, 150_000)
  assert.ok(told.every(change => change.drift === 'new-failing'))
})

function* failing(count: number): Iterable<CodedFinding> {
  for (let item = 0; item < count; item++)
    yield finding('blog', 'fail', { id: `blog/${String(item).padStart(6, '0')}`, evidence: [] })
}
