import type { CheckCounts } from '../../common/assess/evaluate.ts'
import { emptyCounts } from '../../common/model/index.ts'
import type { Exception, MonitoringFact } from '../../common/model/index.ts'
import type { Agent } from '../agent.ts'
import { tenantOf } from '../agent.ts'
import { OUTBOX_SEAL } from '../log/sealed-outbox.ts'
import { perAgent } from '../per-agent.ts'
import type { FindingTally } from '../store/store.ts'
import { rulesReader } from '../log/sealed-rules.ts'
import { readingRules } from './assess-tenant.ts'
import { monitoringOf } from './monitoring.ts'

/** What frameworks need to know of a tenant's current findings, however many there are. */
export type Tallied = {
  readonly tenant: string
  readonly tally: readonly FindingTally[]
  readonly checks: readonly CheckCounts[]
  readonly monitoring: readonly MonitoringFact[]
}

/** Over as many days back it is told how the monitoring itself went. */
const LOOKED_BACK = 30 * 86_400_000

/** Of all configured tenants, in the order of their ids; counted anew once anything was committed or told. */
export const talliedOf = perAgent(agent => {
  let known: { readonly version: string; readonly found: Promise<readonly Tallied[]> } | null = null
  return async (): Promise<readonly Tallied[]> => {
    const tenants = Object.keys(agent.config().tenants).sort()
    const told = await agent.store.get(OUTBOX_SEAL)
    const version = `${await agent.store.version()} ${told} ${tenants.join()}`
    if (known?.version !== version) {
      const found = Promise.all(tenants.map(tenant => tallied(agent, tenant)))
      known = { version, found }
      found.catch(() => {
        known = null
      })
    }
    return known.found
  }
})

/** How the current findings would be counted, and what would be accepted, if something were otherwise. */
export type Otherwise = {
  readonly exceptions: readonly Exception[]
  tally(tenant: string, found: readonly FindingTally[]): Promise<readonly FindingTally[]>
}

/** The same if something were otherwise: nothing of it is kept. */
export function talliedIf(agent: Agent, otherwise: Otherwise): Promise<readonly Tallied[]> {
  const tenants = Object.keys(agent.config().tenants).sort()
  return Promise.all(tenants.map(tenant => tallied(agent, tenant, otherwise)))
}

async function tallied(agent: Agent, tenant: string, otherwise?: Otherwise): Promise<Tallied> {
  const found = await agent.store.tally(tenant)
  const tally = otherwise ? await otherwise.tally(tenant, found) : found
  const to = agent.clock().toISOString()
  const from = new Date(agent.clock().getTime() - LOOKED_BACK).toISOString()
  const { service } = tenantOf(agent, tenant)
  const reads = new Map(service.checks.map(check => [check.id, check.reads]))
  const readBy = (found: readonly FindingTally[]): ReadonlySet<string> =>
    new Set(found.flatMap(item => reads.get(item.check) ?? []))
  const [of, unread] = [readBy(tally), readBy(tally.filter(item => item.outcome === 'unknown'))]
  const runs = await agent.store.runs({ tenant, status: 'finished', from, to })
  return {
    tenant,
    tally,
    checks:
      tally.length > 0
        ? countsOf(tally, otherwise?.exceptions ?? (await agent.exceptions()))
        : unreadOf(agent, service.id),
    monitoring: await monitoringOf(agent, {
      tenant,
      from,
      to,
      settings: { read: of.size - unread.size, of: of.size },
      runs,
      plans: await plansSealed(agent, tenant, from),
      found: tally,
    }),
  }
}

/** When it was to be scanned, as each assessment since a time sealed. */
async function plansSealed(
  agent: Agent,
  tenant: string,
  from: string,
): Promise<{ readonly at: string; readonly schedule: string }[]> {
  const rulesOf = rulesReader(agent.store, readingRules(agent, tenant))
  const plans: { readonly at: string; readonly schedule: string }[] = []
  for await (const { index, ipe } of agent.store.evidenceHeads({
    kind: 'assessment',
    tenant,
    from,
  }))
    plans.push({ at: ipe.recordedAt, schedule: (await rulesOf(index)).schedule })
  return plans
}

/** Of a tenant of which nothing was judged yet each check, of which nobody can tell how it would come out. */
function unreadOf(agent: Agent, service: string): readonly CheckCounts[] {
  return agent
    .catalogue()
    .checksOf(service)
    .map(({ check: { id: check, metric } }) => ({
      check,
      metric,
      counts: emptyCounts(),
      accepted: 0,
      passing: {},
      unread: true,
    }))
}

/** One row a check, as requirements are judged by. */
function countsOf(
  tally: readonly FindingTally[],
  exceptions: readonly Exception[],
): readonly CheckCounts[] {
  const ends = new Map(exceptions.map(item => [item.id, item.endedAt ?? item.until]))
  return [...Map.groupBy(tally, item => `${item.check} ${item.metric}`).values()].flatMap(alike => {
    const [one] = alike
    if (!one) return []
    const counts = emptyCounts()
    for (const item of alike) counts[item.outcome] += item.count
    const accepted = alike.filter(item => item.outcome === 'fail' && item.exception !== null)
    const passing = Map.groupBy(
      alike.filter(item => item.outcome === 'pass'),
      item => item.grade,
    )
    return {
      check: one.check,
      metric: one.metric,
      counts,
      accepted: accepted.reduce((all, item) => all + item.count, 0),
      acceptedUntil:
        accepted.flatMap(item => ends.get(item.exception ?? '') ?? []).sort()[0] ?? null,
      passing: Object.fromEntries(
        [...passing].map(([grade, items]) => [
          grade,
          items.reduce((all, item) => all + item.count, 0),
        ]),
      ),
    }
  })
}
