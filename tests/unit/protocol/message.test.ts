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
    const parsed = parseMessage<unknown>(
      example,
      example.includes('"seq"') ? FromExtension : FromAgent,
    )
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
  const later = refuse(JSON.stringify({ v: 1, id, kind: 'delete-everything', seq: 1 }))
  assert.deepEqual([later.of, later.reason], [id, 'unknown-kind'])
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

test('what a later agent adds concerns that alone: a kind, a field, a reason, an item of a list', () => {
  const read = (message: object) =>
    parseMessage(JSON.stringify({ v: 1, id, ...message }), FromAgent)
  const taken = (message: object) => {
    const parsed = read(message)
    assert.ok(parsed.ok, JSON.stringify(parsed))
    return parsed.message
  }
  const refused = read({ kind: 'weather', of: id })
  assert.ok(!refused.ok && refused.reason === 'unknown-kind')
  for (const [broken, why] of [
    [{ kind: 'ack', of: id }, 'what a known kind must have'],
    [{ kind: 7 }, 'a kind that is no word'],
    [{ v: 2, kind: 'weather' }, 'another protocol'],
  ] as const) {
    const parsed = read(broken)
    assert.ok(!parsed.ok && parsed.reason === 'malformed', why)
  }
  assert.deepEqual(taken({ kind: 'pong', of: id, mood: 'new' }), { v: 1, id, kind: 'pong', of: id })
  assert.deepEqual(taken({ kind: 'refused', of: id, reason: 'too-windy', retry: true }), {
    v: 1,
    id,
    kind: 'refused',
    of: id,
    reason: 'too-windy',
    retry: true,
  })
  const finding = {
    id: 'f',
    check: 'a.b.c',
    title: 'C',
    outcome: 'unknown',
    reason: 'asleep',
    detail: null,
    severity: 'low',
    expected: 'on',
    since: '2026-11-23T10:00:00.000Z',
    grade: 'C',
    requirements: [],
    steps: [],
    stepsSeen: 'documented',
    exception: null,
    disagreement: [],
    colour: 'mauve',
  }
  const setting = {
    setting: 'a.b.c',
    title: 'C',
    certainty: 'guess',
    confirmed: true,
    captured: null,
    findings: [finding],
  }
  const page = { kind: 'page-findings', of: null, tenant: 'a', recipe: 'b', address: 'c' }
  // A finding that cannot be read takes its setting along: no badge rests on the rest.
  const half = { ...setting, findings: [finding, { ...finding, outcome: 'perhaps' }] }
  const shown = taken({ ...page, settings: [setting, half] })
  assert.ok(shown.kind === 'page-findings')
  assert.equal(shown.settings.length, 1)
  assert.equal(shown.settings[0]?.findings[0]?.reason, 'asleep')
  const welcome = taken({
    kind: 'welcome',
    of: id,
    agent: 'test',
    dashboard: '',
    tenants: [{ id: 'a', service: 'b', title: 'A', target: {}, region: 'EU' }],
    recipes: [{ id: 'of-a-later-version', moonlight: true }],
  })
  assert.ok(welcome.kind === 'welcome')
  assert.deepEqual(
    [welcome.tenants, welcome.recipes],
    [[{ id: 'a', service: 'b', title: 'A', target: {} }], []],
  )
})
