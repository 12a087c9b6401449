import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createGathering, rangeIn } from '../../../extension/capture/pages.ts'
import type { Part } from '../../../extension/capture/pages.ts'

const pages = [
  ['1-2 of 5', ['a', 'b']],
  ['3-4 of 5', ['c', 'd']],
  ['5-5 of 5', ['e']],
] as const
const every = ['a', 'b', 'c', 'd', 'e']
const [first, second, last] = pages

/** A list that a person goes through: each page is looked at as it comes, and once it stood. */
function list() {
  const gather = createGathering(() => undefined)
  let at = 0
  const look = (says: string, entries: readonly string[], more: Partial<Part> = {}, refused = 0) =>
    gather('x', { says, entries, next: null, ...more }, at, refused)
  const stay = (
    says: string,
    entries: readonly string[],
    more: Partial<Part> = {},
    refused = 0,
  ) => {
    look(says, entries, more, refused)
    at += 1000
    return look(says, entries, more, refused)
  }
  return { look, stay, wait: (milliseconds: number) => void (at += milliseconds) }
}

test('a range is three numbers that fit each other', () => {
  for (const [text, range] of [
    ['1-20 of 57', [1, 20, 57]],
    ['21 – 40 von 1.057 Einträgen', [21, 40, 1057]],
    ['Showing 41 to 57 of 57', [41, 57, 57]],
    ['0-0 of 0', [0, 0, 0]],
    ['Page 2 of 3', null],
    ['1 - 10', null],
    ['21-40 of 57, 3 selected', null],
    ['40-21 of 57', null],
    ['', null],
  ] as const)
    assert.deepEqual(rangeIn(text), range, text)
})

test('all pages, in whatever order they were opened, are the list; before that nothing is', () => {
  const { stay } = list()
  assert.match(String(stay(...first, { next: 'Next' })), /2 of 5 were seen: "Next" shows more/)
  assert.match(String(stay(...last)), /3 of 5/)
  assert.deepEqual(stay(...second, { next: 'Next' }), every)
  assert.deepEqual(stay(...first, { next: 'Next' }), every, 'and back on the first')
})

test('a list that is all in sight, and one without entries', () => {
  assert.deepEqual(list().stay('1-2 of 2', ['a', 'b']), ['a', 'b'])
  assert.deepEqual(list().stay('0-0 of 0', []), [])
})

test('a page left before it stood was not seen: it may still show the one before', () => {
  const { look, stay } = list()
  stay(...first)
  look('3-4 of 5', ['a', 'b'])
  stay(...second)
  assert.deepEqual(stay(...last), every)
  const hasty = list()
  hasty.stay(...first)
  hasty.look(...second)
  assert.match(String(hasty.stay(...last)), /3 of 5/)
})

test('what is another list than before is seen anew', () => {
  for (const [what, change] of [
    ['another number', ['1-2 of 6', ['a', 'b']]],
    ['another entry on a page that was seen', ['1-2 of 5', ['a', 'x']]],
    ['pages of another size', ['1-3 of 5', ['a', 'b', 'c']]],
  ] as const) {
    const { stay } = list()
    for (const [says, entries] of pages) stay(says, entries)
    stay(change[0], change[1])
    assert.equal(typeof stay(...last), 'string', what)
  }
  const refused = list()
  for (const [says, entries] of pages) refused.stay(says, entries)
  assert.match(String(refused.stay(...last, {}, 7)), /1 of 5/, 'a request was refused')
})

test('pages that do not belong together give no list', () => {
  const twice = list()
  twice.stay('1-2 of 4', ['a', 'b'])
  assert.match(String(twice.stay('3-4 of 4', ['b', 'c'])), /two pages/)
  const late = list()
  late.stay(...first)
  late.stay(...second)
  late.wait(700_000)
  assert.match(String(late.stay(...last)), /1 of 5/, 'what was seen long ago')
  const { stay } = list()
  assert.match(String(stay('1-2 of 5', ['a'])), /1 are shown/)
  assert.match(String(stay('1-2 of 2', ['a', 'b'], { next: 'Next' })), /more than all/)
  assert.match(String(stay('1 - 10', ['a', 'b'])), /does not tell/)
})
