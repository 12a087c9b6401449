import type { Check } from '../model/check.ts'
import type { Exception } from '../model/exception.ts'
import type { Finding, Outcome } from '../model/finding.ts'
import { Outcome as OutcomeSchema } from '../model/finding.ts'
import type { Grade } from '../model/observation.ts'
import { variableName } from '../model/id.ts'
import type { Reason } from '../model/reason.ts'
import type { Resource } from '../model/resource.ts'
import { UNLISTED } from '../model/resource.ts'
import { Undetermined } from '../model/service.ts'
import type { Setting } from '../model/setting.ts'
import type { Value } from '../model/value.ts'
import type { Current, CurrentReading } from './current.ts'
import { declaredAt, endedFor } from './declared.ts'
import type { Declared } from './declared.ts'
import { meets } from './expectation.ts'
import type { Expression } from './expression.ts'
import { membersOf } from './members.ts'
import type { Kind, Member } from './members.ts'

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
  /** Target value of its metric, or the tenant's own. */
  readonly target: Value
  /** `framework:requirement`. */
  readonly requirements: readonly string[]
}

export type AssessOptions = {
  readonly exceptions?: readonly Exception[]
  /** Outcome and since of the assessment before, by finding id. */
  readonly previous?: ReadonlyMap<string, { readonly outcome: Outcome; readonly since: string }>
  /**
   * Declared exclusions of the tenant (accepted users, groups, domains), by check id or outside
   * policy id: `accepted` in expressions.
   */
  readonly accepted?: Readonly<Record<string, Value>>
}

/** One finding per check and known resource, whatever happened; sorted by id. Pure. */
export function assess(
  checks: readonly CompiledCheck[],
  state: Current,
  options: AssessOptions = {},
): Finding[] {
  const byKey = new Map(
    state.resources.map(resource => [`${resource.type}\n${resource.id}`, resource]),
  )
  const { inForce, ended } = declaredAt(options.accepted ?? {}, state.at)
  const findings: Finding[] = []
  for (const compiled of checks) {
    const resources = state.resources.filter(resource => resource.type === compiled.check.resource)
    for (const resource of resources)
      findings.push(
        judge(compiled, resource, byKey, state, { ...options, accepted: inForce, ended }),
      )
    const unlisted = state.unlisted.get(compiled.check.resource)
    if (unlisted && resources.length === 0)
      findings.push(unlistedFinding(compiled, state, options, unlisted))
  }
  return findings.sort((a, b) => (a.id < b.id ? -1 : a.id > b.id ? 1 : 0))
}

/** Stable for check + resource within a tenant. */
function findingId(tenant: string, check: string, resource: Pick<Resource, 'type' | 'id'>): string {
  return `${tenant}/${check}/${resource.id}`
}

type Verdict = {
  readonly outcome: Outcome
  readonly reason: Reason | null
  readonly detail: string | null
}

/**
 * Raised when an expression touches a setting that was not read; `||` and `&&` absorb it where the
 * rest decides.
 */
class Unobserved extends Error {
  readonly setting: string
  readonly reason: Reason
  constructor(setting: string, reason: Reason, detail: string | undefined) {
    super(detail ?? setting)
    this.setting = setting
    this.reason = reason
  }
}

function judge(
  compiled: CompiledCheck,
  resource: Resource,
  byKey: ReadonlyMap<string, Resource>,
  state: Current,
  options: AssessOptions & Pick<Declared, 'ended'>,
): Finding {
  const seen = compiled.settings.map(setting =>
    lookAt(setting, compiled.members.get(setting.id), resource, byKey, state),
  )
  const variables: Record<string, unknown> = {
    resource: { type: resource.type, id: resource.id, name: resource.name },
    target: compiled.target,
    now: new Date(state.at),
    accepted: options.accepted ?? {},
  }
  for (const { setting, reading, members } of seen) define(variables, setting, reading, members)
  for (const setting of compiled.optional) {
    const { reading } = lookAt(setting, undefined, resource, byKey, state)
    variables[variableName(setting.id)] = reading?.state === 'observed' ? reading.value : null
  }
  variables['sources'] = Object.fromEntries(
    seen.flatMap(({ setting, reading }) =>
      reading?.state === 'observed' ? [[variableName(setting.id), reading.source]] : [],
    ),
  )
  const judged = verdictOf(compiled, variables, seen[0]?.reading ?? null)
  const over = judged.outcome === 'fail' ? endedFor(compiled.check, options.ended) : ''
  const verdict =
    over === ''
      ? judged
      : { ...judged, detail: judged.detail === null ? over : `${judged.detail}; ${over}` }
  const used = seen.flatMap(item =>
    item.members ? item.members.map(member => member.reading) : (item.reading ?? []),
  )
  const disagreement = seen.flatMap(({ setting, owner, members }) =>
    (members ? members.map(member => member.resource) : owner ? [owner] : []).flatMap(
      at => state.disagreement(at, setting) ?? [],
    ),
  )
  return finish(
    compiled,
    resource,
    state,
    options,
    verdict,
    used,
    Object.fromEntries(seen.flatMap(observedOf)),
    disagreement,
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

function observedOf({ setting, reading, members }: Seen): [string, Value][] {
  if (members)
    return [
      [
        setting.id,
        members.flatMap(({ name, reading: own }) =>
          own.state === 'observed' ? [{ resource: name, value: own.value }] : [],
        ),
      ],
    ]
  return reading?.state === 'observed' ? [[setting.id, reading.value]] : []
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
  const { reason, detail } = reading ?? {
    reason: 'not-found' as const,
    detail: `no ${setting.resource} known for this resource`,
  }
  Object.defineProperty(variables, name, {
    enumerable: true,
    get() {
      throw new Unobserved(setting.id, reason, detail)
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
        detail: compiled.check.when ?? null,
      }
    if (compiled.test) return fromTest(compiled.test(variables))
    if (!only || !compiled.check.expect)
      throw new Unobserved(compiled.check.reads[0] ?? '', 'not-found', undefined)
    if (only.state === 'unobserved')
      throw new Unobserved(compiled.check.reads[0] ?? '', only.reason, only.detail)
    return {
      outcome: meets(compiled.check.expect, only.value, compiled.target) ? 'pass' : 'fail',
      reason: null,
      detail: null,
    }
  } catch (error) {
    if (error instanceof Unobserved) {
      return {
        outcome: error.reason === 'unsupported-plan' ? 'not-applicable' : 'unknown',
        reason: error.reason,
        detail:
          error.message === error.setting ? error.setting : `${error.setting}: ${error.message}`,
      }
    }
    if (error instanceof Undetermined)
      return {
        outcome: error.reason === 'unsupported-plan' ? 'not-applicable' : 'unknown',
        reason: error.reason,
        detail: error.message,
      }
    return {
      outcome: 'unknown',
      reason: 'check-error',
      detail: error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error),
    }
  }
}

/** A bool, an outcome, or (from a predicate) an outcome with the object that decided. */
function fromTest(result: unknown): Verdict {
  if (typeof result === 'boolean')
    return { outcome: result ? 'pass' : 'fail', reason: null, detail: null }
  if (typeof result === 'object' && result !== null && 'outcome' in result) {
    const verdict = fromTest(result.outcome)
    return {
      ...verdict,
      detail:
        'detail' in result && typeof result.detail === 'string' ? result.detail : verdict.detail,
    }
  }
  const outcome = OutcomeSchema.safeParse(result)
  if (!outcome.success)
    return {
      outcome: 'unknown',
      reason: 'check-error',
      detail: `the test gave ${JSON.stringify(result)}, which is neither a bool nor an outcome`,
    }
  const reason =
    outcome.data === 'unknown'
      ? 'not-readable-by-api'
      : outcome.data === 'not-applicable'
        ? 'does-not-apply'
        : null
  return { outcome: outcome.data, reason, detail: null }
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
  state: Current,
  options: AssessOptions,
  why: { readonly reason: Reason; readonly detail?: string | undefined },
): Finding {
  const resource: Resource = {
    type: compiled.check.resource,
    id: UNLISTED,
    name: `every ${compiled.check.resource}`,
  }
  return finish(
    compiled,
    resource,
    state,
    options,
    {
      outcome: why.reason === 'unsupported-plan' ? 'not-applicable' : 'unknown',
      reason: why.reason,
      detail: why.detail ?? null,
    },
    [],
    {},
    [],
  )
}

function finish(
  compiled: CompiledCheck,
  resource: Resource,
  state: Current,
  options: AssessOptions,
  verdict: Verdict,
  used: readonly CurrentReading[],
  observed: Readonly<Record<string, Value>>,
  disagreement: Finding['disagreement'],
): Finding {
  const { check } = compiled
  const id = findingId(state.tenant, check.id, resource)
  const before = options.previous?.get(id)
  const weakest = [...used].sort((a, b) => (a.grade < b.grade ? 1 : -1))[0]
  const evidence = new Map(used.flatMap(reading => reading.evidence).map(ref => [ref.index, ref]))
  return {
    id,
    check: check.id,
    metric: check.metric,
    service: state.service,
    tenant: state.tenant,
    resource: { type: resource.type, id: resource.id, name: resource.name },
    ...verdict,
    severity: check.severity,
    observed,
    expected: check.expected,
    since: before?.outcome === verdict.outcome ? before.since : state.at,
    source: weakest?.source ?? 'api',
    grade: weakest?.grade ?? ('A' satisfies Grade),
    evidence: [...evidence.values()].sort((a, b) => a.index - b.index),
    exception:
      options.exceptions?.find(item => covers(item, state, check.id, resource.id))?.id ?? null,
    requirements: [...compiled.requirements],
    ...(disagreement && disagreement.length > 0 ? { disagreement } : {}),
  }
}

function covers(exception: Exception, state: Current, check: string, resource: string): boolean {
  return (
    exception.tenant === state.tenant &&
    exception.check === check &&
    (exception.resource === undefined || exception.resource === resource) &&
    Date.parse(exception.from) <= Date.parse(state.at) &&
    Date.parse(state.at) <
      Math.min(Date.parse(exception.until), Date.parse(exception.endedAt ?? exception.until))
  )
}
