import { z } from 'zod'
import { CatalogueId, KebabId } from './id.ts'
import { Value } from './value.ts'

export const Severity = z.enum(['low', 'medium', 'high', 'critical'])
export type Severity = z.infer<typeof Severity>

/**
 * The closed set of comparisons. `target: true` takes the metric's target value (or the tenant's
 * own) instead of a value of its own.
 */
export const Expectation = z.union([
  z.strictObject({
    op: z.enum(['equals', 'oneOf', 'atLeast', 'atMost', 'includes', 'excludes', 'matches']),
    value: Value,
  }),
  z.strictObject({ op: z.enum(['equals', 'atLeast', 'atMost']), target: z.literal(true) }),
  z.strictObject({ op: z.enum(['empty', 'notEmpty']) }),
])
export type Expectation = z.infer<typeof Expectation>

/**
 * Where the outside tool that a check corresponds to says otherwise, and why: shown with a finding,
 * and no part of it. `saying` are the codes that it is about; with `naming` they are about it only
 * where they name nothing else, with `showing` only where every value that they show of these settings
 * is one of these.
 */
export const Difference = z.strictObject({
  code: KebabId,
  theirs: z.enum(['pass', 'fail']),
  ours: z.enum(['pass', 'fail', 'unknown']),
  saying: z.array(z.string()).min(1),
  naming: z.array(z.string()).optional(),
  showing: z.record(z.string(), z.array(z.string()).min(1)).optional(),
  /** The tool does so in some cases only, which the finding does not tell apart. */
  sometimes: z.boolean().optional(),
  why: z.string(),
  /** Where it was told, or stands in writing. */
  upstream: z.url({ protocol: /^https$/ }).optional(),
})
export type Difference = z.infer<typeof Difference>

/** Where a check comes from or what it corresponds to outside: ids only. */
export const Reference = z.strictObject({
  source: z.string(),
  id: z.string(),
  criticality: z.string().optional(),
  url: z.string().optional(),
})

/**
 * A metric applied to settings. Exactly one of `expect` (with one setting read) and `test` (a CEL
 * expression).
 */
export const Check = z
  .strictObject({
    id: CatalogueId,
    title: z.string(),
    metric: KebabId,
    /** The resource type that gets one finding each. */
    resource: KebabId,
    /** Settings the check may see: of its resource type, or of the resource's parents. */
    reads: z.array(CatalogueId).min(1),
    /**
     * Settings that the check may see too where they were read, `null` where they were not: they
     * never decide what is unknown.
     */
    optional: z.array(CatalogueId).default([]),
    /** CEL: where it is false the outcome is not-applicable. */
    when: z.string().optional(),
    /**
     * The target that this check compares with, in its metric's unit, where it is another than the
     * metric's: an owner's own goes before both.
     */
    target: z.number().optional(),
    expect: Expectation.optional(),
    /**
     * CEL over the settings' variable names, `resource`, `target`, `now`, `accepted`, `sources` (by
     * variable name: `api`, `import`, `console` or `document`): a bool, or one of the four outcomes
     * as a string.
     */
    test: z.string().optional(),
    /** The wanted state in words. */
    expected: z.string(),
    severity: Severity,
    rationale: z.string().optional(),
    remediation: z.strictObject({
      steps: z.array(z.string()).min(1),
      url: z.string().optional(),
      /**
       * When the steps were last seen to match the console (a date), or "documented" when only the
       * documentation was read.
       */
      seen: z.string(),
    }),
    references: z.array(Reference).default([]),
    differences: z.array(Difference).default([]),
    /** A check that is shipped but not judged unless the user enables it. */
    enabled: z.boolean().default(true),
  })
  .refine(
    check => (check.expect === undefined) !== (check.test === undefined),
    'exactly one of "expect" and "test"',
  )
  .refine(
    check => check.expect === undefined || check.reads.length === 1,
    '"expect" goes with exactly one setting in "reads"',
  )
export type Check = z.infer<typeof Check>
/** A check as an author writes it: defaults may be left out. */
export type CheckSource = z.input<typeof Check>
