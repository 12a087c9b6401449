import { z } from 'zod'
import { fromBase64, toBase64 } from '../../common/log/bytes.ts'
import { NoteError, openNote, rotationText, verifierKey } from '../../common/log/checkpoint.ts'
import type { EntryKind } from '../../common/log/entry.ts'
import { messageOf } from '../problem.ts'
import type { Store } from '../store/store.ts'
import { sha256, verifierOf } from './crypto.ts'

const PublicKey = z.object({
  origin: z.string(),
  /** 32 bytes in base64. */
  publicKey: z.string().regex(/^[A-Za-z0-9+/]{42}[AEIMQUYcgkosw048]=$/),
})

/**
 * Body of a `key` entry. `note` is the hand-over that both keys signed; it is missing where the old
 * key was not at hand.
 */
export const KeyEntry = z.object({
  reason: z.string(),
  before: PublicKey.nullable(),
  after: PublicKey,
  note: z.string().optional(),
})
export type KeyEntry = z.infer<typeof KeyEntry>

/**
 * Body of an `erasure` entry: what is gone from the store and why, never a person's name. Pruning
 * restates the keys that its own entries announced.
 */
export const Erasure = z.object({
  reason: z.string(),
  erased: z.array(z.int()),
  /** Whose rows a person's text was taken out of, and the digest of what is current since. */
  current: z.record(z.string(), z.string()).optional(),
  /** What had ended of each tenant by then, as it stands since: the last link of its chain. */
  ended: z.record(z.string(), z.string()).optional(),
  pruned: z.int().optional(),
  keys: z
    .array(
      PublicKey.extend({
        entry: z.int(),
        until: z.int().nullable(),
        reason: z.string(),
        note: z.string().optional(),
      }),
    )
    .optional(),
})
export type Erasure = z.infer<typeof Erasure>

/**
 * A key that signed checkpoints: from the entry that announced it until the entry that announced
 * the next.
 */
export type LogKey = {
  readonly origin: string
  readonly publicKey: Uint8Array
  readonly entry: number
  readonly until: number | null
  readonly reason: string
  /** The hand-over that it and the key before it signed, where both did. */
  readonly note?: string | undefined
  /** Its own entry is gone by retention; the entry that took it out says this. */
  readonly restated?: true
}

/** An entry that may speak of keys, with its body as JSON. */
export type KeyBearing = {
  readonly entry: number
  readonly kind: EntryKind
  readonly body: unknown
}

/** The kinds of entry that speak of keys. */
export const keyBearing: ReadonlySet<EntryKind> = new Set(['key', 'erasure'])

/**
 * Every key of the first `size` entries, in order, as announced: whether both keys signed a
 * hand-over is for `changeProblem` and `chainOf` to say.
 */
export async function keyHistory(store: Store, size = Infinity): Promise<LogKey[]> {
  const bodies: KeyBearing[] = []
  for (const kind of keyBearing) {
    for await (const head of store.evidenceHeads({ kind })) {
      const body = (await store.evidence(head.index))?.body
      if (head.index < size && body) bodies.push({ entry: head.index, kind, body: parseBody(body) })
    }
  }
  return keysFrom(bodies)
}

/** The keys that entries announce or restate, in order. */
export function keysFrom(bodies: readonly KeyBearing[]): LogKey[] {
  return bodies
    .toSorted((a, b) => a.entry - b.entry)
    .reduce<LogKey[]>(
      (keys, { entry, kind, body }) =>
        kind === 'key' ? afterKey(keys, entry, body) : afterErasure(keys, body),
      [],
    )
}

/** The keys that may have signed a checkpoint over `size` entries under a name. */
export function keysAt(keys: readonly LogKey[], origin: string, size: number): LogKey[] {
  return keys.filter(
    key => key.origin === origin && key.entry < size && (key.until === null || size <= key.until),
  )
}

/**
 * The last key, and before it those from which an unbroken chain of hand-overs, each signed by both
 * its keys, leads to it: whoever trusts one of them may trust the last.
 */
export function chainOf(keys: readonly LogKey[]): LogKey[] {
  const first = keys.findLastIndex(
    (key, index) => index === 0 || handoverProblem(keys[index - 1] ?? key, key) !== null,
  )
  return keys.slice(Math.max(0, first))
}

/** A key as Go's `note.NewVerifier` takes it. */
export function textOfKey({ origin, publicKey }: Pick<LogKey, 'origin' | 'publicKey'>): string {
  return verifierKey(sha256, origin, publicKey)
}

function afterKey(keys: readonly LogKey[], entry: number, body: unknown): LogKey[] {
  const parsed = KeyEntry.safeParse(body)
  if (!parsed.success) return [...keys]
  const { after, reason, note } = parsed.data
  return [
    ...keys.map(key => (key.until === null ? { ...key, until: entry } : key)),
    {
      origin: after.origin,
      publicKey: fromBase64(after.publicKey),
      entry,
      until: null,
      reason,
      note,
    },
  ]
}

/** Only keys of entries that were pruned are restated: no other key enters the record so. */
function afterErasure(keys: readonly LogKey[], body: unknown): LogKey[] {
  const { keys: told = [], pruned = 0 } = Erasure.safeParse(body).data ?? {}
  return [
    ...told
      .filter(key => key.entry < pruned && !keys.some(known => known.entry === key.entry))
      .map(key => ({ ...key, publicKey: fromBase64(key.publicKey), restated: true as const })),
    ...keys,
  ]
}

/**
 * The first change of key that does not hold, or null. A name that the log had before passes on only
 * by a note that the last key and the next one signed, over the place of the entry; a new name needs
 * none, and where one stands it must hold.
 */
export function changeProblem(
  keys: readonly LogKey[],
): { readonly entry: number; readonly problem: string } | null {
  for (const [index, key] of keys.entries()) {
    const before = keys[index - 1]
    const named = keys.slice(0, index).some(earlier => earlier.origin === key.origin)
    // Retention up to version 0.1 did not restate the notes.
    if (!before || (key.note === undefined && (!named || key.restated))) continue
    const wrong = handoverProblem(before, key)
    if (wrong !== null)
      return {
        entry: key.entry,
        problem: `the key changed under "${key.origin}" without a hand-over that both keys signed: ${wrong}`,
      }
  }
  return null
}

function handoverProblem(
  before: LogKey,
  { origin, publicKey, entry, note }: LogKey,
): string | null {
  try {
    const old = verifierOf(before.origin, before.publicKey)
    const next = verifierOf(origin, publicKey)
    for (const verifier of [old, next])
      if (openNote(sha256, note ?? '', verifier) !== rotationText(sha256, old, next, entry))
        throw new NoteError('it is over something else')
    return null
  } catch (error) {
    return messageOf(error)
  }
}

/** A key as an `erasure` entry restates it. */
export function restatedKey({
  origin,
  publicKey,
  entry,
  until,
  reason,
  note,
}: LogKey): NonNullable<Erasure['keys']>[number] {
  const key = { origin, publicKey: toBase64(publicKey), entry, until, reason }
  return note === undefined ? key : { ...key, note }
}

/** A body as JSON; null where it is none. */
export function parseBody(body: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body))
  } catch {
    return null
  }
}
