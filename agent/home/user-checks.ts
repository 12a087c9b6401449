import { z } from 'zod'
import { CatalogueId, KebabId, ServiceId, Setting } from '../../common/model/index.ts'

/**
 * A user's own checks (`checks/*.yaml`): settings and checks added to a service we know, or a
 * service of their own.
 */
export const UserChecks = z.strictObject({
  service: z.strictObject({ id: ServiceId, title: z.string().optional() }),
  resourceTypes: z
    .array(
      z.strictObject({
        id: KebabId,
        title: z.string(),
        plural: z.string(),
        listedBy: z
          .strictObject({ setting: CatalogueId, id: z.string(), name: z.string() })
          .optional(),
      }),
    )
    .default([]),
  settings: z.array(Setting).default([]),
  /** Parsed one by one when compiled, so that a mistake names its check. */
  checks: z.array(z.record(z.string(), z.unknown())).default([]),
})
export type UserChecks = z.infer<typeof UserChecks>
