import { z } from 'zod'
import { KebabId } from './id.ts'
import { Value } from './value.ts'

/**
 * A vendor-neutral measurable property (MEDINA's metric): what checks measure and requirements ask
 * for.
 */
export const Metric = z.strictObject({
  id: KebabId,
  title: z.string(),
  description: z.string(),
  category: KebabId,
  scale: z.enum(['boolean', 'ordinal', 'number', 'set']),
  operator: z.enum(['equals', 'at-least', 'at-most', 'includes', 'excludes']),
  target: Value,
  unit: z.string().optional(),
})
export type Metric = z.infer<typeof Metric>
