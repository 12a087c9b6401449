import type { Store } from '../store/store.ts'

/**
 * An entry over which no checkpoint is signed, or null. Entries and the checkpoint over them are written
 * in one transaction: one that stands behind it, or before the first that is kept, was written by
 * somebody who has no key.
 */
export async function firstUnsigned(
  store: Pick<Store, 'logSize' | 'checkpoints' | 'evidenceSpan' | 'minimumIndex'>,
): Promise<number | null> {
  // In this order: beside an agent that writes or prunes, what is read later is never less.
  const minimum = await store.minimumIndex()
  const [size, span] = [await store.logSize(), await store.evidenceSpan()]
  const [last] = await store.checkpoints({ last: true })
  if (span && span.first < minimum) return span.first
  const signed = last?.size ?? 0
  // A row of evidence is read by its place, whether or not a leaf is there.
  return Math.max(size, (span?.last ?? -1) + 1) > signed ? signed : null
}

/** What is wrong with such an entry, in words. */
export const UNSIGNED =
  'it is in the database, and no checkpoint was signed over it: the agent did not write it'
