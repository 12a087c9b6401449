import { z } from 'zod'
import { Anchors } from '../log/anchors.ts'
import { verifyHome } from '../keep/verify-home.ts'
import { list, steps, streaming } from './operation.ts'

/** Whom the reader trusts: a witness' verifier key, an authority's certificates (PEM). */
export const TrustedInput = z.strictObject({
  witness: z.string().optional(),
  authority: z.string().optional(),
})

/** Recomputes the evidence log, and says how far it is. */
export const verify = streaming({
  title: 'Recompute the evidence log',
  role: 'reader',
  needs: 'home',
  input: z.strictObject({
    /** The findings of every assessment, not of each tenant's last one only. */
    every: z.boolean().default(false),
    /** Only what came since the state that was verified last. */
    new: z.boolean().default(false),
    /** The verifier key that must have signed, or handed over to the one that did. */
    pinned: z.string().optional(),
    /** What a file that was kept elsewhere shows: a signed state, or the digest that is stamped. */
    seen: z
      .union([
        z.strictObject({
          head: z.strictObject({
            origin: z.string(),
            size: z.int(),
            root: z.string(),
            where: z.string(),
            by: list(z.string()).nullable(),
            note: z.string().optional(),
          }),
        }),
        z.strictObject({ where: z.string(), stamped: z.string() }),
      ])
      .optional(),
    trusted: TrustedInput.default({}),
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
    signers: Anchors,
    /** From which entry on it was read, and until where and when everything was. */
    since: z
      .strictObject({
        size: z.int(),
        whole: z.strictObject({ size: z.int(), at: z.string() }),
      })
      .nullable(),
    first: z.strictObject({ entry: z.int(), problem: z.string() }).nullable(),
  }),
  stream: (agent, _, { every, new: onlyNew, pinned, seen, trusted }) =>
    steps(tell =>
      verifyHome(
        agent,
        {
          everyAssessment: every,
          onlyNew,
          pinned,
          seen,
          onProgress: (done, total) => tell({ done, total, text: 'verifying' }),
        },
        trusted,
      ),
    ),
})
