import { periodOf } from '../../common/assess/period.ts'
import type { Period, Point, RecordedGap } from '../../common/assess/period.ts'
import { isAbout } from '../../common/assess/evaluate.ts'
import { emptyCounts, mappingsOf } from '../../common/model/index.ts'
import type { Finding, Framework, Outcome, Requirement } from '../../common/model/index.ts'
import { rulesReader } from '../log/sealed-rules.ts'
import type { ReadingRules } from '../log/sealed-rules.ts'
import { requiredEvery, SLACK } from '../judge/frequency.ts'
import type { FindingRow, Place, RunKind, Store } from '../store/store.ts'
import type { Gap } from './gap.ts'

const DAY = 86_400_000

/** One sealed assessment, as the place at which all findings of a tenant were judged. */
type Judgement = {
  readonly entry: Place
  readonly at: string
  /** What the run was that led to it. */
  readonly kind: RunKind | null
  /** Sealed under a clock that can be believed. */
  readonly timed: boolean
  /** For how long what it read counts, as it sealed. */
  readonly rules: ReadingRules
}

/** What of a tenant's record says how a period was. */
export type PeriodSource = {
  readonly store: Pick<Store, 'findingRows'>
  readonly tenant: string
  readonly from: string
  readonly to: string
  /** In the order of the log; from before the window as far back as a reading may count. */
  readonly judgements: readonly Judgement[]
  /** The assessment before the first of these, -1 where there is none. */
  readonly after: Place
  readonly gaps: readonly Gap[]
}

/** How long ago what still counts at the beginning of a window may have been read. */
function longestHold(rules: ReadingRules): number {
  const metrics = ['', ...Object.keys(rules.frequencies)]
  const holds = metrics.map(metric => requiredEvery(metric, rules) * SLACK)
  return Math.max(rules.staleAfterDays * DAY, ...holds)
}

/** For how long a reading counts: what people read or stated as long as a judgement takes it. */
function holdOf({ source, metric }: Finding, rules: ReadingRules): number {
  return source === 'console' || source === 'document'
    ? rules.staleAfterDays * DAY
    : requiredEvery(metric, rules) * SLACK
}

/** A tenant's assessments, and from when on a window speaks of it. */
export type Judged = Pick<PeriodSource, 'from' | 'judgements' | 'after'>

/**
 * A tenant's assessments, from as far back as a reading may count in a window that begins at `from`.
 * Where nobody asked for that beginning, the period begins with the tenant's first assessment.
 */
export async function judgedOf(
  store: Pick<Store, 'evidenceHeads' | 'evidence' | 'runs'>,
  tenant: string,
  given: {
    readonly from: string
    /** Somebody asked for just that beginning. */
    readonly asked: boolean
    readonly to: string
    readonly size: number
    readonly isTimed: (entry: number) => boolean
    /** What config.yaml says now: of assessments that sealed no rules. */
    readonly config: ReadingRules
  },
): Promise<Judged> {
  const kinds = new Map((await store.runs({ tenant })).map(run => [run.id, run.kind]))
  const rulesOf = rulesReader(store, given.config)
  const judgements: Judgement[] = []
  for await (const { index, run, ipe } of store.evidenceHeads({ kind: 'assessment', tenant })) {
    if (index >= given.size) break
    const [at, timed] = [ipe.recordedAt, given.isTimed(index)]
    if (timed && at > given.to) break
    const rules = await rulesOf(index)
    judgements.push({ entry: index, at, kind: kinds.get(run) ?? null, timed, rules })
  }
  const longest = Math.max(0, ...new Set(judgements.map(({ rules }) => longestHold(rules))))
  const since = new Date(Date.parse(given.from) - longest).toISOString()
  const begin = judgements.findIndex(({ timed, at }) => timed && at >= since)
  const earlier = judgements.splice(0, begin < 0 ? judgements.length : begin)
  const after = earlier.at(-1)?.entry ?? -1
  const [first] = judgements.filter(({ timed }) => timed)
  const begins = !given.asked && after < 0 && first && first.at > given.from
  return { judgements, after, from: begins ? first.at : given.from }
}

/** What the record says of one finding over a window. */
export type FindingPeriod = {
  /** Its last line in the window. */
  readonly finding: Finding
  /** How it was read, with the grade of that: "api A". */
  readonly read: readonly string[]
  /** Acceptances that were in force: they change nothing here. */
  readonly accepted: readonly string[]
  readonly period: Period
}

type Followed = Omit<FindingPeriod, 'period'> & { readonly points: readonly Point[] }

/** Each finding that was there in the window, by id; one at a time. @param id of this one only */
export async function* findingPeriods(
  source: PeriodSource,
  id?: string,
): AsyncIterable<FindingPeriod> {
  const timed = timing(source)
  for await (const { found } of followed(source, id)) if (found) yield timed(found)
}

/** A line that stood at an assessment, with what the record says of its finding over the window. */
type LineOverTime = { readonly line: Finding; readonly over: FindingPeriod | null }

/**
 * Each line that stood at an assessment of the window, by id; one at a time, and each of its rows is read
 * once.
 */
export async function* linesOverTime(
  source: PeriodSource,
  entry: Place,
): AsyncIterable<LineOverTime> {
  const timed = timing(source)
  for await (const { rows, found } of followed(source, undefined, entry)) {
    const line = rows.find(({ from, to }) => from <= entry && (to ?? Infinity) > entry)?.finding
    if (line) yield { line, over: found && timed(found) }
  }
}

/** Rows that are alike have one period. */
function timing(source: PeriodSource): (found: Followed) => FindingPeriod {
  const given = givenOf(source)
  const known = new WeakMap<readonly Point[], Period>()
  return ({ points, ...found }) => {
    const period = known.get(points) ?? periodOf(points, given)
    known.set(points, period)
    return { ...found, period }
  }
}

function givenOf({ from, to, gaps, tenant }: PeriodSource): Parameters<typeof periodOf>[1] {
  const recorded: RecordedGap[] = gaps
    .filter(gap => gap.tenant === '' || gap.tenant === tenant)
    .map(({ cause, ...gap }) => ({ cause, from: Date.parse(gap.from), to: Date.parse(gap.to) }))
  return { from: Date.parse(from), to: Date.parse(to), gaps: recorded }
}

type RowsOfOne = { readonly rows: readonly FindingRow[]; readonly found: Followed | null }

/**
 * The rows of one finding after the other, as points. @param also a place of which the rows are read,
 * whether or not the window has a judgement there
 */
async function* followed(
  source: PeriodSource,
  id?: string,
  also?: Place,
): AsyncIterable<RowsOfOne> {
  const { judgements, store, tenant } = source
  const places = judgements.map(({ entry }) => entry)
  const [first, last] = [places[0] ?? also, places.at(-1) ?? also]
  if (first === undefined || last === undefined) return
  const [from, to] = [Math.min(first, also ?? first), Math.max(last, also ?? last)]
  const whole: Whole = new Map()
  let rows: FindingRow[] = []
  const isWithin = (row: FindingRow): boolean => row.from <= last && (row.to ?? Infinity) > first
  const ended = (): RowsOfOne => ({ rows, found: follow(source, rows.filter(isWithin), whole) })
  for await (const row of store.findingRows(tenant, { from, to, id })) {
    if (rows[0] && rows[0].finding.id !== row.finding.id) {
      yield ended()
      rows = []
    }
    rows.push(row)
  }
  if (rows.length > 0) yield ended()
}

/** A judgement with the time up to which it was made; null where the window knows none. */
type Dated = Omit<Judgement, 'at'> & { readonly at: string | null }

/**
 * One that was sealed under a clock that nobody can believe was made before the next one that can be:
 * the log has their order.
 */
function datedOf({ judgements }: Pick<PeriodSource, 'judgements'>): readonly Dated[] {
  const known = dated.get(judgements)
  if (known) return known
  const found: Dated[] = []
  let next: string | null = null
  for (const judgement of judgements.toReversed()) {
    if (judgement.timed) next = judgement.at
    found.push({ ...judgement, at: next })
  }
  dated.set(judgements, found.reverse())
  return found
}
const dated = new WeakMap<readonly Judgement[], readonly Dated[]>()

/** Each that a judgement sealed, in their order: few, whatever number of judgements there is. */
function rulesIn(judgements: readonly Judgement[]): readonly ReadingRules[] {
  const known = ruled.get(judgements) ?? [...new Set(judgements.map(({ rules }) => rules))]
  ruled.set(judgements, known)
  return known
}
const ruled = new WeakMap<readonly Judgement[], readonly ReadingRules[]>()

/** Points of findings that never changed: most are alike, and are followed once. */
type Whole = Map<string, readonly Point[]>

/** Null where none of them stood at a judgement of the window. */
function follow(source: PeriodSource, rows: readonly FindingRow[], whole: Whole): Followed | null {
  const { from } = source
  const like = likeOf(source, rows)
  const alike = like === null ? undefined : whole.get(like)
  if (alike && rows[0]) return { points: alike, ...saidOf([rows[0].finding]) }
  const points: Point[] = []
  const stood = new Set<FindingRow>()
  // What stood when the window began counts, too.
  let opening: FindingRow | null = null
  let [next, before] = [0, source.after]
  for (const { entry, at, kind, timed, rules } of datedOf(source)) {
    while (rows[next] && (rows[next]?.to ?? Infinity) <= entry) next++
    const candidate = rows[next]
    const row = candidate && candidate.from <= entry ? candidate : null
    if (at !== null) {
      if (at < from) opening = row
      else if (row) stood.add(row)
      const fresh = timed && row !== null && isRead(row, rows[next - 1], kind, before)
      points.push({
        at: Date.parse(at),
        ...(timed ? {} : { undated: true }),
        entry,
        state: row?.finding.outcome ?? 'absent',
        reason: row?.finding.reason ?? null,
        read: fresh ? holdOf(row.finding, rules) : null,
      })
    }
    before = entry
  }
  const lines = [...new Set([...(opening ? [opening] : []), ...stood])].map(row => row.finding)
  if (lines.length === 0) return null
  if (like !== null) whole.set(like, points)
  return { points, ...saidOf(lines) }
}

/** @param lines at least one */
function saidOf(lines: readonly Finding[]): Omit<Followed, 'points'> {
  return {
    finding: lines.at(-1) as Finding,
    read: [...new Set(lines.map(({ source: by, grade }) => `${by} ${grade}`))].sort(),
    accepted: [...new Set(lines.flatMap(({ exception }) => exception ?? []))].sort(),
  }
}

/** What the points of a finding that stood at every judgement follow from; null for another one. */
function likeOf({ judgements, after }: PeriodSource, rows: readonly FindingRow[]): string | null {
  const [row, ...more] = rows
  const [first, last] = [judgements[0], judgements.at(-1)]
  if (!row || more.length > 0 || !first || !last) return null
  if (row.from > first.entry || (row.to !== null && row.to <= last.entry)) return null
  const { outcome, reason, source, evidence } = row.finding
  const begins = row.from > after && evidence.length > 0
  const holds = rulesIn(judgements).map(rules => holdOf(row.finding, rules))
  return [outcome, reason, source, ...holds, begins].join(' ')
}

/**
 * Whether a judgement rests on a reading of its own: what an API or another tool says is read by each
 * scan or import; a page or a document where it first led to what was found.
 * @param before the judgement before it
 */
function isRead(
  { finding, from }: FindingRow,
  previous: FindingRow | undefined,
  kind: RunKind | null,
  before: Place,
): boolean {
  if (finding.source === 'api') return kind === 'scan'
  if (finding.source === 'import') return kind === 'import'
  const begins = from > before
  const same =
    previous?.to === from &&
    JSON.stringify(previous.finding.evidence) === JSON.stringify(finding.evidence)
  return begins && !same && finding.evidence.length > 0
}

/** What the record says of one requirement of a framework over a window. */
export type RequirementPeriod = {
  readonly tenant: string
  readonly framework: Framework
  readonly requirement: Requirement
  /** How its findings were read, and of how many that holds: "api A" -> 12. */
  readonly read: ReadonlyMap<string, number>
  readonly findings: number
  readonly period: Period
}

/** Of all findings of one check: how many were what at each judgement. */
type Counted = {
  readonly metric: string
  readonly counts: Readonly<Record<Outcome, Int32Array>>
  /** The shortest time for which any of them counts, at judgements that read it. */
  readonly reads: Float64Array
  /** An API says any of it. */
  api: boolean
  readonly read: Map<string, number>
  findings: number
}

/**
 * Each requirement that findings of the window speak to: as wanted where all are, deviating where any
 * is, otherwise not provable, as at a single moment. Reads all findings once.
 */
export async function requirementPeriods(
  source: PeriodSource,
  frameworks: readonly Framework[],
): Promise<RequirementPeriod[]> {
  const judgements = datedOf(source).flatMap(({ at, ...item }) =>
    at === null ? [] : [{ ...item, at }],
  )
  const checks = new Map<string, Counted>()
  for await (const { found } of followed(source)) {
    if (!found) continue
    const { finding, read, points } = found
    const counted = checks.get(finding.check) ?? emptyCounted(finding, judgements.length)
    checks.set(finding.check, counted)
    counted.findings++
    counted.api ||= read.some(how => how.startsWith('api '))
    for (const how of read) counted.read.set(how, (counted.read.get(how) ?? 0) + 1)
    for (const [index, point] of points.entries()) {
      if (point.state === 'absent') continue
      const counts = counted.counts[point.state]
      counts[index] = (counts[index] ?? 0) + 1
      const known = counted.reads[index] ?? 0
      if (point.read !== null && (known === 0 || point.read < known))
        counted.reads[index] = point.read
    }
  }
  const given = givenOf(source)
  return frameworks.flatMap(framework =>
    framework.requirements.flatMap(requirement => {
      const mappings = mappingsOf(requirement)
      const asked = [...checks].flatMap(([check, counted]) =>
        mappings.some(mapping => isAbout(mapping, { check, metric: counted.metric }))
          ? counted
          : [],
      )
      if (asked.length === 0) return []
      const points = judgements.map((judgement, index) => pointOf(judgement, asked, index))
      return {
        tenant: source.tenant,
        framework,
        requirement,
        read: sumOf(asked),
        findings: asked.reduce((sum, item) => sum + item.findings, 0),
        period: periodOf(points, given),
      }
    }),
  )
}

function emptyCounted({ metric }: Finding, length: number): Counted {
  const counts = emptyCounts()
  return {
    metric,
    counts: Object.fromEntries(
      Object.keys(counts).map(outcome => [outcome, new Int32Array(length)]),
    ) as Counted['counts'],
    reads: new Float64Array(length),
    api: false,
    read: new Map(),
    findings: 0,
  }
}

/** A requirement at one judgement, by the rule of an evaluation. */
function pointOf(
  { at, entry, kind, timed }: Judgement,
  asked: readonly Counted[],
  index: number,
): Point {
  const total = emptyCounts()
  let read = 0
  // Where an API says any of it, only what asks the API reads the requirement.
  const scanned = asked.some(({ api }) => api)
  for (const { counts, reads } of asked) {
    for (const outcome of Object.keys(total) as Outcome[])
      total[outcome] += counts[outcome][index] ?? 0
    const held = reads[index] ?? 0
    if (held > 0 && (read === 0 || held < read)) read = held
  }
  const state = stateOf(total)
  return {
    at: Date.parse(at),
    ...(timed ? {} : { undated: true }),
    entry,
    state,
    reason: state === 'unknown' ? 'undetermined' : null,
    read: read > 0 && (!scanned || kind === 'scan') ? read : null,
  }
}

function stateOf(counts: Readonly<Record<Outcome, number>>): Point['state'] {
  if (counts.fail > 0) return 'fail'
  if (counts.unknown > 0) return 'unknown'
  if (counts.pass > 0) return 'pass'
  return counts['not-applicable'] > 0 ? 'not-applicable' : 'absent'
}

function sumOf(asked: readonly Counted[]): ReadonlyMap<string, number> {
  const sum = new Map<string, number>()
  for (const { read } of asked)
    for (const [how, count] of read) sum.set(how, (sum.get(how) ?? 0) + count)
  return new Map([...sum].sort(([a], [b]) => (a < b ? -1 : 1)))
}

/** Where the numbers of a tenant's period come from, in a window that is exported. */
export function periodSource(
  { store }: Pick<PeriodSource, 'store'>,
  { to, gaps }: Pick<PeriodSource, 'to' | 'gaps'>,
  { id, judged }: { readonly id: string; readonly judged: Judged },
): PeriodSource {
  return { store, tenant: id, to, gaps, ...judged }
}
