import type { Agent } from '../agent.ts'
import type { Config } from '../home/config.ts'
import { newestFirst } from '../store/newest-first.ts'

const HOUR = 3_600_000
/** How often has to be read what no line of the configuration names. */
const DAILY = 24
/** Of all metrics that are not named. */
const DEFAULT = 'default'
/** A reading counts for half as long again as it may be apart from the next: a late run is none missed. */
export const SLACK = 1.5
/** From here on there is a warning. */
const SOON = 1.25

type Frequencies = Pick<Config, 'frequencies'>

/** How often what a metric asks for has to be read, in milliseconds. */
export function requiredEvery(metric: string, { frequencies }: Frequencies): number {
  return (frequencies[metric] ?? frequencies[DEFAULT] ?? DAILY) * HOUR
}

/** Metrics of a tenant that have to be read equally often, and whether they were. */
export type Frequency = {
  readonly tenant: string
  readonly hours: number
  readonly metrics: readonly string[]
  /** When its last scan ended. */
  readonly last: string
  /** Until then it has to be read again, or the period has a gap. */
  readonly due: string
  readonly state: 'met' | 'soon' | 'missed'
}

/**
 * Whether what the services' APIs say was read as often as is required, for each tenant that was scanned
 * before: the most frequent first. What only a page or a document shows goes stale by itself.
 */
export async function frequenciesOf(
  agent: Pick<Agent, 'store' | 'config' | 'catalogue' | 'clock'>,
): Promise<Frequency[]> {
  const config = agent.config()
  const now = agent.clock().getTime()
  const found: Frequency[] = []
  const asked = Object.keys(config.frequencies).length > 0
  for (const [tenant, { service, schedule }] of Object.entries(config.tenants).sort(([a], [b]) =>
    a < b ? -1 : 1,
  )) {
    // Nobody plans it, and nobody said how often.
    if (schedule === 'off' && !asked) continue
    const last = await lastBy(agent, tenant, now)
    if (last === null) continue
    const byHours = Map.groupBy(
      [...new Set(read(agent, service))].sort(),
      metric => requiredEvery(metric, config) / HOUR,
    )
    for (const [hours, metrics] of [...byHours].sort(([a], [b]) => a - b)) {
      const passed = (now - Date.parse(last)) / (hours * HOUR)
      const due = new Date(Date.parse(last) + hours * HOUR * SLACK).toISOString()
      const state = passed > SLACK ? 'missed' : passed > SOON ? 'soon' : 'met'
      found.push({ tenant, hours, metrics, last, due, state })
    }
  }
  return found
}

/** When the last scan ended. One that is dated after now was made under a clock that was ahead. */
async function lastBy(
  { store }: Pick<Agent, 'store'>,
  tenant: string,
  now: number,
): Promise<string | null> {
  for await (const { finishedAt } of newestFirst(store, {
    tenant,
    kind: 'scan',
    status: 'finished',
  }))
    if (finishedAt !== null && Date.parse(finishedAt) <= now) return finishedAt
  return null
}

/** Metrics of checks that read a setting which an API has. */
function read(agent: Pick<Agent, 'catalogue'>, service: string): string[] {
  const known = agent.catalogue().services.find(item => item.id === service)
  const byApi = new Set(known?.settings.filter(({ api }) => api).map(({ id }) => id))
  return (known?.checks ?? [])
    .filter(check => check.reads.some(id => byApi.has(id)))
    .map(check => check.metric)
}
