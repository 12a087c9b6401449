import assert from 'node:assert/strict'
import { test } from 'node:test'
import { diff } from '../../../common/assess/diff.ts'
import { assess } from '../../../common/assess/assess.ts'
import { evaluate, evaluateCounts } from '../../../common/assess/evaluate.ts'
import { countOutcomes } from '../../../common/model/index.ts'
import type { Finding, Framework, Outcome } from '../../../common/model/index.ts'
import { check, seen, stateOf, value } from './tenant.ts'

const framework: Framework = {
  id: 'f',
  title: 'F',
  version: '1',
  publisher: 'p',
  requirements: [
    { id: 'R1', title: 'one', metrics: ['m'], checks: ['a.b.direct'] },
    { id: 'R2', title: 'two', metrics: [], checks: [] },
  ],
}
const statusOf = (...outcomes: readonly Outcome[]) =>
  evaluate(
    framework,
    outcomes.map((outcome, index) => ({ id: `${index}`, check: 'a.b.c', metric: 'm', outcome })),
  )[0]?.status

test('a failure wins over everything, a gap over a pass, and nothing at all is undetermined', () => {
  assert.equal(statusOf('pass', 'pass'), 'satisfied')
  assert.equal(statusOf('pass', 'not-applicable'), 'satisfied')
  assert.equal(statusOf('pass', 'unknown', 'fail'), 'not-satisfied')
  assert.equal(statusOf('pass', 'unknown'), 'undetermined')
  assert.equal(statusOf('not-applicable'), 'undetermined')
  assert.equal(statusOf(), 'undetermined')
})

test('every requirement has its row; a finding named by metric and by check counts once', () => {
  const rows = evaluate(framework, [
    { id: 'x', check: 'a.b.direct', metric: 'm', outcome: 'pass' },
    { id: 'y', check: 'a.b.direct', metric: 'elsewhere', outcome: 'pass' },
    { id: 'z', check: 'a.b.other', metric: 'elsewhere', outcome: 'fail' },
  ])
  assert.deepEqual(
    rows.map(row => [row.requirement, row.status, row.counts.pass, row.findings]),
    [
      ['R1', 'satisfied', 2, ['x', 'y']],
      ['R2', 'undetermined', 0, []],
    ],
  )
})

const [base] = assess(
  [check({ expect: { op: 'equals', value: true } })],
  stateOf([seen('acme.organization.flag', value(true))]),
)
const finding = (outcome: Outcome, id = 'x'): Finding => ({ ...(base as Finding), id, outcome })
const drift = (before: Outcome | null, after: Outcome | null) =>
  diff(before ? [finding(before)] : [], after ? [finding(after)] : [])[0]?.drift ?? null

test('every change has its word, and what stays as it was is left out', () => {
  const wanted = [
    ['pass', 'fail', 'new-failing'],
    ['unknown', 'fail', 'new-failing'],
    [null, 'fail', 'new-failing'],
    ['fail', 'fail', 'still-failing'],
    ['fail', 'pass', 'fixed'],
    ['fail', 'not-applicable', 'fixed'],
    ['pass', 'unknown', 'lost-sight'],
    ['fail', 'unknown', 'lost-sight'],
    ['unknown', 'pass', 'seen-again'],
    ['fail', null, 'gone'],
    ['unknown', null, 'gone'],
    ['pass', 'pass', null],
    ['unknown', 'unknown', null],
    [null, 'pass', null],
    [null, 'unknown', null],
    ['pass', null, null],
    ['pass', 'not-applicable', null],
  ] as const
  for (const [before, after, word] of wanted)
    assert.equal(drift(before, after), word, `${before} -> ${after}`)
})

test('news comes first', () => {
  const before = [
    finding('fail', 'a'),
    finding('fail', 'b'),
    finding('pass', 'c'),
    finding('pass', 'd'),
  ]
  const after = [
    finding('fail', 'a'),
    finding('pass', 'b'),
    finding('unknown', 'c'),
    finding('fail', 'd'),
  ]
  assert.deepEqual(
    diff(before, after).map(change => change.drift),
    ['new-failing', 'lost-sight', 'fixed', 'still-failing'],
  )
})

test('counted by check, the same comes out', () => {
  const findings = [
    { id: 'x', check: 'a.b.direct', metric: 'm', outcome: 'pass' },
    { id: 'y', check: 'a.b.direct', metric: 'm', outcome: 'fail' },
    { id: 'z', check: 'a.b.c', metric: 'm', outcome: 'unknown' },
    { id: 'w', check: 'a.b.other', metric: 'elsewhere', outcome: 'fail' },
  ] as const
  const groups = [...Map.groupBy(findings, item => item.check)].map(([check, group]) => ({
    check,
    metric: group[0]!.metric,
    counts: countOutcomes(group),
  }))
  assert.deepEqual(
    evaluateCounts(framework, groups),
    evaluate(framework, findings).map(item => ({ ...item, findings: [] })),
  )
})
