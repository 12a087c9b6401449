import { z } from 'zod'
import { CatalogueId, KebabId, Time } from './id.ts'

/** Who repairs what fails of a check in a tenant, and until when; as it is sealed. */
export const RepairPlan = z.strictObject({
  tenant: KebabId,
  check: CatalogueId,
  owner: z.string().min(1),
  until: Time,
  note: z.string().optional(),
})
export type RepairPlan = z.infer<typeof RepairPlan>
