import { bySeverityAndTime, byUrgency } from '../../common/assess/urgency.ts'
import { shownFinding } from '../../common/words/shown-finding.ts'
import type { Outcome, Reason, Severity } from '../../common/model/index.ts'
import { emptyCounts } from '../../common/model/index.ts'
import type { Agent } from '../agent.ts'
import type { Assessed } from './assess-tenant.ts'
import { findingIndexOf } from './finding-index.ts'
import type { Counted, ListedGroup } from './finding-index.ts'
import { baselinesOf } from './exceptions.ts'
import type { RunKind } from '../store/store.ts'

/** What a person reads of a tenant after it was judged: counts, and what fails by name; no list of all. */
export type Summary = {
  /** What fails and nobody accepted, a check each, in the order of the findings. */
  readonly failing: readonly FailingCheck[]
  /** How many fail and are accepted. */
  readonly accepted: number
  readonly unknown: readonly { readonly reason: Reason; readonly count: number }[]
  /** All that is known of it was imported: advice turns to the tool that wrote the export. */
  readonly imported: boolean
  /** Something could not be told that no baseline took as it was. */
  readonly untold: boolean
}

type FailingCheck = {
  readonly check: string
  readonly title: string
  readonly severity: Severity
  /** Since when the last of them fails. */
  readonly since: string
  readonly expected: string
  readonly count: number
  /** Of how many that the check is about. */
  readonly of: number
  /** What the first of them are called. */
  readonly names: readonly string[]
}

const NAMED = 3

/** An assessment and its tenant's current findings, counted. */
export async function summarized(
  agent: Agent,
  { tenant, run, at, catalogue }: Pick<Assessed, 'tenant' | 'run' | 'at' | 'catalogue'>,
): Promise<Assessed & { readonly summary: Summary }> {
  const { counts, ...summary } = await summaryOf(agent, tenant)
  const head = { format: 'witnessmark/assessment', version: 1 } as const
  return { ...head, tenant, run, at, catalogue, counts, summary }
}

async function summaryOf(
  agent: Agent,
  tenant: string,
): Promise<Summary & { readonly counts: Record<Outcome, number> }> {
  const counted = await findingIndexOf(agent).of(tenant)
  const groups = counted.groups.toSorted(byUrgency)
  const counts = emptyCounts()
  for (const { outcome, count } of groups) counts[outcome] += count
  const open = groups.filter(group => group.outcome === 'fail' && !group.accepted)
  const failing: FailingCheck[] = []
  for (const alike of Map.groupBy(open, group => group.check).values())
    failing.push(await failingCheck(agent, counted, alike))
  return {
    counts,
    failing: failing.sort((a, b) => bySeverityAndTime({ tenant, ...a }, { tenant, ...b })),
    accepted: sum(groups.filter(group => group.outcome === 'fail' && group.accepted)),
    unknown: unknownOf(groups),
    imported: await isImported(agent, tenant),
    untold: await isUntold(agent, tenant, groups),
  }
}

/** @param alike what fails of one check: of several severities where it was judged by several catalogues */
async function failingCheck(
  agent: Agent,
  { tenant, groups }: Counted,
  alike: readonly ListedGroup[],
): Promise<FailingCheck> {
  const since = alike.map(group => group.since).sort()
  const pages = await Promise.all(
    alike.map(group => agent.store.findingPage(tenant, group, { from: 0, limit: NAMED })),
  )
  const lines = pages.flat().sort((a, b) => (a.id < b.id ? -1 : 1))
  const [first, ...more] = lines.slice(0, NAMED).map(line => shownFinding(line, agent.catalogue()))
  // The worst stands first.
  const { check, title, severity } = alike[0] ?? { check: '', title: '', severity: 'low' as const }
  return {
    check,
    title,
    severity,
    since: since.at(-1) ?? '',
    expected: first?.expected ?? '',
    count: sum(alike),
    of: sum(groups.filter(group => group.check === check)),
    names: [...(first ? [first] : []), ...more].map(({ resource }) => resource.name),
  }
}

async function isImported({ store }: Agent, tenant: string): Promise<boolean> {
  const any = async (kind: RunKind): Promise<boolean> =>
    (await store.runs({ tenant, kind, status: 'finished', limit: 1 })).length > 0
  return (await any('import')) && !(await any('scan')) && !(await any('capture'))
}

function unknownOf(groups: readonly ListedGroup[]): Summary['unknown'] {
  const counts = new Map<Reason, number>()
  for (const { outcome, reasons } of groups)
    for (const { reason, count } of outcome === 'unknown' ? reasons : [])
      counts.set(reason ?? 'malformed', (counts.get(reason ?? 'malformed') ?? 0) + count)
  return [...counts].map(([reason, count]) => ({ reason, count }))
}

/** What could not be told is news, unless a baseline took it so; an acceptance of a failure is none. */
async function isUntold(
  agent: Agent,
  tenant: string,
  groups: readonly ListedGroup[],
): Promise<boolean> {
  const untold = groups.filter(group => group.outcome === 'unknown')
  if (untold.length === 0) return false
  if (untold.some(group => !group.accepted)) return true
  const baselines = await baselinesOf(agent)
  const known = new Set(baselines.flatMap(({ id, covers }) => (covers === 'unknown' ? [id] : [])))
  const tally = await agent.store.tally(tenant)
  return tally.some(
    ({ outcome, exception }) => outcome === 'unknown' && !known.has(exception ?? ''),
  )
}

function sum(groups: readonly ListedGroup[]): number {
  return groups.reduce((all, { count }) => all + count, 0)
}
