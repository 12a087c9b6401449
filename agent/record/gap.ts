import { theAgent } from '../actor.ts'
import type { Gap } from '../log/log.ts'
import { clockStep, inCommit } from './commit.ts'
import type { Recorder } from './commit.ts'

/** Why time is missing from the record, as an entry of its own. */
export async function recordGap(agent: Recorder, gap: Gap): Promise<void> {
  const what = { kind: 'gap' as const, tenant: gap.tenant || null, run: null }
  await inCommit(agent, theAgent, what, commit =>
    commit.append([agent.log.own('gap', gap.tenant, `gap ${gap.cause}`, gap)]),
  )
}

/**
 * The clock went back while nothing was recorded: what is recorded under a clock ahead is told of by
 * the next commit itself.
 * @param before what the clock said
 */
export async function recordClockStep(agent: Recorder, before: string): Promise<void> {
  const what = { kind: 'gap' as const, tenant: null, run: null }
  await inCommit(agent, theAgent, what, async ({ at, stepped, append }) => {
    if (stepped) return
    const gap = clockStep({ from: at, to: at, before })
    // Told from one with which a commit of something else begins.
    await append([agent.log.own('gap', '', `gap ${gap.cause} alone`, gap)])
  })
}
