import { z } from 'zod'
import { Ipe } from '../model/evidence.ts'
import { Time } from '../model/id.ts'

/**
 * What an anchor adds: nothing, a time stamp, a witness' cosignature. None proves what the service
 * really said.
 */
export const Level = z.enum(['LOCAL', 'TIMESTAMPED', 'WITNESSED'])
export type Level = z.infer<typeof Level>

const local =
  "signed by the key of the machine that recorded it. It shows that nothing was changed since by anyone without that key; when it was recorded rests on that machine's clock. That all of it was not set back to an earlier state shows only beside a checkpoint, an export or a time stamp that was kept elsewhere (witnessmark verify --seen FILE)."

/** Who else signed, as `levelWords` names them. */
export type Signers = {
  readonly level: Level
  readonly witness: {
    readonly name: string
    readonly key: string
    readonly at: string
    readonly pinned: boolean
  } | null
  readonly authority: {
    readonly name: string
    readonly certificate: string
    readonly at: string
    readonly pinned: boolean
  } | null
}

/**
 * What the level says, and of whom: a name alone anybody can take, so the keys stand beside, and who
 * was not pinned by the reader is not called an outsider.
 */
export function levelWords({ level, witness, authority }: Signers): string {
  const stamped = authority
    ? `The time-stamping authority "${authority.name}" (RFC 3161; SHA-256 of its certificate ${authority.certificate}) signed that this state of the log existed at ${authority.at}. ${
        authority.pinned
          ? 'It is the authority that you named.'
          : 'Whether that is an authority you trust is for you to compare; anybody can run one of that name.'
      }`
    : ''
  const witnessed = witness
    ? `"${witness.name}" signed at ${witness.at}, with the witness key ${witness.key}, that the log only ever grew. ${
        witness.pinned
          ? 'It is the witness that you named: an outside witness saw it.'
          : 'Whether that key is of an outside witness is for you to compare; whoever recorded could have one of that name.'
      }`
    : ''
  return [`${level}: ${local}`, stamped, witnessed].filter(Boolean).join(' ')
}

/** On whose word a level rests, in one line: names with the keys by which they can be told. */
export function levelRestsOn({ witness, authority }: Signers): string {
  const pinned = (is: boolean): string => (is ? 'named by the reader' : 'not compared')
  return [
    ...(witness ? [`witness "${witness.name}" ${witness.key} (${pinned(witness.pinned)})`] : []),
    ...(authority
      ? [
          `authority "${authority.name}" certificate SHA-256 ${authority.certificate} (${pinned(authority.pinned)})`,
        ]
      : []),
  ].join('; ')
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
  /** The newest state that is in the bundle, where keys were announced after the window. */
  head: z.strictObject({ size: z.int(), root: z.string() }).optional(),
  level: Level,
  catalogue: z.string(),
  frameworks: z.array(z.string()),
  /** Of those that have levels, only what this one asks for. */
  assurance: z.string().optional(),
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
