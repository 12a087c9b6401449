import { theAgent } from '../actor.ts'
import type { Gap } from '../log/log.ts'
import { inCommit } from './commit.ts'
import type { Recorder } from './commit.ts'

/** Why time is missing from the record, as an entry of its own. */
export async function recordGap(agent: Recorder, gap: Gap): Promise<void> {
  const what = { kind: 'gap' as const, tenant: gap.tenant || null, run: null }
  await inCommit(agent, theAgent, what, commit =>
    commit.append([agent.log.own('gap', gap.tenant, `gap ${gap.cause}`, gap)]),
  )
}
