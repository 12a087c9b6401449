import assert from 'node:assert/strict'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { after, before, test } from 'node:test'
import { exportTo } from '../../agent/export/export.ts'
import { findingPeriods, periodSource, requirementPeriods } from '../../agent/export/period.ts'
import type { FindingPeriod } from '../../agent/export/period.ts'
import { readWindow } from '../../agent/export/window.ts'
import type { WindowOptions } from '../../agent/export/window.ts'
import { isProblem } from '../../agent/problem.ts'
import type { Period } from '../../common/assess/period.ts'
import { recorded } from '../support/export.ts'
import type { Recorded } from '../support/export.ts'

// One record for all: the organization is as `recorded` leaves it on 13 March, then a setting goes
// wrong on the 14th and is put right on the 15th, and another one is repaired.
let record: Recorded
const cleanUp: (() => unknown)[] = []
before(async () => {
  record = await recorded({ after: work => cleanUp.push(work as () => unknown) })
  const organization = record.replay.state.organization as Record<string, unknown>
  organization['default_repository_permission'] = 'none'
  organization['is_verified'] = false
  await record.scanOn('2026-03-14')
  organization['is_verified'] = true
  await record.scanOn('2026-03-15')
})
after(async () => {
  for (const work of cleanUp.toReversed()) await work()
})

const day = (time: number | null | undefined): string | null =>
  time === null || time === undefined ? null : new Date(time).toISOString().slice(0, 10)
const gapsOf = ({ gaps }: Period): unknown[] =>
  gaps.map(item => [item.kind, day(item.from), day(item.to), ...item.reasons])
const deviationsOf = ({ deviations }: Period): unknown[] =>
  deviations.map(item => [day(item.from), day(item.to), item.ended])

async function sourceOf(options: WindowOptions = {}) {
  const window = await readWindow(record.agent, options)
  const [tenant] = window.tenants
  assert.ok(tenant)
  return { window, source: periodSource(record.agent, window, tenant) }
}

async function found(check: string, options?: WindowOptions): Promise<FindingPeriod> {
  const { source } = await sourceOf(options)
  const all = await Array.fromAsync(findingPeriods(source))
  const one = all.find(({ finding }) => finding.check === check)
  assert.ok(one)
  const alone = await Array.fromAsync(findingPeriods(source, one.finding.id))
  assert.deepEqual(alone, [one])
  return one
}

test('what went wrong and was put right between two runs is in the period, with its dates', async () => {
  const { period, read } = await found('github.organization.domain-verified')
  assert.equal(period.throughout, 'no')
  assert.deepEqual(deviationsOf(period), [['2026-03-14', '2026-03-15', 'repaired']])
  assert.deepEqual(period.runs, { made: 7, conforming: 5, deviating: 1, unknown: 1 })
  assert.deepEqual(read, ['api A'])
  assert.deepEqual(gapsOf(period), [
    ['unknown', '2026-03-03', '2026-03-04', 'unreachable'],
    ['gap', '2026-03-04', '2026-03-12', 'missed-schedule'],
  ])
  assert.equal(Math.round((period.longest ?? 0) / 3_600_000), 24)
  const [deviation] = period.deviations
  const { agent } = record
  for (const [entry, outcome] of [
    [deviation?.entry, 'fail'],
    [deviation?.endEntry, 'pass'],
  ] as const) {
    const { kind } = (await agent.store.evidence(entry ?? -1)) ?? {}
    assert.equal(kind, 'assessment')
    const lines = await agent.store.findings('aurora-labs', entry ?? -1)
    const line = lines.find(item => item.check === 'github.organization.domain-verified')
    assert.equal(line?.outcome, outcome)
  }
})

test('an acceptance changes no number of a period', async () => {
  const { source } = await sourceOf()
  const all = await Array.fromAsync(findingPeriods(source))
  const accepted = all.filter(item => item.accepted.length > 0)
  assert.ok(accepted.length > 0)
  for (const { period } of accepted) {
    assert.equal(period.throughout, 'no')
    assert.equal(period.runs.deviating > 0, true)
  }
})

test('a window of a part: what stood at its beginning is of the run before it', async () => {
  const options = { from: '2026-03-13T00:00:00.000Z', to: '2026-03-14T00:00:00.000Z' }
  const good = await found('github.organization.domain-verified', options)
  assert.equal(good.period.throughout, 'yes')
  assert.deepEqual(good.period.runs, { made: 1, conforming: 1, deviating: 0, unknown: 0 })
  const bad = await found('github.organization.default-permission-minimal', options)
  assert.deepEqual(deviationsOf(bad.period), [['2026-03-13', null, null]])
  assert.equal(bad.period.deviations[0]?.before, true)
})

test('a tenant connected in the middle of a window that somebody asked for proves nothing before', async () => {
  const { period } = await found('github.organization.few-owners', {
    from: '2026-02-20T00:00:00.000Z',
  })
  assert.deepEqual(gapsOf(period)[0], ['gap', '2026-02-20', '2026-03-01', 'not-connected'])
  const own = await found('github.organization.few-owners')
  assert.equal(day(own.period.from), '2026-03-01')
  assert.deepEqual(gapsOf(own.period), [['gap', '2026-03-04', '2026-03-12', 'missed-schedule']])
})

test('how often a metric has to be read decides what is a gap', async () => {
  const { window, source } = await sourceOf()
  const { agent } = record
  const check = 'github.organization.few-owners'
  const metric = agent
    .catalogue()
    .services.flatMap(service => service.checks)
    .find(item => item.id === check)?.metric
  assert.ok(metric)
  const config = { staleAfterDays: 35, frequencies: { [metric]: 24 * 7 } }
  const all = await Array.fromAsync(findingPeriods({ ...source, config }))
  const period = all.find(({ finding }) => finding.check === check)?.period
  assert.equal(period?.throughout, 'yes')
  assert.ok(window.to)
})

test('a requirement deviates where any finding of it does, and is as wanted where all are', async () => {
  const { window, source } = await sourceOf()
  const all = await requirementPeriods(source, window.frameworks)
  assert.ok(all.length > 20)
  const findings = await Array.fromAsync(findingPeriods(source))
  for (const { requirement, period, read, findings: count } of all) {
    const of = findings.filter(
      ({ finding }) =>
        requirement.metrics.includes(finding.metric) || requirement.checks.includes(finding.check),
    )
    assert.equal(count, of.length)
    assert.equal(
      [...read.values()].reduce((sum, item) => sum + item, 0) >= count,
      true,
      'how each of them was read',
    )
    const deviates = of.some(item => item.period.deviations.length > 0)
    assert.equal(period.throughout === 'no', deviates, requirement.id)
    if (period.throughout === 'yes')
      assert.ok(of.every(item => ['yes', 'not-applicable'].includes(item.period.throughout)))
  }
})

test('an export rests on the findings of every run: a turned one of the past is found', async () => {
  const { agent, home } = record
  const out = join(home, 'period.csv')
  await exportTo(agent, { format: 'csv', out })
  const database = new DatabaseSync(join(home, 'witnessmark.sqlite'))
  const turn = (from: string, to: string): number =>
    Number(
      database
        .prepare(
          `UPDATE finding SET finding = json_set(finding, '$.outcome', ?)
            WHERE finding ->> 'outcome' = ? AND valid_from > '2026-03-14' AND valid_to IS NOT NULL`,
        )
        .run(to, from).changes,
    )
  try {
    assert.equal(turn('fail', 'pass'), 1)
    await assert.rejects(exportTo(agent, { format: 'csv', out }), (error: unknown) =>
      isProblem(error, 'log-unsound'),
    )
    const before = { from: '2026-03-01T00:00:00.000Z', to: '2026-03-14T00:00:00.000Z' }
    await exportTo(agent, { format: 'csv', out, ...before })
    turn('pass', 'fail')
    await exportTo(agent, { format: 'csv', out })
  } finally {
    database.close()
  }
})
