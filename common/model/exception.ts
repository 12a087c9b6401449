import { z } from 'zod'
import { CatalogueId, KebabId, Time } from './id.ts'

/** A dated, reasoned acceptance of a finding, with an end. It never changes the outcome. */
export const Exception = z.strictObject({
  id: KebabId,
  tenant: KebabId,
  check: CatalogueId,
  /** Absent: every resource of the check. */
  resource: z.string().optional(),
  reason: z.string().min(1),
  acceptedBy: z.string().min(1),
  from: Time,
  until: Time,
  endedAt: Time.optional(),
})
export type Exception = z.infer<typeof Exception>
