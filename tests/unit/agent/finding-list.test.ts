import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Agent } from '../../../agent/agent.ts'
import { findingIndexOf } from '../../../agent/judge/finding-index.ts'
import { countsOf, pageOf, select } from '../../../agent/judge/finding-list.ts'
import type { Wanted } from '../../../agent/judge/finding-list.ts'
import { frameworks } from '../../../agent/operations/frameworks.ts'
import { overview } from '../../../agent/operations/overview.ts'
import { inRun } from '../../../agent/record/run.ts'
import { diff } from '../../../common/assess/diff.ts'
import type { Drift } from '../../../common/assess/diff.ts'
import { isAbout } from '../../../common/assess/evaluate.ts'
import { severities } from '../../../common/assess/urgency.ts'
import { countOutcomes, leavesOf, mappingsOf } from '../../../common/model/index.ts'
import type { CodedFinding, ShownFinding } from '../../../common/model/index.ts'
import { UNLISTED } from '../../../common/model/resource.ts'
import { shownFinding } from '../../../common/words/shown-finding.ts'
import { tester } from '../../support/actor.ts'
import { testAgent } from '../../support/agent.ts'
import { finding } from '../../support/store/rows.ts'
import { seeded } from '../../support/tamper.ts'

const tenants = ['acme', 'acme-two'] as const
const names = ['Büro', 'build', 'docs', 'Émile', 'site', UNLISTED]

/** Findings of three checks about each thing, come out as the dice fall. */
function findingsOf(agent: Agent, tenant: string, seed: number): CodedFinding[] {
  const random = seeded(seed)
  const one = <T>(of: readonly T[]): T => of[Math.floor(random() * of.length)] ?? assert.fail()
  const checks = agent.catalogue().checksOf('github').slice(0, 3)
  return checks.flatMap(({ check }) =>
    names.map(name => {
      const outcome = one(['pass', 'fail', 'fail', 'unknown', 'not-applicable'] as const)
      return finding(tenant, outcome, {
        id: `${tenant}/${check.id}/${name}`,
        check: check.id,
        metric: check.metric,
        severity: one(severities.slice(0, 2)),
        resource: { type: 'repository', id: name, name },
        reason: outcome === 'unknown' ? one(['forbidden', 'not-found']) : null,
        exception: outcome === 'fail' && random() < 0.3 ? `exception-${name}` : null,
        since: `2026-01-0${1 + Math.floor(random() * 9)}T00:00:00.000Z`,
      })
    }),
  )
}

async function recordedTwice(agent: Agent): Promise<void> {
  for (const [position, tenant] of tenants.entries())
    for (const seed of [1, 2]) {
      const found = findingsOf(agent, tenant, seed * 10 + position)
      const repositories = names
        .filter(name => name !== UNLISTED)
        .map(name => ({ type: 'repository', id: name, name }))
      // The second of them finds less that is new: what stays is not looked at again.
      const kept = seed === 1 ? [] : findingsOf(agent, tenant, 10 + position).slice(0, 9)
      await inRun(agent, tester, { kind: 'import', tenant }, async run => {
        await run.putResources(repositories, ['repository'])
        await agent.store.putUnlisted(
          tenant,
          new Map([['repository', { reason: 'forbidden' }]]),
          [],
        )
        await run.putFindings(new Map(), [...kept, ...found.slice(kept.length)])
      })
    }
}

type Listed = ShownFinding & { readonly drift: Drift | null; readonly title: string }

/** The same from all findings of all tenants, as nobody with 300,000 of them could. */
async function wholeList(agent: Agent): Promise<readonly Listed[]> {
  const catalogue = agent.catalogue()
  const titles = new Map(
    catalogue.services.flatMap(service => service.checks.map(check => [check.id, check.title])),
  )
  const urgency = ({ outcome, exception }: ShownFinding): number =>
    outcome === 'fail'
      ? Number(exception !== null)
      : { 'unknown': 2, 'pass': 3, 'not-applicable': 4 }[outcome]
  const all: Listed[] = []
  for (const tenant of tenants) {
    const [, before] = await agent.store.runs({ tenant, status: 'finished' })
    const old = await agent.store.findings(tenant, (before?.checkpoint ?? 0) - 1)
    const now = await agent.store.findings(tenant)
    const drifts = new Map(
      diff(old, now).flatMap(({ drift, after }) => (after ? [[after.id, drift]] : [])),
    )
    for (const line of now)
      all.push({
        ...shownFinding(line, catalogue),
        drift: drifts.get(line.id) ?? null,
        title: titles.get(line.check) ?? line.check,
      })
  }
  return all.sort(
    (a, b) =>
      urgency(a) - urgency(b) ||
      severities.indexOf(a.severity) - severities.indexOf(b.severity) ||
      (a.id < b.id ? -1 : 1),
  )
}

function fits(item: Listed, wanted: Wanted): boolean {
  const { framework, requirement, text } = wanted
  const said = [item.title, item.check, item.resource.name, item.tenant, item.expected]
  return (
    (['tenant', 'outcome', 'severity', 'service', 'check', 'reason', 'drift'] as const).every(
      key => !wanted[key] || item[key] === wanted[key],
    ) &&
    (!framework || item.requirements.some(id => id.startsWith(`${framework}:`))) &&
    (!requirement || item.requirements.includes(requirement)) &&
    (!text || said.join('\n').toLowerCase().includes(text.trim().toLowerCase()))
  )
}

test('what fits a filter is listed and counted as if all findings were read, page by page', async context => {
  const { agent } = await testAgent(
    context,
    Object.fromEntries(tenants.map(id => [id, { service: 'github', target: {} }])),
  )
  await recordedTwice(agent)
  const all = await wholeList(agent)
  const checks = [...new Set(all.map(item => item.check))]
  const requirements = [...new Set(all.flatMap(item => item.requirements))]
  const whole = async (): Promise<never> => assert.fail('all findings were read')
  const careful: Agent = {
    ...agent,
    store: { ...agent.store, findings: whole, eachFinding: () => assert.fail('all were walked') },
  }
  const counted = await findingIndexOf(careful).all()
  const drifts = ['new-failing', 'fixed', 'still-failing', 'lost-sight', 'seen-again'] as const
  const filters: readonly Wanted[] = [
    {},
    ...tenants.map(tenant => ({ tenant })),
    ...['pass', 'fail', 'unknown', 'not-applicable'].map(outcome => ({ outcome })),
    ...['critical', 'low', 'none such'].map(severity => ({ severity })),
    ...checks.map(check => ({ check, outcome: 'fail' })),
    ...['forbidden', 'not-found', 'none such'].map(reason => ({ reason })),
    ...drifts.map(drift => ({ drift })),
    ...drifts.map(drift => ({ drift, tenant: 'acme', text: 'BÜRO' })),
    ...requirements.slice(0, 3).map(requirement => ({ requirement })),
    ...requirements.slice(0, 2).map(id => ({ framework: id.split(':')[0] })),
    ...['büro', 'ÉMILE', ' every ', 'acme-two', checks[1], 'none such', 'i'].map(text => ({
      text,
    })),
    { text: 'b', reason: 'forbidden' },
    { text: 'b', outcome: 'fail', severity: 'high' },
    { service: 'github' },
    { service: 'wordpress' },
  ]
  let some = 0
  for (const wanted of filters) {
    const expected = all.filter(item => fits(item, wanted))
    const found = await select(careful, counted, wanted)
    const said = JSON.stringify(wanted)
    assert.deepEqual(countsOf(found), countOutcomes(expected), said)
    const pages: string[] = []
    for (let from = 0; from <= expected.length; from += 4)
      for (const item of await pageOf(careful, found, from, 4))
        pages.push(`${item.id} ${item.drift} ${item.title} ${item.expected}`)
    assert.deepEqual(
      pages,
      expected.map(item => `${item.id} ${item.drift} ${item.title} ${item.expected}`),
      said,
    )
    if (expected.length > 0) some++
  }
  assert.ok(some > filters.length / 2, `${some} of ${filters.length} filters found something`)
})

test('the overview and the frameworks say of counts what the findings say', async context => {
  const { agent } = await testAgent(
    context,
    Object.fromEntries(tenants.map(id => [id, { service: 'github', target: {} }])),
  )
  await recordedTwice(agent)
  const all = await wholeList(agent)
  const found = await overview.run(agent, tester, {})
  const failing = all.filter(item => item.outcome === 'fail' && item.exception === null)
  assert.deepEqual(found.counts, countOutcomes(all))
  assert.equal(found.accepted, all.filter(item => item.exception !== null).length)
  for (const [key, items] of Map.groupBy(failing, item => `${item.tenant} ${item.check}`)) {
    const group = found.groups.find(item => `${item.tenant} ${item.check}` === key)
    assert.deepEqual(
      [group?.count, group?.first, group?.severity, group?.fresh, group?.since],
      [
        items.length,
        items[0]?.id,
        items[0]?.severity,
        items.some(item => item.drift === 'new-failing'),
        items
          .map(item => item.since)
          .sort()
          .at(-1),
      ],
      key,
    )
    assert.deepEqual(
      group?.resources,
      items.slice(0, 3).map(item => item.resource.name),
      key,
    )
    assert.equal(group?.of, all.filter(item => `${item.tenant} ${item.check}` === key).length)
  }
  assert.equal(
    found.groups.length,
    new Set(failing.map(item => `${item.tenant} ${item.check}`)).size,
  )
  const idsOf = (...drifts: readonly (Drift | null)[]) =>
    all.filter(item => drifts.includes(item.drift)).map(item => item.id)
  assert.deepEqual(
    found.lost.map(item => item.id),
    idsOf('lost-sight'),
  )
  assert.deepEqual(
    found.good.map(item => item.id),
    idsOf('fixed', 'seen-again'),
  )
  assert.deepEqual(
    Object.fromEntries(found.unknown.map(item => [item.reason, item.count])),
    Object.fromEntries(
      [
        ...Map.groupBy(
          all.filter(item => item.outcome === 'unknown'),
          item => item.reason,
        ),
      ].map(([reason, items]) => [reason, items.length]),
    ),
  )
  const told = await frameworks.run(agent, tester, {})
  let some = 0
  for (const framework of agent.catalogue().frameworks) {
    const shown = told.frameworks.find(item => item.id === framework.id)
    for (const requirement of leavesOf(framework)) {
      const mappings = mappingsOf(requirement)
      const about = all.filter(item => mappings.some(mapping => isAbout(mapping, item)))
      const row = shown?.requirements.find(item => item.id === requirement.id)
      assert.deepEqual(row?.counts, countOutcomes(about), requirement.id)
      assert.deepEqual(
        row?.checks.reduce((sum, check) => sum + check.count, 0),
        about.length,
      )
      const ids = about.map(({ id }) => id)
      for (const check of row?.checks ?? []) assert.ok(ids.includes(check.first))
      if (about.length > 0) some++
      if (about.some(({ outcome }) => outcome === 'fail')) assert.notEqual(row?.status, 'satisfied')
    }
  }
  assert.ok(some > 10)
})
