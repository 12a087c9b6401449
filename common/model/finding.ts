import { z } from 'zod'
import { Severity } from './check.ts'
import { CatalogueId, KebabId, ServiceId, Time } from './id.ts'
import { EvidenceRef, Grade, Source } from './observation.ts'
import { Reason } from './reason.ts'
import { Value } from './value.ts'

export const Outcome = z.enum(['pass', 'fail', 'unknown', 'not-applicable'])
export type Outcome = z.infer<typeof Outcome>

/** Check x resource -> outcome. `id` is stable for check + resource within a tenant. */
export const Finding = z.strictObject({
  id: z.string(),
  check: CatalogueId,
  metric: KebabId,
  service: ServiceId,
  tenant: KebabId,
  resource: z.strictObject({ type: KebabId, id: z.string(), name: z.string() }),
  outcome: Outcome,
  /** For unknown and not-applicable. */
  reason: Reason.nullable(),
  /** What exactly stood in the way, or which object decided. */
  detail: z.string().nullable(),
  severity: Severity,
  /** The values the check read, by setting id; absent ones are not listed. */
  observed: z.record(z.string(), Value),
  expected: z.string(),
  /** Since when the outcome is what it is. */
  since: Time,
  source: Source,
  grade: Grade,
  evidence: z.array(EvidenceRef),
  exception: z.string().nullable(),
  /** `framework:requirement` ids. */
  requirements: z.array(z.string()),
  /** API and console disagree on a setting this finding reads. */
  disagreement: z
    .array(z.strictObject({ setting: CatalogueId, api: Value, console: Value }))
    .optional(),
})
export type Finding = z.infer<typeof Finding>

export function emptyCounts(): Record<Outcome, number> {
  return { 'pass': 0, 'fail': 0, 'unknown': 0, 'not-applicable': 0 }
}

/** How many of each outcome. */
export function countOutcomes(
  findings: Iterable<Pick<Finding, 'outcome'>>,
): Record<Outcome, number> {
  const counts = emptyCounts()
  for (const { outcome } of findings) counts[outcome]++
  return counts
}

/** All findings of a tenant at a time. */
export const Assessment = z.strictObject({
  format: z.literal('witnessmark/assessment'),
  version: z.literal(1),
  tenant: KebabId,
  run: z.string(),
  at: Time,
  /** Digest of the catalogue that judged. */
  catalogue: z.string(),
  counts: z.record(Outcome, z.int().nonnegative()),
  findings: z.array(Finding),
})
export type Assessment = z.infer<typeof Assessment>
