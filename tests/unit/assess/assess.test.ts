import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { AssessOptions } from '../../../common/assess/assess.ts'
import { assess } from '../../../common/assess/assess.ts'
import type {
  Exception,
  Finding,
  Framework,
  Mapping,
  Observation,
  Reason,
  ShownFinding,
  Value,
} from '../../../common/model/index.ts'
import { Undetermined } from '../../../common/model/service.ts'
import { said } from '../../../common/words/said.ts'
import { shownFinding } from '../../../common/words/shown-finding.ts'
import {
  at,
  check,
  metric,
  organization,
  repository,
  seen,
  serviceWith,
  stateOf,
  value,
} from './tenant.ts'

const flag = 'acme.organization.flag'
const expectOn = check({ expect: { op: 'equals', value: true } })
function one(
  compiled = expectOn,
  observations: readonly Observation[] = [seen(flag, value(true))],
  options: AssessOptions = {},
): ShownFinding {
  const findings = assess([compiled], stateOf(observations), options)
  assert.equal(findings.length, 1)
  return shownFinding(findings[0] ?? assert.fail(), catalogue)
}
const decided: Mapping = {
  metric: metric.id,
  strength: 'decides',
  why: 'It is as it is wanted.',
  notProven: 'All else.',
}
const asking = (id: string, requirement: string): Framework => ({
  id,
  title: id,
  version: '1',
  publisher: 'p',
  requirements: [
    {
      id: requirement,
      title: 'asked',
      aspects: [{ id: 'set', title: 'It is set', by: [decided] }],
    },
  ],
})
const catalogue = {
  services: [serviceWith()],
  frameworks: [asking('soc2', 'CC6.1'), asking('eucs', 'IAM-1')],
}
const unread = (reason: Reason) => [seen(flag, { state: 'unobserved', reason })]

test('pass and fail carry what was observed, the requirements and no reason', () => {
  const found = one()
  assert.deepEqual(
    [found.id, found.outcome, found.reason, found.observed, found.requirements, found.since],
    [
      'main/acme.organization.sound/o',
      'pass',
      null,
      { [flag]: true },
      ['eucs:IAM-1', 'soc2:CC6.1'],
      at,
    ],
  )
  assert.equal(one(expectOn, [seen(flag, value(false))]).outcome, 'fail')
})

test('what was not read is unknown with its reason; only an unsupported plan makes it not applicable', () => {
  for (const reason of [
    'forbidden',
    'rate-limited',
    'malformed',
    'never-captured',
    'stale',
  ] as const) {
    const found = one(expectOn, unread(reason))
    assert.deepEqual([found.outcome, found.reason, found.observed], ['unknown', reason, {}])
  }
  assert.deepEqual(
    [one(expectOn, unread('unsupported-plan')).outcome, one(expectOn, []).outcome],
    ['not-applicable', 'unknown'],
  )
})

test('every check gives a row for every known resource, and one row where the listing broke off', () => {
  const ofRepository = check({
    id: 'acme.repository.private',
    resource: 'repository',
    reads: ['acme.repository.private'],
    expect: { op: 'equals', value: true },
  })
  const many = stateOf([], { resources: [organization, repository, { ...repository, id: 'r2' }] })
  assert.deepEqual(
    assess([ofRepository, expectOn], many).map(item => [item.id, item.outcome]),
    [
      ['main/acme.organization.sound/o', 'unknown'],
      ['main/acme.repository.private/r', 'unknown'],
      ['main/acme.repository.private/r2', 'unknown'],
    ],
  )
  const [row, ...rest] = assess(
    [ofRepository],
    stateOf([], { unlisted: new Map([['repository', { reason: 'forbidden', detail: '403' }]]) }),
  ).map(finding => shownFinding(finding, catalogue))
  assert.deepEqual(
    [row?.resource.id, row?.outcome, row?.reason, row?.detail, rest.length],
    ['*', 'unknown', 'forbidden', '403', 0],
  )
  assert.deepEqual(assess([ofRepository], stateOf([])), [])
})

test("a repository's check reads its organization's setting; a parent that is its own ancestor ends the search", () => {
  const inherits = check({
    id: 'acme.repository.inherits',
    resource: 'repository',
    reads: [flag],
    test: 'flag',
  })
  const [found] = assess(
    [inherits],
    stateOf([seen(flag, value(true))], { resources: [organization, repository] }),
  )
  assert.equal(found?.outcome, 'pass')
  const loop = { ...repository, parent: { type: 'repository', id: 'r' } }
  const [lost] = assess(
    [inherits],
    stateOf([seen(flag, value(true))], { resources: [organization, loop] }),
  )
  assert.deepEqual([lost?.outcome, lost?.reason], ['unknown', 'not-found'])
})

test('an unread setting is absorbed where the rest decides, and unknown where not', () => {
  const either = check({ reads: [flag, 'acme.organization.other'], test: 'flag || other' })
  const hidden = seen('acme.organization.other', { state: 'unobserved', reason: 'forbidden' })
  assert.equal(one(either, [seen(flag, value(true)), hidden]).outcome, 'pass')
  const found = one(either, [seen(flag, value(false)), hidden])
  assert.deepEqual(
    [found.outcome, found.reason, found.detail],
    ['unknown', 'forbidden', 'acme.organization.other'],
  )
})

test('`when` that is false makes it not applicable; `when` that cannot be told makes it unknown', () => {
  const guarded = check({ reads: [flag, 'acme.organization.other'], when: 'other', test: 'flag' })
  const other = (reading: Observation['reading']) => [
    seen(flag, value(false)),
    seen('acme.organization.other', reading),
  ]
  assert.deepEqual(
    [one(guarded, other(value(false))).outcome, one(guarded, other(value(false))).reason],
    ['not-applicable', 'does-not-apply'],
  )
  assert.equal(one(guarded, other(value(true))).outcome, 'fail')
  assert.equal(
    one(guarded, other({ state: 'unobserved', reason: 'timed-out' })).reason,
    'timed-out',
  )
})

test('a test may name an outcome; a predicate may say what decided, throw Undetermined, or be broken: never a pass', () => {
  const with_ = (run: () => Value, result = 'dyn') =>
    one(
      check({ test: 'decide()' }, [
        { signature: `decide(): ${result}`, description: 'decides', run },
      ]),
    )
  assert.equal(one(check({ test: 'flag ? "not-applicable" : "fail"' })).outcome, 'not-applicable')
  const told = with_(() => ({ outcome: 'fail', said: [said('told', { message: 'policy 7' })] }))
  assert.deepEqual([told.outcome, told.reason, told.detail], ['fail', null, 'policy 7'])
  const unsure = with_(() => {
    throw new Undetermined('malformed', said('told', { message: 'no policies in it' }))
  })
  assert.deepEqual(
    [unsure.outcome, unsure.reason, unsure.detail],
    ['unknown', 'malformed', 'no policies in it'],
  )
  for (const run of [
    () => 'perhaps',
    () => 1,
    () => null,
    () => {
      throw new TypeError('broken')
    },
  ])
    assert.deepEqual([with_(run).outcome, with_(run).reason], ['unknown', 'check-error'])
})

test("the tenant's target value replaces the metric's", () => {
  const part = { reads: ['acme.organization.count'], expect: { op: 'atMost', target: true } }
  const ten = [seen('acme.organization.count', value(10))]
  assert.equal(one(check(part), ten).outcome, 'pass')
  assert.equal(one(check(part, [], { 'session-lifetime': 8 }), ten).outcome, 'fail')
})

test("source and grade are the weakest reading's, evidence is the union, a disagreement is told", () => {
  const both = check({ reads: [flag, 'acme.organization.other'], test: 'flag && other' })
  const found = one(both, [
    seen(flag, value(true), { evidence: [{ index: 9, commitment: 'a' }] }),
    seen(flag, value(false), { source: 'console', grade: 'C' }),
    seen('acme.organization.other', value(true), {
      source: 'console',
      grade: 'C',
      evidence: [
        { index: 2, commitment: 'b' },
        { index: 9, commitment: 'a' },
      ],
    }),
  ])
  assert.deepEqual(
    [found.outcome, found.source, found.grade, found.evidence.map(ref => ref.index)],
    ['pass', 'console', 'C', [2, 9]],
  )
  assert.deepEqual(found.disagreement, [{ setting: flag, api: true, console: false }])
})

test('`since` stays while the outcome does', () => {
  const before = (outcome: Finding['outcome']) => ({
    previous: new Map([
      ['main/acme.organization.sound/o', { outcome, since: '2025-01-01T00:00:00.000Z' }],
    ]),
  })
  assert.equal(one(expectOn, undefined, before('pass')).since, '2025-01-01T00:00:00.000Z')
  assert.equal(one(expectOn, undefined, before('fail')).since, at)
})

test('an exception is named from its start until the earlier of its ends, and never changes the outcome', () => {
  const accept = (part: Partial<Exception> = {}): string | null => {
    const exception: Exception = {
      id: 'accepted',
      tenant: 'main',
      check: 'acme.organization.sound',
      reason: 'r',
      acceptedBy: 'a',
      from: '2026-02-01T00:00:00Z',
      until: '2026-04-01T00:00:00Z',
      ...part,
    }
    const found = one(expectOn, [seen(flag, value(false))], { exceptions: [exception] })
    assert.equal(found.outcome, 'fail')
    return found.exception
  }
  assert.equal(accept(), 'accepted')
  assert.equal(accept({ resource: 'o', from: '2026-03-01T12:00:00Z' }), 'accepted')
  const none: readonly Partial<Exception>[] = [
    { tenant: 'second' },
    { check: 'acme.organization.else' },
    { resource: 'p' },
    { from: '2026-03-02T00:00:00Z' },
    { until: '2026-03-01T12:00:00Z' },
    { endedAt: '2026-02-15T00:00:00Z' },
    { until: '2026-02-20T00:00:00Z', endedAt: '2026-03-20T00:00:00Z' },
  ]
  for (const part of none) assert.equal(accept(part), null, JSON.stringify(part))
})

test('a setting that a check may see too is null where nobody read it, and never makes the finding unknown; sources say where the others came from', () => {
  const compiled = check({
    optional: ['acme.organization.names'],
    test: 'flag && (names == null || size(names) > 0) && sources["flag"] == "console" && !("names" in sources)',
  })
  const read = seen(flag, value(true), { source: 'console', grade: 'C' })
  assert.equal(one(compiled, [read]).outcome, 'pass')
  assert.equal(one(compiled, [read, seen('acme.organization.names', value(['a']))]).outcome, 'pass')
  assert.equal(one(compiled, [read, seen('acme.organization.names', value([]))]).outcome, 'fail')
  assert.equal(one(compiled, [seen(flag, value(true))]).outcome, 'fail', 'an API gave it')
  assert.throws(
    () => check({ optional: ['acme.organization.none'], test: 'flag' }),
    /optional: no setting "acme\.organization\.none"/,
  )
})
