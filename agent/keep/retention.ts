import { z } from 'zod'
import type { Actor } from '../actor.ts'
import type { Agent } from '../agent.ts'
import { restatePairings } from '../console/pairings.ts'
import { restateExceptions } from '../judge/exceptions.ts'
import { recordRemoval } from '../record/removal.ts'
import { keyHistory, restatedKey } from '../log/key-history.ts'

export type Pruned = {
  readonly pruned: number
  readonly minimum: number
  readonly cutoff: string
  readonly held: boolean
}

const RunBody = z.object({ requests: z.array(z.object({ evidence: z.int() })).optional() })
/** Whole tiles only: https://c2sp.org/tlog-tiles */
const TILE = 256

/**
 * Takes out what is older than the configured months: a prefix of the log, as tlog-tiles prunes, up
 * to the first entry that anything younger still rests on. An `erasure` entry says so and restates
 * the keys; acceptances in force are sealed again. Under a legal hold nothing goes.
 */
export async function prune(agent: Agent, actor: Actor): Promise<Pruned> {
  const { retentionMonths, legalHold } = agent.config()
  const cutoff = monthsBefore(agent.clock(), retentionMonths)
  const before = await agent.store.minimumIndex()
  const minimum = Math.max(before, Math.floor((await firstNeeded(agent, cutoff)) / TILE) * TILE)
  if (legalHold || minimum === before)
    return { pruned: 0, minimum: before, cutoff, held: legalHold }
  await restateExceptions(agent, actor)
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
    () => agent.store.prune(minimum, cutoff),
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
  for await (const head of store.evidenceHeads({ from: cutoff })) {
    first = Math.min(first, head.index)
    if (head.kind !== 'run') continue
    const body = (await store.evidence(head.index))?.body
    for (const { evidence } of RunBody.safeParse(
      body ? JSON.parse(new TextDecoder().decode(body)) : null,
    ).data?.requests ?? [])
      if (evidence >= 0) first = Math.min(first, evidence)
  }
  return Math.min(first, (await store.lowestReference(cutoff)) ?? first)
}
