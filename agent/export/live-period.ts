import type { Agent } from '../agent.ts'
import { readingRules } from '../judge/assess-tenant.ts'
import { perAgent } from '../per-agent.ts'
import { believed, sealedInTime } from './believed.ts'
import { bodyOf, sealedCheckpoints } from './window.ts'
import { Gap } from './gap.ts'
import { judgedOf } from './period.ts'
import type { PeriodSource } from './period.ts'

const DAY = 86_400_000
const YEAR_DAYS = 364

/**
 * Where the numbers of the tenants' periods come from up to now, without an export: from a time on, else
 * the last 365 days or since the tenant's first assessment, where that is later.
 */
export async function livePeriods(
  agent: Agent,
  tenants: readonly string[],
  asked: { readonly from?: string | undefined; readonly to?: string | undefined } = {},
): Promise<PeriodSource[]> {
  const now = agent.clock().toISOString()
  const to = asked.to !== undefined && asked.to < now ? asked.to : now
  const yearBefore = new Date(Date.parse(to) - YEAR_DAYS * DAY).toISOString()
  const from = asked.from ?? `${yearBefore.slice(0, 10)}T00:00:00.000Z`
  const { size, isTimed } = await timelineOf(agent)()
  const gaps = await gapsOf(agent, from, to)
  const sources: PeriodSource[] = []
  for (const tenant of tenants) {
    const config = readingRules(agent, tenant)
    const given = { from, to, size, isTimed, config, asked: asked.from !== undefined }
    const judged = await judgedOf(agent.store, tenant, given)
    sources.push({ store: agent.store, tenant, to, gaps, ...judged })
  }
  return sources
}

type Timeline = { readonly size: number; readonly isTimed: (entry: number) => boolean }

/** Which entries were sealed under a clock that can be believed; found anew once something was committed. */
const timelineOf = perAgent(agent => {
  let known: { readonly version: string; readonly found: Promise<Timeline> } | null = null
  return async (): Promise<Timeline> => {
    const version = await agent.store.version()
    if (known?.version !== version) {
      known = { version, found: readTimeline(agent) }
      known.found.catch(() => {
        known = null
      })
    }
    return known.found
  }
})

async function readTimeline({ store, clock }: Agent): Promise<Timeline> {
  const all = await sealedCheckpoints(store)
  return { size: all.at(-1)?.size ?? 0, isTimed: sealedInTime(all, believed(all, clock())) }
}

async function gapsOf(agent: Agent, from: string, to: string): Promise<Gap[]> {
  const gaps: Gap[] = []
  for await (const { index } of agent.store.evidenceHeads({ kind: 'gap', from, to })) {
    const gap = Gap.safeParse(await bodyOf(agent, index))
    if (gap.success) gaps.push(gap.data)
  }
  return gaps
}
