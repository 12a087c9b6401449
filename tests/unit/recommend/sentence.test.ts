import assert from 'node:assert/strict'
import { test } from 'node:test'
import { metrics } from '../../../common/metrics.ts'
import {
  demandOf,
  judgedBy,
  SentenceError,
  sentenceOf,
} from '../../../common/recommend/sentence.ts'
import type { Demand } from '../../../common/recommend/sentence.ts'
import { services } from '../../../common/services/index.ts'

const judged = judgedBy(services)
const known = { metrics, judged }

test('every metric, on everything that a check judges: a sentence, data, and the same sentence', () => {
  let count = 0
  for (const { id: metric, operator, target, unit } of metrics)
    for (const on of [undefined, ...(judged.get(metric) ?? [])]) {
      const demand: Demand = {
        metric,
        operator,
        value: typeof target === 'number' ? target + 1.5 : target,
        ...(unit === undefined ? {} : { unit }),
        ...(on === undefined ? {} : { on }),
      }
      const sentence = sentenceOf(demand)
      assert.deepEqual(demandOf(sentence, known), demand, sentence)
      count++
    }
  assert.ok(count > 200, String(count))
})

test('a sentence as a person writes it', () => {
  assert.deepEqual(demandOf('  idle-session  at most 8 hours on okta.organization ', known), {
    metric: 'idle-session',
    operator: 'at-most',
    value: 8,
    unit: 'h',
    on: 'okta.organization',
  })
  assert.deepEqual(demandOf('password-length at least 14', known), {
    metric: 'password-length',
    operator: 'at-least',
    value: 14,
    unit: 'characters',
  })
  assert.deepEqual(demandOf('mfa-enforced is true', known), {
    metric: 'mfa-enforced',
    operator: 'equals',
    value: true,
  })
})

test('what is not understood is told, with what would be', () => {
  const wrong: readonly (readonly [string, RegExp])[] = [
    ['', /no metric ""/],
    ['password-lenght at least 12', /no metric "password-lenght"; nearest is "password-length"/],
    ['password-length', /goes on with "at least"/],
    ['password-length at most 12 characters', /goes on with "at least", not with "at most 12/],
    ['password-length at least twelve', /a number of characters/],
    ['password-length at least -1 characters', /a number of characters/],
    ['password-length at least 12 hours', /a number of characters/],
    ['mfa-enforced is "yes"', /true or false/],
    [
      'idle-session at most 8 hours on okta.nothing',
      /nothing judges idle-session on "okta.nothing"; on: .*okta\.organization/,
    ],
  ]
  for (const [sentence, message] of wrong)
    assert.throws(
      () => demandOf(sentence, known),
      (error: unknown) => error instanceof SentenceError && message.test(error.message),
      sentence,
    )
})
