import { z } from 'zod'
import { browsersOf } from '../console/browsers.ts'
import { answering } from './operation.ts'
import { ok } from './shapes.ts'

/** Ends a pairing; a browser that is connected is told and closed. */
export const pairingRevoke = answering({
  title: 'End the pairing of a browser',
  role: 'administrator',
  needs: 'record',
  input: z.strictObject({ id: z.string() }),
  kind: 'pairing',
  output: ok,
  async run(agent, _, { id }) {
    const pairing = (await agent.store.pairings()).find(item => item.id === id)
    if (pairing && !pairing.revokedAt)
      await agent.store.putPairing({ ...pairing, revokedAt: agent.clock().toISOString() })
    browsersOf(agent).revoked(id)
    return { ok: true }
  },
})
