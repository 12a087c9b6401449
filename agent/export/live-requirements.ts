import { mappingsOf } from '../../common/model/index.ts'
import type { Framework } from '../../common/model/index.ts'
import type { Agent } from '../agent.ts'
import { perAgent } from '../per-agent.ts'
import { livePeriods } from './live-period.ts'
import { requirementPeriods } from './period.ts'
import type { RequirementPeriod } from './period.ts'

/**
 * Requirements over a window; where that is asked for, by its name each metric and check that speaks for
 * one of them.
 */
export type LiveRequirements = {
  readonly requirements: readonly RequirementPeriod[]
  readonly named: ReadonlyMap<string, readonly RequirementPeriod[]>
}

/** Reading all findings of a year takes its time: what was asked last is kept for a while. */
const KEPT_MILLISECONDS = 5 * 60_000

/**
 * Over a window up to now, tenant by tenant, as `livePeriods` has it.
 * @param how `named`: also what speaks for them, each by itself
 */
export async function liveRequirements(
  agent: Agent,
  tenants: readonly string[],
  frameworks: readonly Framework[],
  asked: { readonly from?: string | undefined; readonly to?: string | undefined },
  { named = false }: { readonly named?: boolean } = {},
): Promise<LiveRequirements> {
  const name = JSON.stringify([tenants, frameworks.map(({ id }) => id), asked, named])
  const apart = named ? namedApart(frameworks) : null
  return latestOf(agent)(name, () => read(agent, tenants, frameworks, apart, asked))
}

/** From the earliest beginning on: a tenant's own begins with its first assessment. Null: of nothing. */
export function windowOf(
  requirements: LiveRequirements['requirements'],
): { readonly from: string; readonly to: string } | null {
  if (requirements.length === 0) return null
  const times = requirements.map(({ period }) => period)
  const iso = (time: number): string => new Date(time).toISOString()
  return {
    from: iso(times.reduce((least, { from }) => Math.min(least, from), Infinity)),
    to: iso(times.reduce((most, { to }) => Math.max(most, to), -Infinity)),
  }
}

const latestOf = perAgent(agent => {
  let known: {
    readonly key: string
    readonly at: number
    readonly found: Promise<LiveRequirements>
  } | null = null
  return async (name: string, work: () => Promise<LiveRequirements>): Promise<LiveRequirements> => {
    const key = `${await agent.store.version()} ${agent.catalogueDigest()} ${name}`
    const now = agent.clock().getTime()
    if (known?.key !== key || Math.abs(now - known.at) > KEPT_MILLISECONDS) {
      const found = work()
      known = { key, at: now, found }
      found.catch(() => {
        known = null
      })
    }
    return known.found
  }
})

async function read(
  agent: Agent,
  tenants: readonly string[],
  frameworks: readonly Framework[],
  apart: Framework | null,
  asked: { readonly from?: string | undefined; readonly to?: string | undefined },
): Promise<LiveRequirements> {
  const all = apart ? [...frameworks, apart] : frameworks
  const found: RequirementPeriod[] = []
  for (const source of await livePeriods(agent, tenants, asked))
    found.push(...(await requirementPeriods(source, all)))
  return {
    requirements: found.filter(item => item.framework !== apart),
    named: Map.groupBy(
      found.filter(item => item.framework === apart),
      item => item.requirement.id,
    ),
  }
}

/** Each metric and check as if it were a requirement: all is read once. */
function namedApart(frameworks: readonly Framework[]): Framework {
  const mappings = frameworks.flatMap(({ requirements }) => requirements.flatMap(mappingsOf))
  const byName = new Map(mappings.flatMap(item => [[item.metric ?? item.check, item] as const]))
  return {
    id: 'named',
    title: '',
    version: '',
    publisher: '',
    requirements: [...byName].flatMap(([id, mapping]) =>
      id === undefined
        ? []
        : [{ id, title: id, aspects: [{ id: 'all', title: id, by: [mapping] }] }],
    ),
  }
}
