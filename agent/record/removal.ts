import type { Actor } from '../actor.ts'
import type { Erasure } from '../log/key-history.ts'
import { inCommit } from './commit.ts'
import type { Recorder } from './commit.ts'

/**
 * Takes something out of the store and seals what and why, in one commit.
 * @param work says what more the entry tells
 */
export async function recordRemoval(
  agent: Recorder,
  actor: Actor,
  kind: 'erasure' | 'retention',
  erasure: Erasure,
  work: () => Promise<Pick<Erasure, 'current' | 'ended'> | void>,
): Promise<void> {
  await inCommit(agent, actor, { kind, tenant: null, run: null }, async commit => {
    const told = (await work()) ?? {}
    await commit.append([agent.log.own('erasure', '', 'erasure', { ...erasure, ...told })])
  })
}
