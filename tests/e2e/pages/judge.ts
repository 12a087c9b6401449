import type { Arrived } from './agent.ts'
import { matchOne, resourceIdOf } from '../../../common/capture/match.ts'
import type { Value } from '../../../common/model/value.ts'
import type { Capture } from '../../../common/protocol/message.ts'
import { placeKey, truthOf } from './plan.ts'
import type { ControlPlan, PagePlan, Place } from './plan.ts'
import { recipeOf, settingOf, tenantAt } from './recipes.ts'
import type { Kept, Site } from './site.ts'

/** One reading of one control as it arrived, with the place that the agent takes it for. */
export type Heard = {
  readonly at: number
  /** When it reached the agent. */
  readonly arrived: number
  readonly place: string
  readonly control: string
  readonly reading: Capture['readings'][number]['reading']
}

/** What was wrong with one reading, or what was not read. */
type Fault = {
  readonly verdict: 'wrong' | 'missing' | 'misfit'
  readonly seed: number
  readonly scenario: string
  readonly library: string
  readonly language: string
  readonly timing: string
  readonly control: string
  readonly kind: string
  readonly variant: string
  readonly located: 'css' | 'name'
  readonly truth: string
  readonly recorded: string
  readonly why: string
}

export type Tally = {
  /** Readings that a person could tell, and those of them that were right. */
  readable: number
  read: number
  /** What nobody could tell, and was said to be unknown. */
  undecidable: number
  unknown: number
  /** Of those, what the page was silent of, for a reason that the plan knows. */
  silent: number
  wrong: number
  /** Values shown before the data had come, replaced by the right ones or taken back later. */
  premature: number
  readonly faults: Fault[]
}

export const emptyTally = (): Tally => ({
  readable: 0,
  read: 0,
  undecidable: 0,
  unknown: 0,
  silent: 0,
  wrong: 0,
  premature: 0,
  faults: [],
})

/** Reasons that say nothing of the setting itself and leave an earlier value current. */
const leavesEarlier = new Set(['not-shown', 'unsaved'])
/** From a person's change to the server's: a reading that came after the save may name the change. */
const ON_ITS_WAY = 1000
/** A clock's last digit. */
const SLACK = 30

const same = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b)
const show = (value: unknown): string => JSON.stringify(value) ?? 'nothing'

/** Readings of one page in the order of their own times. @param captures all that arrived */
export function heardOf(plan: PagePlan, base: string, captures: readonly Arrived[]): Heard[] {
  const recipe = recipeOf(plan)
  const tenant = tenantAt(base)
  const prefix = settingOf(plan.seed, '')
  return captures
    .filter(({ capture }) => capture.recipe === recipe.id)
    .flatMap(({ capture, arrived }) => {
      const parts = matchOne(new URL(capture.address), recipe, tenant)
      if (!parts) return []
      const thing = plan.address === 'things' ? (resourceIdOf(recipe, parts) ?? 'one') : 'one'
      return capture.readings.map(({ setting, reading }) => ({
        at: Date.parse(capture.seenAt),
        arrived,
        place: `test/${thing}`,
        control: setting.slice(prefix.length),
        reading,
      }))
    })
    .sort((a, b) => a.at - b.at)
}

/** What decides now: the last reading that says something of the setting. */
function currentOf(heard: readonly Heard[], place: Place, control: string): Heard | undefined {
  return heard.findLast(
    item =>
      item.place === placeKey(place) &&
      item.control === control &&
      !(item.reading.state === 'unobserved' && leavesEarlier.has(item.reading.reason)),
  )
}

function heldThen(history: readonly Kept[], at: number): readonly Value[] {
  return history
    .filter(({ at: since }, i) => {
      const until = history[i + 1]?.at ?? Infinity
      return since <= at + SLACK && until >= at - SLACK
    })
    .map(({ value }) => value)
}

const faultOf = (
  plan: PagePlan,
  control: ControlPlan,
  verdict: Fault['verdict'],
  truth: string,
  recorded: string,
  why: string,
): Fault => ({
  verdict,
  seed: plan.seed,
  scenario: plan.scenario,
  library: plan.vendor ?? plan.library,
  language: plan.language,
  timing: plan.timing,
  control: control.id,
  kind: control.kind,
  variant: control.variant,
  located: control.reading.locate.some(locator => 'css' in locator) ? 'css' : 'name',
  truth,
  recorded,
  why,
})

/** Whether one thing that must be known by now is: the page is waited for until all are. */
export function isReadNow(
  plan: PagePlan,
  site: Site,
  heard: readonly Heard[],
  place: Place,
  control: ControlPlan,
): boolean {
  const found = currentOf(heard, place, control.id)
  const saved = site.historyOf(plan.seed, place, control.id).at(-1)?.value ?? null
  return found?.reading.state === 'observed' && same(found.reading.value, truthOf(control, saved))
}

/** Whether it was said of a control that nobody can tell. */
export function isUntold(heard: readonly Heard[], place: Place, control: ControlPlan): boolean {
  return heard.some(
    item =>
      item.control === control.id &&
      item.place === placeKey(place) &&
      item.reading.state === 'unobserved',
  )
}

/** Counts what must be known at this moment of a page's script. */
export function judgeNow(
  plan: PagePlan,
  site: Site,
  heard: readonly Heard[],
  place: Place,
  tally: Tally,
): void {
  for (const control of plan.controls) {
    if (control.expect !== 'read') continue
    tally.readable++
    const found = currentOf(heard, place, control.id)
    const saved = site.historyOf(plan.seed, place, control.id).at(-1)?.value ?? null
    if (isReadNow(plan, site, heard, place, control)) tally.read++
    else
      tally.faults.push(
        faultOf(
          plan,
          control,
          'missing',
          show(truthOf(control, saved)),
          !found ? 'nothing' : show(found.reading),
          'not known although a person sees it',
        ),
      )
  }
}

/** Counts, when a page is done, every value that was not true at its own time. */
export function judgeAll(
  plan: PagePlan,
  site: Site,
  heard: readonly Heard[],
  allowed: readonly Place[],
  unsaved: ReadonlySet<string>,
  tally: Tally,
): void {
  for (const control of plan.controls) {
    const mine = heard.filter(item => item.control === control.id)
    const wrongs: Fault[] = []
    for (const place of allowed) {
      const history = site.historyOf(plan.seed, place, control.id)
      const there = mine.filter(item => item.place === placeKey(place))
      for (const item of there) {
        if (item.reading.state !== 'observed') continue
        const { value } = item.reading
        const truths = heldThen(history, item.at).map(held => truthOf(control, held))
        const wrong = (why: string): void => {
          const fault = faultOf(plan, control, 'wrong', show(truths.at(-1)), show(value), why)
          if (!wrongs.some(known => same(known, fault))) wrongs.push(fault)
        }
        const before = !site.drawn(plan.seed, place).some(at => at <= item.at)
        const isTrue = ({ at, reading }: Heard): boolean =>
          reading.state === 'observed'
            ? control.expect !== 'unknown' &&
              heldThen(history, at).some(held => same(truthOf(control, held), reading.value))
            : control.expect !== 'read'
        const replaced = there.some(
          later =>
            later.at > item.at &&
            (isTrue(later) || (before && plan.timing === 'late' && isUnread(later))),
        )
        const premature = (plan.transient || (plan.timing === 'late' && before)) && replaced
        if (control.expect === 'unknown') {
          if (premature) tally.premature++
          else wrong('nobody could tell')
        } else if (!truths.some(truth => same(truth, value))) {
          const onItsWay = history.some(
            held =>
              held.at > item.at &&
              held.at <= Math.min(item.arrived, item.at + ON_ITS_WAY) &&
              same(truthOf(control, held.value), value),
          )
          if (onItsWay) continue
          const later = history.some(
            held => held.at > item.at && same(truthOf(control, held.value), value),
          )
          if (premature) tally.premature++
          else if (later) wrong('before it was saved')
          else if (
            history.some(held => held.at < item.at && same(truthOf(control, held.value), value))
          )
            wrong('a fresh time for a stale value')
          else wrong('never saved')
        }
      }
    }
    tally.wrong += wrongs.length
    tally.faults.push(...wrongs)
    judgeUnknown(plan, control, mine.at(-1), wrongs.length > 0, unsaved.has(control.id), tally)
  }
}

const isUnread = ({ reading }: Heard): boolean =>
  reading.state === 'unobserved' && !leavesEarlier.has(reading.reason)

/** Controls that are somewhere on the page and out of sight. */
const outOfSight = /^(?:only-hidden|collapsed|invisible|folded away|behind another|hidden rest)$/

/**
 * Why nothing at all is said of a page: where the recipe's heading is not on it, nobody knows that
 * it is the recipe's. Whatever else is on a page that was looked at is read, or has a reason.
 */
const isSilent = ({ language }: PagePlan): boolean => language === 'translated'

/** What nobody could tell: it must be said so, for a reason that fits. */
function judgeUnknown(
  plan: PagePlan,
  control: ControlPlan,
  /** What was said last. */
  last: Heard | undefined,
  wrong: boolean,
  /** Changed, and nobody knows whether it is saved: the reading before stands, or there is none. */
  unsaved: boolean,
  tally: Tally,
): void {
  if (control.expect !== 'unknown' && !unsaved) return
  tally.undecidable++
  if (wrong) return
  const silent = last === undefined && isSilent(plan)
  if (silent) tally.silent++
  const reason = last?.reading.state === 'unobserved' ? last.reading.reason : null
  const hidden = outOfSight.test(control.variant) || plan.frame === 'tabs'
  const fits =
    unsaved || silent || reason === 'layout-not-recognised' || (hidden && reason === 'not-shown')
  if (fits) tally.unknown++
  else
    tally.faults.push(
      faultOf(
        plan,
        control,
        'misfit',
        'unknown',
        show(last?.reading),
        'no reason that fits was given',
      ),
    )
}
