import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import {
  FromAgent,
  FromExtension,
  MAX_MESSAGE,
  parseMessage,
  Refusal,
} from '../../../common/protocol/message.ts'
import { parsePairingText } from '../../../common/protocol/transcript.ts'

const id = '0b0f7a3e-6f0a-4a53-9d5c-6f2b6f3a1c11'
const specification = readFileSync(
  new URL('../../../common/protocol/README.md', import.meta.url),
  'utf8',
)

test('every kind and every refusal is specified', () => {
  for (const schema of [FromExtension, FromAgent])
    for (const option of schema.options)
      assert.ok(specification.includes(option.shape.kind.value), option.shape.kind.value)
  for (const reason of Refusal.options) assert.ok(specification.includes(`\`${reason}\``), reason)
})

test("the specification's complete examples parse", () => {
  const examples = [...specification.matchAll(/^`(\{"v":1.*\})`$/gm)].map(match =>
    (match[1] ?? '').replaceAll('"id":"…"', `"id":"${id}"`),
  )
  assert.ok(examples.length >= 3)
  for (const example of examples) {
    const parsed = parseMessage(example, FromExtension)
    assert.ok(parsed.ok, example.slice(0, 80) + JSON.stringify(parsed))
  }
})

test('what does not fit is refused with the place', () => {
  const refuse = (frame: string | null) => {
    const parsed = parseMessage(frame, FromExtension)
    assert.ok(!parsed.ok)
    return parsed
  }
  assert.equal(refuse(null).reason, 'malformed')
  assert.equal(refuse('{').detail, 'not JSON')
  assert.equal(refuse(JSON.stringify({ v: 1, id, kind: 'delete-everything', seq: 1 })).of, id)
  assert.match(refuse(JSON.stringify({ v: 2, id, kind: 'ping', seq: 1 })).detail, /^v:/)
  assert.equal(
    refuse(JSON.stringify({ v: 1, id, kind: 'ping', seq: 1, extra: true })).reason,
    'malformed',
  )
  assert.equal(
    refuse(JSON.stringify({ v: 1, id, kind: 'ping', seq: 1, pad: 'x'.repeat(MAX_MESSAGE) })).reason,
    'oversized',
  )
})

test('pairing text', () => {
  assert.deepEqual(parsePairingText(' 7117-1234 5678 9012 '), { port: 7117, code: '123456789012' })
  assert.deepEqual(parsePairingText('49152-123456-789012'), { port: 49152, code: '123456789012' })
  for (const bad of [
    '',
    '7117',
    '123456789012',
    '7117-12345678901',
    '99999-123456789012',
    'x-123456789012',
  ])
    assert.equal(parsePairingText(bad), null, bad)
})
