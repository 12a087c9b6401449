import { z } from 'zod'
import { CatalogueId, KebabId } from './id.ts'
import { Value, ValueType } from './value.ts'

/**
 * How sure we are that a console recipe or an undocumented field reads what it says. Shown in the
 * product.
 */
export const Certainty = z.enum(['confirmed', 'source', 'documented', 'guess'])
export type Certainty = z.infer<typeof Certainty>

/** A catalogued property of a resource type. */
export const Setting = z.strictObject({
  id: CatalogueId,
  title: z.string(),
  description: z.string().optional(),
  resource: KebabId,
  type: ValueType,
  /** What the vendor sets when nobody touched it; shown where the value is absent. */
  vendorDefault: Value.optional(),
  /**
   * The request that carries it (`GET /orgs/{org}`), and the right it needs. Absent: no API shows
   * it.
   */
  api: z
    .strictObject({
      request: z.string(),
      field: z.string().optional(),
      right: z.string().optional(),
      certainty: Certainty.optional(),
    })
    .optional(),
  /** The console page that shows it. Absent: only the API does. */
  console: z
    .strictObject({ path: z.string(), url: z.string().optional(), certainty: Certainty })
    .optional(),
  /**
   * The value is a list of records, one a place: what the best source does not have (no record for
   * the place, or one whose value is null) the next one fills in.
   */
  fills: z.literal('unit').optional(),
  /** The value may name persons: left out by `--redact personal`. */
  personal: z.boolean().optional(),
})
export type Setting = z.infer<typeof Setting>
