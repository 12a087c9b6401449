import { z } from 'zod'
import { KeptSaid } from '../words/kept.ts'
import { Severity } from './check.ts'
import { CatalogueId, KebabId, ServiceId, Time } from './id.ts'
import { EvidenceRef, Grade, Source } from './observation.ts'
import { Reason } from './reason.ts'
import { Value } from './value.ts'

export const Outcome = z.enum(['pass', 'fail', 'unknown', 'not-applicable'])
export type Outcome = z.infer<typeof Outcome>

const long = { digest: z.string(), length: z.int() }

/**
 * What a check compared with: a metric's target, or the check's, or the owner's own, which then says
 * since when it counts.
 */
export const AppliedTarget = z.strictObject({
  operator: z.enum(['equals', 'at-least', 'at-most', 'includes', 'excludes']),
  value: Value,
  unit: z.string().optional(),
  own: Time.optional(),
})
export type AppliedTarget = z.infer<typeof AppliedTarget>

/**
 * A value as a line carries it: itself, or of a long one its SHA-256 (hex, over canonical JSON) and
 * the number of bytes of that.
 */
export const Held = z.union([z.strictObject({ value: Value }), z.strictObject(long)])
export type Held = z.infer<typeof Held>

/** What a check read of one setting. */
const Decided = z.union([
  z.strictObject({ setting: CatalogueId, value: Value }),
  z.strictObject({ setting: CatalogueId, ...long }),
])

const common = {
  id: z.string(),
  check: CatalogueId,
  metric: KebabId,
  service: ServiceId,
  tenant: KebabId,
  resource: z.strictObject({ type: KebabId, id: z.string(), name: z.string() }),
  outcome: Outcome,
  /** For unknown and not-applicable. */
  reason: Reason.nullable(),
  severity: Severity,
  /** Since when the outcome is what it is. */
  since: Time,
  source: Source,
  grade: Grade,
  evidence: z.array(EvidenceRef),
  /** How many entries before these the line leaves out: its readings name them all. */
  moreEvidence: z.int().positive().optional(),
  /** How many settings on which API and console disagree the line leaves out. */
  moreDisagreement: z.int().positive().optional(),
  exception: z.string().nullable(),
  /** `framework:requirement` ids. */
  requirements: z.array(z.string()),
}
/** API and console disagree on a setting this finding reads. */
const disagreement = z
  .array(z.strictObject({ setting: CatalogueId, api: Value, console: Value }))
  .optional()

/** What versions up to 0.1 sealed: with sentences. Shown as it was written. */
const EarlierFinding = z.strictObject({
  v: z.undefined().optional(),
  ...common,
  disagreement,
  detail: z.string().nullable(),
  observed: z.record(z.string(), Value),
  expected: z.string(),
})

/**
 * Check x resource -> outcome, as it is sealed: codes and values, no sentence. `id` is stable for
 * check + resource within a tenant. Shown through `shownFinding`.
 */
export const CodedFinding = z.strictObject({
  v: z.literal(2),
  ...common,
  /** What stood in the way, or what decided, by code; null where the values say it all. */
  verdict: z.string().nullable(),
  params: z.record(z.string(), Value),
  /** Where the check compares with a target: which one applied. */
  target: AppliedTarget.optional(),
  /** What else is to be said. */
  also: z.array(KeptSaid).optional(),
  /** The settings that were read, by id. */
  decided: z.array(Decided),
  /** API and console disagree on a setting this finding reads. */
  disagreement: z
    .array(z.strictObject({ setting: CatalogueId, api: Held, console: Held }))
    .optional(),
})
export type CodedFinding = z.infer<typeof CodedFinding>

/** A line of the record, whichever version wrote it. */
export const Finding = z.union([CodedFinding, EarlierFinding])
export type Finding = z.infer<typeof Finding>

/** A finding in words: what people, `--json` and the API get. */
export const ShownFinding = z.strictObject({
  /** Of the line in the record. */
  v: z.union([z.literal(1), z.literal(2)]),
  ...common,
  disagreement,
  verdict: z.string().nullable(),
  params: z.record(z.string(), Value),
  target: AppliedTarget.optional(),
  decided: z.array(Decided),
  /** What exactly stood in the way, or which object decided. */
  detail: z.string().nullable(),
  /** The values the check read, by setting id; absent ones are not listed. */
  observed: z.record(z.string(), Value),
  expected: z.string(),
})
export type ShownFinding = z.infer<typeof ShownFinding>

export function emptyCounts(): Record<Outcome, number> {
  return { 'pass': 0, 'fail': 0, 'unknown': 0, 'not-applicable': 0 }
}

/** Of all of them together. */
export function sumCounts(
  all: Iterable<Readonly<Record<Outcome, number>>>,
): Record<Outcome, number> {
  const sum = emptyCounts()
  for (const counts of all) for (const outcome of Outcome.options) sum[outcome] += counts[outcome]
  return sum
}

/** How many of each outcome. */
export function countOutcomes(
  findings: Iterable<Pick<Finding, 'outcome'>>,
): Record<Outcome, number> {
  const counts = emptyCounts()
  for (const { outcome } of findings) counts[outcome]++
  return counts
}

const assessment = {
  format: z.literal('witnessmark/assessment'),
  version: z.literal(1),
  tenant: KebabId,
  run: z.string(),
  at: Time,
  /** Digest of the catalogue that judged. */
  catalogue: z.string(),
  counts: z.record(Outcome, z.int().nonnegative()),
}

/** All findings of a tenant at a time, as they are sealed. */
export const Assessment = z.strictObject({ ...assessment, findings: z.array(Finding) })
export type Assessment = z.infer<typeof Assessment>

/** The same in words. */
export const ShownAssessment = z.strictObject({
  ...assessment,
  findings: z.array(ShownFinding),
})
