import { randomUUID } from 'node:crypto'
import { z } from 'zod'
import { answering } from './operation.ts'

/** Keeps the key of a browser that proved the code on offer. */
export const pairingAdd = answering({
  title: 'Pair a browser',
  role: 'administrator',
  needs: 'record',
  input: z.strictObject({ name: z.string(), origin: z.string(), publicKey: z.string() }),
  kind: 'pairing',
  output: z.strictObject({ id: z.string() }),
  async run(agent, _, given) {
    const pairing = {
      ...given,
      id: randomUUID(),
      pairedAt: agent.clock().toISOString(),
      lastSeen: null,
      revokedAt: null,
    }
    await agent.store.putPairing(pairing)
    return { id: pairing.id }
  },
})
