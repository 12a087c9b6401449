import type { Outcome } from '../model/finding.ts'

/** One judgement of a finding or requirement. `absent`: what it is about was not there. */
export type Point = {
  /** Milliseconds since 1970. */
  readonly at: number
  /**
   * Made under a clock that nobody can believe, and known to be before the judgement whose time it
   * has: what it found wrong was wrong, whenever; what it found right proves no time.
   */
  readonly undated?: boolean
  readonly state: Outcome | 'absent'
  /** Why it could not be told. */
  readonly reason?: string | null
  /**
   * Milliseconds for which the reading counts that was made for this judgement; null where what was
   * read before was judged again.
   */
  readonly read: number | null
  /** Place in the log of the assessment that sealed it. */
  readonly entry: number
}

/** Time that the record says is missing, as a gap entry has it. */
export type RecordedGap = {
  readonly cause: string
  readonly from: number
  readonly to: number
}

const spanKinds = ['conforming', 'deviating', 'unknown', 'gap', 'none'] as const
/**
 * What is known of a stretch of time: as wanted, not as wanted, could not be told, nobody looked (or
 * no clock can be believed), or there was nothing to look at.
 */
type SpanKind = (typeof spanKinds)[number]

type Span = {
  readonly kind: SpanKind
  readonly from: number
  readonly to: number
  /** Why there is nothing to prove by: a reason of the finding, or causes of gap entries. */
  readonly reasons: readonly string[]
}

/** From the first judgement that found it wrong to the first that found it otherwise. */
export type Deviation = {
  readonly from: number
  /** Null where it was there at the end of the window. */
  readonly to: number | null
  /** `gone`: it was not repaired; there was nothing left to be wrong, or it no longer applied. */
  readonly ended: 'repaired' | 'gone' | null
  /** It was wrong before the window. */
  readonly before: boolean
  /** Judgements in the window that said so. */
  readonly judged: number
  /** The first assessment of the window that sealed it, else the last before; the one that sealed its end. */
  readonly entry: number
  readonly endEntry: number | null
}

export type Throughout = 'yes' | 'no' | 'not-provable' | 'not-applicable'

/** What the record says of a whole window, and not of its end alone. */
export type Period = {
  readonly from: number
  readonly to: number
  /**
   * Whether it was effective all the time. `no`: there is a deviation. `not-provable`: there is none,
   * and there is time of which nothing is known.
   */
  readonly throughout: Throughout
  /** Times that it was read, by what was found. */
  readonly runs: Readonly<Record<'made' | 'conforming' | 'deviating' | 'unknown', number>>
  /** Milliseconds; together they are the window. */
  readonly time: Readonly<Record<SpanKind, number>>
  readonly deviations: readonly Deviation[]
  /** Of the longest deviation, as far as it lies in the window, in milliseconds. */
  readonly longest: number | null
  /** From found wrong to found repaired, of those whose beginning and end are in the window. */
  readonly repair: {
    readonly mean: number
    readonly longest: number
    readonly count: number
  } | null
  /** Stretches of which nothing can be proved, with the reason. */
  readonly gaps: readonly Span[]
  /** The window from end to end. */
  readonly spans: readonly Span[]
}

/** A gap of which no entry of the record says why. */
const NOT_READ = 'not-read'
/** Before the first judgement. */
const NOT_CONNECTED = 'not-connected'
/** The gap entries during which no clock was right: what was judged meanwhile proves no time. */
const CLOCK_STEP = 'clock-step'

/**
 * What judgements say of a window. A judgement speaks for the time up to the next one, and at most
 * for as long as a reading counts: what comes after is a gap. Something is conforming or deviating
 * only where it was judged so; a deviation ends when something else was found, not when nobody could
 * tell. Acceptances change nothing.
 * @param points by time; those from before the window say what stood when it began
 * @param given.gaps of the record; clock steps are gaps by themselves, the others say why
 */
export function periodOf(
  points: Iterable<Point>,
  given: {
    readonly from: number
    readonly to: number
    readonly gaps: readonly RecordedGap[]
  },
): Period {
  const { from, to, gaps } = given
  const steps = gaps.filter(gap => gap.cause === CLOCK_STEP && gap.to > gap.from)
  const spans: Span[] = []
  const runs = { made: 0, conforming: 0, deviating: 0, unknown: 0 }
  const deviations: Deviation[] = []
  let last: Point | null = null
  /** Up to when the latest reading counts. */
  let known = -Infinity
  const speak = (until: number): void => {
    if (last) addSpans(spans, last, { ...given, until, known, steps })
    else add(spans, cut({ kind: 'gap', from, to: until, reasons: [NOT_CONNECTED] }, given))
  }
  for (const point of points) {
    if (point.at > to) break
    if (point.undated && point.state !== 'fail') continue
    speak(point.at)
    if (point.at >= from) {
      if (point.read !== null) count(runs, point.state)
      if (point.at === to || point.undated)
        add(spans, { ...spanOf(point), from: point.at, to: point.at })
    }
    follow(deviations, point, from)
    last = point
    if (point.read !== null) known = point.at + point.read
  }
  speak(to)
  // One that ended before the window is none of its.
  const within = deviations.filter(item => item.to === null || item.to > from)
  return { from, to, runs, ...summary(spans, within, given) }
}

type Given = Parameters<typeof periodOf>[1]

function summary(
  spans: readonly Span[],
  deviations: readonly Deviation[],
  { from, to }: Given,
): Omit<Period, 'from' | 'to' | 'runs'> {
  const time = Object.fromEntries(spanKinds.map(kind => [kind, 0])) as Record<SpanKind, number>
  for (const span of spans) time[span.kind] += span.to - span.from
  const lengths = deviations.map(item => (item.to ?? to) - Math.max(item.from, from))
  // One that only a clock ahead or behind saw took nobody knows how long.
  const repairs = deviations
    .flatMap(({ from: begin, to: end, ended, before }) =>
      ended === 'repaired' && end !== null && !before ? [end - begin] : [],
    )
    .filter(length => length > 0)
  const gaps = spans.filter(({ kind }) => kind === 'gap' || kind === 'unknown')
  return {
    throughout: throughoutOf(spans, deviations, gaps),
    time,
    deviations,
    longest: lengths.length > 0 ? Math.max(...lengths) : null,
    repair:
      repairs.length > 0
        ? {
            mean: repairs.reduce((sum, item) => sum + item, 0) / repairs.length,
            longest: Math.max(...repairs),
            count: repairs.length,
          }
        : null,
    gaps,
    spans,
  }
}

function throughoutOf(
  spans: readonly Span[],
  deviations: readonly Deviation[],
  gaps: readonly Span[],
): Throughout {
  if (deviations.length > 0) return 'no'
  if (gaps.length > 0) return 'not-provable'
  return spans.some(({ kind }) => kind === 'conforming') ? 'yes' : 'not-applicable'
}

/** Of the time that there was something to look at, the part that is known to be as wanted; null: none. */
export function shareOf({ time }: Pick<Period, 'time'>): number | null {
  const whole = time.conforming + time.deviating + time.unknown + time.gap
  return whole === 0 ? null : time.conforming / whole
}

function count(runs: Record<keyof Period['runs'], number>, state: Point['state']): void {
  if (state === 'absent') return
  runs.made++
  if (state === 'pass') runs.conforming++
  if (state === 'fail') runs.deviating++
  if (state === 'unknown') runs.unknown++
}

/** Opens, goes on with or ends a deviation. */
function follow(deviations: Deviation[], { state, at, entry }: Point, from: number): void {
  const open = deviations.at(-1)
  const isOpen = open !== undefined && open.to === null
  const before = at < from
  if (state === 'fail') {
    if (!isOpen) {
      const judged = before ? 0 : 1
      const end = { to: null, ended: null, endEntry: null }
      deviations.push({ from: Math.max(at, from), before, judged, entry, ...end })
    } else {
      // Of one from before it is the first that says so in the window, where any does.
      const sealed = before || open.judged === 0 ? { entry } : {}
      const judged = open.judged + (before ? 0 : 1)
      deviations[deviations.length - 1] = { ...open, ...sealed, judged }
    }
  } else if (isOpen && state !== 'unknown')
    deviations[deviations.length - 1] = {
      ...open,
      to: at,
      ended: state === 'pass' ? 'repaired' : 'gone',
      endEntry: entry,
    }
}

const kindOf: Readonly<Record<Point['state'], SpanKind>> = {
  'pass': 'conforming',
  'fail': 'deviating',
  'unknown': 'unknown',
  'not-applicable': 'none',
  'absent': 'none',
}

function spanOf({ state, reason }: Point): Pick<Span, 'kind' | 'reasons'> {
  return { kind: kindOf[state], reasons: state === 'unknown' ? [reason ?? 'unknown'] : [] }
}

type Speaking = Given & {
  readonly until: number
  /** Up to when the reading counts. */
  readonly known: number
  readonly steps: readonly RecordedGap[]
}

/** What a judgement says up to the next one. */
function addSpans(spans: Span[], point: Point, given: Speaking): void {
  const { until, known, steps, gaps } = given
  // What was not there, or was never read, does not become less known by waiting.
  const lasting = point.state === 'absent' || (point.state === 'unknown' && known <= point.at)
  const end = lasting ? until : Math.max(point.at, Math.min(until, known))
  const gap = (from: number, to: number): void =>
    add(spans, cut({ kind: 'gap', from, to, reasons: reasonsOf(gaps, from, to) }, given))
  let at = point.at
  for (const step of point.state === 'absent' ? [] : steps) {
    const [from, to] = [Math.max(step.from, at), Math.min(step.to, end)]
    if (from >= to) continue
    add(spans, cut({ ...spanOf(point), from: at, to: from }, given))
    gap(from, to)
    at = to
  }
  add(spans, cut({ ...spanOf(point), from: at, to: end }, given))
  gap(end, until)
}

/** The part in the window; null for none. */
function cut(span: Span, { from, to }: Pick<Given, 'from' | 'to'>): Span | null {
  const [begin, end] = [Math.max(span.from, from), Math.min(span.to, to)]
  return begin < end ? { ...span, from: begin, to: end } : null
}

function add(spans: Span[], span: Span | null): void {
  if (!span) return
  const last = spans.at(-1)
  const same = last?.kind === span.kind && last.reasons.join() === span.reasons.join()
  if (last && same && last.to === span.from) spans[spans.length - 1] = { ...last, to: span.to }
  else spans.push(span)
}

function reasonsOf(gaps: readonly RecordedGap[], from: number, to: number): string[] {
  const causes = gaps.filter(gap => gap.from < to && gap.to > from).map(({ cause }) => cause)
  return causes.length > 0 ? [...new Set(causes)].sort() : [NOT_READ]
}

export const dayStates = ['conforming', 'deviating', 'partly', 'unproven', 'none'] as const
/**
 * One day at a glance: conforming all day; deviating at any time of it; conforming for some of it and
 * the rest not proven; not proven; nothing to look at.
 */
export type PeriodDay = (typeof dayStates)[number]

const DAY = 86_400_000

/** One state a day (UTC) of the window, first and last included. */
export function daysOfPeriod({ from, to, spans }: Pick<Period, 'from' | 'to' | 'spans'>): {
  readonly day: string
  readonly state: PeriodDay
}[] {
  const days: { readonly day: string; readonly state: PeriodDay }[] = []
  let index = 0
  for (let at = Math.floor(from / DAY) * DAY; at <= to; at += DAY) {
    const kinds = new Set<SpanKind>()
    // A span may reach over days: the next one begins with the last of this one.
    while (index > 0 && (spans[index - 1]?.to ?? 0) > at) index--
    for (; index < spans.length && (spans[index]?.from ?? 0) < at + DAY; index++) {
      const span = spans[index]
      if (span && (span.to > at || span.from >= at)) kinds.add(span.kind)
    }
    days.push({ day: new Date(at).toISOString().slice(0, 10), state: dayOf(kinds) })
  }
  return days
}

function dayOf(kinds: ReadonlySet<SpanKind>): PeriodDay {
  if (kinds.has('deviating')) return 'deviating'
  const open = kinds.has('gap') || kinds.has('unknown')
  if (kinds.has('conforming')) return open ? 'partly' : 'conforming'
  return open ? 'unproven' : 'none'
}
