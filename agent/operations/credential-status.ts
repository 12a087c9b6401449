import { z } from 'zod'
import { signStatusList } from '../export/credential.ts'
import { answering } from './operation.ts'

/** The list of what credentials count, signed by the assessor's key. */
export const credentialStatus = answering({
  title: "Sign the status list of an assessor's credentials",
  role: 'reader',
  needs: 'nothing',
  commandsOnly: true,
  input: z.strictObject({
    uri: z.url(),
    size: z.int().positive().max(1_000_000),
    set: z
      .array(
        z.strictObject({
          index: z.int().nonnegative(),
          status: z.enum(['valid', 'invalid', 'suspended']),
        }),
      )
      .default([]),
    /** The list that it goes on from. */
    before: z.string().optional(),
    keptSeconds: z.int().positive().default(3600),
    /** Private key (PEM) of the assessor. */
    key: z.string(),
  }),
  kind: 'credential-status',
  output: z.strictObject({ list: z.string() }),
  run: async (agent, _, { key, ...wanted }) => ({
    list: await signStatusList({ ...wanted, at: agent.clock() }, key),
  }),
})
