import { z } from 'zod'
import { Time } from '../model/id.ts'

export const EntryKind = z.enum(['run', 'evidence', 'assessment', 'capture', 'catalogue', 'key', 'export', 'erasure', 'gap', 'exception', 'target'])
export type EntryKind = z.infer<typeof EntryKind>

/** A leaf of the log, written as canonical JSON. The body it commits to, and the salt, live outside the tree: they can be erased. */
export const Entry = z.strictObject({
  v: z.literal(1),
  kind: EntryKind,
  at: Time,
  run: z.string(),
  /** `github@1`: who gathered it. */
  by: z.string(),
  catalogue: z.string(),
  /** What it is about: tenant and request, never a person. */
  subject: z.string(),
  /** HMAC-SHA-256(salt, body), hex. */
  commitment: z.string().regex(/^[0-9a-f]{64}$/),
  length: z.int().nonnegative(),
  type: z.string(),
})
export type Entry = z.infer<typeof Entry>
