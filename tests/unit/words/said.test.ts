import assert from 'node:assert/strict'
import { test } from 'node:test'
import { wordsOf } from '../../../common/words/english/index.ts'
import { said, some } from '../../../common/words/said.ts'
import { inOtherWords } from '../../support/other-words.ts'

test('what is said is short whatever a tenant holds, and says how much is left out', () => {
  const names = Array.from({ length: 5000 }, (_, index) => `policy ${index}`)
  assert.deepEqual(some(names).items.length, 20)
  assert.match(wordsOf(said('met-by', { names: some(names) })), /policy 19 and 4980 more$/)
  const long = said('told', { message: 'x'.repeat(100_000) })
  assert.equal(JSON.stringify(long).length < 400, true)
  const wide = Array.from({ length: 500 }, (_, index) => ({
    name: `${index} ${'n'.repeat(500)}`,
    lacks: some(
      Array.from({ length: 50 }, () =>
        said('leaves-out-undeclared', {
          kind: 'users',
          names: some(names.map(name => name.padEnd(299, '-'))),
        }),
      ),
    ),
  }))
  const rules = said('rules-lack', { rules: some(wide) })
  assert.ok(JSON.stringify(rules).length < 4200, `${JSON.stringify(rules).length}`)
  assert.match(wordsOf(rules), /^0 n+… leaves out users .* and \d+ more$/)
})

test('a text that is cut stays well-formed, and what fits stays as it is', () => {
  const message = `${'a'.repeat(298)}😀tail`
  const cut = said('told', { message })
  assert.ok(wordsOf(cut).isWellFormed() && wordsOf(cut).endsWith('…'))
  assert.equal(wordsOf(said('told', { message: 'as it came' })), 'as it came')
  assert.deepEqual(said('dmarc-policy', { policy: null }).params, { policy: null })
})

test('a code of another version, or params of one, is shown and breaks nothing', () => {
  assert.equal(wordsOf({ code: 'of-tomorrow', params: { a: 1 } }), 'of-tomorrow {"a":1}')
  assert.equal(wordsOf({ code: 'met-by', params: {} }), 'met-by {}')
  assert.equal(wordsOf({ code: 'constructor', params: {} }), 'constructor {}')
})

test('words are looked up when they are shown', async () => {
  const kept = said('unread', { setting: 'a.b.c', why: said('not-in-reply') })
  assert.equal(wordsOf(kept), 'a.b.c: the reply did not carry it')
  assert.equal(await inOtherWords(() => wordsOf(kept)), 'andere unread')
  assert.equal(wordsOf(kept), 'a.b.c: the reply did not carry it')
})
