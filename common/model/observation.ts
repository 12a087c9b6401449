import { z } from 'zod'
import { CatalogueId, KebabId, Time } from './id.ts'
import { Reason } from './reason.ts'
import { Value } from './value.ts'
import { KeptSaid } from '../words/kept.ts'

export const Source = z.enum(['api', 'console', 'document', 'import'])
export type Source = z.infer<typeof Source>

/**
 * A: API reply fetched by the agent. B: API reply seen by the extension. C: page reading or
 * screenshot. D: manual upload or import.
 */
export const Grade = z.enum(['A', 'B', 'C', 'D'])
export type Grade = z.infer<typeof Grade>

/** A pointer into the evidence log: the leaf's index and the body's commitment (hex). */
export const EvidenceRef = z.strictObject({ index: z.int().nonnegative(), commitment: z.string() })
export type EvidenceRef = z.infer<typeof EvidenceRef>

/**
 * What one run (or capture) says about one setting of one resource: a value, or why there is none.
 */
export const Reading = z.discriminatedUnion('state', [
  z.strictObject({
    state: z.literal('observed'),
    value: Value,
    /** Why the value has only what the checks of the service look at, where that is so. */
    why: KeptSaid.optional(),
  }),
  z.strictObject({
    state: z.literal('unobserved'),
    reason: Reason,
    /** What exactly stood in the way. */
    why: KeptSaid.optional(),
    /** The same in words, as browsers send it and earlier versions kept it. */
    detail: z.string().optional(),
  }),
])
export type Reading = z.infer<typeof Reading>

/** One reading of one setting on one resource: when, by which method, from which evidence. */
export const Observation = z.strictObject({
  setting: CatalogueId,
  resource: z.strictObject({ type: KebabId, id: z.string().min(1) }),
  reading: Reading,
  source: Source,
  grade: Grade,
  /** When the value was seen (not when it was stored). */
  at: Time,
  evidence: z.array(EvidenceRef),
  /** For a document: when the person who stated it wants it looked at again. */
  until: Time.optional(),
})
export type Observation = z.infer<typeof Observation>
