import assert from 'node:assert/strict'
import { test } from 'node:test'
import { permittedFrom, proposalsOf } from '../../../common/assess/lifecycle.ts'
import type { InScope } from '../../../common/assess/lifecycle.ts'
import { CertificateState } from '../../../common/model/index.ts'

const item = (state: InScope['state'], major = true): InScope => ({
  id: `acme/check-${state}`,
  state,
  major,
  entries: [7],
})
const facts = {
  state: 'issued',
  since: '2026-01-01T00:00:00.000Z',
  until: '2029-01-01T23:59:59.999Z',
  now: '2026-05-01T00:00:00.000Z',
  items: [] as readonly InScope[],
  measured: {
    since: '2026-01-02T00:00:00.000Z',
    effective: 3,
    deviating: 0,
    unproven: 0,
    entries: [9],
  },
} as const
const told = (more: Partial<Parameters<typeof proposalsOf>[0]>): string[] =>
  proposalsOf({ ...facts, ...more }).map(({ to, because }) => `${to}: ${because}`)

test('from each state there are these ways, and no others', () => {
  const ways = (['none', ...CertificateState.options] as const).map(from => [
    from,
    permittedFrom(from).join(' '),
  ])
  const valid = 'continued suspended withdrawn expired renewed'
  assert.deepEqual(Object.fromEntries(ways), {
    none: 'draft',
    draft: 'issued withdrawn',
    issued: valid,
    continued: valid,
    suspended: 'continued withdrawn expired',
    withdrawn: 'draft',
    expired: 'draft',
    renewed: valid,
  })
})

test('continuation is proposed where all that is measured was effective, long enough, and nothing is open', () => {
  const { measured } = facts
  assert.deepEqual(told({}), ['continued: effective'])
  for (const less of [
    { now: '2026-01-20T00:00:00.000Z' },
    { measured: null },
    { measured: { ...measured, effective: 0 } },
    { measured: { ...measured, deviating: 1 } },
    { measured: { ...measured, unproven: 1 } },
    { items: [item('open')] },
    { items: [item('planned')] },
    { items: [item('untold', false)] },
  ])
    assert.deepEqual(told(less), [], JSON.stringify(less))
  assert.deepEqual(told({ items: [item('open', false)] }), ['continued: effective'], 'minor')
})

test('what is overdue suspends, then withdraws; what is repaired as measured continues', () => {
  assert.deepEqual(told({ items: [item('overdue')] }), ['suspended: overdue-major'])
  const state = 'suspended'
  const early = { state, now: '2026-02-01T00:00:00.000Z' } as const
  assert.deepEqual(told({ ...early, items: [item('overdue')] }), [])
  assert.deepEqual(told({ state, items: [item('overdue')] }), ['withdrawn: suspended-long'])
  assert.deepEqual(told({ ...early, items: [item('verified', false)] }), ['continued: repaired'])
  assert.deepEqual(told({ ...early, items: [item('verified', false), item('planned')] }), [])
  assert.deepEqual(told({ ...early, items: [item('verified', false), item('untold', false)] }), [])
  assert.deepEqual(told({ state }), [], 'nothing that was measured says that it is repaired')
})

test('its end is told before, and after it nothing but that it is over', () => {
  const until = '2026-06-01T23:59:59.999Z'
  assert.deepEqual(told({ until, measured: null }), ['renewed: validity-ends'])
  const over = { until, now: '2026-06-02T00:00:00.000Z', items: [item('overdue')] }
  assert.deepEqual(told(over), ['expired: validity-over'])
  assert.deepEqual(told({ ...over, state: 'suspended' }), ['expired: validity-over'])
  for (const state of ['draft', 'withdrawn', 'expired'] as const)
    assert.deepEqual(told({ ...over, state }), [])
})
