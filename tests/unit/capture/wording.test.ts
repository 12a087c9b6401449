import assert from 'node:assert/strict'
import { test } from 'node:test'
import { folded, plain } from '../../../extension/capture/walk.ts'
import { isPlaceholder, isSeveral, wordingIn } from '../../../extension/capture/wording.ts'

const same: readonly (readonly [string, string, string])[] = [
  ['soft hyphen', 'Two-factor authen\u00adtication', 'Two-factor authentication'],
  ['zero-width space', 'Require\u200b SSO', 'Require SSO'],
  ['zero-width joiner', 'Require S\u200dSO', 'Require SSO'],
  ['marks of direction', '\u200eRequire SSO\u200f', 'Require SSO'],
  ['isolates of direction', '\u2068Require SSO\u2069', 'Require SSO'],
  ['byte order mark', '\ufeffRequire SSO', 'Require SSO'],
  ['a decomposed letter', 'Zu\u0308rich', 'Zürich'],
  ['a no-break space', 'Require\u00a0SSO', 'Require SSO'],
  ['a typographic apostrophe', 'Exchange users’ availability', "Exchange users' availability"],
  ['typographic quotes', '“Members”', '"Members"'],
  ['a no-break hyphen', 'Two\u2011factor', 'Two-factor'],
  ['a dash', 'OFF – nobody', 'OFF - nobody'],
  ['a ligature', 'Con\ufb01rm', 'Confirm'],
  ['dots', 'Choose…', 'Choose...'],
  ['a final colon and star', 'Require SSO: *', 'Require SSO'],
  ['a full-width colon', 'Require SSO：', 'Require SSO'],
  ['case', 'REQUIRE SSO', 'Require sso'],
]
for (const [what, one, other] of same)
  test(`${what} makes no other name`, () => assert.equal(folded(one), folded(other)))

test('what a person sees as another name is another', () => {
  for (const [one, other] of [
    ['Require SSO', 'Require SSO 2'],
    ['resume', 'résumé'],
    ['Session idle', 'Session-idle'],
    ['On', 'No'],
  ] as const)
    assert.notEqual(folded(one), folded(other))
})

test('values lose what cannot be seen, and keep how they are written', () => {
  assert.equal(plain('login.\u200bexam\u00adple.com'), 'login.example.com')
  assert.equal(plain('Exchange users’  data'), 'Exchange users’ data')
  assert.equal(plain('Zu\u0308rich'), 'Zürich')
})

test('a wording is found as it is written, then as a person would take it', () => {
  const wordings = { 'On': 1, 'ON': 2, "Members' only": 3 }
  assert.equal(wordingIn(wordings, 'ON'), 'ON')
  assert.equal(wordingIn(wordings, 'Members’ only'), "Members' only")
  assert.equal(wordingIn(wordings, 'on'), undefined)
  assert.equal(wordingIn(wordings, 'constructor'), undefined)
  assert.equal(wordingIn(wordings, '__proto__'), undefined)
})

for (const text of [
  'Choose a role',
  'Select...',
  'Select',
  '-- Select --',
  '— Please choose —',
  'Loading...',
  'Loading',
  'Lädt…',
  'Bitte wählen',
  'Auswählen',
  'Choisissez un rôle',
  'Sélectionner',
  'Seleccione',
  'Members of the fin…',
])
  test(`"${text}" is no choice`, () => assert.ok(isPlaceholder(text)))
for (const text of [
  'Selected',
  'Selected group',
  'None',
  'Members',
  'Chosen people',
  'Never',
  '30 days',
  'Everyone, except guests',
  'Loadingdock',
])
  test(`"${text}" can be a choice`, () => assert.ok(!isPlaceholder(text)))

for (const text of [
  '3 selected',
  '3 roles selected',
  '2 of 5',
  '3 ausgewählt',
  '2 sélectionnés',
  'Reader, +2',
  'Reader +2',
  'Reader and 2 more',
  'Lesen und 2 weitere',
])
  test(`"${text}" stands for several choices`, () => assert.ok(isSeveral(text)))
for (const text of [
  'Selected group',
  '30 days',
  'UTC+2',
  'Level 2',
  '+49',
  '5 or more',
  'Moreover',
])
  test(`"${text}" is one choice`, () => assert.ok(!isSeveral(text)))
