import assert from 'node:assert/strict'
import { test } from 'node:test'
import { differencesOf } from '../../../common/assess/differences.ts'
import type { Difference } from '../../../common/model/check.ts'
import type { Finding } from '../../../common/model/finding.ts'

const difference = (code: string, saying: string[], naming?: string[]): Difference => ({
  code,
  theirs: 'pass',
  ours: 'fail',
  saying,
  ...(naming ? { naming } : {}),
  why: '',
})
type Node = { readonly code: string; readonly params: object }
const node = (code: string, params: object = {}): Node => ({ code, params })
const lacks = (items: readonly Node[], more = 0) => ({ lacks: { items, more } })
const finding = (params: object, over: object = {}) =>
  ({ outcome: 'fail', verdict: 'closest-lacks', params, ...over }) as unknown as Finding
const codes = (differences: readonly Difference[], of: Finding) =>
  differencesOf(differences, of).map(({ code }) => code)

const narrows = difference('narrows', ['narrowed-by'])
const grants = difference('grants', ['accepts-instead'])

test('a difference explains what a finding says only where nothing else is said', () => {
  const narrowed = node('narrowed-by')
  assert.deepEqual(codes([narrows], finding(lacks([narrowed]))), ['narrows'])
  assert.deepEqual(codes([narrows], finding(lacks([narrowed, node('not-enabled')]))), [])
  const both = finding(lacks([narrowed, node('accepts-instead')]))
  assert.deepEqual(codes([narrows], both), [])
  assert.deepEqual(codes([narrows, grants], both), ['narrows', 'grants'])
  // What was cut off may be anything.
  assert.deepEqual(codes([narrows], finding(lacks([narrowed], 1))), [])
})

test('what it is about may hold whatever it holds', () => {
  const weaker = difference('weaker', ['some-under-weaker'])
  const found = finding(lacks([node('switch-off')]), { verdict: 'some-under-weaker' })
  assert.deepEqual(codes([weaker], found), ['weaker'])
})

test('with names it is about these alone', () => {
  const one = difference('one', ['alerts-not-on'], ['Sending blocked'])
  const missing = (...items: string[]) =>
    finding({ names: { items, more: 0 } }, { verdict: 'alerts-not-on' })
  assert.deepEqual(codes([one], missing('Sending blocked')), ['one'])
  assert.deepEqual(codes([one], missing('Sending blocked', 'Messages delayed')), [])
})

test('with values it is about findings that show these alone', () => {
  const open: Difference = {
    ...difference('open', ['deviating']),
    showing: { sharing: ['ALLOWED'] },
  }
  const deviating = (values: readonly (readonly [string, string])[], more = 0) =>
    finding(
      {
        items: {
          items: values.map(([name, value]) => ({ unit: '/', values: [{ name, value }] })),
          more,
        },
      },
      { verdict: 'deviating' },
    )
  assert.deepEqual(codes([open], deviating([['sharing', 'ALLOWED']])), ['open'])
  const beside: readonly (readonly [string, string])[] = [
    ['sharing', 'ALLOWED'],
    ['receiving', 'true'],
  ]
  assert.deepEqual(codes([open], deviating(beside)), ['open'])
  assert.deepEqual(codes([open], deviating([['receiving', 'true']])), [])
  assert.deepEqual(codes([open], deviating([...beside, ['sharing', 'DISALLOWED']])), [])
  // What was cut off may show anything.
  assert.deepEqual(codes([open], deviating(beside, 1)), [])
})

test('neither values that were read, nor another outcome, nor nothing said explain anything', () => {
  const decided = [{ setting: 'x', value: [{ code: 'narrowed-by', params: {} }] }]
  assert.deepEqual(codes([narrows], finding(lacks([]), { decided })), [])
  assert.deepEqual(codes([narrows], finding(lacks([node('narrowed-by')]), { outcome: 'pass' })), [])
  assert.deepEqual(codes([narrows], finding({}, { verdict: null })), [])
})

test('what is said besides a verdict explains it as a whole', () => {
  const dropped = difference('dropped', ['units-not-listed'])
  const beside = { verdict: 'deviating', also: [node('units-not-listed')] }
  assert.deepEqual(codes([dropped, narrows], finding({}, beside)), ['dropped'])
  assert.deepEqual(codes([dropped], finding({}, { ...beside, outcome: 'pass' })), [])
  assert.deepEqual(codes([dropped], finding({}, { ...beside, also: [node('by-default')] })), [])
})
