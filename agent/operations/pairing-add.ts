import { randomUUID } from 'node:crypto'
import { z } from 'zod'
import { addPairing } from '../console/pairings.ts'
import { answering } from './operation.ts'

/** Keeps the key of a browser that proved the code on offer. */
export const pairingAdd = answering({
  title: 'Pair a browser',
  role: 'administrator',
  needs: 'record',
  input: z.strictObject({ name: z.string(), origin: z.string(), publicKey: z.string() }),
  kind: 'pairing',
  output: z.strictObject({ id: z.string() }),
  async run(agent, actor, given) {
    const id = randomUUID()
    await addPairing(agent, actor, { ...given, id, pairedAt: agent.clock().toISOString() })
    return { id }
  },
})
