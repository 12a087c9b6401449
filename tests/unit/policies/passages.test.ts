import assert from 'node:assert/strict'
import { test } from 'node:test'
import { frameworks } from '../../../common/frameworks/index.ts'
import { metrics } from '../../../common/metrics.ts'
import { passagesIn } from '../../../common/policies/passages.ts'
import { sectionName, sectionsOf } from '../../../common/policies/sections.ts'
import { amountFor, amountsIn } from '../../../common/recommend/amounts.ts'
import { recommender } from '../../../common/recommend/recommend.ts'
import { services } from '../../../common/services/index.ts'

const rank = recommender({ metrics, services, frameworks })
const first = (text: string, title = ''): string | undefined =>
  passagesIn([{ number: '4.2', title, paragraphs: [text] }], metrics, rank)[0]?.proposed[0]
    ?.sentence

test('a sentence that sets a limit is proposed for the metric whose limit it can be', () => {
  const expected: readonly (readonly [string, string])[] = [
    ['Passwords have at least 12 characters.', 'password-length at least 12 characters'],
    [
      'Passwords must be no shorter than fourteen characters',
      'password-length at least 14 characters',
    ],
    ['The 12-character minimum holds for all passwords.', 'password-length at least 12 characters'],
    ['A password is 16 characters or more', 'password-length at least 16 characters'],
    ['Sessions end after 8 hours at the latest.', 'session-lifetime at most 8 hours'],
    ['An idle session is ended after 30 minutes of inactivity.', 'idle-session at most 0.5 hours'],
    ['Accounts are locked after five failed attempts.', 'sign-in-attempts at most 5 attempts'],
    ['Audit logs are kept for at least one year.', 'audit-log-months at least 12 months'],
    ['API tokens expire after at most six months', 'access-token-lifetime at most 184 days'],
    [
      'Every change is approved by at least two reviewers.',
      'approvals-required at least 2 approvals',
    ],
    ['Links shared with people outside end after two weeks.', 'link-lifetime at most 14 days'],
  ]
  for (const [text, sentence] of expected) assert.equal(first(text), sentence, text)
  assert.equal(
    first('At least 12 characters.', 'Passwords'),
    'password-length at least 12 characters',
  )
})

test('what sets no limit that is measured is not proposed', () => {
  for (const text of [
    'Passwords are long.',
    'Passwords have 12 characters.',
    'In 2025 at least 12 people wrote this.',
    'The canteen closes after 2 hours',
    'Passwords have at most 64 characters.',
    'Unused accounts are closed after 90 days or more, at least 3 times.',
  ])
    assert.doesNotMatch(first(text) ?? '', /^(?:password|inactive-account)/, text)
  assert.deepEqual(passagesIn([], metrics, rank), [])
})

test('what is not the same everywhere is taken as the least that it can mean', () => {
  const days = { scale: 'number', operator: 'at-least', unit: 'days' } as const
  const most = { ...days, operator: 'at-most' } as const
  const [half] = amountsIn('for at least 6 months')
  const [year] = amountsIn('within one year')
  assert.ok(half && year)
  assert.deepEqual([amountFor(days, half), amountFor(most, half)], [181, null])
  assert.deepEqual([amountFor(most, year), amountFor(days, year)], [366, null])
  const months = { ...days, unit: 'months' }
  const [log] = amountsIn('at least 365 days')
  assert.equal(log && amountFor(months, log), 11)
})

test("a section's number is the one that stands there, and a paragraph's number begins another", () => {
  const sections = sectionsOf([
    { kind: 'text', text: 'Before all' },
    { kind: 'heading', text: '4 Passwords' },
    { kind: 'text', text: 'One.' },
    { kind: 'text', text: '4.1 Two.' },
    { kind: 'text', text: '5.1 Three.' },
    { kind: 'heading', text: 'Length' },
    { kind: 'text', text: '12 characters are the least.' },
    { kind: 'heading', text: 'Empty' },
  ])
  assert.deepEqual(
    sections.map(item => [sectionName(item), ...item.paragraphs]),
    [
      ['its beginning', 'Before all'],
      ['section 4 "Passwords"', 'One.'],
      ['section 4.1 "Passwords"', 'Two.'],
      ['section 5.1', 'Three.'],
      ['section "Length"', '12 characters are the least.'],
    ],
  )
})

test('a long text without an end costs no more than its length', () => {
  const text = `${'no more than '.repeat(20_000)}12 characters ${'('.repeat(50_000)}`
  assert.ok(amountsIn(text).length <= 1)
  assert.deepEqual(passagesIn([{ number: null, title: '', paragraphs: [text] }], metrics, rank), [])
})
