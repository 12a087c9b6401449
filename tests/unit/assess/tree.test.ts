import assert from 'node:assert/strict'
import { test } from 'node:test'
import { evaluateCounts } from '../../../common/assess/evaluate.ts'
import type { CheckCounts } from '../../../common/assess/evaluate.ts'
import { treeOf } from '../../../common/assess/tree.ts'
import type { Effective } from '../../../common/assess/tree.ts'
import { emptyCounts } from '../../../common/model/index.ts'
import type { Framework, Grade, Outcome, Requirement } from '../../../common/model/index.ts'

const leaf = (id: string, parent: string, ...metrics: readonly string[]): Requirement => ({
  id,
  title: id,
  parent,
  aspects: metrics.map(metric => ({
    id: metric,
    title: metric,
    by: [{ metric, strength: 'decides', why: 'It is as wanted.', notProven: 'All the rest.' }],
  })),
})
const heading = (id: string, parent?: string): Requirement => ({
  id,
  title: id,
  aspects: [],
  ...(parent === undefined ? {} : { parent }),
})
const framework: Framework = {
  id: 'rules',
  title: 'Rules',
  version: '1',
  publisher: 'p',
  requirements: [
    heading('A'),
    heading('B'),
    heading('A-1', 'A'),
    leaf('A-1.1', 'A-1', 'good'),
    leaf('A-1.2', 'A-1', 'good', 'stated'),
    leaf('A-2', 'A', 'bad', 'good'),
    leaf('B-1', 'B'),
    leaf('B-2', 'B', 'good'),
  ],
}
const found = (
  metric: string,
  counts: Partial<Record<Outcome, number>>,
  grade: Grade = 'A',
): CheckCounts => ({
  check: `a.b.${metric}`,
  metric,
  counts: { ...emptyCounts(), ...counts },
  accepted: 0,
  passing: counts.pass ? { [grade]: counts.pass } : {},
})
const checks = [
  found('good', { pass: 3 }, 'B'),
  found('bad', { fail: 1, pass: 1 }),
  found('stated', { pass: 1 }, 'A'),
]
const nodesOf = (over?: ReadonlyMap<string, Effective>) => {
  const nodes = treeOf(framework, evaluateCounts(framework, checks), checks, over)
  return new Map(nodes.map(node => [node.id, node]))
}

test('a tree has the framework first and each node before what is under it, by kind and depth', () => {
  const nodes = [...nodesOf().values()]
  assert.deepEqual(
    nodes.map(({ id, kind, depth, parent }) => [id, kind, depth, parent]),
    [
      ['rules', 'framework', 0, null],
      ['A', 'category', 1, 'rules'],
      ['A-1', 'control', 2, 'A'],
      ['A-1.1', 'requirement', 3, 'A-1'],
      ['A-1.2', 'requirement', 3, 'A-1'],
      ['A-2', 'requirement', 2, 'A'],
      ['B', 'category', 1, 'rules'],
      ['B-1', 'requirement', 2, 'B'],
      ['B-2', 'requirement', 2, 'B'],
    ],
  )
})

test('upwards, the worst stands: one that is not satisfied, one that nothing measures, the weakest grade', () => {
  const nodes = nodesOf()
  const status = (id: string) => nodes.get(id)?.status
  assert.deepEqual(['A-1', 'A', 'B', 'rules'].map(status), [
    'satisfied',
    'not-satisfied',
    'undetermined',
    'not-satisfied',
  ])
  assert.deepEqual(nodes.get('rules')?.requirements, {
    'satisfied': 3,
    'not-satisfied': 1,
    'undetermined': 0,
    'unmeasured': 1,
  })
  assert.deepEqual([nodes.get('A-1')?.grade, nodes.get('rules')?.grade], ['B', 'B'])
  assert.deepEqual(
    nodes.get('A')?.counts,
    { 'pass': 5, 'fail': 1, 'unknown': 0, 'not-applicable': 0 },
    'a finding that speaks to several counts once',
  )
})

test('effectiveness over a window is the weakest; what nothing measured is not provable', () => {
  const yes: Effective = { throughout: 'yes', share: 1 }
  const nodes = nodesOf(
    new Map<string, Effective>([
      ['A-1.1', yes],
      ['A-1.2', { throughout: 'yes', share: 0.9 }],
      ['A-2', { throughout: 'no', share: 0.4 }],
      ['B-2', yes],
    ]),
  )
  assert.deepEqual(nodes.get('A-1')?.effective, { throughout: 'yes', share: 0.9 })
  assert.deepEqual(nodes.get('A')?.effective, { throughout: 'no', share: 0.4 })
  assert.deepEqual(nodes.get('B')?.effective, { throughout: 'not-provable', share: 1 })
  assert.deepEqual(nodes.get('B-1')?.effective, null)
  assert.equal(nodesOf().get('A')?.effective, null, 'not asked for')
})

test('weights multiply down the tree, decide shares, and change no status', () => {
  const evaluations = evaluateCounts(framework, checks)
  const weighed = (weights: Record<string, number>) =>
    new Map(treeOf(framework, evaluations, checks, null, weights).map(node => [node.id, node]))
  const even = weighed({})
  assert.deepEqual(even.get('rules')?.weighted, { satisfied: 3 / 5, notSatisfied: 1 / 5 })
  const nodes = weighed({ 'A': 3, 'A-2': 2 })
  // weigh 3 each, A-2 weighs 6; B-1 and B-2 one each.
  assert.deepEqual(nodes.get('rules')?.weighted, { satisfied: 7 / 14, notSatisfied: 6 / 14 })
  assert.deepEqual(nodes.get('A')?.weighted, { satisfied: 2 / 4, notSatisfied: 2 / 4 })
  assert.deepEqual(
    [nodes.get('A')?.weight, nodes.get('A-2')?.weight, nodes.get('B')?.weight],
    [3, 2, 1],
  )
  for (const [id, { status, requirements, grade }] of even)
    assert.deepEqual(
      [nodes.get(id)?.status, nodes.get(id)?.requirements, nodes.get(id)?.grade],
      [status, requirements, grade],
    )
})
