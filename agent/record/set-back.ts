import { theAgent } from '../actor.ts'
import { noChanges } from '../changes.ts'
import { tell } from './commit.ts'
import type { Recorder } from './commit.ts'

/**
 * Somebody outside knows a newer state of the log than the store has: it goes on under a new key and
 * name, and says so.
 */
export async function recordSetBack(agent: Recorder, problem: string): Promise<void> {
  await agent.log.beginAnew(problem)
  tell(agent, { kind: 'key', tenant: null, run: null, actor: theAgent.id, changes: noChanges })
}
