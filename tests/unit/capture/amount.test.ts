import assert from 'node:assert/strict'
import { test } from 'node:test'
import { amountOf } from '../../../extension/capture/amount.ts'

const minutes = {
  second: 1 / 60,
  seconds: 1 / 60,
  m: 1,
  min: 1,
  minute: 1,
  minutes: 1,
  h: 60,
  hour: 60,
  hours: 60,
  Stunden: 60,
  day: 1440,
  days: 1440,
  d: 1440,
}
const known: readonly (readonly [text: string, amount: number])[] = [
  ['2 days', 2880],
  ['30 minutes', 30],
  ['30\u00a0minutes', 30],
  ['30 Minutes', 30],
  ['8 STUNDEN', 480],
  ['30 min.', 30],
  ['1 hour 30 minutes', 90],
  ['1h 30m', 90],
  ['1h30m', 90],
  ['1 h 30 min', 90],
  ['1 day, 2 hours', 1560],
  ['1 day, 2 hours and 5 minutes', 1565],
  ['1 day,2 hours', 1560],
  ['1 hour + 1 minute', 61],
  ['1.5 hours', 90],
  ['1,5 hours', 90],
  ['.5 hours', 30],
  ['90 seconds', 1.5],
  ['1’440 minutes', 1440],
  ['1\u202f440 minutes', 1440],
  ['-1 day', -1440],
  ['−1 day', -1440],
  ['0 minutes', 0],
  ['٣٠ minutes', 30],
]
const unknown: readonly string[] = [
  '',
  '30',
  'minutes',
  '1,440 minutes',
  '1.440 minutes',
  '00:15:00',
  '15:00',
  'PT1H30M',
  '1.02:03:04',
  '1 hour 30',
  '30 1 hour',
  '1 hour 1 hour',
  '30 minutes 1 hour',
  '1 day, 7 days',
  '10-30 minutes',
  '10 to 30 minutes',
  '1 hour or 30 minutes',
  '2 fortnights',
  '30 business days',
  '1 hour (recommended)',
  'about 1 hour',
  'less than 1 hour',
  '1 hour ago',
  '1 hour, ',
  '1 hour and',
  '1 hour, and 2',
  '1 hour .5 minutes',
  '1 hour.5 minutes',
  '1 hour - 30 minutes',
  '-1 day 2 hours',
  '1 day -2 hours',
  '2 days / 3 hours',
  'Never',
  '1 constructor',
  '1 toString',
  '5 of 10 minutes',
  '100 200 minutes',
]

for (const [text, amount] of known)
  test(`"${text}" is ${amount} minutes`, () => assert.equal(amountOf(text, minutes), amount))
for (const text of unknown)
  test(`"${text}" is no amount that is known`, () => assert.equal(amountOf(text, minutes), null))

test('a number without a word is for "*" alone, and "*" for no other', () => {
  assert.equal(amountOf('30', { '*': 60 }), 1800)
  assert.equal(amountOf('30 weeks', { '*': 60 }), null)
  assert.equal(amountOf('50 %', { '%': 0.01 }), 0.5)
  assert.equal(amountOf('90 days', { days: 1 / 30 }), 3)
})
