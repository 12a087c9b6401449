import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { test } from 'node:test'
import { deflateRawSync } from 'node:zlib'
import { packed, unpacked } from '../../../../agent/store/body.ts'

const text = Buffer.from(JSON.stringify(Array.from({ length: 2000 }, (_, id) => ({ id }))))

test('a long body is kept compressed where that is shorter, and comes back as it was', () => {
  const small = packed(text)
  assert.ok(small.length < text.length / 3)
  assert.ok(text.equals(unpacked(small, text.length)))
  for (const body of [text.subarray(0, 100), randomBytes(10_000), new Uint8Array()]) {
    assert.equal(packed(body), body)
    assert.equal(unpacked(body, body.length), body)
  }
})

test('what somebody put in its place comes back as it is, and is never more than what was sealed', () => {
  const cut = text.subarray(0, 5000)
  assert.equal(unpacked(cut, text.length), cut)
  const large = deflateRawSync(Buffer.alloc(10_000_000))
  assert.equal(unpacked(large, text.length), large)
})
