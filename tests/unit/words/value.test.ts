import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Value, ValueType } from '../../../common/model/value.ts'
import { services } from '../../../common/services/index.ts'
import { foundWords } from '../../../common/words/found.ts'
import { valueLine, valueWords } from '../../../common/words/value.ts'

test('a value is said in words of its type', () => {
  const people: ValueType = {
    type: 'list',
    of: { type: 'record', fields: { login: { type: 'string' }, siteAdmin: { type: 'boolean' } } },
  }
  for (const [value, type, words] of [
    [true, { type: 'boolean' }, 'on'],
    [false, null, 'off'],
    [null, { type: 'number', nullable: true }, 'not set'],
    [30, { type: 'number', unit: 'days' }, '30 days'],
    [0, null, '0'],
    ['', { type: 'string' }, '(empty)'],
    ['low', { type: 'string', words: { low: 'Too little' } }, 'Too little'],
    ['constructor', { type: 'string', words: {} }, 'constructor'],
    [['a', 'b'], { type: 'list', of: { type: 'string' } }, 'a, b'],
    [[], people, 'none'],
    [{}, null, 'none'],
    [[{ login: 'ada', siteAdmin: true }], people, 'login: ada; site admin: on'],
    [{ 'a': [{ b: 1 }], 'x-y': null }, null, 'a: b: 1; x-y: not set'],
  ] as const satisfies readonly (readonly [Value, ValueType | null, string])[])
    assert.equal(valueWords(value, type), words)
})

test('no value of any type that a setting has is shown in the notation of a program', () => {
  const sample = (type: ValueType): Value => {
    if (type.type === 'list') return [sample(type.of), sample(type.of)]
    if (type.type === 'record')
      return Object.fromEntries(
        Object.entries(type.fields).map(([name, part]) => [name, sample(part)]),
      )
    return { boolean: true, number: 3, string: 'word', any: [{ deep: [true, null] }] }[type.type]
  }
  const settings = services.flatMap(service => service.settings)
  assert.ok(settings.length > 500)
  for (const { id, type } of settings) {
    const words = valueWords(sample(type), type)
    assert.doesNotMatch(valueLine(sample(type), type), /\n/, id)
    assert.doesNotMatch(words, /[{}[\]"]|\btrue\b|\bnull\b|undefined|object Object/, id)
  }
})

test('what was found is said in words of its setting, and of a list how many it lists', () => {
  const { settings } = services.find(({ id }) => id === 'wordpress') ?? assert.fail()
  const found = (name: string, value: Value): string | null =>
    foundWords({ [`wordpress.site.${name}`]: value }, settings)
  assert.equal(found('https-status', 'recommended'), 'Site Health recommends an improvement')
  assert.equal(found('administrators', ['harbourmaster']), '1: harbourmaster')
  assert.equal(found('administrators', []), 'none')
  assert.equal(found('old-posts-close-days', 14), '14 d')
  assert.equal(
    found(
      'administrators',
      Array.from({ length: 20 }, () => 'harbourmaster'),
    ),
    null,
  )
  assert.equal(foundWords({ a: 1, b: 2 }, settings), null)
})
