import { z } from 'zod'
import { KebabId, Time } from './id.ts'

/** Target of an evaluation by a framework: what is looked at, at which level, and who answers for what. */
export const Scope = z.strictObject({
  framework: KebabId,
  tenants: z.array(KebabId).min(1),
  level: z.string().optional(),
  /** What the provider answers for, and what its customer does. */
  responsibilities: z.string().min(1),
  /**
   * By requirement, control or category, how much what is under it counts in shares; what is not named
   * counts one. It changes no status.
   */
  weights: z.record(z.string(), z.int().min(1).max(100)).optional(),
  by: z.string().min(1),
})
export type Scope = z.infer<typeof Scope>

/** Whether a requirement applies, and why: a line of the statement of applicability. */
export const Applicability = z.strictObject({
  framework: KebabId,
  requirement: z.string().min(1),
  applies: z.boolean(),
  reason: z.string().min(1),
  by: z.string().min(1),
})
export type Applicability = z.infer<typeof Applicability>

/** Evidence that no setting shows: what a person says of a requirement, and until when it is to be looked at again. */
export const ManualItem = z.strictObject({
  framework: KebabId,
  requirement: z.string().min(1),
  title: z.string().min(1),
  owner: z.string().min(1),
  /** When it is to be looked at again. */
  review: Time,
  statement: z.string().optional(),
  document: z
    .strictObject({
      name: z.string(),
      bytes: z.int(),
      sha256: z.string(),
      /** Place in the log of its bytes. */
      entry: z.int(),
    })
    .optional(),
})
export type ManualItem = z.infer<typeof ManualItem>
