import assert from 'node:assert/strict'
import { test } from 'node:test'
import { numberOf } from '../../../extension/capture/number.ts'

const known: readonly (readonly [text: string, number: number])[] = [
  ['0', 0],
  ['8', 8],
  ['007', 7],
  ['1440', 1440],
  ['0.125', 0.125],
  ['0,125', 0.125],
  ['.5', 0.5],
  [',5', 0.5],
  ['1.5', 1.5],
  ['1,5', 1.5],
  ['12,34', 12.34],
  ['12.50', 12.5],
  ['1234.567', 1234.567],
  ['1,234,567', 1234567],
  ['1.234.567', 1234567],
  ['1,234.5', 1234.5],
  ['1.234,5', 1234.5],
  ['1,234.567', 1234.567],
  ["1'000", 1000],
  ['1’000', 1000],
  ['1’234’567.25', 1234567.25],
  ["12'345,5", 12345.5],
  ['1\u00a0440', 1440],
  ['1\u202f234\u202f567', 1234567],
  ['1\u202f234,5', 1234.5],
  ['1\u2009234.5', 1234.5],
  ['1,00,000', 100000],
  ['12,34,567', 1234567],
  ['1,00,000.50', 100000.5],
  ['-5', -5],
  ['−5', -5],
  ['－5', -5],
  ['+5', 5],
  ['-0', 0],
  ['−1’000', -1000],
  [' 30 ', 30],
  ['\u200e30\u200f', 30],
  ['3\u200b0', 30],
  ['٣٠', 30],
  ['۱۴۴۰', 1440],
  ['१,००,०००', 100000],
  ['١٬٤٤٠', 1440],
  ['١٫٥', 1.5],
  ['３０', 30],
  ['𝟛𝟘', 30],
]
const unknown: readonly string[] = [
  '',
  ' ',
  '-',
  '.',
  ',',
  '1,440',
  '1.440',
  '10.000',
  '١٬٢',
  '100 200 300',
  '1 440',
  '10-30',
  '10–30',
  '5 of 10',
  '1/2',
  '1:30',
  '00:15:00',
  '30 days',
  '30%',
  '1e5',
  '0x10',
  '1,2,3',
  '1.2.3',
  '10.0.0.1',
  '1,23,45',
  '01,000,000',
  '0,123,456',
  '1,234,56',
  '1.234.5',
  "1'00",
  "1'000'00",
  '1,234.567,8',
  '1.234,567.8',
  "1,234'567",
  '1..5',
  '5.',
  '--5',
  '- 5',
  '5-',
  '(5)',
  '~5',
  '≤ 5',
  '10²',
  'ten',
  'Unlimited',
  '∞',
  'NaN',
  'Infinity',
  '1_000',
  '9007199254740993',
  '0.12345678901234567',
]

for (const [text, number] of known)
  test(`"${text}" is ${number}`, () => assert.equal(numberOf(text), number))
for (const text of unknown)
  test(`"${text}" is no number that is known`, () => assert.equal(numberOf(text), null))

test('every number that a locale of the world writes is read as it is, or not at all', () => {
  const locales = [
    ...'en de fr es it pt pt-PT nl pl ru uk cs sk sv nb da fi et lv lt hu ro bg el tr he ar ar-EG fa ur hi bn mr ne ta te th ja ko zh vi id'.split(
      ' ',
    ),
    ...'de-CH de-AT de-LI fr-CH it-CH fr-CA en-IN en-ZA es-MX es-CR es-ES en-CH sl hr sr ka hy az kk'.split(
      ' ',
    ),
  ]
  let read = 0
  for (const locale of locales)
    for (const number of [0, 5, -5, 0.5, 12.25, 1000, 1440, 86400, 1234.5, 1234567, -1234567.5]) {
      const text = new Intl.NumberFormat(locale, { maximumFractionDigits: 20 }).format(number)
      const found = numberOf(text)
      assert.ok(found === null || found === number, `${locale}: ${text} is not ${found}`)
      if (found !== null) read++
    }
  assert.ok(read > locales.length * 8, `${read}`)
})
