import type { MonitoringFacts } from '../../common/assess/evaluate.ts'
import type { MonitoringFact } from '../../common/model/index.ts'
import type { Agent } from '../agent.ts'
import { longestPause } from '../home/cron.ts'
import { toldIn } from '../log/sealed-outbox.ts'
import type { FindingTally, Run } from '../store/store.ts'

const HOUR = 3_600_000
/** Sent and given up deliveries are kept as long (see the outbox): of what was before nobody can tell. */
const OUTBOX_KEPT = 90 * 24 * HOUR

/** What the monitoring of one tenant did in a window. */
export type Watched = {
  readonly tenant: string
  readonly from: string
  readonly to: string
  /** Settings that some check reads, and how many of them were read throughout. */
  readonly settings: { readonly read: number; readonly of: number }
  /** Finished ones of the window, in any order. */
  readonly runs: readonly Pick<Run, 'kind' | 'finishedAt' | 'checkpoint'>[]
  /** What each assessment sealed of when it is scanned, in their order. */
  readonly plans: readonly { readonly at: string; readonly schedule: string }[]
  /** What was found last. */
  readonly found: readonly Pick<FindingTally, 'outcome' | 'exception' | 'count' | 'since'>[]
}

type Source = Pick<Agent, 'store' | 'config' | 'clock'>

/** What is known of the monitoring itself, from what it left behind: nothing is taken on trust. */
export async function monitoringOf(agent: Source, watched: Watched): Promise<MonitoringFact[]> {
  const scans = watched.runs
    .filter(run => run.kind === 'scan')
    .flatMap(run => (run.finishedAt === null ? [] : Date.parse(run.finishedAt)))
    .sort((a, b) => a - b)
  return [
    coverage(watched),
    frequency(watched, scans),
    await alerts(agent, watched),
    deviations(watched),
    drift(watched, scans),
  ]
}

/** The facts of several tenants as one: the worst of each. */
export function worstOf(facts: readonly MonitoringFact[]): MonitoringFacts {
  const order = ['fail', 'unknown', 'pass'] as const
  return Object.fromEntries(
    [...Map.groupBy(facts, fact => fact.measure)].map(([measure, items]) => [
      measure,
      order.find(state => items.some(item => item.state === state)) ?? 'unknown',
    ]),
  )
}

function coverage({ settings: { read, of } }: Watched): MonitoringFact {
  const state = of === 0 ? 'unknown' : read === of ? 'pass' : read === 0 ? 'fail' : 'unknown'
  return { measure: 'coverage', state, params: { read, of } }
}

/** No pause between scans, nor since the last one, is longer than the plan that counted when it began has. */
function frequency({ from, to, plans }: Watched, scans: readonly number[]): MonitoringFact {
  const known = new Map<string, number | null>()
  const plannedAt = (time: number): number | null => {
    // Sealed with what it found, the plan counts from the scan on.
    const at = new Date(time).toISOString()
    const { schedule = 'off' } = plans.findLast(plan => plan.at <= at) ?? plans[0] ?? {}
    if (!known.has(schedule)) known.set(schedule, longestPause(schedule))
    return known.get(schedule) ?? null
  }
  const planned = plannedAt(Date.parse(to))
  const [first] = scans
  const times = [Math.max(Date.parse(from), first ?? 0), ...scans, Date.parse(to)]
  const pauses = times.slice(1).map((time, index) => {
    const begin = times[index] ?? time
    return { length: time - begin, planned: plannedAt(begin) }
  })
  const longest = Math.max(...pauses.map(({ length }) => length))
  const params = {
    scans: scans.length,
    longest: first === undefined ? 0 : Math.round(longest / HOUR),
    planned: planned === null ? 0 : Math.round(planned / HOUR),
  }
  if (first === undefined) return { measure: 'frequency', state: 'unknown', params }
  const late = pauses.some(
    ({ length, planned: plan }) => plan !== null && length > plan + Math.max(HOUR, plan / 10),
  )
  const unplanned = pauses.some(pause => pause.planned === null)
  return { measure: 'frequency', state: late ? 'fail' : unplanned ? 'unknown' : 'pass', params }
}

/** What was told counts as far as this home's key sealed it, and proves a window that it covers whole. */
async function alerts(
  { store, config, clock }: Source,
  { tenant, from, to, runs }: Watched,
): Promise<MonitoringFact> {
  const channels = config().alerts.filter(item => item.tenants?.includes(tenant) ?? true)
  const { sealed, told: all } = await toldIn(store)
  const { since = null, place = -1 } = typeof sealed === 'object' ? sealed : {}
  const told = all.filter(
    item =>
      since !== null &&
      item.madeAt > since &&
      item.madeAt >= from &&
      item.madeAt <= to &&
      (item.tenant === null || item.tenant === tenant),
  )
  const sent = told.filter(item => item.state === 'sent').length
  const open = told.filter(
    item => item.state === 'dead' || (item.state === 'waiting' && item.tries > 0),
  ).length
  const tooOld = Date.parse(to) < clock().getTime() - OUTBOX_KEPT
  const covered =
    since !== null &&
    runs.every(run => (run.finishedAt ?? '') >= since && (run.checkpoint ?? 0) <= place + 1)
  const known = channels.length > 0 && sent > 0 && covered && !tooOld
  const state = open > 0 ? 'fail' : known ? 'pass' : 'unknown'
  return { measure: 'alerts', state, params: { sent, open, channels: channels.length } }
}

/** What fails is accepted, all of it: what was repaired fails no more. */
function deviations({ found }: Watched): MonitoringFact {
  const failing = found.filter(item => item.outcome === 'fail')
  const open = sum(failing.filter(item => item.exception === null))
  const accepted = sum(failing) - open
  const state = found.length === 0 ? 'unknown' : open > 0 ? 'fail' : 'pass'
  return { measure: 'deviations', state, params: { open, accepted } }
}

/** Nothing that fails now began to after the first scan of the window, unless it is accepted. */
function drift({ found }: Watched, scans: readonly number[]): MonitoringFact {
  const [first] = scans
  const drifted = found.filter(
    item =>
      item.outcome === 'fail' &&
      item.exception === null &&
      first !== undefined &&
      Date.parse(item.since) > first,
  ).length
  const state = scans.length < 2 ? 'unknown' : drifted > 0 ? 'fail' : 'pass'
  return { measure: 'drift', state, params: { scans: scans.length, drifted } }
}

function sum(found: readonly { readonly count: number }[]): number {
  return found.reduce((all, { count }) => all + count, 0)
}
