import type { Actor } from '../actor.ts'
import { noChanges } from '../changes.ts'
import { tell } from './commit.ts'
import type { Recorder } from './commit.ts'

/** The log goes on under a new key; both keys sign the hand-over. @returns the new verifier key */
export async function rotateKey(agent: Recorder, actor: Actor, reason: string): Promise<string> {
  const key = await agent.log.rotate(reason, actor.id)
  tell(agent, { kind: 'key', tenant: null, run: null, actor: actor.id, changes: noChanges })
  return key
}
