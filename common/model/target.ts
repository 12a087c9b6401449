import { z } from 'zod'
import { KebabId, Time } from './id.ts'
import { Value } from './value.ts'

/**
 * An owner's own target of a metric, as the log sealed it: it counts from `from` on, never before,
 * and until another one or `endedAt`.
 */
export const OwnTarget = z.strictObject({
  metric: KebabId,
  /** Whose it is; without, it is everybody's but of those that have one of their own. */
  tenant: KebabId.optional(),
  value: Value,
  /** Who decided it, and why; when, as the file says. */
  by: z.string().min(1),
  reason: z.string().optional(),
  decidedAt: Time.optional(),
  from: Time,
  endedAt: Time.optional(),
})
export type OwnTarget = z.infer<typeof OwnTarget>
