import { emptyCounts } from '../../common/model/index.ts'
import type { Finding, Outcome } from '../../common/model/index.ts'
import type { Agent } from '../agent.ts'
import { findingIndexOf } from './finding-index.ts'
import type { Place } from '../store/store.ts'

/** How many findings of each outcome, and how many of the failing ones were accepted. */
export type CountsAt = {
  readonly counts: Readonly<Record<Outcome, number>>
  readonly accepted: number
}

/**
 * How many findings of a tenant stood at a place, from what is counted now and what came and went since:
 * none that stayed as it was is read.
 */
export async function countsAt(agent: Agent, tenant: string, place: Place): Promise<CountsAt> {
  const counts = emptyCounts()
  if (place < 0) return { counts, accepted: 0 }
  let accepted = 0
  const add = (outcome: Outcome, isAccepted: boolean, count: number): void => {
    counts[outcome] += count
    if (outcome === 'fail' && isAccepted) accepted += count
  }
  const addAll = (findings: readonly Finding[], count: number): void => {
    for (const { outcome, exception } of findings) add(outcome, exception !== null, count)
  }
  for (const group of (await findingIndexOf(agent).of(tenant)).groups)
    add(group.outcome, group.accepted, group.count)
  const since = await agent.store.findingsBetween(tenant, place, Number.MAX_SAFE_INTEGER)
  addAll(since.before, 1)
  addAll(since.after, -1)
  return { counts, accepted }
}
