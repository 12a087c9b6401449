import type { CompiledCheck } from '../../common/assess/assess.ts'
import { STALE_AFTER_DAYS } from '../../common/assess/current.ts'
import { emptyCounts } from '../../common/model/index.ts'
import type { Exception, Observation, Outcome, Value } from '../../common/model/index.ts'
import type { Agent } from '../agent.ts'
import { sealedFindings } from '../log/current-rows.ts'
import { perAgent } from '../per-agent.ts'

/** Outcomes of each check. */
type CountsByCheck = ReadonlyMap<string, Record<Outcome, number>>

/** An assessment that this process made, and what it rested on. */
type Made = {
  /** What was current after it, findings too. */
  readonly digest: string
  readonly inputs: string
  /** It says the same from its time on, up to before the first moment at which time alone decides. */
  readonly from: string
  readonly until: number
  readonly counts: CountsByCheck
}

/** What besides the store's rows an assessment rests on. */
export type Inputs = {
  readonly at: string
  readonly exceptions: readonly Exception[]
  readonly checks: readonly CompiledCheck[]
  /** The owner's own targets that count. */
  readonly targets: readonly unknown[]
  /** Files with checks that cannot be loaded. */
  readonly lost: readonly string[]
}

/** What of the assessment before still holds, and the checks that are to be judged. */
type Rest = {
  readonly checks: readonly CompiledCheck[]
  /** Every setting that one of these looks at. */
  readonly settings: ReadonlySet<string>
  readonly carried: CountsByCheck
  readonly until: number
}

const SLEW_MILLISECONDS = 60_000
const DAY = 86_400_000

/** Kept in memory alone: what starts anew judges anew, and no file can say that nothing changed. */
const madeOf = perAgent(() => new Map<string, Made>())

/**
 * Which checks are to be judged, where those of the last assessment still hold of all others: the same
 * catalogue, configuration and acceptances, no moment in between from which on a reading is stale or an
 * acceptance over, and of the rows nothing but readings of settings that only these look at. Null where
 * all is to be judged. Whoever asks has compared the rows with what the log sealed before it wrote
 * anything, as a run does first.
 */
export async function restOf(agent: Agent, tenant: string, inputs: Inputs): Promise<Rest | null> {
  const made = madeOf(agent).get(tenant)
  if (!made || made.from > inputs.at || Date.parse(inputs.at) >= made.until) return null
  const touched = await agent.store.touchedSettings(tenant)
  if (!touched || made.inputs !== inputsOf(agent, inputs)) return null
  if (!(await sealedFindings(agent.store, tenant, made.digest))) return null
  const checks = inputs.checks.filter(
    check => asksForTime(check) || settingsOf(check).some(setting => touched.has(setting)),
  )
  const carried = new Map(made.counts)
  for (const { check } of checks) carried.delete(check.id)
  const settings = new Set(checks.flatMap(settingsOf))
  return { checks, settings, carried, until: made.until }
}

/** Remembers an assessment, with every reading that it looked at anew. */
export function remember(
  agent: Agent,
  tenant: string,
  inputs: Inputs,
  found: {
    readonly digest: string
    readonly counts: CountsByCheck
    readonly observations: readonly Observation[]
    readonly rest: Rest | null
  },
): void {
  if (inputs.lost.length > 0) {
    madeOf(agent).delete(tenant)
    return
  }
  const { accepted } = agent.config().tenants[tenant] ?? {}
  const moments = [
    ...found.observations.flatMap(item => momentsOf(item, agent.config().staleAfterDays)),
    ...inputs.exceptions.flatMap(({ from, until, endedAt }) => [from, until, endedAt ?? until]),
    ...endsIn(accepted ?? {}),
  ].map(moment => (typeof moment === 'number' ? moment : Date.parse(moment)))
  const now = Date.parse(inputs.at)
  let until = found.rest?.until ?? Number.POSITIVE_INFINITY
  for (const moment of moments) if (moment > now && moment < until) until = moment
  const { digest, counts } = found
  const made = { digest, counts, inputs: inputsOf(agent, inputs), from: inputs.at, until }
  madeOf(agent).set(tenant, made)
}

/** Of all checks together. */
export function totalOf(counts: CountsByCheck): Record<Outcome, number> {
  const total = emptyCounts()
  for (const of of counts.values())
    for (const outcome of Object.keys(total) as Outcome[]) total[outcome] += of[outcome]
  return total
}

/** An expression in which the present time stands. */
function asksForTime({ check }: CompiledCheck): boolean {
  return /\bnow\b/.test(`${check.test ?? ''} ${check.when ?? ''}`)
}

function settingsOf({ settings, optional, members }: CompiledCheck): string[] {
  return [...settings, ...optional, ...[...members.values()].map(kind => kind.list)].map(
    setting => setting.id,
  )
}

function inputsOf(agent: Agent, { exceptions, targets, lost }: Inputs): string {
  return JSON.stringify([agent.catalogueDigest(), agent.config(), exceptions, targets, lost])
}

/** When time alone makes another reading of it: it is of the future no more, is stale, has ended. */
function momentsOf(
  { source, at, until }: Observation,
  staleAfterDays = STALE_AFTER_DAYS,
): (number | string)[] {
  if (source === 'api') return []
  const read = Date.parse(at)
  // Stale is what is older than so many days, and not yet what is exactly as old.
  return [read - SLEW_MILLISECONDS, until ?? read + staleAfterDays * DAY + 1]
}

/** Every end that a declaration names, however deep. */
function endsIn(declared: Value | Readonly<Record<string, Value>>): string[] {
  if (typeof declared !== 'object' || declared === null) return []
  return Object.entries(declared).flatMap(([key, value]) =>
    key === 'until' && typeof value === 'string' ? [value] : endsIn(value as Value),
  )
}
