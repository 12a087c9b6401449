import { z } from 'zod'
import { pairingsOf } from '../console/pairings.ts'
import { answering } from './operation.ts'

const Pairing = z.strictObject({
  id: z.string(),
  name: z.string(),
  origin: z.string(),
  publicKey: z.string(),
  pairedAt: z.string(),
  lastSeen: z.string().nullable(),
  revokedAt: z.string().nullable(),
})

/** The pairing that a browser says it has, or null. */
export const pairingFind = answering({
  title: 'One pairing, with its key',
  role: 'reader',
  needs: 'home',
  input: z.strictObject({ id: z.string() }),
  kind: 'pairing',
  output: z.strictObject({ pairing: Pairing.nullable() }),
  run: async (agent, _, { id }) => ({
    pairing: (await pairingsOf(agent)).find(item => item.id === id) ?? null,
  }),
})
