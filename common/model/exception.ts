import { z } from 'zod'
import { CatalogueId, KebabId, Time } from './id.ts'

/** What a baseline takes as it stands: what fails, or what cannot be told. */
const Covered = z.enum(['fail', 'unknown'])

const fields = z.strictObject({
  id: KebabId,
  tenant: KebabId,
  /** Absent: a baseline, of every check. */
  check: CatalogueId.optional(),
  /**
   * A baseline: what failed, or could not be told, of the tenant when it was sealed, for as long as it
   * stays so.
   */
  covers: Covered.optional(),
  /** Absent: every resource of the check. */
  resource: z.string().optional(),
  reason: z.string().min(1),
  acceptedBy: z.string().min(1),
  from: Time,
  until: Time,
  endedAt: Time.optional(),
})

/** A dated, reasoned acceptance of a finding, with an end, as a file of the home says it. */
export const ExceptionFile = fields.superRefine(({ check, covers, resource }, context) => {
  const message =
    check === undefined && covers === undefined
      ? 'it needs "check" (or, as a baseline, "covers")'
      : check !== undefined && covers !== undefined
        ? 'it has "check" or "covers", not both'
        : covers !== undefined && resource !== undefined
          ? 'a baseline ("covers") is of no one "resource"'
          : null
  if (message !== null) context.addIssue({ code: 'custom', path: ['check'], message })
})

/** The same as the log sealed it. It never changes the outcome. */
export const Exception = fields.extend({
  /** Taken over from a file of an earlier version: nobody is on record as who sealed it. */
  unattributed: z.literal(true).optional(),
})
export type Exception = z.infer<typeof Exception>
