import { z } from 'zod'
import { verifyLog } from '../log/verify.ts'
import { steps, streaming } from './operation.ts'

/** Recomputes the evidence log, and says how far it is. */
export const verify = streaming({
  title: 'Recompute the evidence log',
  role: 'reader',
  needs: 'home',
  input: z.strictObject({
    /** The findings of every assessment, not of each tenant's last one only. */
    every: z.boolean().default(false),
  }),
  kind: 'verification',
  output: z.strictObject({
    ok: z.boolean(),
    entries: z.int(),
    checkpoints: z.int(),
    pending: z.int(),
    erased: z.int(),
    pruned: z.int(),
    gaps: z.int(),
    stamped: z.int(),
    first: z.strictObject({ entry: z.int(), problem: z.string() }).nullable(),
  }),
  stream: (agent, _, { every }) =>
    steps(tell =>
      verifyLog(agent.store, {
        everyAssessment: every,
        onProgress: (done, total) => tell({ done, total, text: 'verifying' }),
      }),
    ),
})
