import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Value } from '../../common/model/value.ts'
import { emptyTally, judgeAll, judgeNow } from './pages/judge.ts'
import type { Heard, Tally } from './pages/judge.ts'
import { controlRows, nameOfRow } from './pages/controls.ts'
import { kinds } from './pages/kinds.ts'
import { libraries, placeKey, truthOf } from './pages/plan.ts'
import type { ControlPlan, PagePlan, Place } from './pages/plan.ts'
import { runPages, summary } from './pages/run.ts'
import { planOf, scenarioNames } from './pages/scenarios.ts'
import type { Kept, Site } from './pages/site.ts'

// Pages that nobody wrote by hand, read by the real extension: what it records is what the pages'
// server held at that time, or unknown. `npm run bench -- pages` has 10,000 readings of them.

/** The seeds of the long run. */
const SEEDS = 850

test('each kind of mistake is provoked by pages, each control and library has some', () => {
  const plans = Array.from({ length: SEEDS }, (_, seed) => planOf(seed))
  const table = Object.entries(kinds).map(([kind, title]) => ({
    kind,
    title,
    pages: plans.filter(plan => plan.provokes.includes(Number(kind))).length,
  }))
  for (const { kind, title, pages } of table)
    assert.ok(pages >= 10, `kind ${kind}, ${title}: ${pages} pages`)
  const drawn = new Set(
    plans.flatMap(plan => plan.controls.map(({ kind, variant }) => `${kind} ${variant}`)),
  )
  assert.deepEqual(
    controlRows.map(nameOfRow).filter(name => !drawn.has(name)),
    [],
    'controls that no page has',
  )
  assert.deepEqual(
    scenarioNames.filter(name => !plans.some(plan => plan.scenario === name)),
    [],
  )
  for (const library of libraries)
    assert.ok(plans.filter(plan => plan.library === library).length >= 100, library)
  const short = plans.filter(plan => plan.controls.length < 8).map(({ seed }) => seed)
  assert.deepEqual(short, [], 'eight controls or more a page')
})

test('a seed gives the same page again', () => {
  assert.deepEqual(planOf(123), planOf(123))
  assert.notDeepEqual(planOf(123).controls, planOf(124).controls)
})

const place: Place = { tenant: 'test', thing: 'one' }
const SAVED = 10_000
/** A page on which something is saved at `SAVED`, and what a reader without fault hears of it. */
const plan = pageWith(
  candidate =>
    candidate.scenario === 'button, saved, message' &&
    candidate.controls.some(({ expect }) => expect === 'unknown') &&
    candidate.controls.some(
      ({ kind, expect, first }) => kind === 'list' && expect === 'read' && isLong(first),
    ) &&
    candidate.controls.some(
      ({ options, truth, editable, reading }) =>
        editable && options.length > 0 && truth === 'label' && !reading.map,
    ),
)
const changed = planned(
  ({ options, truth, editable, reading }) =>
    editable && options.length > 0 && truth === 'label' && !reading.map,
)
const undecidable = planned(({ expect }) => expect === 'unknown')
const listed = planned(
  ({ kind, expect, first }) => kind === 'list' && expect === 'read' && isLong(first),
)
const site: Pick<Site, 'historyOf' | 'drawn'> = {
  historyOf: (_, at, id): readonly Kept[] => {
    const control = plan.controls.find(item => item.id === id)
    if (!control || placeKey(at) !== placeKey(place)) return []
    const first = { at: 0, value: control.first }
    return id === changed.id ? [first, { at: SAVED, value: control.next }] : [first]
  },
  drawn: () => [1000],
}
const observed = (control: ControlPlan, at: number, value: Value): Heard => ({
  at,
  arrived: at,
  place: placeKey(place),
  control: control.id,
  reading: { state: 'observed', value },
})
const unknown = (control: ControlPlan, at: number, reason = 'layout-not-recognised'): Heard =>
  ({
    at,
    arrived: at,
    place: placeKey(place),
    control: control.id,
    reading: { state: 'unobserved', reason },
  }) as Heard
const faultless: readonly Heard[] = [
  ...plan.controls.map(control =>
    control.expect === 'unknown'
      ? unknown(control, 2000)
      : observed(control, 2000, truthOf(control, control.first)),
  ),
  observed(changed, SAVED + 500, truthOf(changed, changed.next)),
]
function judged(heard: readonly Heard[], of = plan): Tally {
  const tally = emptyTally()
  const sorted = heard.toSorted((a, b) => a.at - b.at)
  judgeNow(of, site as Site, sorted, place, tally)
  judgeAll(of, site as Site, sorted, [place], new Set(), tally)
  return tally
}

test('a reader without fault has none', () => {
  const tally = judged(faultless)
  assert.deepEqual(tally.faults, [])
  assert.equal(tally.read, tally.readable)
  assert.equal(tally.unknown, tally.undecidable)
  assert.ok(tally.readable >= 5 && tally.undecidable >= 1)
})

const later = truthOf(changed, changed.next)
const planted: readonly (readonly [string, readonly Heard[], string])[] = [
  ['a value that was never saved', [observed(listed, 3000, ['evil.example'])], 'never saved'],
  ['a part of a list', [observed(listed, 3000, (listed.first as Value[]).slice(1))], 'never saved'],
  [
    'an edit that is not saved yet',
    [observed(changed, SAVED - 3000, later)],
    'before it was saved',
  ],
  [
    'a stale value with a fresh time',
    [observed(changed, SAVED + 5000, truthOf(changed, changed.first))],
    'a fresh time for a stale value',
  ],
  [
    'the value in place of its label',
    [observed(changed, SAVED + 900, changed.next)],
    'never saved',
  ],
  ['a number for its text', [observed(changed, 2500, 1)], 'never saved'],
  [
    'a guess that happens to be right',
    [observed(undecidable, 2500, truthOf(undecidable, undecidable.first))],
    'nobody could tell',
  ],
  [
    'another value for a moment',
    [observed(listed, 2500, []), observed(listed, 2600, listed.first)],
    'never saved',
  ],
]
for (const [what, heard, why] of planted)
  test(`planted and found: ${what}`, () => {
    const { faults, wrong } = judged([...faultless, ...heard])
    assert.equal(wrong, 1)
    assert.deepEqual(
      faults.filter(({ verdict }) => verdict === 'wrong').map(fault => [fault.control, fault.why]),
      [[heard[0]?.control, why]],
    )
  })

test('a saved value may have the time of the change that it was saved by, not an earlier one', () => {
  const named = (at: number, arrived: number): number =>
    judged([...faultless, { ...observed(changed, at, later), arrived }]).wrong
  assert.equal(named(SAVED - 300, SAVED + 5000), 0)
  assert.equal(named(SAVED - 300, SAVED - 100), 1, 'it came before the server had it')
  assert.equal(named(SAVED - 6000, SAVED + 5000), 1)
})

test("found: what is missing, what has no reason that fits, another thing's value", () => {
  const verdicts = (heard: readonly Heard[]): readonly string[] =>
    judged(heard).faults.map(({ verdict, control }) => `${verdict} ${control}`)
  const without = (control: ControlPlan): readonly Heard[] =>
    faultless.filter(item => item.control !== control.id)
  assert.deepEqual(verdicts(without(listed)), [`missing ${listed.id}`])
  assert.deepEqual(verdicts([...faultless, unknown(listed, 9000)]), [`missing ${listed.id}`])
  assert.deepEqual(verdicts([...faultless, unknown(listed, 9000, 'not-shown')]), [])
  assert.deepEqual(verdicts(without(undecidable)), [`misfit ${undecidable.id}`])
  assert.deepEqual(verdicts([...faultless, unknown(undecidable, 9000, 'forbidden')]), [
    `misfit ${undecidable.id}`,
  ])
  assert.deepEqual(
    verdicts(faultless.map(item => ({ ...item, place: 'test/two' }))).includes(
      `missing ${changed.id}`,
    ),
    true,
  )
})

test('what stood there before the data may have been read where the data is read too, and not else', () => {
  const late = { ...plan, timing: 'late' as const }
  const before = observed(listed, 500, [])
  assert.equal(judged([...faultless, before], late).premature, 1)
  assert.equal(judged([...faultless, before], late).wrong, 0)
  assert.equal(judged([...faultless, before]).wrong, 1, 'the page said that it was loading')
  const left = faultless.filter(item => item.control !== listed.id)
  assert.equal(judged([...left, before], late).wrong, 1, 'never replaced')
  assert.equal(judged([...left, before, unknown(listed, 2000)], late).wrong, 0, 'taken back')
  assert.equal(judged([...left, before, unknown(listed, 400)], late).wrong, 1, 'taken back before')
  assert.equal(judged([...left, before, unknown(listed, 2000, 'not-shown')], late).wrong, 1)
  assert.equal(judged([...left, before, unknown(listed, 2000)]).wrong, 1, 'said to be loading')
})

test('silence is no reason, unless nothing on the page says that it is the one', () => {
  const readable = plan.controls.filter(({ expect }) => expect === 'read').length
  const untold = plan.controls.filter(({ expect }) => expect === 'unknown').length
  const silent = judged([])
  assert.deepEqual([silent.read, silent.readable], [0, readable])
  assert.deepEqual([silent.unknown, silent.undecidable], [0, untold])
  const translated = judged([], { ...plan, language: 'translated' })
  assert.deepEqual(
    [translated.read, translated.readable],
    [0, readable],
    'what is readable is read',
  )
  assert.deepEqual([translated.unknown, translated.silent], [untold, untold])
  const others = judged(faultless.filter(item => item.control !== undecidable.id))
  assert.deepEqual(
    others.faults.map(({ verdict, control }) => `${verdict} ${control}`),
    [`misfit ${undecidable.id}`],
    'others were read',
  )
  const hidden = judged([...faultless, unknown(undecidable, 9000, 'not-shown')])
  assert.equal(hidden.faults[0]?.verdict, 'misfit', 'it is in sight')
})

test('either: only what can be told at one place and not at another', () => {
  const unclear = Array.from({ length: SEEDS }, (_, seed) => planOf(seed)).flatMap(
    ({ address, library, controls }) =>
      controls
        .filter(({ expect }) => expect === 'either')
        .map(
          ({ first, next }) =>
            address !== 'path' &&
            library === 'plain' &&
            JSON.stringify(first) === JSON.stringify(next),
        ),
  )
  assert.ok(unclear.every(Boolean))
})

test('generated pages are read right, or as unknown', { timeout: 200_000 }, async () => {
  // A page of which nothing at all came while twelve were open says how busy this machine is: it is
  // opened again by itself.
  const silent = new Set<number>()
  const heard = (plan: PagePlan, { read, unknown }: Tally): void => {
    if (read + unknown === 0) silent.add(plan.seed)
  }
  const all = { from: 0, to: SEEDS, limit: 50_000 }
  const first = await runPages({ ...all, together: 12, told: heard })
  const again =
    silent.size === 0
      ? null
      : await runPages({ ...all, together: 1, only: ({ seed }) => silent.has(seed) })
  const { tally, plans } = first
  console.log(`${plans.length} pages: ${summary(tally)}; ${silent.size} opened again`)
  assert.deepEqual([...first.broken, ...(again?.broken ?? [])], [])
  assert.deepEqual(
    [
      ...tally.faults.filter(({ seed }) => !silent.has(seed)),
      ...(again?.tally.faults ?? []),
    ].filter(({ verdict }) => verdict !== 'missing'),
    [],
  )
  const read = tally.read + (again?.tally.read ?? 0)
  assert.ok(tally.readable > 300, `${tally.readable} readable`)
  assert.ok(read >= tally.readable * 0.97, summary(tally))
})

function isLong(value: Value): boolean {
  return Array.isArray(value) && value.length > 1
}
function pageWith(fits: (candidate: PagePlan) => boolean): PagePlan {
  for (let seed = 0; seed < 5000; seed++) {
    const candidate = planOf(seed)
    if (fits(candidate)) return candidate
  }
  throw new Error('no such page')
}
function planned(fits: (control: ControlPlan) => boolean): ControlPlan {
  return plan.controls.find(fits) ?? assert.fail('no such control')
}
