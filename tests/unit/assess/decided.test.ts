import assert from 'node:assert/strict'
import { test } from 'node:test'
import { boundedFinding } from '../../../common/assess/decided.ts'
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
      { id: String(i), decided: [{ setting: 'rules', value: rules }] } as unknown as CodedFinding,
      sha256,
    ),
  )
  assert.equal(digested, 1)
  const [first] = bounded
  assert.ok(first?.decided[0] && 'digest' in first.decided[0] && first.decided[0].length > 1024)
  for (const { decided } of bounded) assert.deepEqual(decided, first.decided)
})
