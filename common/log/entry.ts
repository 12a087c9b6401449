import { z } from 'zod'
import type { Ipe } from '../model/evidence.ts'
import { Time } from '../model/id.ts'
import { canonicalBytes } from './canonical.ts'

export const EntryKind = z.enum([
  'run',
  'evidence',
  'assessment',
  'capture',
  'catalogue',
  'key',
  'export',
  'erasure',
  'gap',
  'exception',
  'target',
  'pairing',
  'decision',
])
export type EntryKind = z.infer<typeof EntryKind>

/**
 * A leaf of the log, written as canonical JSON, its keys in this order. The body it commits to, and
 * the salt, live outside the tree: they can be erased.
 */
export const Entry = z.strictObject({
  at: Time,
  /** `github@1`: who gathered it. */
  by: z.string(),
  catalogue: z.string(),
  /** HMAC-SHA-256(salt, body), hex. */
  commitment: z.string().regex(/^[0-9a-f]{64}$/),
  /**
   * HMAC-SHA-256(salt, `sealedFacts`), hex: who asked what, and when, is sealed too. The earliest
   * logs lack it.
   */
  ipe: z
    .string()
    .regex(/^[0-9a-f]{64}$/)
    .optional(),
  kind: EntryKind,
  length: z.int().nonnegative(),
  run: z.string(),
  /** What it is about: tenant and request, never a person. */
  subject: z.string(),
  type: z.string(),
  v: z.literal(1),
})
export type Entry = z.infer<typeof Entry>

/** What is said of a body beside its leaf, as canonical JSON. */
export function sealedFacts({
  ipe,
  tenant,
  personal,
}: {
  readonly ipe: Ipe
  readonly tenant: string
  readonly personal: boolean
}): Uint8Array {
  return canonicalBytes({ ipe, personal, tenant })
}
