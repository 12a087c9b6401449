import assert from 'node:assert/strict'
import { test } from 'node:test'
import { daysOfPeriod, periodOf, shareOf } from '../../../common/assess/period.ts'
import type { Period, Point, RecordedGap } from '../../../common/assess/period.ts'

const HOUR = 3_600_000
const DAY = 24 * HOUR
const start = Date.parse('2026-03-01T00:00:00Z')
const at = (days: number): number => start + days * DAY
const iso = (time: number | null): string | null =>
  time === null ? null : new Date(time).toISOString().slice(0, 16)

let entry = 0
const point = (days: number, state: Point['state'], more: Partial<Point> = {}): Point => ({
  at: at(days),
  state,
  read: 1.5 * DAY,
  entry: ++entry,
  ...more,
})
/** One a day, from a day on. */
const daily = (first: number, ...states: readonly Point['state'][]): Point[] =>
  states.map((state, index) => point(first + index, state))
const over = (
  days: number,
  points: readonly Point[],
  gaps: readonly RecordedGap[] = [],
  from = 0,
): Period => periodOf(points, { from: at(from), to: at(days), gaps })
const gap = (cause: string, from: number, to: number): RecordedGap => ({
  cause,
  from: at(from),
  to: at(to),
})
const inDays = (period: Period): Record<string, number> =>
  Object.fromEntries(Object.entries(period.time).map(([kind, time]) => [kind, time / DAY]))
const rest = { conforming: 0, deviating: 0, unknown: 0, gap: 0, none: 0 }

test('read every day and always as wanted: effective throughout', () => {
  const period = over(4, daily(0, 'pass', 'pass', 'pass', 'pass', 'pass'))
  assert.equal(period.throughout, 'yes')
  assert.deepEqual(period.runs, { made: 5, conforming: 5, deviating: 0, unknown: 0 })
  assert.deepEqual(inDays(period), { ...rest, conforming: 4 })
  assert.equal(shareOf(period), 1)
  assert.deepEqual(period.deviations, [])
  assert.equal(period.longest, null)
  assert.equal(period.repair, null)
})

test('a deviation between the two ends of a window is told with its dates', () => {
  const period = over(5, daily(0, 'pass', 'fail', 'fail', 'pass', 'pass', 'pass'))
  assert.equal(period.throughout, 'no')
  assert.deepEqual(period.runs, { made: 6, conforming: 4, deviating: 2, unknown: 0 })
  assert.deepEqual(inDays(period), { ...rest, conforming: 3, deviating: 2 })
  const [deviation, ...more] = period.deviations
  assert.deepEqual(more, [])
  assert.equal(iso(deviation?.from ?? null), '2026-03-02T00:00')
  assert.equal(iso(deviation?.to ?? null), '2026-03-04T00:00')
  assert.equal(deviation?.ended, 'repaired')
  assert.equal(deviation?.judged, 2)
  assert.equal((deviation?.endEntry ?? 0) - (deviation?.entry ?? 0), 2)
  assert.equal(period.longest, 2 * DAY)
  assert.deepEqual(period.repair, { mean: 2 * DAY, longest: 2 * DAY, count: 1 })
})

test('longest and time to repair are of all deviations; one still open is repaired by nobody', () => {
  const period = over(
    9,
    daily(0, 'fail', 'pass', 'fail', 'fail', 'fail', 'pass', 'fail', 'fail', 'fail', 'fail'),
  )
  assert.equal(period.deviations.length, 3)
  assert.equal(period.longest, 3 * DAY)
  assert.deepEqual(period.repair, { mean: 2 * DAY, longest: 3 * DAY, count: 2 })
  assert.equal(period.deviations.at(-1)?.to, null)
  assert.equal(period.deviations.at(-1)?.ended, null)
})

test('what could not be told is neither conforming nor a deviation', () => {
  const points = [
    point(0, 'pass'),
    point(1, 'unknown', { reason: 'forbidden' }),
    point(2, 'pass'),
    point(3, 'pass'),
  ]
  const period = over(3, points)
  assert.equal(period.throughout, 'not-provable')
  assert.deepEqual(period.runs, { made: 4, conforming: 3, deviating: 0, unknown: 1 })
  assert.deepEqual(inDays(period), { ...rest, conforming: 2, unknown: 1 })
  assert.deepEqual(period.deviations, [])
  assert.deepEqual(
    period.gaps.map(item => [iso(item.from), iso(item.to), item.kind, item.reasons]),
    [['2026-03-02T00:00', '2026-03-03T00:00', 'unknown', ['forbidden']]],
  )
})

test('that nobody could tell repairs nothing, and is no time of the deviation either', () => {
  const period = over(4, daily(0, 'fail', 'unknown', 'fail', 'pass', 'pass'))
  assert.equal(period.deviations.length, 1)
  assert.equal(period.longest, 3 * DAY)
  assert.deepEqual(inDays(period), { ...rest, conforming: 1, deviating: 2, unknown: 1 })
})

test('a deviation that no later judgement could see the end of stays open', () => {
  const period = over(3, daily(0, 'fail', 'unknown', 'unknown', 'unknown'))
  assert.equal(period.deviations[0]?.to, null)
  assert.equal(period.throughout, 'no')
})

test('a reading counts for so long; then there is a gap, with what the record says of it', () => {
  const points = [point(0, 'pass'), point(5, 'pass')]
  const silent = over(5, points)
  assert.equal(silent.throughout, 'not-provable')
  assert.deepEqual(inDays(silent), { ...rest, conforming: 1.5, gap: 3.5 })
  assert.deepEqual(silent.gaps[0]?.reasons, ['not-read'])
  assert.equal(shareOf(silent), 0.3)

  const told = over(5, points, [gap('sleep', 2, 3), gap('agent-stop', 3, 5), gap('sleep', 0, 1)])
  assert.deepEqual(told.gaps[0]?.reasons, ['agent-stop', 'sleep'])
  assert.equal(told.gaps.length, 1)
})

test('stops between two readings that are near enough are no gap', () => {
  const period = over(2, daily(0, 'pass', 'pass', 'pass'), [gap('agent-stop', 0.2, 0.9)])
  assert.equal(period.throughout, 'yes')
})

test('what is judged again without being read does not count for longer', () => {
  const points = [point(0, 'pass'), ...[1, 2, 3].map(day => point(day, 'pass', { read: null }))]
  const period = over(4, points)
  assert.deepEqual(period.runs, { made: 1, conforming: 1, deviating: 0, unknown: 0 })
  assert.deepEqual(inDays(period), { ...rest, conforming: 1.5, gap: 2.5 })
})

test('a clock step is a gap, however near the readings are', () => {
  const period = over(3, daily(0, 'pass', 'pass', 'pass', 'pass'), [gap('clock-step', 1.25, 1.5)])
  assert.equal(period.throughout, 'not-provable')
  assert.deepEqual(inDays(period), { ...rest, conforming: 2.75, gap: 0.25 })
  assert.deepEqual(
    period.gaps.map(item => [iso(item.from), iso(item.to), item.reasons]),
    [['2026-03-02T06:00', '2026-03-02T12:00', ['clock-step']]],
  )
  const deviating = over(3, daily(0, 'fail', 'fail', 'fail', 'fail'), [gap('clock-step', 1, 2)])
  assert.deepEqual(inDays(deviating), { ...rest, deviating: 2, gap: 1 })
})

test('what was found wrong under a clock that nobody believes was wrong; what was right proves nothing', () => {
  const undated = (state: Point['state']) => point(2, state, { undated: true, read: null })
  const wrong = over(4, [
    ...daily(0, 'pass', 'pass'),
    undated('fail'),
    ...daily(2, 'pass', 'pass', 'pass'),
  ])
  assert.equal(wrong.throughout, 'no')
  assert.deepEqual(
    wrong.deviations.map(({ from, to, ended }) => [iso(from), iso(to), ended]),
    [['2026-03-03T00:00', '2026-03-03T00:00', 'repaired']],
  )
  assert.deepEqual(inDays(wrong), { ...rest, conforming: 4 }, 'for how long nobody knows')
  assert.equal(daysOfPeriod(wrong)[2]?.state, 'deviating')
  assert.equal(wrong.runs.made, 5)
  assert.equal(wrong.repair, null)
  for (const state of ['pass', 'unknown', 'absent'] as const) {
    const points = [
      ...daily(0, 'fail', 'fail'),
      undated(state),
      ...daily(2, 'fail', 'fail', 'fail'),
    ]
    assert.equal(over(4, points).deviations.length, 1, state)
  }
})

test('what stood when the window began is of the judgement before it', () => {
  const before = [point(-1, 'fail'), point(0.25, 'pass'), point(1, 'pass')]
  const period = over(1, before)
  assert.equal(period.throughout, 'no')
  assert.deepEqual(period.runs, { made: 2, conforming: 2, deviating: 0, unknown: 0 })
  const [deviation] = period.deviations
  assert.equal(deviation?.before, true)
  assert.equal(iso(deviation?.from ?? null), '2026-03-01T00:00')
  assert.equal(iso(deviation?.to ?? null), '2026-03-01T06:00')
  assert.equal(deviation?.judged, 0)
  assert.equal(period.longest, 6 * HOUR)
  // When it began is not known here, so neither is how long it took.
  assert.equal(period.repair, null)
})

test('a deviation that ended before the window is none of its', () => {
  const period = over(1, [point(-2, 'fail'), point(-1, 'pass'), point(0, 'pass'), point(1, 'pass')])
  assert.equal(period.throughout, 'yes')
  assert.deepEqual(over(1, [point(-1, 'fail'), point(0, 'pass'), point(1, 'pass')]).deviations, [])
})

test('a reading long before the window does not reach into it', () => {
  const period = over(2, [point(-3, 'pass'), point(1, 'pass'), point(2, 'pass')])
  assert.deepEqual(inDays(period), { ...rest, conforming: 1, gap: 1 })
})

test('nothing is known after the last reading has run out, nor of what comes after the window', () => {
  const period = over(3, [point(0, 'pass'), point(1, 'pass'), point(4, 'fail')])
  assert.deepEqual(inDays(period), { ...rest, conforming: 2.5, gap: 0.5 })
  assert.deepEqual(period.deviations, [])
})

test('a judgement at the very end counts, though it fills no time', () => {
  const failed = over(2, daily(0, 'pass', 'pass', 'fail'))
  assert.equal(failed.throughout, 'no')
  assert.equal(failed.longest, 0)
  const untold = over(2, daily(0, 'pass', 'pass', 'unknown'))
  assert.equal(untold.throughout, 'not-provable')
})

test('a tenant connected in the middle: what was before is a gap with that reason', () => {
  const period = over(4, daily(2, 'pass', 'pass', 'pass'))
  assert.equal(period.throughout, 'not-provable')
  assert.deepEqual(inDays(period), { ...rest, conforming: 2, gap: 2 })
  assert.deepEqual(period.gaps[0]?.reasons, ['not-connected'])
  assert.equal(over(4, []).throughout, 'not-provable')
})

test('what came or went in the middle is judged for the time that it was there', () => {
  const come = over(4, daily(0, 'absent', 'absent', 'pass', 'pass', 'pass'))
  assert.equal(come.throughout, 'yes')
  assert.deepEqual(inDays(come), { ...rest, conforming: 2, none: 2 })
  assert.equal(come.runs.made, 3)
  assert.equal(shareOf(come), 1)
  const gone = over(4, daily(0, 'fail', 'fail', 'absent', 'absent', 'absent'))
  assert.equal(gone.deviations[0]?.ended, 'gone')
  assert.equal(gone.repair, null)
})

test('what never applied is neither effective nor not', () => {
  const period = over(2, daily(0, 'not-applicable', 'not-applicable', 'not-applicable'))
  assert.equal(period.throughout, 'not-applicable')
  assert.equal(shareOf(period), null)
})

test('all kinds of time together are the window', () => {
  const states = ['pass', 'fail', 'unknown', 'not-applicable', 'absent'] as const
  // A small linear congruential generator: the same points at each run.
  let seed = 7
  const next = (below: number): number => {
    seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648
    return seed % below
  }
  for (let round = 0; round < 200; round++) {
    let day = -3 + next(4)
    const points = Array.from({ length: next(12) }, () => {
      day += next(9) / 4
      return point(day, states[next(states.length)] ?? 'pass', { read: next(3) > 0 ? DAY : null })
    })
    const period = over(8, points, [gap('clock-step', next(6), next(8)), gap('sleep', 1, 2)])
    const sum = Object.values(period.time).reduce((all, time) => all + time, 0)
    assert.equal(sum, 8 * DAY)
    for (const [index, span] of period.spans.entries())
      assert.equal(span.from, period.spans[index - 1]?.to ?? at(0))
    assert.equal(daysOfPeriod(period).length, 9)
  }
})

test('a day is deviating where any of it was, and conforming only as a whole', () => {
  const points = [
    point(0, 'pass'),
    point(1.5, 'fail'),
    point(1.75, 'pass'),
    point(2, 'pass'),
    point(6, 'unknown', { reason: 'forbidden' }),
    point(7, 'absent'),
    point(8, 'absent'),
  ]
  const days = daysOfPeriod(over(8.5, points))
  assert.deepEqual(
    days.map(({ state }) => state),
    [
      'conforming',
      'deviating',
      'conforming',
      'partly',
      'unproven',
      'unproven',
      'unproven',
      'none',
      'none',
    ],
  )
  assert.equal(days[0]?.day, '2026-03-01')
})
