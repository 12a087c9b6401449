import type { Actor } from '../actor.ts'
import type { Agent } from '../agent.ts'
import { restatePairings } from '../console/pairings.ts'
import { restateDecisions } from '../judge/decisions.ts'
import { restateExceptions } from '../judge/exceptions.ts'
import { restateTargets } from '../judge/targets.ts'
import { recordRemoval } from '../record/removal.ts'
import { resealed, soundTenants } from '../log/ended-rows.ts'
import { keyHistory, restatedKey } from '../log/key-history.ts'
import { answersAt, believedNow } from '../log/service-time.ts'

export type Pruned = {
  readonly pruned: number
  readonly minimum: number
  readonly cutoff: string
  readonly held: boolean
}

/** Whole tiles only: https://c2sp.org/tlog-tiles */
const TILE = 256

/**
 * Takes out what is older than the configured months: a prefix of the log, as tlog-tiles prunes, up
 * to the first entry that anything younger still rests on. An `erasure` entry says so and restates
 * the keys; acceptances in force, own targets and what people decided are sealed again. Under a legal hold nothing goes.
 */
export async function prune(agent: Agent, actor: Actor): Promise<Pruned> {
  const { retentionMonths, legalHold } = agent.config()
  const cutoff = monthsBefore(await believedNow(agent), retentionMonths)
  const before = await agent.store.minimumIndex()
  const minimum = Math.max(before, Math.floor((await firstNeeded(agent, cutoff)) / TILE) * TILE)
  if (legalHold || minimum === before)
    return { pruned: 0, minimum: before, cutoff, held: legalHold }
  await restateExceptions(agent, actor)
  await restateTargets(agent, actor)
  await restateDecisions(agent, actor)
  await restatePairings(agent, actor)
  const keys = (await keyHistory(agent.store)).map(restatedKey)
  await recordRemoval(
    agent,
    actor,
    'retention',
    {
      reason: `Older than ${retentionMonths} months, the configured retention.`,
      erased: [],
      pruned: minimum,
      keys,
    },
    async () => {
      const sound = await soundTenants(agent.store)
      await agent.store.prune(minimum, cutoff)
      return { ended: (await resealed(agent.store, sound)).ended }
    },
  )
  await agent.store.compact()
  return { pruned: minimum - before, minimum, cutoff, held: false }
}

/** Same day and time that many calendar months earlier; a day that month lacks becomes its last. */
export function monthsBefore(now: Date, months: number): string {
  const day = new Date(now)
  day.setUTCDate(1)
  day.setUTCMonth(day.getUTCMonth() - months)
  const last = new Date(Date.UTC(day.getUTCFullYear(), day.getUTCMonth() + 1, 0)).getUTCDate()
  day.setUTCDate(Math.min(now.getUTCDate(), last))
  return day.toISOString()
}

/**
 * The first entry that is young enough, or that a young run, reading or finding names: an unchanged
 * reply is kept once and serves long.
 */
async function firstNeeded({ store }: Agent, cutoff: string): Promise<number> {
  let first = await store.logSize()
  const oldest = (await store.evidenceSpan())?.first ?? 0
  for await (const head of store.evidenceHeads({ from: cutoff })) {
    first = Math.min(first, head.index)
    // Nothing is too old: of a year of runs none needs to be looked at.
    if (first <= oldest) return first
    if (head.kind !== 'run') continue
    for (const evidence of await answersAt(store, head.index))
      if (evidence >= 0) first = Math.min(first, evidence)
  }
  return Math.min(first, (await store.lowestReference(cutoff)) ?? first)
}
