import type { Actor } from '../actor.ts'
import type { Erasure } from '../log/key-history.ts'
import { inCommit } from './commit.ts'
import type { Recorder } from './commit.ts'

/** Takes something out of the store and seals what and why, in one commit. */
export async function recordRemoval(
  agent: Recorder,
  actor: Actor,
  kind: 'erasure' | 'retention',
  erasure: Erasure,
  work: () => Promise<void>,
): Promise<void> {
  await inCommit(agent, actor, { kind, tenant: null, run: null }, async commit => {
    await work()
    await commit.append([agent.log.own('erasure', '', 'erasure', erasure)])
  })
}
