// Three weeks of the real agent under a virtual clock, with everything that befalls one; a year of it is
// `npm run bench -- year`.
import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { test } from 'node:test'
import { temporaryFolder } from '../support/agent.ts'
import { seeded } from '../support/tamper.ts'
import { problemsIn } from '../support/year/facts.ts'
import type { Facts } from '../support/year/facts.ts'
import { threeWeeks } from '../support/year/troubles.ts'
import { liveThrough } from '../support/year/year.ts'

const MEGABYTE = 1024 * 1024

test('three weeks of outages, sleeps, clocks, full disks, kills and mail that is away', async context => {
  process.env['TZ'] = 'Europe/Berlin'
  const { facts, said } = await liveThrough(temporaryFolder(context), {
    from: '2027-03-14T23:00:00Z',
    days: 21,
    every: 30 * 60_000,
    troubles: threeWeeks,
    random: seeded(1),
    bounds: { bytes: 16 * MEGABYTE, grown: 48 * MEGABYTE },
  })
  const { told, gaps, scans } = facts
  const otherwise = (change: Partial<Facts>): string =>
    problemsIn({ ...facts, ...change }).join('\n')

  await context.test(
    'every planned run is on record or explained, all news arrived once, proofs verify',
    () => {
      assert.deepEqual(problemsIn(facts), [])
    },
  )

  await context.test('all of it happened', () => {
    const causes = new Set(gaps.map(gap => gap.cause))
    for (const cause of ['agent-stop', 'sleep', 'clock-step', 'missed-schedule', 'rollback'])
      assert.ok(causes.has(cause), cause)
    const kinds = new Set(told.map(alert => alert.kind))
    for (const kind of [
      'new-failing',
      'lost-sight',
      'digest',
      'exception-ended',
      'missed-run',
    ] as const)
      assert.ok(kinds.has(kind), kind)
    assert.ok(facts.planned.length > 21)
    assert.ok(facts.lost.length > 0)
    assert.match(said.join('\n'), /the disk is full/)
  })

  await context.test(
    'a ticket that is missing, left open or is two, and a bound, are noticed',
    () => {
      const [first = assert.fail()] = facts.tickets.filter(
        ({ check }) => facts.failing.get(check ?? '') === true,
      )
      const others = facts.tickets.filter(({ check }) => check !== first.check)
      assert.match(otherwise({ tickets: others }), /fails, its ticket: none/)
      const failing = new Map(facts.failing).set(first.check ?? '', false)
      assert.match(otherwise({ failing }), /does not fail, its ticket is open/)
      const another = { ...first, ticket: { key: randomUUID(), due: null } }
      assert.match(otherwise({ tickets: [...facts.tickets, another] }), /: 2 tickets/)
      assert.ok(facts.tickets.some(({ kind }) => kind === 'ticket-closed'))
      assert.match(otherwise({ bounds: { bytes: 1, grown: 48 * MEGABYTE } }), /the home has/)
      assert.match(otherwise({ grown: 49 * MEGABYTE }), /the heap grew by 49\.0 MB/)
      assert.match(otherwise({ accused: 1 }), /said to have written/)
      assert.match(otherwise({ unsound: 'x' }), /does not verify/)
      assert.match(otherwise({ untold: 1 }), /1 pieces of news wait/)
      assert.match(otherwise({ open: 1 }), /neither ended nor explained/)
    },
  )

  await context.test('a gap that is not on record, a scan that is not, are noticed', () => {
    const missing = /is neither on record nor explained/
    // A run that was slept through is explained twice, by the sleep and by itself.
    for (const left of [['agent-stop'], ['sleep', 'missed-schedule']])
      assert.match(
        otherwise({ gaps: gaps.filter(gap => !left.includes(gap.cause)) }),
        missing,
        left[0],
      )
    assert.match(otherwise({ scans: scans.slice(0, -1) }), missing)
  })

  await context.test('news that was not told, or was told under two ids, is noticed', () => {
    const miscounted = /told (?:under )?\d+ (?:times|ids)/
    for (const kind of ['new-failing', 'lost-sight', 'missed-run', 'exception-ended'] as const) {
      const [first = assert.fail(kind)] = told.filter(
        alert => alert.kind === kind && alert.check?.includes('.organization.') !== false,
      )
      assert.match(otherwise({ told: told.filter(({ id }) => id !== first.id) }), miscounted, kind)
      assert.match(otherwise({ told: [...told, { ...first, id: randomUUID() }] }), miscounted, kind)
      assert.equal(otherwise({ told: [...told, first] }), '', 'the same id twice')
      const mailed = new Set([...facts.mailed].filter(id => id !== first.id))
      assert.match(otherwise({ mailed }), /not told by mail/)
    }
    const [digest] = told.filter(alert => alert.kind === 'digest' && /fixed/.test(alert.text))
    assert.match(otherwise({ told: told.filter(item => item !== digest) }), miscounted)
  })
})
