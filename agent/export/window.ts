import { z } from 'zod'
import { evaluateCounts } from '../../common/assess/evaluate.ts'
import type { CheckCounts } from '../../common/assess/evaluate.ts'
import type { Level } from '../../common/log/bundle.ts'
import { Gap } from './gap.ts'
import { atLevel, emptyCounts } from '../../common/model/index.ts'
import type {
  Evaluation,
  Exception,
  Finding,
  Grade,
  MonitoringFact,
  ShownFinding,
  Framework,
  Outcome,
  Reason,
  Service,
} from '../../common/model/index.ts'
import { shownFinding } from '../../common/words/shown-finding.ts'
import { tenantOf } from '../agent.ts'
import type { Agent } from '../agent.ts'
import { anchorsOf } from '../log/anchors.ts'
import type { Anchors } from '../log/anchors.ts'
import { keyBearing } from '../log/key-history.ts'
import type { Proposal } from '../home/exceptions.ts'
import { readingRules } from '../judge/assess-tenant.ts'
import { editedSections } from '../judge/edited-configuration.ts'
import { leftTenants } from '../judge/left-tenants.ts'
import { monitoringOf, worstOf } from '../judge/monitoring.ts'
import { assertLevel } from '../judge/names.ts'
import { differing, sectionsIn } from '../log/sealed-configuration.ts'
import type { SealedSections } from '../log/sealed-configuration.ts'
import { witnessOf } from '../log/witness-key.ts'
import { Problem } from '../problem.ts'
import { FINDINGS_TREE, sealed } from '../log/finding-lines.ts'
import { FindingTree } from '../log/finding-tree.ts'
import { lastRewriting } from '../log/verify-judged.ts'
import { periodProblem } from '../log/verify-period.ts'
import type { PeriodSoundness } from '../log/verify-period.ts'
import { endOf } from '../store/store.ts'
import type { EvidenceHead, Run, StoredCheckpoint } from '../store/store.ts'
import { believed, sealedInTime } from './believed.ts'
import { coverageOf, daysOf } from './coverage.ts'
import type { Coverage } from './coverage.ts'
import {
  findingPeriods,
  judgedOf,
  linesOverTime,
  periodSource,
  requirementPeriods,
} from './period.ts'
import type { FindingPeriod, Judged, PeriodSource, RequirementPeriod } from './period.ts'
import { addPopulation } from './population.ts'
import type { PopulationOf } from './population.ts'
import { redacted } from './redact.ts'
import { readStated } from './stated.ts'
import type { Stated } from './stated.ts'

/** Where exports read from. */
export type ExportSource = Pick<
  Agent,
  | 'store'
  | 'log'
  | 'catalogue'
  | 'catalogueDigest'
  | 'exceptions'
  | 'proposals'
  | 'config'
  | 'clock'
  | 'events'
>

export type WindowOptions = {
  readonly from?: string | undefined
  readonly to?: string | undefined
  readonly tenants?: readonly string[] | undefined
  readonly frameworks?: readonly string[] | undefined
  /** Of the frameworks that have levels, only what this one asks for. */
  readonly level?: string | undefined
  /** A sample: the sealed records of just these days (YYYY-MM-DD, UTC). */
  readonly days?: readonly string[] | undefined
  readonly redact?: boolean | undefined
}

/** All findings of one check at one moment, counted, with the first ones that need reading. */
export type CheckGroup = CheckCounts & {
  /** Ids of the acceptances by which some are accepted. */
  readonly acceptances: readonly string[]
  readonly shown: readonly ShownFinding[]
  /** How they were read, with the grade: "api A". */
  readonly read: readonly string[]
  readonly reasons: readonly OutcomeReason[]
}
/** How many findings of a check have an outcome for the same reason. */
export type OutcomeReason = {
  readonly outcome: Outcome
  readonly reason: Reason | null
  readonly count: number
  readonly accepted: number
}

/** One sealed assessment: the findings as they stood, and the log entry that seals them. */
export type Moment = {
  readonly at: string
  readonly entry: number
  /** The root of their tree, or (without `tree`) the digest of their lines. */
  readonly findings: string
  readonly tree?: typeof FINDINGS_TREE
  readonly matches: boolean
  readonly counts: Readonly<Record<Outcome, number>>
  readonly checks: readonly CheckGroup[]
  readonly evaluations: readonly Evaluation[]
  /** What is known of the monitoring itself, on which some of them rest. */
  readonly monitoring: readonly MonitoringFact[]
  readonly resources: readonly Finding['resource'][]
}

export type TenantWindow = {
  readonly id: string
  readonly title: string
  readonly service: Service
  readonly runs: readonly Run[]
  /** The last one of the window, or the last one of each sampled day. */
  readonly moments: readonly Moment[]
  /** Sampled days on which nothing was assessed. */
  readonly missingDays: readonly string[]
  readonly coverage: readonly Coverage[]
  /** All its assessments of the window, of which numbers of the period are made. */
  readonly judged: Judged
  /** Whether the findings of each of these are the ones that it sealed. */
  readonly soundness: PeriodSoundness
  /** How much there is of each type, and how much of it was read. */
  readonly populations: readonly PopulationOf[]
  readonly exceptions: readonly Exception[]
  /** What files propose, and the log has not: shown as that, and counted nowhere. */
  readonly proposals: readonly Proposal[]
  /** Nobody ended it, and the configuration has it no more: said wherever it is shown. */
  readonly left: boolean
}

/** How formats say of a tenant that it is missing. */
export const LEFT = 'missing from config.yaml, and nobody ended it'

/**
 * Entries from after the window that whoever verifies it needs all the same: the keys that sign now,
 * and why bodies are gone. With the first checkpoint over all of them.
 */
type Later = { readonly checkpoint: StoredCheckpoint; readonly entries: readonly number[] }

/** What is known of config.yaml: the digests of its sections that runs sealed. */
type ConfigurationWindow = {
  /** Where a run sealed other ones than the run of the window before. */
  readonly changes: readonly { at: string; entry: number; sections: readonly string[] }[]
  /** Sections that now say something else than the last run of all sealed. */
  readonly edited: readonly string[]
}

/**
 * What an export speaks of. The same window over the same log gives the same one, whenever it is
 * asked for.
 */
export type Window = {
  readonly from: string
  readonly to: string
  /** The end that was asked for and is still to come: the window ends now instead. */
  readonly clamped: string | null
  readonly days: readonly string[] | null
  readonly redact: boolean
  readonly checkpoint: StoredCheckpoint
  readonly before: StoredCheckpoint | null
  readonly later: Later | null
  /** All that were signed inside the window. */
  readonly checkpoints: readonly StoredCheckpoint[]
  readonly level: Level
  /** The level of the frameworks that have it, of which alone it speaks. */
  readonly assurance: string | null
  /** Who else signed the checkpoint. */
  readonly signers: Anchors
  readonly witness: { readonly name: string; readonly publicKey: string } | null
  readonly catalogue: string
  readonly frameworks: readonly Framework[]
  readonly tenants: readonly TenantWindow[]
  /** Places in the log that a bundle carries, ascending. */
  readonly entries: readonly number[]
  readonly gaps: readonly Gap[]
  readonly configuration: ConfigurationWindow
  /** What people decided, as it stood at its end: beside what is measured. */
  readonly stated: Stated
  /** As they are shown; what names persons is left out where the window is redacted. */
  findings(tenant: string, moment: Moment): AsyncIterable<ShownFinding>
  /** The same, each with what the whole window says of it. */
  findingsOverTime(tenant: TenantWindow, moment: Moment): AsyncIterable<FindingOverTime>
  /** As they are sealed. */
  lines(tenant: string, moment: Moment): AsyncIterable<Finding>
  /** Everything that was judged in the window, also what is no longer there at its end. */
  periods(tenant: TenantWindow): AsyncIterable<ShownPeriod>
  requirements(tenant: TenantWindow): Promise<readonly RequirementPeriod[]>
}

type FindingOverTime = { readonly finding: ShownFinding; readonly over: FindingPeriod | null }

/** With its last line as it is shown. */
export type ShownPeriod = FindingPeriod & { readonly shown: ShownFinding }

const SHOWN = 100
const AssessmentBody = z.object({
  at: z.string(),
  tree: z.literal(FINDINGS_TREE).optional(),
  findings: z.string(),
  count: z.int().optional(),
})
const RunBody = z.object({ requests: z.array(z.object({ evidence: z.int() })) })
const CaptureBody = z.object({
  readings: z.array(z.object({ setting: z.string(), reading: z.object({ state: z.string() }) })),
})

/**
 * Reads the window. @throws Problem `record-empty`, `export-window-empty` before the first
 * checkpoint, `export-window-reversed`; for words that name nothing `tenant-unknown`,
 * `service-unknown`, `framework-unknown`, `choice-unknown`
 */
export async function readWindow(
  source: ExportSource,
  options: WindowOptions,
  progress: (text: string) => void = () => undefined,
): Promise<Window> {
  const { store } = source
  const all = await sealedCheckpoints(store)
  const now = source.clock()
  const inTime = believed(all, now)
  const timed = all.filter(item => inTime.has(item))
  const isTimed = sealedInTime(all, inTime)
  const clamped = options.to !== undefined && options.to > now.toISOString() ? options.to : null
  const to = clamped
    ? now.toISOString()
    : (options.to ??
      timed.findLast(item => item.run !== null || item.decided)?.at ??
      timed.at(-1)?.at)
  const checkpoint = to === undefined ? undefined : timed.findLast(item => item.at <= to)
  // The first entry is the agent's own: it says that the log begins.
  const begun = (await store.tenants()).length > 0 || (await store.logSize()) > 1
  if (!begun || to === undefined || !checkpoint)
    throw begun && to !== undefined && all[0]
      ? new Problem('export-window-empty', { to, begins: timed[0]?.at ?? all[0].at })
      : new Problem('record-empty', {})
  const yearBefore = new Date(Date.parse(to) - 364 * 86_400_000).toISOString()
  const begin = timed[0]?.at ?? to
  const from =
    options.from ??
    (begin > yearBefore
      ? `${begin.slice(0, 10)}T00:00:00.000Z`
      : `${yearBefore.slice(0, 10)}T00:00:00.000Z`)
  if (from > to) throw new Problem('export-window-reversed', { from, to })
  const frameworks = chosenFrameworks(source, options)
  const { witness = null } = source.config()
  const signers = await anchorsOf(checkpoint, witness ? witnessOf(witness) : null)
  const days = options.days?.length ? [...new Set(options.days)].sort() : null
  const inWindow = (day: string): boolean => days === null || days.includes(day)

  const entries = new Set<number>()
  const gaps: Gap[] = []
  const heads = new Map<string, EvidenceHead[]>()
  const left = await leftTenants(source)
  const known = await knownTenants(source, left)
  const chosen = chosenTenants([...known.keys()].sort(), options.tenants)
  for await (const head of store.evidenceHeads({})) {
    if (head.index >= checkpoint.size) break
    // Keys and erasures explain every signature and every missing body, whenever they were made.
    if (head.kind === 'key' || head.kind === 'erasure') entries.add(head.index)
    if (head.ipe.recordedAt < from || head.ipe.recordedAt > to) continue
    if (head.kind === 'gap') {
      if (head.tenant !== '' && !chosen.includes(head.tenant)) continue
      const gap = Gap.safeParse(await bodyOf(source, head.index))
      if (gap.success) gaps.push(gap.data)
      entries.add(head.index)
    }
    if (!chosen.includes(head.tenant) || !inWindow(head.ipe.recordedAt.slice(0, 10))) continue
    // A clock ahead or behind says nothing of the day.
    if (!isTimed(head.index)) continue
    entries.add(head.index)
    if (['run', 'assessment', 'capture'].includes(head.kind)) {
      const list = heads.get(head.tenant) ?? []
      list.push(head)
      heads.set(head.tenant, list)
    }
  }
  const personal = new Set(
    source
      .catalogue()
      .services.flatMap(service =>
        service.settings.filter(setting => setting.personal).map(setting => setting.id),
      ),
  )
  const catalogue = source.catalogue()
  const shownOf = (line: Finding): ShownFinding => {
    const finding = shownFinding(line, catalogue)
    return options.redact ? redacted(finding, personal) : finding
  }
  const findings: Window['findings'] = async function* (tenant, moment) {
    for await (const line of store.eachFinding(tenant, moment.entry)) yield shownOf(line)
  }
  const sourceOf = (tenant: TenantWindow): PeriodSource =>
    periodSource(source, { to, gaps }, tenant)
  const tenants: TenantWindow[] = []
  const configured: SealedAt[] = []
  for (const id of chosen) {
    const given = known.get(id)
    if (!given) continue
    progress(`reading ${id}`)
    tenants.push(
      await readTenant(
        source,
        {
          id,
          ...given,
          left: left.includes(id),
          from,
          to,
          days,
          frameworks,
          redact: options.redact ?? false,
          shownOf,
          isTimed,
          asked: options.from !== undefined,
          size: checkpoint.size,
        },
        heads.get(id) ?? [],
        entries,
        configured,
      ),
    )
  }
  const stated = await readStated(source, {
    to,
    size: checkpoint.size,
    redact: options.redact ?? false,
    frameworks,
    tenants,
  })
  for (const entry of stated.entries) entries.add(entry)
  return {
    from,
    to,
    clamped,
    days,
    redact: options.redact ?? false,
    checkpoint,
    before: timed.findLast(item => item.at < from) ?? null,
    later: await laterThan(store, all, checkpoint.size),
    checkpoints: all.filter(
      item => item.at >= from && item.size <= checkpoint.size && item.at <= to,
    ),
    level: signers.level,
    assurance: options.level ?? null,
    signers,
    witness,
    catalogue: source.catalogueDigest(),
    frameworks,
    tenants,
    entries: [...entries].sort((a, b) => a - b),
    gaps,
    stated,
    configuration: {
      changes: changesOf(configured),
      edited: (await editedSections(source)) ?? [],
    },
    findings,
    async *findingsOverTime(tenant, { entry }) {
      for await (const { line, over } of linesOverTime(sourceOf(tenant), entry))
        yield { finding: shownOf(line), over }
    },
    lines: (tenant, moment) => store.eachFinding(tenant, moment.entry),
    async *periods(tenant) {
      for await (const found of findingPeriods(sourceOf(tenant)))
        yield { ...found, shown: shownOf(found.finding) }
    },
    requirements: tenant => requirementPeriods(sourceOf(tenant), frameworks),
  }
}

async function laterThan(
  store: ExportSource['store'],
  all: readonly StoredCheckpoint[],
  size: number,
): Promise<Later | null> {
  const entries: number[] = []
  for (const kind of keyBearing)
    for await (const { index } of store.evidenceHeads({ kind }))
      if (index >= size) entries.push(index)
  entries.sort((a, b) => a - b)
  const last = entries.at(-1)
  const checkpoint = last === undefined ? undefined : all.find(item => item.size > last)
  return checkpoint ? { checkpoint, entries } : null
}

/** With whether the last entry under it is what a person decided. */
type SealedCheckpoint = StoredCheckpoint & { readonly decided: boolean }

/**
 * The signed checkpoints with the newest time of the entries that each is the first over, and the run
 * of the last of them: what their rows say besides is not sealed, and chooses where a window ends.
 */
export async function sealedCheckpoints(
  store: ExportSource['store'],
): Promise<readonly SealedCheckpoint[]> {
  const all = await store.checkpoints()
  const ends = [...new Set(all.map(({ size }) => size))].sort((a, b) => a - b)
  const sealed = new Map<number, Pick<SealedCheckpoint, 'at' | 'run' | 'decided'>>()
  let next = 0
  let newest = ''
  for await (const { index, kind, run, ipe } of store.evidenceHeads({})) {
    while (next < ends.length && index >= (ends[next] ?? 0)) next++
    const end = ends[next]
    if (end === undefined) break
    newest = sealed.has(end) && newest > ipe.recordedAt ? newest : ipe.recordedAt
    sealed.set(end, { at: newest, run: run === '' ? null : run, decided: kind === 'decision' })
  }
  return all.map(checkpoint => ({
    ...checkpoint,
    decided: false,
    ...sealed.get(checkpoint.size),
  }))
}

/** Title and service of every tenant there is something to export of: configured, or left. */
async function knownTenants(
  source: ExportSource,
  left: readonly string[],
): Promise<ReadonlyMap<string, Pick<TenantWindow, 'title' | 'service'>>> {
  const known = new Map<string, Pick<TenantWindow, 'title' | 'service'>>()
  for (const id of Object.keys(source.config().tenants)) {
    const { config, service } = tenantOf(source, id)
    known.set(id, { title: config.title ?? id, service })
  }
  for (const id of left) {
    // What it was is known from what was judged of it.
    const [first] = await source.store.findings(id)
    const service = source.catalogue().services.find(item => item.id === first?.service)
    if (service) known.set(id, { title: `${id} (${LEFT})`, service })
  }
  return known
}

function chosenTenants(known: readonly string[], wanted: readonly string[] = []): string[] {
  for (const id of wanted)
    if (!known.includes(id)) throw new Problem('tenant-unknown', { tenant: id, known })
  return wanted.length > 0 ? [...new Set(wanted)].sort() : [...known]
}

function chosenFrameworks(
  source: ExportSource,
  { frameworks: wanted = [], level }: WindowOptions,
): readonly Framework[] {
  const known = source.catalogue().frameworks
  for (const id of wanted)
    if (!known.some(item => item.id === id))
      throw new Problem('framework-unknown', { framework: id, known: known.map(item => item.id) })
  const chosen = wanted.length > 0 ? known.filter(item => wanted.includes(item.id)) : known
  assertLevel(chosen, level)
  return chosen.map(item => atLevel(item, level)).toSorted((a, b) => (a.id < b.id ? -1 : 1))
}

type TenantInput = Pick<TenantWindow, 'id' | 'title' | 'service' | 'left'> & {
  readonly from: string
  readonly to: string
  readonly days: readonly string[] | null
  readonly frameworks: readonly Framework[]
  readonly redact: boolean
  readonly shownOf: (line: Finding) => ShownFinding
  /** Whether an entry was sealed under a clock that can be believed. */
  readonly isTimed: (entry: number) => boolean
  /** Whether somebody asked for the beginning of the window. */
  readonly asked: boolean
  readonly size: number
}

async function readTenant(
  source: ExportSource,
  input: TenantInput,
  heads: readonly EvidenceHead[],
  entries: Set<number>,
  configured: SealedAt[],
): Promise<TenantWindow> {
  const { id, title, service, left } = input
  const captured = new Map<string, Set<string>>()
  const populations = new Map<string, PopulationOf>()
  for (const head of heads) {
    if (head.kind === 'assessment') continue
    const body = await bodyOf(source, head.index)
    if (head.kind === 'run')
      addPopulation(populations, body, { at: head.ipe.recordedAt, entry: head.index })
    const sections = head.kind === 'run' ? sectionsIn(body) : null
    if (sections) configured.push({ at: head.ipe.recordedAt, entry: head.index, sections })
    if (head.kind === 'run')
      for (const request of RunBody.safeParse(body).data?.requests ?? [])
        if (request.evidence >= 0) entries.add(request.evidence)
    if (head.kind === 'capture') {
      for (const { setting, reading } of CaptureBody.safeParse(body).data?.readings ?? []) {
        if (reading.state === 'observed')
          captured.set(
            setting,
            (captured.get(setting) ?? new Set()).add(head.ipe.seenAt.slice(0, 10)),
          )
      }
    }
  }
  const assessments = heads.filter(head => head.kind === 'assessment')
  const last = input.days
    ? input.days.flatMap(
        day => assessments.findLast(head => head.ipe.recordedAt.startsWith(day)) ?? [],
      )
    : assessments.slice(-1)
  const runs = (
    await source.store.runs({
      tenant: input.id,
      status: 'finished',
      from: input.from,
      to: input.to,
    })
  )
    .filter(run => (run.finishedAt ?? '') <= input.to && input.isTimed(endOf(run)))
    .toReversed()
  const coverage = await coverageOf({
    service,
    runs,
    captured,
    from: input.from,
    to: input.to,
    spans: source.store.spans({ tenant: input.id, from: input.from, to: input.to }),
  })
  const judged = await judgedOf(source.store, id, { ...input, config: readingRules(source, id) })
  // What stood when the window began.
  const opening = judged.judgements.findLast(({ at, timed }) => timed && at < judged.from)
  if (opening) entries.add(opening.entry)
  const exceptions = (await source.exceptions())
    .filter(
      item =>
        item.tenant === input.id &&
        item.from <= input.to &&
        (item.endedAt ?? item.until) >= input.from,
    )
    .map(item => asOf(item, input.to, input.redact))
    .sort((a, b) => (a.id < b.id ? -1 : 1))
  const first = assessments[0]?.index ?? 0
  const moments: Moment[] = []
  let newest: ReadMoment | null = null
  for (const head of last) {
    const body = AssessmentBody.safeParse(await bodyOf(source, head.index))
    if (!body.success) continue
    const given = { ...input, runs, coverage, exceptions, first, judged }
    newest = await readMoment(source, given, head.index, body.data, entries)
    moments.push(newest.moment)
  }
  // Moved on from there, so that each line is hashed once; its tree is not kept for longer.
  const soundness = await periodProblem(
    source.store,
    id,
    judged.judgements.map(({ entry }) => entry),
    await lastRewriting(source.store),
    newest?.tree && newest.moment.matches ? { tree: newest.tree, at: newest.moment.entry } : null,
  )
  return {
    id,
    title,
    service,
    left,
    runs,
    moments,
    coverage,
    judged,
    soundness,
    populations: [...populations.values()].sort((a, b) => (a.type < b.type ? -1 : 1)),
    missingDays: (input.days ?? []).filter(
      day => !moments.some(moment => moment.at.startsWith(day)),
    ),
    exceptions,
    proposals: (await source.proposals())
      .filter(item => item.exception.tenant === id)
      .map(item => ({ ...item, exception: asOf(item.exception, input.to, input.redact) }))
      .sort((a, b) => (a.exception.id < b.exception.id ? -1 : 1)),
  }
}

type SealedAt = {
  readonly at: string
  readonly entry: number
  readonly sections: SealedSections
}

function changesOf(configured: readonly SealedAt[]): ConfigurationWindow['changes'] {
  return configured
    .toSorted((a, b) => a.entry - b.entry)
    .flatMap(({ at, entry, sections }, index, all) => {
      const before = all[index - 1]
      const changed = before ? differing(before.sections, sections) : []
      return changed.length > 0 ? [{ at, entry, sections: changed }] : []
    })
}

/** An acceptance as it stood then: that it was ended later is not told. */
function asOf(exception: Exception, to: string, redact: boolean): Exception {
  const { endedAt, ...rest } = redact ? { ...exception, acceptedBy: '(withheld)' } : exception
  return endedAt !== undefined && endedAt <= to ? { ...rest, endedAt } : rest
}

type MomentInput = TenantInput &
  Pick<TenantWindow, 'runs' | 'coverage' | 'exceptions' | 'judged'> & {
    /** The first assessment of the window. */
    readonly first: number
  }

/** With the tree over its findings, where it was sealed as one. */
type ReadMoment = { readonly moment: Moment; readonly tree: FindingTree | null }

async function readMoment(
  source: ExportSource,
  input: MomentInput,
  entry: number,
  body: z.infer<typeof AssessmentBody>,
  entries: Set<number>,
): Promise<ReadMoment> {
  const moment: Moment = {
    at: body.at,
    entry,
    findings: body.findings,
    ...(body.tree ? { tree: body.tree } : {}),
    matches: false,
    counts: emptyCounts(),
    checks: [],
    evaluations: [],
    monitoring: [],
    resources: [],
  }
  const groups = new Map<
    string,
    {
      metric: string
      counts: Record<Outcome, number>
      accepted: number
      acceptedUntil: string | null
      passing: Partial<Record<Grade, number>>
      openSince: string
      acceptances: Set<string>
      shown: ShownFinding[]
      read: Set<string>
      reasons: Map<
        string,
        { outcome: Outcome; reason: Reason | null; count: number; accepted: number }
      >
    }
  >()
  /** By thing, with the name that its last line had. */
  const resources = new Map<string, { name: string; shown: Finding['resource'] }>()
  const total = emptyCounts()
  const ends = new Map(input.exceptions.map(item => [item.id, item.endedAt ?? item.until]))
  const count = (finding: Finding): void => {
    const group = groups.get(finding.check) ?? {
      metric: finding.metric,
      counts: emptyCounts(),
      accepted: 0,
      acceptedUntil: null,
      passing: {},
      openSince: '',
      acceptances: new Set<string>(),
      shown: [] as ShownFinding[],
      read: new Set<string>(),
      reasons: new Map<
        string,
        { outcome: Outcome; reason: Reason | null; count: number; accepted: number }
      >(),
    }
    groups.set(finding.check, group)
    group.counts[finding.outcome]++
    total[finding.outcome]++
    const accepted = finding.outcome === 'fail' && finding.exception ? 1 : 0
    group.accepted += accepted
    if (accepted === 1)
      group.acceptedUntil = firstOf(group.acceptedUntil, ends.get(finding.exception ?? ''))
    else if (finding.outcome === 'fail' && finding.since > group.openSince)
      group.openSince = finding.since
    if (finding.outcome === 'pass')
      group.passing[finding.grade] = (group.passing[finding.grade] ?? 0) + 1
    if (accepted && finding.exception) group.acceptances.add(finding.exception)
    const key = `${finding.outcome} ${finding.reason ?? ''}`
    const same = group.reasons.get(key) ?? {
      outcome: finding.outcome,
      reason: finding.reason,
      count: 0,
      accepted: 0,
    }
    group.reasons.set(key, same)
    same.count++
    same.accepted += accepted
    const { type, id, name } = finding.resource
    const thing = `${type}\n${id}`
    if (resources.get(thing)?.name !== name)
      resources.set(thing, { name, shown: input.shownOf(finding).resource })
    if ((finding.outcome === 'fail' || finding.outcome === 'unknown') && group.shown.length < SHOWN)
      group.shown.push(input.shownOf(finding))
    group.read.add(`${finding.source} ${finding.grade}`)
    for (const ref of finding.evidence) entries.add(ref.index)
  }
  // Each line is read once: for what it says, and for whether it was sealed so.
  const { tree, matches } = await readSealed(source.store, input.id, entry, body, count)
  const wrong = await source.store.wrongBetween(input.id, input.first, entry)
  const plans = input.judged.judgements.map(({ at, rules }) => ({ at, rules }))
  const unseen = unseenSettings(input, Math.min(...plans.map(({ rules }) => rules.staleAfterDays)))
  const reads = new Map(input.service.checks.map(check => [check.id, check.reads]))
  const checks = [...groups]
    .map(([check, { read, reasons, acceptances, openSince: _, ...group }]) => ({
      check,
      ...group,
      wrong: wrong.get(check) ?? 0,
      gap: (reads.get(check) ?? []).some(setting => unseen.has(setting)),
      read: [...read].sort(),
      acceptances: [...acceptances].sort(),
      reasons: [...reasons].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, item]) => item),
    }))
    .sort((a, b) => (a.check < b.check ? -1 : 1))
  const deciding = new Set(input.service.checks.flatMap(check => check.reads))
  const monitoring = await monitoringOf(source, {
    tenant: input.id,
    from: input.from,
    to: input.to,
    settings: {
      read: [...deciding].filter(setting => !unseen.has(setting)).length,
      of: deciding.size,
    },
    runs: input.runs,
    plans: plans.map(({ at, rules }) => ({ at, schedule: rules.schedule })),
    found: [...groups.values()].flatMap(foundOf),
  })
  const facts = worstOf(monitoring)
  const evaluations = input.frameworks.flatMap(framework =>
    evaluateCounts(framework, checks, facts),
  )
  const things = [...resources.values()]
    .map(({ shown }) => ({ shown, key: `${shown.type}\n${shown.id}` }))
    .sort((a, b) => (a.key < b.key ? -1 : 1))
    .map(({ shown }) => shown)
  return {
    moment: {
      ...moment,
      matches,
      counts: total,
      checks,
      evaluations,
      monitoring,
      resources: things,
    },
    tree,
  }
}

/** Reads what stood at an assessment, line by line, and whether it is what was sealed. */
async function readSealed(
  store: ExportSource['store'],
  tenant: string,
  entry: number,
  seal: z.infer<typeof AssessmentBody>,
  each: (line: Finding) => void,
): Promise<{ readonly tree: FindingTree | null; readonly matches: boolean }> {
  if (seal.tree !== undefined) {
    const tree = await FindingTree.at(store, tenant, entry, each)
    return { tree, matches: tree.fits(seal) }
  }
  const { add, fits } = sealed(seal)
  for await (const line of store.eachFinding(tenant, entry)) {
    add(line)
    each(line)
  }
  return { tree: null, matches: fits() }
}

/** Settings that were not read for longer than a reading counts, at some time of the window. */
function unseenSettings({ coverage }: MomentInput, staleAfterDays: number): ReadonlySet<string> {
  return new Set(
    coverage
      .filter(item => item.longestGap > staleAfterDays || item.seenDays === 0)
      .map(item => item.setting),
  )
}

/** The outcomes of a check as the monitoring counts them: what fails openly, by the last one to. */
function foundOf({
  counts,
  accepted,
  openSince,
}: {
  readonly counts: Readonly<Record<Outcome, number>>
  readonly accepted: number
  readonly openSince: string
}): { outcome: Outcome; exception: string | null; count: number; since: string }[] {
  const open = counts.fail - accepted
  return [
    ...(open > 0
      ? [{ outcome: 'fail' as const, exception: null, count: open, since: openSince }]
      : []),
    ...(accepted > 0
      ? [{ outcome: 'fail' as const, exception: 'accepted', count: accepted, since: '' }]
      : []),
    ...(counts.pass > 0
      ? [{ outcome: 'pass' as const, exception: null, count: counts.pass, since: '' }]
      : []),
  ]
}

function firstOf(a: string | null, b: string | undefined): string | null {
  return b === undefined ? a : a === null || b < a ? b : a
}

export async function bodyOf(source: Pick<ExportSource, 'store'>, index: number): Promise<unknown> {
  const evidence = await source.store.evidence(index)
  if (!evidence?.body) return null
  try {
    return JSON.parse(new TextDecoder().decode(evidence.body))
  } catch {
    return null
  }
}

/** Days of the window that an export draws. */
export function windowDays(window: Pick<Window, 'from' | 'to'>): string[] {
  return daysOf(window.from, window.to)
}
