import assert from 'node:assert/strict'
import { test } from 'node:test'
import { diff } from '../../../common/assess/diff.ts'
import { assess } from '../../../common/assess/assess.ts'
import { evaluateCounts } from '../../../common/assess/evaluate.ts'
import type { CheckCounts, MonitoringFacts } from '../../../common/assess/evaluate.ts'
import { emptyCounts } from '../../../common/model/index.ts'
import type {
  Finding,
  Framework,
  Mapping,
  Outcome,
  Requirement,
} from '../../../common/model/index.ts'
import { evaluationText } from '../../../common/words/english/evaluations.ts'
import { check, seen, stateOf, value } from './tenant.ts'

const why = 'The setting is as it is wanted.'
const notProven = 'What people do in spite of it.'
const decides = (metric: string): Mapping => ({ metric, strength: 'decides', why, notProven })
const aspect = (id: string, ...by: readonly Mapping[]) => ({ id, title: `Part ${id}`, by: [...by] })
const withAspects = (...aspects: Requirement['aspects']): Framework => ({
  id: 'f',
  title: 'F',
  version: '1',
  publisher: 'p',
  requirements: [{ id: 'R', title: 'one', aspects }],
})
const found = (
  metric: string,
  counts: Partial<Record<Outcome, number>>,
  more: Partial<CheckCounts> = {},
): CheckCounts => ({
  check: `a.b.${metric}`,
  metric,
  counts: { ...emptyCounts(), ...counts },
  accepted: 0,
  passing: counts.pass ? { A: counts.pass } : {},
  ...more,
})
const evaluated = (
  aspects: Requirement['aspects'],
  checks: readonly CheckCounts[],
  facts: MonitoringFacts = {},
) => {
  const [evaluation] = evaluateCounts(withAspects(...aspects), checks, facts)
  assert.ok(evaluation)
  return evaluation
}
const statusOf = (...counts: readonly Partial<Record<Outcome, number>>[]) =>
  evaluated(
    [aspect('a', decides('m'))],
    counts.map(item => found('m', item)),
  ).status

test('what decides: a failure wins over everything, a gap over a pass, nothing at all is undetermined', () => {
  assert.equal(statusOf({ pass: 2 }), 'satisfied')
  assert.equal(statusOf({ 'pass': 1, 'not-applicable': 1 }), 'satisfied')
  assert.equal(statusOf({ pass: 1 }, { unknown: 1, fail: 1 }), 'not-satisfied')
  assert.equal(statusOf({ pass: 1, unknown: 1 }), 'undetermined')
  assert.equal(statusOf({ 'not-applicable': 1 }), 'undetermined')
  assert.equal(statusOf(), 'undetermined')
})

test('satisfied takes every aspect: one that nothing decides stays open and is named', () => {
  const passing = [found('m', { pass: 3 }), found('n', { pass: 1 })]
  const states = (...aspects: Requirement['aspects']) => {
    const { status, aspects: all } = evaluated(aspects, passing)
    return [status, ...all.map(item => item.state)]
  }
  const one = aspect('a', decides('m'))
  assert.deepEqual(states(one, aspect('b', decides('n'))), ['satisfied', 'proven', 'proven'])
  assert.deepEqual(states(one, aspect('b')), ['undetermined', 'proven', 'other-evidence'])
  const supports: Mapping = { metric: 'n', strength: 'supports', why }
  assert.deepEqual(states(one, aspect('b', supports)), ['undetermined', 'proven', 'supported'])
  const design: Mapping = { metric: 'n', strength: 'design', why }
  assert.deepEqual(states(one, aspect('b', design)), ['undetermined', 'proven', 'design'])
  assert.deepEqual(states(aspect('b', decides('elsewhere'))), ['undetermined', 'unmeasured'])
  assert.deepEqual(states(), ['undetermined'], 'without aspects never')
  const { aspects, status, grade, acceptedUntil } = evaluated([one, aspect('b')], passing)
  assert.equal(
    evaluationText({ status, aspects, grade, acceptedUntil }),
    'proven: Part a; open: Part b (needs other evidence than settings); weakest grade of evidence A',
  )
})

test('a low check that passes does not satisfy what fails elsewhere: the whole baseline counts', () => {
  const baseline: Mapping = { measure: 'baseline', strength: 'decides', why, notProven }
  const checks = [found('domain', { pass: 1 }), found('other', { fail: 89 })]
  assert.equal(evaluated([aspect('a', baseline)], checks).status, 'not-satisfied')
  assert.equal(evaluated([aspect('a', baseline)], checks.slice(0, 1)).status, 'satisfied')
})

test('what a person stated proves nothing, and the weakest grade stands in the row', () => {
  const on = (...passing: readonly CheckCounts['passing'][]) =>
    evaluated(
      [aspect('a', decides('m'))],
      passing.map(item => found('m', { pass: 2 }, { passing: item })),
    )
  assert.deepEqual(
    [on({ D: 2 }).status, on({ D: 2 }).aspects[0]?.state],
    ['undetermined', 'document'],
  )
  assert.equal(on({ A: 1, D: 1 }).status, 'undetermined')
  assert.deepEqual([on({ A: 1, C: 1 }).status, on({ A: 1, C: 1 }).grade], ['satisfied', 'C'])
  assert.equal(on({ A: 2 }, { B: 2 }).grade, 'B')
})

test('an accepted failure stays not satisfied, with the end of the acceptance', () => {
  const accepted = { accepted: 2, acceptedUntil: '2027-03-31T00:00:00.000Z' }
  const row = evaluated([aspect('a', decides('m'))], [found('m', { fail: 2, pass: 5 }, accepted)])
  assert.deepEqual([row.status, row.aspects[0]?.state], ['not-satisfied', 'accepted'])
  assert.equal(row.acceptedUntil, accepted.acceptedUntil)
  assert.match(
    evaluationText(row),
    /^accepted until 2027-03-31; open: Part a \(fails, and is accepted\)/,
  )
  const open = evaluated([aspect('a', decides('m'))], [found('m', { fail: 3 }, accepted)])
  assert.deepEqual([open.aspects[0]?.state, open.acceptedUntil], ['deviates', null])
})

test('over the window: what failed in it or was not looked at is open, though it passes now', () => {
  const state = (more: Partial<CheckCounts>) =>
    evaluated([aspect('a', decides('m'))], [found('m', { pass: 1 }, more)]).aspects[0]?.state
  assert.equal(state({ wrong: 1 }), 'not-throughout')
  assert.equal(state({ gap: true }), 'gap')
  assert.equal(state({ wrong: 0, gap: false }), 'proven')
})

test('what supports and fails keeps its aspect open, and alone fails nothing', () => {
  const supports: Mapping = { metric: 'n', strength: 'supports', why }
  const row = evaluated(
    [aspect('a', decides('m'), supports)],
    [found('m', { pass: 1 }), found('n', { fail: 1 })],
  )
  assert.deepEqual([row.status, row.aspects[0]?.state], ['undetermined', 'weakened'])
})

test('automatic monitoring is judged by what the monitoring did', () => {
  const by = (measure: 'coverage' | 'alerts'): Mapping => ({
    measure,
    strength: 'decides',
    why,
    notProven,
  })
  const aspects = [aspect('read', by('coverage')), aspect('told', by('alerts'))]
  const status = (facts: MonitoringFacts) =>
    evaluated(aspects, [found('m', { pass: 9 })], facts).status
  assert.equal(status({ coverage: 'pass', alerts: 'pass' }), 'satisfied')
  assert.equal(status({ coverage: 'pass', alerts: 'fail' }), 'not-satisfied')
  assert.equal(status({ coverage: 'pass', alerts: 'unknown' }), 'undetermined')
  assert.equal(status({ coverage: 'pass' }), 'undetermined', 'what is not known is not assumed')
})

test('headings are no requirements; a check named by metric and by id counts once', () => {
  const direct: Mapping = { check: 'a.b.m', strength: 'decides', why, notProven }
  const framework: Framework = {
    ...withAspects(),
    requirements: [
      { id: 'H', title: 'heading', aspects: [] },
      { id: 'R', title: 'one', parent: 'H', aspects: [aspect('a', decides('m'), direct)] },
    ],
  }
  const rows = evaluateCounts(framework, [found('m', { pass: 2 }), found('n', { fail: 1 })])
  assert.deepEqual(
    rows.map(row => [row.requirement, row.status, row.counts.pass]),
    [['R', 'satisfied', 2]],
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
