import { z } from 'zod'
import { Ipe } from '../model/evidence.ts'
import { Time } from '../model/id.ts'

/**
 * What an anchor adds, in the words every export carries. None proves what the service really said.
 */
export const Level = z.enum(['LOCAL', 'TIMESTAMPED', 'WITNESSED'])
export type Level = z.infer<typeof Level>

export const levelText: Readonly<Record<Level, string>> = {
  LOCAL:
    "LOCAL: signed by the key of the machine that recorded it. It shows that nothing was changed since by anyone without that key; when it was recorded rests on that machine's clock.",
  TIMESTAMPED:
    'TIMESTAMPED: besides, an outside time-stamping authority (RFC 3161) signed that this state of the log existed at the stated time.',
  WITNESSED:
    'WITNESSED: besides, an outside witness saw that the log only ever grew, and signed that.',
}

/**
 * `manifest.json` of a bundle: what it holds, over which state of the log, and the SHA-256 of every
 * other file.
 */
export const BundleManifest = z.strictObject({
  format: z.literal('witnessmark/bundle'),
  version: z.literal(1),
  tool: z.string(),
  window: z.strictObject({ from: Time, to: Time, days: z.array(z.string()).nullable() }),
  checkpoint: z.strictObject({ origin: z.string(), size: z.int(), root: z.string(), at: Time }),
  /**
   * The state that the auditor may have seen before; null where the log begins inside the window.
   */
  before: z.strictObject({ size: z.int(), root: z.string() }).nullable(),
  level: Level,
  catalogue: z.string(),
  frameworks: z.array(z.string()),
  redacted: z.boolean(),
  oscalVersion: z.string(),
  tenants: z.array(
    z.strictObject({
      id: z.string(),
      service: z.string(),
      title: z.string(),
      /**
       * What was judged when: the assessment's log entry, and what it seals its findings with, one
       * a line: the root of their tree (RFC 9162), or without `tree` the digest of the lines.
       */
      assessments: z.array(
        z.strictObject({
          at: Time,
          entry: z.int(),
          findings: z.string(),
          tree: z.literal('rfc9162').optional(),
          file: z.string().nullable(),
        }),
      ),
    }),
  ),
  /** Entries whose body is not in the bundle, and why: each still proves that it was recorded. */
  withheld: z.array(z.strictObject({ entry: z.int(), reason: z.enum(['erased', 'personal']) })),
  files: z.record(z.string(), z.strictObject({ bytes: z.int(), sha256: z.string() })),
})
export type BundleManifest = z.infer<typeof BundleManifest>

/**
 * `evidence/N.json` of a bundle: what an auditor asks of an item, and the salt that opens its
 * commitment.
 */
export const BundleItem = z.object({
  entry: z.int(),
  kind: z.string(),
  commitment: z.string(),
  salt: z.string().nullable(),
  body: z.string().nullable(),
  withheld: z.enum(['erased', 'personal']).nullable(),
  tenant: z.string(),
  personal: z.boolean(),
  ipe: Ipe,
})
export type BundleItem = z.infer<typeof BundleItem>

/** Stands for what `--redact personal` takes out. */
export const WITHHELD = '(withheld)'

/** Names of an entry's files sort as numbers do. */
export function entryName(index: number): string {
  return String(index).padStart(8, '0')
}

/** The lines of `checkpoints/consistency.txt`: sizes, then the proof's hashes in base64. */
export type ConsistencyFile = {
  readonly from: number
  readonly to: number
  readonly hashes: readonly string[]
}

export function formatConsistency({ from, to, hashes }: ConsistencyFile): string {
  return `from ${from}\nto ${to}\n${hashes.map(hash => `${hash}\n`).join('')}`
}

/** @throws TypeError */
export function parseConsistency(text: string): ConsistencyFile {
  const match = /^from (\d+)\nto (\d+)\n((?:[A-Za-z0-9+/]{43}=\n)*)$/.exec(text)
  if (!match) throw new TypeError('not a consistency file')
  return {
    from: Number(match[1]),
    to: Number(match[2]),
    hashes: (match[3] ?? '').split('\n').filter(line => line !== ''),
  }
}
