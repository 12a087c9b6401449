import { z } from 'zod'
import type { Check } from '../model/check.ts'
import type { Exception } from '../model/exception.ts'
import type { AppliedTarget, CodedFinding, Outcome } from '../model/finding.ts'
import { Outcome as OutcomeSchema } from '../model/finding.ts'
import type { Grade } from '../model/observation.ts'
import { variableName } from '../model/id.ts'
import type { Reason } from '../model/reason.ts'
import type { Resource } from '../model/resource.ts'
import { UNLISTED } from '../model/resource.ts'
import { Undetermined } from '../model/service.ts'
import type { Setting } from '../model/setting.ts'
import type { Value } from '../model/value.ts'
import { KeptSaid } from '../words/kept.ts'
import { said } from '../words/said.ts'
import { acceptanceOf } from './acceptance.ts'
import type { Current, CurrentReading, Unlisted } from './current.ts'
import { declaredAt, endedFor } from './declared.ts'
import type { Declared } from './declared.ts'
import { meets } from './expectation.ts'
import type { Expression } from './expression.ts'
import { membersOf } from './members.ts'
import type { Kind, Member } from './members.ts'
import { whyOf } from './why.ts'

/** A check ready to judge: its settings looked up, its expressions compiled (see catalogue.ts). */
export type CompiledCheck = {
  readonly check: Check
  readonly settings: readonly Setting[]
  /** Seen where they were read. */
  readonly optional: readonly Setting[]
  /**
   * Settings of things below the check's resource, by setting id: the check sees one entry for each
   * listed thing.
   */
  readonly members: ReadonlyMap<string, Kind>
  readonly when: Expression | null
  readonly test: Expression | null
  /** Ids of the settings at which it looks itself, instead of handing them to a predicate. */
  readonly looksInto: ReadonlySet<string>
  /** What is compared with, and how; null where nothing is. */
  readonly target: AppliedTarget | null
}

export type AssessOptions = {
  readonly exceptions?: readonly Exception[]
  /** Outcome, since and acceptance of the assessment before, by finding id. */
  readonly previous?: Pick<
    ReadonlyMap<
      string,
      { readonly outcome: Outcome; readonly since: string; readonly exception?: string | null }
    >,
    'get'
  >
  /** Ids of baselines that take what stands now. */
  readonly beginning?: ReadonlySet<string>
  /**
   * Declared exclusions of the tenant (accepted users, groups, domains), by check id or outside
   * policy id: `accepted` in expressions.
   */
  readonly accepted?: Readonly<Record<string, Value>>
}

/**
 * One finding per check and known resource, whatever happened; sorted by id. Pure. What is said is
 * said by code: see `boundedFinding` for what is sealed, and `shownFinding` for what is read.
 */
export function assess(
  checks: readonly CompiledCheck[],
  state: Current,
  options: AssessOptions = {},
): CodedFinding[] {
  const { of, ofUnlisted } = assessor(checks, state, options)
  return [...of(state.resources, state), ...ofUnlisted()].sort((a, b) =>
    a.id < b.id ? -1 : a.id > b.id ? 1 : 0,
  )
}

const MINUTE = 60_000

/**
 * The present time as expressions see it, in milliseconds: the minute that has begun. Within it whatever
 * asks for the time comes out alike, and is not judged again.
 */
export function minuteOf(at: string): number {
  return Math.floor(Date.parse(at) / MINUTE) * MINUTE
}

/** What is the same for all things of a tenant, whatever was read of each. */
export type Known = Pick<Current, 'tenant' | 'service' | 'at' | 'resources' | 'unlisted'>

/** Judges some of a tenant's things after others. */
export type Assessor = {
  /** @param state what was read of them, of what they are in, and of what their checks list */
  of(things: readonly Resource[], state: Current): Generator<CodedFinding>
  /** What stands for those that could not be listed, once all known ones were judged. */
  ofUnlisted(): Generator<CodedFinding>
}

/** The same for whoever has not read everything at once: a large tenant is not held as a whole. */
export function assessor(
  checks: readonly CompiledCheck[],
  known: Known,
  options: AssessOptions = {},
): Assessor {
  const byKey = new Map(
    known.resources.map(resource => [`${resource.type}\n${resource.id}`, resource]),
  )
  const { inForce, ended } = declaredAt(options.accepted ?? {}, known.at)
  const given = { ...options, accepted: inForce, ended }
  const byType = Map.groupBy(checks, ({ check }) => check.resource)
  const has = new Set(known.resources.map(({ type }) => type))
  /** Of which some thing could be told. */
  const told = new Set<CompiledCheck>()
  return {
    *of(things, state) {
      for (const resource of things)
        for (const compiled of byType.get(resource.type) ?? []) {
          const finding = judge(compiled, resource, byKey, state, given)
          if (finding.outcome !== 'unknown') told.add(compiled)
          yield finding
        }
    },
    *ofUnlisted() {
      for (const compiled of checks) {
        const unlisted = known.unlisted.get(compiled.check.resource)
        // Verdicts on the listed ones must not pass for verdicts on all.
        if (unlisted && (!has.has(compiled.check.resource) || told.has(compiled)))
          yield unlistedFinding(compiled, known, options, unlisted)
      }
    },
  }
}

/** Stable for check + resource within a tenant. */
function findingId(tenant: string, check: string, resource: Pick<Resource, 'type' | 'id'>): string {
  return `${tenant}/${check}/${resource.id}`
}

type Verdict = {
  readonly outcome: Outcome
  readonly reason: Reason | null
  /** What decided, the most important first. */
  readonly said: readonly KeptSaid[]
}

/**
 * Raised when an expression touches a setting that was not read; `||` and `&&` absorb it where the
 * rest decides.
 */
class Unobserved extends Error {
  readonly reason: Reason
  readonly said: KeptSaid
  constructor(setting: string, reason: Reason, why: KeptSaid | undefined) {
    super(setting)
    this.reason = reason
    this.said = said('unread', { setting, ...(why ? { why } : {}) })
  }
}

function judge(
  compiled: CompiledCheck,
  resource: Resource,
  byKey: ReadonlyMap<string, Resource>,
  state: Current,
  options: AssessOptions & Pick<Declared, 'ended'>,
): CodedFinding {
  const seen = compiled.settings.map(setting =>
    lookAt(setting, compiled.members.get(setting.id), resource, byKey, state),
  )
  const variables: Record<string, unknown> = {
    resource: { type: resource.type, id: resource.id, name: resource.name },
    target: compiled.target?.value ?? null,
    now: new Date(minuteOf(state.at)),
    accepted: options.accepted ?? {},
  }
  for (const { setting, reading, members } of seen)
    define(
      variables,
      setting,
      compiled.looksInto.has(setting.id) ? whole(reading) : reading,
      members,
    )
  for (const setting of compiled.optional) {
    const reading = whole(lookAt(setting, undefined, resource, byKey, state).reading)
    variables[variableName(setting.id)] = reading?.state === 'observed' ? reading.value : null
  }
  variables['sources'] = Object.fromEntries(
    seen.flatMap(({ setting, reading }) =>
      reading?.state === 'observed' ? [[variableName(setting.id), reading.source]] : [],
    ),
  )
  const judged = verdictOf(compiled, variables, whole(seen[0]?.reading ?? null))
  const over = judged.outcome === 'fail' ? endedFor(compiled.check, options.ended) : []
  const verdict = { ...judged, said: [...judged.said, ...over] }
  const used = seen.flatMap(item =>
    item.members ? item.members.map(member => member.reading) : (item.reading ?? []),
  )
  const disagreement = seen.flatMap(({ setting, owner, members }) =>
    (members ? members.map(member => member.resource) : owner ? [owner] : []).flatMap(
      at => disagreementOf(state, at, setting) ?? [],
    ),
  )
  return finish(
    compiled,
    resource,
    state,
    options,
    verdict,
    used,
    seen.flatMap(decidedOf),
    disagreement,
  )
}

function disagreementOf(
  state: Current,
  at: Pick<Resource, 'type' | 'id'>,
  setting: Setting,
): NonNullable<CodedFinding['disagreement']>[number] | null {
  const found = state.disagreement(at, setting)
  return (
    found && {
      setting: found.setting,
      api: { value: found.api },
      console: { value: found.console },
    }
  )
}

/**
 * What a check sees of one setting: the reading of the resource itself or of one above, or the
 * listed things below it.
 */
type Seen = {
  readonly setting: Setting
  readonly owner: Resource | null
  readonly reading: CurrentReading | null
  readonly members: readonly Member[] | null
}

function lookAt(
  setting: Setting,
  kind: Kind | undefined,
  resource: Resource,
  byKey: ReadonlyMap<string, Resource>,
  state: Current,
): Seen {
  const owner = ownerOf(resource, kind?.list.resource ?? setting.resource, byKey)
  const reading = owner ? state.reading(owner, kind?.list ?? setting) : null
  return {
    setting,
    owner,
    reading,
    members:
      kind && owner && reading?.state === 'observed'
        ? membersOf(kind, setting, owner, reading.value, state)
        : null,
  }
}

function decidedOf({
  setting,
  reading,
  members,
}: Seen): { readonly setting: string; readonly value: Value }[] {
  if (members)
    return [
      {
        setting: setting.id,
        value: members.flatMap(({ name, reading: own }) =>
          own.state === 'observed' ? [{ resource: name, value: own.value }] : [],
        ),
      },
    ]
  return reading?.state === 'observed' ? [{ setting: setting.id, value: reading.value }] : []
}

/**
 * A value of which a part was left out says nothing of that part: only predicates of the service know
 * what there is.
 */
function whole(reading: CurrentReading | null): CurrentReading | null {
  return reading?.state === 'observed' && reading.why
    ? { ...reading, state: 'unobserved', reason: 'not-found', why: reading.why }
    : reading
}

function define(
  variables: Record<string, unknown>,
  setting: Setting,
  reading: CurrentReading | null,
  members: readonly Member[] | null,
): void {
  const name = variableName(setting.id)
  if (members) {
    variables[name] = members.map(member => member.shown)
    return
  }
  if (reading?.state === 'observed') {
    variables[name] = reading.value
    return
  }
  const reason = reading?.reason ?? 'not-found'
  const why = reading ? whyOf(reading) : said('no-resource', { type: setting.resource })
  Object.defineProperty(variables, name, {
    enumerable: true,
    get() {
      throw new Unobserved(setting.id, reason, why)
    },
  })
}

function verdictOf(
  compiled: CompiledCheck,
  variables: Record<string, unknown>,
  only: CurrentReading | null,
): Verdict {
  try {
    if (compiled.when && compiled.when(variables) !== true)
      return {
        outcome: 'not-applicable',
        reason: 'does-not-apply',
        said: [said('condition-not-met')],
      }
    if (compiled.test) return fromTest(compiled.test(variables))
    if (!only || !compiled.check.expect)
      throw new Unobserved(compiled.check.reads[0] ?? '', 'not-found', undefined)
    if (only.state === 'unobserved')
      throw new Unobserved(compiled.check.reads[0] ?? '', only.reason, whyOf(only))
    return {
      outcome: meets(compiled.check.expect, only.value, compiled.target?.value ?? null)
        ? 'pass'
        : 'fail',
      reason: null,
      said: [],
    }
  } catch (error) {
    if (error instanceof Unobserved || error instanceof Undetermined)
      return {
        outcome: error.reason === 'unsupported-plan' ? 'not-applicable' : 'unknown',
        reason: error.reason,
        said: [error.said],
      }
    const message = error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error)
    return { outcome: 'unknown', reason: 'check-error', said: [said('check-failed', { message })] }
  }
}

const SaidByPredicate = z.array(KeptSaid)

/** A bool, an outcome, or (from a predicate) an outcome with what decided. */
function fromTest(result: unknown): Verdict {
  if (typeof result === 'boolean')
    return { outcome: result ? 'pass' : 'fail', reason: null, said: [] }
  if (typeof result === 'object' && result !== null && 'outcome' in result) {
    const verdict = fromTest(result.outcome)
    return 'said' in result ? { ...verdict, said: SaidByPredicate.parse(result.said) } : verdict
  }
  const outcome = OutcomeSchema.safeParse(result)
  if (!outcome.success)
    return {
      outcome: 'unknown',
      reason: 'check-error',
      said: [said('test-gave', { value: JSON.stringify(result) })],
    }
  const reason =
    outcome.data === 'unknown'
      ? 'not-readable-by-api'
      : outcome.data === 'not-applicable'
        ? 'does-not-apply'
        : null
  return { outcome: outcome.data, reason, said: [] }
}

function ownerOf(
  resource: Resource,
  type: string,
  byKey: ReadonlyMap<string, Resource>,
): Resource | null {
  const seen = new Set<Resource>()
  for (
    let at: Resource | undefined = resource;
    at && !seen.has(at);
    at = at.parent && byKey.get(`${at.parent.type}\n${at.parent.id}`)
  ) {
    if (at.type === type) return at
    seen.add(at)
  }
  return null
}

function unlistedFinding(
  compiled: CompiledCheck,
  state: Known,
  options: AssessOptions,
  unlisted: Unlisted,
): CodedFinding {
  const resource: Resource = {
    type: compiled.check.resource,
    id: UNLISTED,
    name: UNLISTED,
  }
  const why = whyOf(unlisted)
  return finish(
    compiled,
    resource,
    state,
    options,
    {
      outcome: unlisted.reason === 'unsupported-plan' ? 'not-applicable' : 'unknown',
      reason: unlisted.reason,
      said: why ? [why] : [],
    },
    [],
    [],
    [],
  )
}

function finish(
  compiled: CompiledCheck,
  resource: Resource,
  state: Known,
  options: AssessOptions,
  { outcome, reason, said: [first, ...also] }: Verdict,
  used: readonly CurrentReading[],
  decided: CodedFinding['decided'],
  disagreement: CodedFinding['disagreement'],
): CodedFinding {
  const { check } = compiled
  const id = findingId(state.tenant, check.id, resource)
  const before = options.previous?.get(id)
  // Of equal ones the last.
  const weakest = used.reduce<CurrentReading | undefined>(
    (found, reading) => (found && found.grade > reading.grade ? found : reading),
    undefined,
  )
  const evidence = new Map(used.flatMap(reading => reading.evidence).map(ref => [ref.index, ref]))
  return {
    v: 2,
    id,
    check: check.id,
    metric: check.metric,
    service: state.service,
    tenant: state.tenant,
    resource: { type: resource.type, id: resource.id, name: resource.name },
    outcome,
    reason,
    verdict: first?.code ?? null,
    params: first?.params ?? {},
    ...(compiled.target ? { target: compiled.target } : {}),
    ...(also.length > 0 ? { also } : {}),
    severity: check.severity,
    decided,
    since: sinceOf(before, outcome, state.at),
    source: weakest?.source ?? 'api',
    grade: weakest?.grade ?? ('A' satisfies Grade),
    evidence: [...evidence.values()].sort((a, b) => a.index - b.index),
    exception: acceptanceOf(
      options.exceptions ?? [],
      {
        tenant: state.tenant,
        check: check.id,
        resource: resource.id,
        outcome,
        at: state.at,
        before: before?.exception ?? null,
      },
      options.beginning,
    ),
    // Which requirements a finding speaks to is read from the catalogue when it is shown.
    requirements: [],
    ...(disagreement && disagreement.length > 0 ? { disagreement } : {}),
  }
}

/**
 * Since when a finding has its outcome: as the assessment before said, unless it said so under a clock
 * that was ahead.
 */
export function sinceOf(
  before: { readonly outcome: Outcome; readonly since: string } | undefined,
  outcome: Outcome,
  at: string,
): string {
  return before?.outcome === outcome && before.since <= at ? before.since : at
}
