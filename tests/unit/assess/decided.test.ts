import assert from 'node:assert/strict'
import { test } from 'node:test'
import { boundedFinding, MOST_NAMED } from '../../../common/assess/decided.ts'
import type { CodedFinding } from '../../../common/model/finding.ts'

test('a long value that many findings rest on is digested once', () => {
  const rules = Array.from({ length: 300 }, (_, i) => ({ name: `rule ${i}` }))
  let digested = 0
  const sha256 = (bytes: Uint8Array): Uint8Array => {
    digested++
    return bytes.slice(0, 32)
  }
  const bounded = Array.from({ length: 5 }, (_, i) =>
    boundedFinding(
      {
        id: String(i),
        evidence: [],
        decided: [{ setting: 'rules', value: rules }],
      } as unknown as CodedFinding,
      sha256,
    ),
  )
  assert.equal(digested, 1)
  const [first] = bounded
  assert.ok(first?.decided[0] && 'digest' in first.decided[0] && first.decided[0].length > 1024)
  for (const { decided } of bounded) assert.deepEqual(decided, first.decided)
})

test('of many entries and disagreements a line names some, and says how many more there are', () => {
  const finding = (count: number): CodedFinding =>
    ({
      id: 'a',
      evidence: Array.from({ length: count }, (_, index) => ({ index, sha256: 'x' })),
      decided: [],
      disagreement: Array.from({ length: count }, (_, i) => ({
        setting: `s${i}`,
        api: { value: true },
        console: { value: false },
      })),
    }) as unknown as CodedFinding
  const sha256 = (bytes: Uint8Array): Uint8Array => bytes.slice(0, 32)
  const whole = boundedFinding(finding(MOST_NAMED), sha256)
  assert.deepEqual(
    [whole.evidence.length, whole.moreEvidence, whole.moreDisagreement],
    [MOST_NAMED, undefined, undefined],
  )
  const bounded = boundedFinding(finding(110_000), sha256)
  assert.deepEqual(
    [bounded.evidence.length, bounded.evidence.at(-1)?.index, bounded.moreEvidence],
    [MOST_NAMED, 109_999, 110_000 - MOST_NAMED],
  )
  assert.deepEqual(
    [bounded.disagreement?.length, bounded.moreDisagreement],
    [MOST_NAMED, 110_000 - MOST_NAMED],
  )
  assert.ok(JSON.stringify(bounded).length < 20_000)
})
