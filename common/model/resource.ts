import { z } from 'zod'
import { KebabId } from './id.ts'

/**
 * A thing inside a tenant that has settings. `parent` is the id of the resource whose settings also
 * apply (organization of a repository).
 */
export const Resource = z.strictObject({
  type: KebabId,
  id: z.string().min(1),
  name: z.string(),
  parent: z.strictObject({ type: KebabId, id: z.string().min(1) }).optional(),
})
export type Resource = z.infer<typeof Resource>

/**
 * The resource id a finding carries where the resources of a type could not be listed: one row
 * instead of a missing one.
 */
export const UNLISTED = '*'
