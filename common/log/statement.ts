import { z } from 'zod'
import { CertificateState } from '../model/certificate.ts'
import { Evaluation } from '../model/framework.ts'
import { Time } from '../model/id.ts'
import { Grade } from '../model/observation.ts'
import { Level } from './bundle.ts'

/** Said in every statement. */
export const STATES_NO_MORE =
  'This states what was measured of the tenants in scope over the window, as the log has it. It is no certificate: only a body that certifies can give one. "undetermined" is what was not measured, could not be told, or needs other evidence.'

/** What was measured of one requirement in all tenants of the scope. */
const StatedRequirement = z.strictObject({
  id: z.string(),
  title: z.string(),
  status: Evaluation.shape.status,
  /** Something that is measured speaks for it. */
  measured: z.boolean(),
  /** The weakest of what is proven. */
  grade: Grade.nullable(),
  /** Where all that fails is accepted: it fails all the same. */
  acceptedUntil: Time.nullable(),
})
export type StatedRequirement = z.infer<typeof StatedRequirement>

const Figures = z.strictObject({
  satisfied: z.int(),
  notSatisfied: z.int(),
  /** Something speaks for them, and it could not be told or leaves a part open. */
  undetermined: z.int(),
  notMeasured: z.int(),
  grade: Grade.nullable(),
})

const StatedFramework = z.strictObject({
  id: z.string(),
  title: z.string(),
  /** With the level, where it has one. */
  version: z.string(),
  /** As a person sealed it: entry of the log. Null: every tenant of the window, and all that it has. */
  scope: z
    .strictObject({ tenants: z.array(z.string()), level: z.string().nullable(), entry: z.int() })
    .nullable(),
  /** What the figures rest on: the last assessment of each tenant in the window. */
  tenants: z.array(
    z.strictObject({ id: z.string(), service: z.string(), assessed: Time, entry: z.int() }),
  ),
  /** Tenants of the scope of which nothing was judged in the window: nothing is satisfied then. */
  missing: z.array(z.string()),
  /** What a person says that the body that certifies decided. */
  certificate: z
    .strictObject({
      state: CertificateState,
      on: z.string(),
      until: z.string().nullable(),
      entry: z.int(),
    })
    .nullable(),
  figures: Figures,
  requirements: z.array(StatedRequirement),
})
export type StatedFramework = z.infer<typeof StatedFramework>

export const Statement = z.strictObject({
  tool: z.string(),
  says: z.literal(STATES_NO_MORE),
  window: z.strictObject({ from: Time, to: Time }),
  /** Of the log at the end of the window, as its key signed it. */
  checkpoint: z.strictObject({
    origin: z.string(),
    size: z.int(),
    root: z.string(),
    at: Time,
    note: z.string(),
    /** The verifier key that signed it. */
    key: z.string(),
  }),
  /** Who else signed that: LOCAL where nobody did. */
  level: Level,
  /** On whose word it rests, and what of the record is not as it should be, in words. */
  beside: z.array(z.string()),
  catalogue: z.string(),
  frameworks: z.array(StatedFramework),
})
export type Statement = z.infer<typeof Statement>

/** `statement.json`: what is stated, and the note by which the log's key vouches for its digest. */
export const SignedStatement = z.strictObject({
  format: z.literal('witnessmark/monitoring-statement'),
  version: z.literal(1),
  statement: Statement,
  /** The verifier key of the log that signs now. */
  key: z.string(),
  /**
   * The keys from which an unbroken chain of hand-overs leads to it, the oldest first and itself last:
   * whoever trusts one of them may trust it. Each but the first with the note that it and the one before
   * signed, over the place of the entry that announced it. Proven by these notes alone.
   */
  chain: z
    .array(z.strictObject({ key: z.string(), entry: z.int(), handOver: z.string().nullable() }))
    .optional(),
  /** A signed note over the SHA-256 of the statement as canonical JSON (RFC 8785). */
  signature: z.string(),
})
export type SignedStatement = z.infer<typeof SignedStatement>
