import assert from 'node:assert/strict'
import { test } from 'node:test'
import { emailsIn, maskSpans } from '../../../common/capture/mask.ts'

const marked = (text: string, own: readonly string[] = []) =>
  maskSpans(text, own).map(span => [span.rule, text.slice(span.start, span.end)])

test("addresses of others are painted over, the signed-in account's is not", () => {
  assert.deepEqual(
    marked('From Ada <ada@example.com>, to ME@example.com; cc ünal@müller.example.', [
      'me@example.com',
    ]),
    [
      ['other-person', 'ada@example.com'],
      ['other-person', 'ünal@müller.example'],
    ],
  )
  assert.deepEqual(marked('me@example.com'), [['other-person', 'me@example.com']])
  assert.deepEqual(
    marked('acme@example.com', ['me@example.com']),
    [['other-person', 'acme@example.com']],
    'an address that ends like the own one is another',
  )
  assert.deepEqual(emailsIn('Signed in as Me@Example.COM (Acme)'), ['me@example.com'])
})

test('what has the shape of a credential is painted over, wherever it stands', () => {
  const token = `ghp_${'a1B2'.repeat(9)}`
  assert.deepEqual(
    marked(`token ${token}, again ${token}`)
      .map(([rule]) => rule)
      .filter(rule => rule === 'secret-text').length >= 2,
    true,
  )
  assert.deepEqual(marked('Settings, Members, 2026-11-24, @handle, https://example.com/a@b'), [])
})

test('a long word costs no more than its length', () => {
  const before = process.cpuUsage().user
  maskSpans('a.b-'.repeat(100_000), [])
  assert.ok(process.cpuUsage().user - before < 20_000_000)
})
