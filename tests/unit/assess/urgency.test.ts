import assert from 'node:assert/strict'
import { test } from 'node:test'
import { bySeverityAndTime, byUrgency } from '../../../common/assess/urgency.ts'
import type { Alike } from '../../../common/assess/urgency.ts'

test('lists: what fails first, then the worst, then as ids go', () => {
  const group = (text: string): Alike & { text: string } => {
    const [outcome, accepted, severity, tenant = '', check = ''] = text.split(' ')
    return { outcome, accepted: accepted === 'yes', severity, tenant, check, text } as never
  }
  const sorted = [
    'fail no critical acme z',
    'fail no high acme a',
    'fail no high acme-too a',
    'fail no high acme b.c',
    'fail no high acme b',
    'fail no medium acme a',
    'fail no low acme a',
    'fail yes critical acme a',
    'unknown no critical acme a',
    'pass no critical acme a',
    'not-applicable no critical acme a',
  ]
  // As the ids of their findings: a slash is behind a hyphen.
  const wanted = sorted.with(1, 'fail no high acme-too a').with(2, 'fail no high acme a')
  const found = sorted.toReversed().map(group).toSorted(byUrgency)
  assert.deepEqual(
    found.map(({ text }) => text),
    wanted,
  )
})

test('today and the terminal: the worst first, of alike ones what came last', () => {
  const failing = [
    { severity: 'low', since: '2026-03-01', tenant: 'acme', check: 'c' },
    { severity: 'high', since: '2026-01-01', tenant: 'acme', check: 'a' },
    { severity: 'high', since: '2026-02-01', tenant: 'acme', check: 'b' },
    { severity: 'high', since: '2026-01-01', tenant: 'aaa', check: 'z' },
  ] as const
  assert.deepEqual(
    failing.toSorted(bySeverityAndTime).map(({ check }) => check),
    ['b', 'z', 'a', 'c'],
  )
})
