import type { Reason, Service } from '../../common/model/index.ts'
import type { Run, Span } from '../store/store.ts'

/**
 * What one day says of one setting: read on every resource, on some, on none although a run tried,
 * or no run at all.
 */
export type DayState = 'seen' | 'partly' | 'unread' | 'none'

/**
 * How one setting was covered over the window: auditors ask "throughout the period", not "at the
 * end".
 */
export type Coverage = {
  readonly setting: string
  readonly title: string
  /** One state a day of the window. */
  readonly days: readonly DayState[]
  readonly seenDays: number
  /** Longest row of days without a full reading. */
  readonly longestGap: number
  readonly reasons: readonly Reason[]
}

/** Days of the window as YYYY-MM-DD in UTC, first and last included. */
export function daysOf(from: string, to: string): string[] {
  const days: string[] = []
  for (
    let at = Date.parse(`${from.slice(0, 10)}T00:00:00Z`);
    at <= Date.parse(to);
    at += 86_400_000
  )
    days.push(new Date(at).toISOString().slice(0, 10))
  return days
}

type Counters = { readonly observed: Int32Array; readonly unobserved: Int32Array }

/**
 * Coverage of every setting of a service in one pass over the value intervals. A reading by the API
 * or an import counts on the days of the runs that confirmed it; a reading of a page, or a person's
 * statement, on the day it was made.
 * @param captured days on which a page reading of the setting was sealed
 */
export async function coverageOf(input: {
  readonly service: Service
  readonly runs: readonly Run[]
  readonly spans: AsyncIterable<Span>
  readonly captured: ReadonlyMap<string, ReadonlySet<string>>
  readonly from: string
  readonly to: string
}): Promise<Coverage[]> {
  const days = daysOf(input.from, input.to)
  const probes = new Map(
    ['scan', 'import'].map(
      kind =>
        [
          kind,
          input.runs
            .filter(run => run.kind === kind)
            .map(run => run.finishedAt ?? run.startedAt)
            .sort(),
        ] as const,
    ),
  )
  const counters = new Map<string, Map<string, Counters>>()
  const reasons = new Map<string, Set<Reason>>()
  const stated = new Map<string, Set<string>>()
  for await (const { setting, source, at, validFrom, validTo, reason } of input.spans) {
    const kind = source === 'import' ? 'import' : 'scan'
    if (reason !== null) reasons.set(setting, (reasons.get(setting) ?? new Set()).add(reason))
    if (source === 'console') continue
    if (source === 'document') {
      for (const time of [validFrom, at])
        stated.set(setting, (stated.get(setting) ?? new Set()).add(time.slice(0, 10)))
      continue
    }
    const times = probes.get(kind) ?? []
    const counter = counterOf(counters, setting, kind, times.length)
    const difference = reason === null ? counter.observed : counter.unobserved
    const [start, end] = [
      firstAtOrAfter(times, validFrom),
      validTo === null ? times.length : firstAtOrAfter(times, validTo),
    ]
    if (start >= end) continue
    difference[start] = (difference[start] ?? 0) + 1
    difference[end] = (difference[end] ?? 0) - 1
  }
  return input.service.settings.map(({ id, title }) => {
    const byDay = new Map<string, DayState>()
    for (const [kind, counter] of counters.get(id) ?? []) {
      let [observed, unobserved] = [0, 0]
      for (const [index, at] of (probes.get(kind) ?? []).entries()) {
        observed += counter.observed[index] ?? 0
        unobserved += counter.unobserved[index] ?? 0
        if (observed + unobserved > 0)
          keepBest(
            byDay,
            at.slice(0, 10),
            observed === 0 ? 'unread' : unobserved > 0 ? 'partly' : 'seen',
          )
      }
    }
    for (const day of [...(input.captured.get(id) ?? []), ...(stated.get(id) ?? [])])
      keepBest(byDay, day, 'seen')
    const states = days.map(day => byDay.get(day) ?? 'none')
    return {
      setting: id,
      title,
      days: states,
      seenDays: states.filter(state => state === 'seen').length,
      longestGap: longestGap(states),
      reasons: [...(reasons.get(id) ?? [])].sort(),
    }
  })
}

/** In words, as a report says it. */
export function coverageText({
  days,
  seenDays,
  longestGap,
}: Pick<Coverage, 'days' | 'seenDays' | 'longestGap'>): string {
  return `read on ${seenDays} of ${days.length} days, longest gap ${longestGap} ${longestGap === 1 ? 'day' : 'days'}`
}

const rank: Readonly<Record<DayState, number>> = { none: 0, unread: 1, partly: 2, seen: 3 }

function keepBest(byDay: Map<string, DayState>, day: string, state: DayState): void {
  const before = byDay.get(day) ?? 'none'
  if (rank[state] > rank[before]) byDay.set(day, state)
}

function longestGap(states: readonly DayState[]): number {
  let [longest, current] = [0, 0]
  for (const state of states) {
    current = state === 'seen' ? 0 : current + 1
    longest = Math.max(longest, current)
  }
  return longest
}

function counterOf(
  counters: Map<string, Map<string, Counters>>,
  setting: string,
  kind: string,
  length: number,
): Counters {
  const bySource = counters.get(setting) ?? new Map<string, Counters>()
  counters.set(setting, bySource)
  const found = bySource.get(kind) ?? {
    observed: new Int32Array(length + 1),
    unobserved: new Int32Array(length + 1),
  }
  bySource.set(kind, found)
  return found
}

function firstAtOrAfter(times: readonly string[], at: string): number {
  let [low, high] = [0, times.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if ((times[middle] ?? '') < at) low = middle + 1
    else high = middle
  }
  return low
}
