import { z } from 'zod'
import { CatalogueId, KebabId, Time } from './id.ts'

/** A dated, reasoned acceptance of a finding, with an end, as a file of the home says it. */
export const ExceptionFile = z.strictObject({
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

/** The same as the log sealed it. It never changes the outcome. */
export const Exception = ExceptionFile.extend({
  /** Taken over from a file of an earlier version: nobody is on record as who sealed it. */
  unattributed: z.literal(true).optional(),
})
export type Exception = z.infer<typeof Exception>
