import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  byUrgency,
  effortOf,
  keptBy,
  majorReasons,
  impactOf,
  likelihoodOf,
  riskOf,
} from '../../../common/assess/non-conformity.ts'
import { emptyCounts } from '../../../common/model/index.ts'
import type { Framework, Mapping } from '../../../common/model/index.ts'

test('major: severe and decisive, or overdue; all else is minor', () => {
  const reasons = (severity: 'low' | 'high' | 'critical', decides: number, overdue = false) =>
    majorReasons({ severity, decides, overdue })
  assert.deepEqual(reasons('critical', 1), ['severe'])
  assert.deepEqual(reasons('high', 1), ['severe'])
  assert.deepEqual(reasons('critical', 0), [], 'no requirement rests on it')
  assert.deepEqual(reasons('low', 5), [])
  assert.deepEqual(reasons('low', 0, true), ['overdue'])
})

test('what depends on a tenant moves the risk by one class, within the classes', () => {
  assert.deepEqual(
    [riskOf('high', 'medium'), riskOf('high', 'high'), riskOf('critical', 'high')],
    ['high', 'critical', 'critical'],
  )
  assert.deepEqual([riskOf('low', 'low'), riskOf('medium', 'low')], ['low', 'low'])
  assert.deepEqual([0, 1, 2, 10, 11].map(effortOf), ['small', 'small', 'medium', 'medium', 'large'])
})

test('exposure moves the likelihood, and the highest asset is the impact', () => {
  assert.deepEqual(
    (['low', 'medium', 'high'] as const).map(exposure => likelihoodOf('medium', exposure)),
    ['low', 'medium', 'high'],
  )
  assert.equal(impactOf({ impact: 'low', assets: [] }), 'low')
  const assets = [
    { name: 'Wiki', impact: 'medium' },
    { name: 'Payroll', impact: 'high' },
  ] as const
  assert.equal(impactOf({ impact: 'low', assets }), 'high')
  assert.equal(impactOf({ impact: 'high', assets: [{ name: 'Wiki', impact: 'low' }] }), 'low')
})

test('first is what removes most risk for its effort; a class of effort weighs a class of risk', () => {
  const item = (
    id: string,
    risk: 'critical' | 'high' | 'medium',
    effort: 'small' | 'medium' | 'large',
    frees = 0,
  ) => ({ id, risk, effort, frees })
  const sorted = [
    item('e', 'medium', 'large'),
    item('c', 'high', 'small'),
    item('b', 'critical', 'medium'),
    item('d', 'high', 'small', 2),
    item('a', 'critical', 'small'),
  ].sort(byUrgency)
  assert.deepEqual(
    sorted.map(({ id }) => id),
    ['a', 'b', 'd', 'c', 'e'],
  )
})

test('a requirement is freed by what alone decides against it', () => {
  const by = (metric: string, strength: Mapping['strength'] = 'decides'): Mapping => ({
    metric,
    strength,
    why: 'It is as wanted.',
    notProven: 'All the rest.',
  })
  const framework: Framework = {
    id: 'f',
    title: 'F',
    version: '1',
    publisher: 'p',
    requirements: [
      { id: 'alone', title: 'a', aspects: [{ id: 'a', title: 'aaa', by: [by('m')] }] },
      { id: 'both', title: 'b', aspects: [{ id: 'a', title: 'aaa', by: [by('m'), by('n')] }] },
      {
        id: 'support',
        title: 'c',
        aspects: [{ id: 'a', title: 'aaa', by: [by('m', 'supports')] }],
      },
      {
        id: 'watched',
        title: 'd',
        aspects: [
          {
            id: 'a',
            title: 'aaa',
            by: [
              by('m'),
              {
                measure: 'alerts',
                strength: 'decides',
                why: 'They arrived.',
                notProven: 'Reading.',
              },
            ],
          },
        ],
      },
    ],
  }
  const group = (metric: string, fail: number) => ({
    check: `a.b.${metric}`,
    metric,
    counts: { ...emptyCounts(), fail, pass: 1 },
    accepted: 0,
    passing: {},
  })
  const [m, n, good] = [group('m', 2), group('n', 1), group('good', 0)]
  const kept = keptBy([framework], [m, n, good], { alerts: 'fail' })
  assert.deepEqual(kept.get(m), { decides: ['f:alone', 'f:both', 'f:watched'], frees: 1 })
  assert.deepEqual(kept.get(n), { decides: ['f:both'], frees: 0 })
  assert.equal(kept.get(good), undefined)
  assert.equal(keptBy([framework], [m], { alerts: 'pass' }).get(m)?.frees, 3)
})
