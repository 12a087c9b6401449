import assert from 'node:assert/strict'
import { test } from 'node:test'
import { screenWords } from '../../../common/words/english/alerts.ts'
import { pageOf } from '../../../extension/notice-page.ts'

test('what a screen shows is short, and nothing in a title turns or hides it', () => {
  const about = { kind: 'new-failing', severity: 'high', count: 1 } as const
  const { title, text } = screenWords({
    ...about,
    tenant: 'A\u202ecme\n'.padEnd(400, 'x'),
    check: `${'💥'.repeat(200)}`,
  })
  assert.equal(title, 'Witnessmark: newly failing')
  assert.ok(text.length <= 300 && text.isWellFormed(), String(text.length))
  assert.match(text, /^A cme x{74} · (?:💥){80} · high · 1 finding$/u)
  const digest = { ...about, kind: 'digest', tenant: null, check: null, count: 12 } as const
  assert.equal(screenWords(digest).text, '12 pieces')
})

test('a click leads to the agent that was paired, and nowhere else', () => {
  const base = 'http://127.0.0.1:7117/#token=once'
  assert.equal(
    pageOf('/findings?tenant=a', base),
    'http://127.0.0.1:7117/findings?tenant=a#token=once',
  )
  for (const page of ['//evil.example/', '/\\evil.example/', 'https://evil.example/', 'http://['])
    assert.equal(pageOf(page, base), null, page)
  assert.equal(pageOf('/', ''), null)
})
