import assert from 'node:assert/strict'
import { test } from 'node:test'
import { compile, ExpressionError } from '../../../common/assess/expression.ts'
import { Undetermined } from '../../../common/model/service.ts'
import { settings } from './tenant.ts'

/** `other` was not read: touching it raises. */
function variables(more: object = {}): object {
  const known = {
    name: 'main',
    count: 3,
    names: ['aa', 'b'],
    flag: true,
    maybe: null,
    private: true,
    target: 12,
    accepted: {},
    now: new Date('2026-03-01T00:00:00Z'),
    resource: { type: 'organization', id: 'o', name: 'Org' },
    ...more,
  }
  return Object.defineProperty(known, 'other', {
    enumerable: true,
    get() {
      throw new RangeError('not read')
    },
  })
}
const run = (source: string, more?: object): unknown => compile(source, settings)(variables(more))

test('whole and fractional numbers compare with each other', () => {
  for (const source of [
    'count == 3',
    '3 == count',
    'count == 3.0',
    'count != 4',
    'count > 2',
    'count <= 3',
    'count < target',
    'target == 12',
    'size(names) == 2',
    '-count < 0',
  ])
    assert.equal(run(source), true, source)
  assert.equal(run('count == 3', { count: 3.5 }), false)
})

test('|| and && absorb what was not read exactly where the other side decides (Kleene)', () => {
  for (const [source, wanted] of [
    ['other || flag', true],
    ['flag || other', true],
    ['other && !flag', false],
    ['!flag && other', false],
    ['(flag || other) && (other || flag)', true],
    ['flag ? true : other', true],
  ] as const)
    assert.equal(run(source), wanted, source)
  for (const source of [
    'other',
    '!other',
    'other || !flag',
    '!flag || other',
    'other && flag',
    'flag && other',
    'other ? true : true',
    'other == other',
  ])
    assert.throws(() => run(source), RangeError, source)
})

test('matches is linear wherever it stands, and finds anywhere in the text', () => {
  const hostile = 'a'.repeat(5000) + '!'
  assert.equal(run('name.matches("^(a+)+$")', { name: hostile }), false)
  assert.equal(run('names.exists(x, x.matches("^(a+)+$"))', { names: [hostile] }), false)
  assert.equal(
    run('flag && !(names.map(x, x + "z").all(x, x.matches("^(a+)+$")))', { names: [hostile] }),
    true,
  )
  assert.equal(run('name.matches("ai")'), true)
  assert.throws(() => run('name.matches("[")'), /missing closing/)
})

test('rewriting matches keeps the rest of the expression', () => {
  assert.equal(
    run('name.matches("a\\\\.b") || name == "it\'s \\"q\\""', { name: 'it\'s "q"' }),
    true,
  )
  assert.equal(run('name.matches("a\\\\.b")', { name: 'axb' }), false)
  assert.equal(
    run('name.matches(r"^\\d+$") && count - 1.0 - 1.0 == 1.0 && (flag || false)', { name: '42' }),
    true,
  )
})

test('known() turns an absence the service may have hidden into unknown', () => {
  assert.throws(
    () => run('known(maybe) > 1'),
    (error: unknown) => error instanceof Undetermined && error.reason === 'forbidden',
  )
  assert.equal(run('known(maybe) > 1', { maybe: 2 }), true)
  assert.equal(run('maybe == null || maybe > 1'), true)
})

test('mistakes are found when the expression is compiled, with the place', () => {
  for (const [source, message] of [
    ['nothing', /Unknown variable: nothing/],
    ['name > 3', /no such overload/],
    ['count', /gives double, but a test gives a bool/],
    ['flag &&', /./],
    ['name.matches(', /./],
  ] as const) {
    assert.throws(
      () => compile(source, settings),
      (error: unknown) => error instanceof ExpressionError && message.test(error.message),
      source,
    )
  }
  assert.throws(() => compile('flag &&\n  nothing', settings), /\^/)
})

test('a predicate takes and gives plain values', () => {
  const predicates = [
    {
      signature: 'total(list, double): bool',
      description: 'sums',
      run: (list: unknown, wanted: unknown) =>
        Array.isArray(list) && list.length === wanted && typeof wanted === 'number',
    },
  ]
  assert.equal(compile('total(names, count - 1.0)', settings, predicates)(variables()), true)
})
