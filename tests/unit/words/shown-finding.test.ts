import assert from 'node:assert/strict'
import { test } from 'node:test'
import { assess } from '../../../common/assess/assess.ts'
import { boundedFinding, LONGEST_DECIDED } from '../../../common/assess/decided.ts'
import { canonicalBytes } from '../../../common/log/canonical.ts'
import type { CheckSource, CodedFinding, Finding, Value } from '../../../common/model/index.ts'
import { CodedFinding as CodedFindingSchema } from '../../../common/model/index.ts'
import { shownFinding } from '../../../common/words/shown-finding.ts'
import { sha256 } from '../../../agent/log/crypto.ts'
import { check, seen, serviceWith, source, stateOf, value } from '../assess/tenant.ts'

const names = 'acme.organization.names'
const compiled = check({ reads: [names], test: 'size(names) > 0' })
const catalogue = { services: [{ ...serviceWith(), checks: [source({}) as CheckSource] }] }

function line(list: Value): CodedFinding {
  const [finding] = assess([compiled], stateOf([seen(names, value(list))]))
  return boundedFinding(finding ?? assert.fail(), sha256)
}

test('a short value stands in the line; of a long one its digest and length', () => {
  const fits = ['x'.repeat(LONGEST_DECIDED - 4)]
  assert.deepEqual(line(fits).decided, [{ setting: names, value: fits }])
  const long = ['x'.repeat(LONGEST_DECIDED - 3)]
  const digest = Buffer.from(sha256(canonicalBytes(long))).toString('hex')
  assert.deepEqual(line(long).decided, [{ setting: names, digest, length: LONGEST_DECIDED + 1 }])
  assert.ok(JSON.stringify(line(Array.from({ length: 10_000 }, () => 'y'))).length < 1500)
  assert.deepEqual(CodedFindingSchema.parse(line(long)), line(long))
})

test('a line is shown with the words of today, and a long value where it is at hand', () => {
  const long = Array.from({ length: 300 }, (_, index) => `name ${index}`)
  const shown = shownFinding(line(long), catalogue)
  assert.deepEqual(
    [shown.v, shown.expected, shown.detail, shown.observed],
    [2, 'on', null, { [names]: `… (${canonicalBytes(long).length} bytes)` }],
  )
  assert.deepEqual(
    shownFinding(line(long), catalogue, setting => (setting === names ? long : undefined)).observed,
    { [names]: long },
  )
})

test('what is wanted does not repeat the title, whatever a file of before says', () => {
  const named = (expected: string): CheckSource =>
    source({ title: 'Roles', expected }) as CheckSource
  const shown = (expected: string): string =>
    shownFinding(line(['a']), {
      services: [{ ...serviceWith(), checks: [named(expected)] }],
    }).expected
  assert.equal(shown('Roles: one of A, B'), 'one of A, B')
  assert.equal(shown('Roles are few'), 'Roles are few')
})

test('a check that the catalogue no longer has is named instead of what it expected', () => {
  const shown = shownFinding(line(['a']), { services: [] })
  assert.match(shown.expected, /no longer has the check acme\.organization\.sound/)
  assert.deepEqual([shown.outcome, shown.observed], ['pass', { [names]: ['a'] }])
})

test('the condition of a check that does not apply is told from the catalogue', () => {
  const guarded = { reads: [names], when: 'size(names) > 1', test: 'true' }
  const [finding = assert.fail()] = assess([check(guarded)], stateOf([seen(names, value(['a']))]))
  assert.deepEqual([finding.verdict, finding.params], ['condition-not-met', {}])
  const services = [{ ...serviceWith(), checks: [source(guarded) as CheckSource] }]
  assert.equal(shownFinding(finding, { services }).detail, 'size(names) > 1')
  assert.match(shownFinding(finding, { services: [] }).detail ?? '', /condition/)
})

test('a line of an earlier version is shown exactly as it was written', () => {
  const { v: _, verdict: __, params: ___, decided: ____, ...rest } = line(['a'])
  const earlier: Finding = {
    ...rest,
    detail: 'what was said then',
    observed: { [names]: ['a'] },
    expected: 'what was expected then',
  }
  const shown = shownFinding(earlier, catalogue)
  const { v, verdict, params, decided, ...same } = shown
  assert.deepEqual(same, earlier)
  assert.deepEqual([v, verdict, params], [1, null, {}])
  assert.deepEqual(decided, [{ setting: names, value: ['a'] }])
})
