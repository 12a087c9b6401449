import assert from 'node:assert/strict'
import { test } from 'node:test'
import { equal, meets } from '../../../common/assess/expectation.ts'
import type { Expectation, Value } from '../../../common/model/index.ts'

const cases: readonly (readonly [Expectation, Value, boolean])[] = [
  [{ op: 'equals', value: true }, true, true],
  [{ op: 'equals', value: true }, 'true', false],
  [{ op: 'equals', value: null }, null, true],
  [{ op: 'equals', value: false }, null, false],
  [{ op: 'equals', target: true }, 12, true],
  [{ op: 'equals', target: true }, 13, false],
  [{ op: 'oneOf', value: ['read', 'none'] }, 'none', true],
  [{ op: 'oneOf', value: ['read', 'none'] }, 'write', false],
  [{ op: 'oneOf', value: ['read'] }, null, false],
  [{ op: 'atLeast', value: 8 }, 8, true],
  [{ op: 'atLeast', value: 8 }, 7.9, false],
  [{ op: 'atLeast', value: 8 }, '9', false],
  [{ op: 'atLeast', value: 0 }, null, false],
  [{ op: 'atMost', target: true }, 12, true],
  [{ op: 'atMost', target: true }, 12.1, false],
  [{ op: 'atMost', value: 5 }, null, false],
  [{ op: 'includes', value: ['a', 'b'] }, ['b', 'c', 'a'], true],
  [{ op: 'includes', value: ['a', 'b'] }, ['a'], false],
  [{ op: 'includes', value: 'a' }, null, false],
  [{ op: 'excludes', value: 'a' }, ['b'], true],
  [{ op: 'excludes', value: 'a' }, ['a'], false],
  [{ op: 'excludes', value: 'a' }, [], true],
  [{ op: 'excludes', value: 'a' }, null, false],
  [{ op: 'matches', value: '^https://' }, 'https://x.example', true],
  [{ op: 'matches', value: '^https://' }, 'http://x', false],
  [{ op: 'matches', value: '1' }, 1, false],
  [{ op: 'matches', value: '' }, null, false],
  [{ op: 'empty' }, [], true],
  [{ op: 'empty' }, null, true],
  [{ op: 'empty' }, '', true],
  [{ op: 'empty' }, {}, true],
  [{ op: 'empty' }, 0, false],
  [{ op: 'empty' }, false, false],
  [{ op: 'notEmpty' }, ['x'], true],
  [{ op: 'notEmpty' }, null, false],
]

test('each expectation, met and not met; an observed absence meets only empty and equals null', () => {
  for (const [expectation, value, wanted] of cases)
    assert.equal(
      meets(expectation, value, 12),
      wanted,
      `${JSON.stringify(expectation)} of ${JSON.stringify(value)}`,
    )
})

test('a pattern that makes backtracking engines hang is answered', () => {
  assert.equal(meets({ op: 'matches', value: '^(a+)+$' }, `${'a'.repeat(5000)}!`, null), false)
})

test('equality is deep, in any order of keys, and keeps types and absences apart', () => {
  assert.ok(equal({ a: [1, { b: null }], c: 2 }, { c: 2, a: [1, { b: null }] }))
  for (const [a, b] of [
    [
      [1, 2],
      [2, 1],
    ],
    [{ a: 1 }, { a: 1, b: null }],
    [{ a: null }, { b: null }],
    [[], {}],
    [0, false],
    [null, {}],
    ['1', 1],
  ] as const)
    assert.ok(!equal(a, b), `${JSON.stringify(a)} ${JSON.stringify(b)}`)
})
