import { z } from 'zod'

/** The body of a gap entry, read back. */
export const Gap = z.object({
  cause: z.string(),
  tenant: z.string(),
  from: z.string(),
  to: z.string(),
  detail: z.string(),
})
export type Gap = z.infer<typeof Gap>
