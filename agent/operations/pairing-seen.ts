import { z } from 'zod'
import { pairingsOf } from '../console/pairings.ts'
import { answering } from './operation.ts'
import { ok } from './shapes.ts'

/** A paired browser proved its key: when it was last here. */
export const pairingSeen = answering({
  title: 'A paired browser connects',
  role: 'administrator',
  needs: 'record',
  input: z.strictObject({ id: z.string() }),
  kind: 'pairing',
  output: ok,
  async run(agent, _, { id }) {
    const pairing = (await pairingsOf(agent)).find(item => item.id === id)
    if (pairing) await agent.store.putPairing({ ...pairing, lastSeen: agent.clock().toISOString() })
    return { ok: true }
  },
})
