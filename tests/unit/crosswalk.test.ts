import assert from 'node:assert/strict'
import { test } from 'node:test'
import { evaluateCounts } from '../../common/assess/evaluate.ts'
import type { CheckCounts } from '../../common/assess/evaluate.ts'
import {
  CrosswalkError,
  crosswalkFromCsv,
  crosswalkFromOscal,
  withCrosswalks,
} from '../../common/frameworks/crosswalk.ts'
import { frameworks } from '../../common/frameworks/index.ts'
import { leavesOf } from '../../common/model/index.ts'
import type { Crosswalk, Framework } from '../../common/model/index.ts'

const why = 'It asks for the same.'
const mfa = { metric: 'mfa-enforced', strength: 'decides', why, whole: true } as const
const sso = { metric: 'single-sign-on-enforced', strength: 'decides', why, whole: true } as const
const known: Framework = {
  id: 'known',
  title: 'Known',
  version: '1',
  publisher: 'x',
  requirements: [
    { id: 'K', title: 'Heading', aspects: [] },
    { id: 'K-1', title: 'One', parent: 'K', aspects: [{ id: 'mfa', title: 'Factor', by: [mfa] }] },
    { id: 'K-2', title: 'Two', parent: 'K', aspects: [{ id: 'sso', title: 'Single', by: [sso] }] },
    { id: 'K-3', title: 'Nothing measures it', aspects: [] },
  ],
}
const own = (...crosswalk: readonly Partial<Crosswalk>[]): Framework => ({
  id: 'own',
  title: 'Own',
  version: '1',
  publisher: 'x',
  requirements: [
    {
      id: 'O-1',
      title: 'Ours',
      aspects: [],
      crosswalk: crosswalk.map(item => ({
        framework: 'known',
        requirement: 'K-1',
        strength: 'decides',
        why,
        ...item,
      })),
    },
  ],
})
const counts = (metric: string, outcome: 'pass' | 'fail'): CheckCounts => ({
  check: `a.b.${metric}`,
  metric,
  counts: { 'pass': 0, 'fail': 0, 'unknown': 0, 'not-applicable': 0, [outcome]: 1 },
  accepted: 0,
  passing: outcome === 'pass' ? { A: 1 } : {},
})
const status = (framework: Framework, checks: readonly CheckCounts[]): string | undefined =>
  evaluateCounts(withCrosswalks(framework, [known]).framework, checks)[0]?.status

test('what is like a requirement is satisfied where that one is, and never where it is not', () => {
  const both = [counts('mfa-enforced', 'pass'), counts('single-sign-on-enforced', 'pass')]
  const one = [counts('mfa-enforced', 'pass')]
  assert.equal(status(own({}), one), 'satisfied')
  assert.equal(status(own({}), [counts('mfa-enforced', 'fail')]), 'not-satisfied')
  assert.equal(status(own({}), []), 'undetermined')
  assert.equal(status(own({}, { requirement: 'K-2' }), one), 'undetermined', 'both are asked for')
  assert.equal(status(own({}, { requirement: 'K-2' }), both), 'satisfied')
  assert.equal(status(own({ requirement: 'K' }), one), 'undetermined', 'all under a heading')
  assert.equal(status(own({ requirement: 'K' }), both), 'satisfied')
  assert.equal(status(own({ requirement: 'K-3' }), both), 'undetermined', 'nothing measures it')
})

test('a crosswalk speaks no stronger than it says', () => {
  const pass = [counts('mfa-enforced', 'pass')]
  for (const strength of ['supports', 'design'] as const) {
    assert.equal(status(own({ strength }), pass), 'undetermined', strength)
    assert.notEqual(status(own({ strength }), [counts('mfa-enforced', 'fail')]), 'satisfied')
  }
  assert.equal(
    status(own({ strength: 'supports' }, { strength: 'decides' }), pass),
    'undetermined',
    'of two the weaker one',
  )
})

test('no requirement of a shipped framework is made more of than it is, whatever speaks for it', () => {
  const everything = [
    ...new Set(
      frameworks
        .flatMap(item => leavesOf(item))
        .flatMap(item => item.aspects)
        .flatMap(item => item.by)
        .flatMap(({ metric }) => metric ?? []),
    ),
  ]
  const rank = ['not-satisfied', 'undetermined', 'satisfied']
  for (const shipped of frameworks) {
    const leaves = leavesOf(shipped)
    const like: Framework = {
      ...shipped,
      id: 'own',
      requirements: leaves.map(({ id, title }) => ({
        id,
        title,
        aspects: [],
        crosswalk: [{ framework: shipped.id, requirement: id, strength: 'decides', why }],
      })),
    }
    const crossed = withCrosswalks(like, frameworks)
    assert.deepEqual(crossed.faults, [])
    const checks = everything.map((metric, place) =>
      counts(metric, place % 7 === 0 ? 'fail' : 'pass'),
    )
    const theirs = new Map(
      evaluateCounts(shipped, checks).map(item => [item.requirement, item.status]),
    )
    for (const { requirement, status: ours } of evaluateCounts(crossed.framework, checks))
      assert.ok(rank.indexOf(ours) <= rank.indexOf(theirs.get(requirement) ?? ''), requirement)
  }
})

test('what a crosswalk names has to be there', () => {
  assert.match(
    withCrosswalks(own({ framework: 'nowhere' }), [known]).faults.join(),
    /requirement O-1: crosswalk: no framework "nowhere" that is shipped: known/,
  )
  assert.match(
    withCrosswalks(own({ requirement: 'K-9' }), [known]).faults.join(),
    /Known has no requirement "K-9"/,
  )
})

test('a list: strength and reason where they stand, support without', () => {
  assert.deepEqual(
    crosswalkFromCsv(
      'id,requirement,strength,why\nO-1,K-1,decides,It is word for word the same\nO-1,K-2,,\n',
      'known',
    ),
    [
      {
        id: 'O-1',
        said: {
          framework: 'known',
          requirement: 'K-1',
          strength: 'decides',
          why: 'It is word for word the same',
        },
      },
      {
        id: 'O-1',
        said: {
          framework: 'known',
          requirement: 'K-2',
          strength: 'supports',
          why: 'A list of the user says so.',
        },
      },
    ],
  )
  for (const text of [
    'id\nO-1\n',
    'id,requirement\nO-1,\n',
    'id,requirement,strength\nO-1,K-1,wholly\n',
  ])
    assert.throws(() => crosswalkFromCsv(text, 'known'), CrosswalkError)
})

test('an OSCAL mapping: what is equal or a part is decided, what asks for more is supported, from either side', () => {
  const map = (relationship: string, source: string, target: string, type = 'control') => ({
    uuid: 'x',
    relationship,
    sources: [{ type, 'id-ref': source }],
    targets: [{ type, 'id-ref': target }],
  })
  const said = (...maps: readonly object[]) =>
    crosswalkFromOscal(
      { 'mapping-collection': { mappings: [{ maps }] } },
      new Set(['O-1']),
      'known',
    ).map(({ id, said: { requirement, strength } }) => `${id} ${requirement} ${strength}`)
  assert.deepEqual(
    said(
      map('equal-to', 'O-1', 'K-1'),
      map('subset-of', 'O-1', 'K-2'),
      map('superset-of', 'O-1', 'K-3'),
      map('intersects-with', 'O-1', 'K-4'),
      map('no-relationship', 'O-1', 'K-5'),
      map('subset-of', 'K-6', 'O-1'),
      map('superset-of', 'K-7', 'O-1'),
    ),
    [
      'O-1 K-1 decides',
      'O-1 K-2 decides',
      'O-1 K-3 supports',
      'O-1 K-4 supports',
      'O-1 K-6 supports',
      'O-1 K-7 decides',
    ],
  )
  assert.throws(() => said(map('resembles', 'O-1', 'K-1')), CrosswalkError)
  assert.throws(() => said(map('equal-to', 'O-1', 'K-1', 'statement')), CrosswalkError)
})
