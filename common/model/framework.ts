import { z } from 'zod'
import { CatalogueId, KebabId } from './id.ts'

export const Requirement = z.strictObject({
  id: z.string(),
  title: z.string(),
  parent: z.string().optional(),
  level: z.string().optional(),
  /** The framework asks that this be monitored automatically. */
  automated: z.boolean().optional(),
  metrics: z.array(KebabId).default([]),
  checks: z.array(CatalogueId).default([]),
})
export type Requirement = z.infer<typeof Requirement>

/** An external catalogue: ids and our own short titles, never its text. */
export const Framework = z.strictObject({
  id: KebabId,
  title: z.string(),
  version: z.string(),
  publisher: z.string(),
  note: z.string().optional(),
  requirements: z.array(Requirement),
})
export type Framework = z.infer<typeof Framework>

/**
 * Requirement -> status. `undetermined` carries the checks that could not be told, and "no check"
 * is undetermined too.
 */
export const Evaluation = z.strictObject({
  framework: KebabId,
  requirement: z.string(),
  status: z.enum(['satisfied', 'not-satisfied', 'undetermined']),
  counts: z.strictObject({
    'pass': z.int(),
    'fail': z.int(),
    'unknown': z.int(),
    'not-applicable': z.int(),
  }),
  findings: z.array(z.string()),
})
export type Evaluation = z.infer<typeof Evaluation>
