import { z } from 'zod'
import { Outcome, sumCounts } from '../../common/model/index.ts'
import type { Agent } from '../agent.ts'
import { livePeriods } from './live-period.ts'
import { bodyOf } from './window.ts'

/** What an assessment sealed: how many findings came out which way. */
const Sealed = z.object({ counts: z.record(Outcome, z.int().nonnegative()) })
type Counts = z.infer<typeof Sealed>['counts']

/** A day on which something was judged. */
export type TrendDay = {
  /** In UTC, as the record has it. */
  readonly day: string
  readonly counts: Counts
  /** Tenants that were judged on an earlier day only: their counts are those of then. */
  readonly carried: number
}

/**
 * The counts of all tenants on each day of the last 365 on which one of them was judged, as its last
 * assessment of that day sealed them; a tenant that was not judged then counts as it last was. What a
 * clock dated that cannot be believed is left out, as in every window (`believed`).
 * @returns oldest first
 */
export async function trendOf(agent: Agent, tenants: readonly string[]): Promise<TrendDay[]> {
  const last = new Map<string, Map<string, number>>()
  for (const { tenant, judgements, from } of await livePeriods(agent, tenants))
    for (const { entry, at, timed } of judgements) {
      if (!timed || at < from) continue
      const day = last.get(at.slice(0, 10)) ?? new Map<string, number>()
      last.set(at.slice(0, 10), day.set(tenant, entry))
    }
  const days: TrendDay[] = []
  const known = new Map<string, Counts>()
  for (const [day, judged] of [...last].sort(([a], [b]) => (a < b ? -1 : 1))) {
    for (const [tenant, entry] of judged) {
      const body = Sealed.safeParse(await bodyOf(agent, entry))
      if (body.success) known.set(tenant, body.data.counts)
    }
    const carried = [...known.keys()].filter(tenant => !judged.has(tenant)).length
    days.push({ day, counts: sumCounts(known.values()), carried })
  }
  return days
}
