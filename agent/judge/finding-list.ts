import { nameOf } from '../../common/words/shown-finding.ts'
import type { Drift } from '../../common/assess/diff.ts'
import { bySeverity, byUrgency as urgencyOf } from '../../common/assess/urgency.ts'
import type { Outcome } from '../../common/model/index.ts'
import { emptyCounts } from '../../common/model/index.ts'
import { UNLISTED } from '../../common/model/resource.ts'
import type { Agent } from '../agent.ts'
import type { FindingHead } from '../store/store.ts'
import { listedFinding } from './finding-index.ts'
import type { Counted, ListedFinding, ListedGroup } from './finding-index.ts'
import { ownerOf } from './owners.ts'

/** What somebody looks for among the findings; every given part must fit. */
export type Wanted = {
  readonly [
    key in
      | 'tenant'
      | 'outcome'
      | 'severity'
      | 'service'
      | 'check'
      | 'reason'
      | 'drift'
      | 'framework'
      | 'requirement'
      | 'owner'
      | 'text'
  ]?: string | undefined
}

/** Of one group what fits: all that it has but a few, or a few. */
type Part = {
  readonly counted: Counted
  readonly group: ListedGroup
  readonly count: number
  /** Ids, sorted; null: all, or all with the reason. */
  readonly only: readonly string[] | null
  readonly except: readonly string[]
}

/** What fits, in an order, without being read. */
export type Selection = {
  readonly parts: readonly Part[]
  readonly reason: Wanted['reason']
}

/** What a list can go by. Within one check and tenant it goes by the thing. */
export const orders = ['urgency', 'severity', 'check', 'tenant', 'recent'] as const
export type Order = (typeof orders)[number]

/**
 * Which findings fit, in an order, from counts and from what changed: none of them is read. Whatever
 * it goes by, what is alike in that goes by urgency.
 */
export async function select(
  agent: Agent,
  all: readonly Counted[],
  wanted: Wanted,
  order: Order = 'urgency',
): Promise<Selection> {
  const parts: Part[] = []
  for (const counted of all) {
    if (wanted.tenant && counted.tenant !== wanted.tenant) continue
    const named = await namedIn(agent, counted, wanted.text)
    for (const group of counted.groups) {
      if (!groupFits(agent, group, wanted)) continue
      const part = partOf(counted, group, wanted, named)
      if (part.count > 0) parts.push(part)
    }
  }
  const first = firstBy[order]
  return {
    parts: parts.sort((a, b) => first(a.group, b.group) || byUrgency(a, b)),
    reason: wanted.reason,
  }
}

const inAlphabet = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)
const firstBy: Readonly<Record<Order, (a: ListedGroup, b: ListedGroup) => number>> = {
  urgency: () => 0,
  severity: bySeverity,
  check: (a, b) => inAlphabet(a.title.toLowerCase(), b.title.toLowerCase()),
  tenant: (a, b) => inAlphabet(a.tenant, b.tenant),
  // Of what came out alike, the one that did so last.
  recent: (a, b) => inAlphabet(b.since, a.since),
}

/** Of each check and tenant those that came out alike, and how many. */
export function groupsOf({
  parts,
}: Selection): readonly { readonly group: ListedGroup; readonly count: number }[] {
  return parts
}

/** How many of each outcome. */
export function countsOf({ parts }: Selection): Record<Outcome, number> {
  const counts = emptyCounts()
  for (const { group, count } of parts) counts[group.outcome] += count
  return counts
}

/** So many of them from a place on. */
export async function pageOf(
  agent: Agent,
  { parts, reason }: Selection,
  from: number,
  limit: number,
): Promise<ListedFinding[]> {
  const page: ListedFinding[] = []
  let passed = 0
  for (const part of parts) {
    if (page.length >= limit) break
    const start = Math.max(0, from - passed)
    passed += part.count
    if (start >= part.count) continue
    const which = { from: start, limit: limit - page.length }
    for (const line of await linesOf(agent, part, which, reason))
      page.push(listedFinding(agent, part.counted, line))
  }
  return page
}

async function linesOf(
  agent: Agent,
  { counted: { tenant }, group, only, except }: Part,
  { from, limit }: { readonly from: number; readonly limit: number },
  reason: Wanted['reason'],
) {
  if (only) {
    const ids = only.slice(from, from + limit)
    const lines = await Promise.all(ids.map(id => agent.store.finding(tenant, id)))
    return lines.filter(line => line !== null)
  }
  return agent.store.findingPage(tenant, group, { from, limit, except, reason })
}

function groupFits(agent: Agent, group: ListedGroup, wanted: Wanted): boolean {
  const { framework, requirement, owner } = wanted
  return (
    (['outcome', 'severity', 'service', 'check'] as const).every(
      key => !wanted[key] || group[key] === wanted[key],
    ) &&
    (!framework || group.requirements.some(id => id.startsWith(`${framework}:`))) &&
    (!requirement || group.requirements.includes(requirement)) &&
    (!owner || ownerOf(agent.config().owners, group) === owner)
  )
}

function partOf(
  counted: Counted,
  group: ListedGroup,
  wanted: Wanted,
  named: readonly FindingHead[] | null,
): Part {
  const ofGroup = (head: FindingHead): boolean =>
    head.check === group.check &&
    head.outcome === group.outcome &&
    head.accepted === group.accepted &&
    head.severity === group.severity &&
    (!wanted.reason || head.reason === wanted.reason)
  const whole = { counted, group, except: [] as readonly string[] }
  const some = (heads: readonly FindingHead[]): Part => {
    const only = heads.map(({ id }) => id).sort()
    return { ...whole, only, count: only.length }
  }
  const byName = named === null || saysGroup(group, wanted.text) ? null : named.filter(ofGroup)
  const drift = wanted.drift
  if (drift) {
    const changed = [...counted.drifted.values()].filter(ofGroup)
    if (drift !== 'still-failing') {
      const ids = byName && new Set(byName.map(({ id }) => id))
      return some(changed.filter(item => item.drift === drift && (!ids || ids.has(item.id))))
    }
    if (!counted.compared || group.outcome !== 'fail') return some([])
    const others = new Set(
      changed.filter(item => item.drift !== 'still-failing').map(({ id }) => id),
    )
    if (byName) return some(byName.filter(({ id }) => !others.has(id)))
    const count = countFor(group, wanted.reason) - others.size
    return { ...whole, only: null, except: [...others], count }
  }
  if (byName) return some(byName)
  return { ...whole, only: null, count: countFor(group, wanted.reason) }
}

function countFor({ count, reasons }: ListedGroup, reason: Wanted['reason']): number {
  if (!reason) return count
  return reasons.find(item => item.reason === reason)?.count ?? 0
}

/** What all of a group say: title, check, tenant and what is wanted, in any case. */
function saysGroup({ title, check, tenant, expected }: ListedGroup, text: Wanted['text']): boolean {
  const wanted = text?.trim().toLowerCase()
  return !wanted || [title, check, tenant, expected].join('\n').toLowerCase().includes(wanted)
}

/** Findings about a thing whose name says it; null where nothing is looked for. */
async function namedIn(
  agent: Agent,
  { tenant, groups }: Counted,
  text: Wanted['text'],
): Promise<readonly FindingHead[] | null> {
  const wanted = text?.trim().toLowerCase()
  if (!wanted) return null
  if (groups.every(group => saysGroup(group, text))) return []
  const unlisted = [...(await agent.store.unlisted(tenant)).keys()]
  const things = [
    ...(await agent.store.resources(tenant)),
    ...unlisted.map(type => ({ type, id: UNLISTED, name: UNLISTED })),
  ]
  const fitting = things.filter(thing => nameOf(thing).toLowerCase().includes(wanted))
  return agent.store.findingsAbout(tenant, fitting)
}

function byUrgency({ group: a }: Part, { group: b }: Part): number {
  return urgencyOf(a, b)
}

/** Those that changed in one of the ways, most urgent first. */
export async function driftedOf(
  agent: Agent,
  all: readonly Counted[],
  drifts: readonly Drift[],
  limit: number,
): Promise<ListedFinding[]> {
  const parts = await Promise.all(
    drifts.map(async drift => (await select(agent, all, { drift })).parts),
  )
  const merged = new Map<ListedGroup, Part>()
  for (const part of parts.flat()) {
    const before = merged.get(part.group)
    const only = [...(before?.only ?? []), ...(part.only ?? [])].sort()
    merged.set(part.group, { ...part, only, count: only.length })
  }
  const selection = { parts: [...merged.values()].sort(byUrgency), reason: undefined }
  return pageOf(agent, selection, 0, limit)
}

const known = new WeakMap<ListedGroup, Promise<readonly ListedFinding[]>>()

/** The first of a group, by id; read once as long as the index keeps the group. */
export function linesOfGroup(
  agent: Agent,
  counted: Counted,
  group: ListedGroup,
  limit: number,
): Promise<readonly ListedFinding[]> {
  let lines = known.get(group)
  if (!lines) {
    const part = { counted, group, count: group.count, only: null, except: [] }
    lines = pageOf(agent, { parts: [part], reason: undefined }, 0, limit)
    known.set(group, lines)
    lines.catch(() => known.delete(group))
  }
  return lines
}
