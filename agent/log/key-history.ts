import { z } from 'zod'
import { fromBase64 } from '../../common/log/bytes.ts'
import { NoteError, openNote, rotationText } from '../../common/log/checkpoint.ts'
import type { EntryKind } from '../../common/log/entry.ts'
import { messageOf } from '../problem.ts'
import type { Store } from '../store/store.ts'
import { sha256, verifierOf } from './crypto.ts'

const PublicKey = z.object({ origin: z.string(), publicKey: z.string() })

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
  pruned: z.int().optional(),
  keys: z
    .array(PublicKey.extend({ entry: z.int(), until: z.int().nullable(), reason: z.string() }))
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
}

/**
 * Every key of the first `size` entries, in order, as announced: whether both keys signed a
 * hand-over is for `checkHandover` to say.
 */
export async function keyHistory(store: Store, size = Infinity): Promise<LogKey[]> {
  const bodies: { readonly entry: number; readonly kind: EntryKind; readonly body: unknown }[] = []
  for (const kind of ['key', 'erasure'] as const) {
    for await (const head of store.evidenceHeads({ kind })) {
      const body = (await store.evidence(head.index))?.body
      if (head.index < size && body) bodies.push({ entry: head.index, kind, body: parse(body) })
    }
  }
  return bodies
    .sort((a, b) => a.entry - b.entry)
    .reduce<LogKey[]>(
      (keys, { entry, kind, body }) =>
        kind === 'key' ? afterKey(keys, entry, body) : afterErasure(keys, body),
      [],
    )
}

/** The log's key changed under the same name, and the old one did not agree. */
export class KeyHandoverError extends Error {}

function afterKey(keys: readonly LogKey[], entry: number, body: unknown): LogKey[] {
  const parsed = KeyEntry.safeParse(body)
  if (!parsed.success) return [...keys]
  const { after, reason } = parsed.data
  return [
    ...keys.map(key => (key.until === null ? { ...key, until: entry } : key)),
    { origin: after.origin, publicKey: fromBase64(after.publicKey), entry, until: null, reason },
  ]
}

function afterErasure(keys: readonly LogKey[], body: unknown): LogKey[] {
  const restated = Erasure.safeParse(body).data?.keys ?? []
  return [
    ...restated
      .filter(key => !keys.some(known => known.entry === key.entry))
      .map(key => ({ ...key, publicKey: fromBase64(key.publicKey) })),
    ...keys,
  ]
}

/**
 * One origin passes from key to key only by a note that both signed, over the place of the entry.
 * @throws KeyHandoverError
 */
export function checkHandover(entry: number, { before, after, note }: KeyEntry): void {
  if (before?.origin !== after.origin) return
  try {
    const [old, next] = [
      verifierOf(before.origin, fromBase64(before.publicKey)),
      verifierOf(after.origin, fromBase64(after.publicKey)),
    ]
    for (const verifier of [old, next])
      if (openNote(sha256, note ?? '', verifier) !== rotationText(sha256, old, next, entry))
        throw new NoteError('it is over something else')
  } catch (error) {
    throw new KeyHandoverError(
      `the key changed under "${after.origin}" without a hand-over that both keys signed: ${messageOf(error)}`,
    )
  }
}

function parse(body: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body))
  } catch {
    return null
  }
}
