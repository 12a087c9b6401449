import { toHex } from '../../common/log/bytes.ts'
import { openCheckpoint } from '../../common/log/checkpoint.ts'
import type { EntryKind } from '../../common/log/entry.ts'
import type { Store } from '../store/store.ts'
import { sha256, verifierOf } from './crypto.ts'
import { Erasure } from './key-history.ts'
import type { Log } from './log.ts'
import { bodyUnder } from './proven.ts'

/** What people said that decides how things are judged and shown. */
const deciding: readonly EntryKind[] = ['exception', 'target', 'decision']

/** Kind, place and digest of each body that was proven here: one that is the same is what was sealed. */
const provenOf = new WeakMap<Store, Set<string>>()

/**
 * What is wrong with what the log holds of acceptances, targets and decisions, or null: their bodies stand
 * in rows, and whoever edits the database could accept or ask for less with them. Each is proven by the
 * newest checkpoint, which this home's key signed, or was taken out by an entry that is. Every body is read
 * each time, and proven once.
 */
export async function decidingProblem(
  store: Store,
  { origin, publicKey }: Pick<Log, 'origin' | 'publicKey'>,
): Promise<{ readonly entry: number; readonly problem: string } | null> {
  const [last] = await store.checkpoints({ last: true })
  if (!last) return null
  const tree = openedBy(last.note, origin, publicKey)
  // Whose key signed it, and what is not signed, others tell.
  if (!tree) return null
  const proven = provenOf.get(store) ?? new Set()
  provenOf.set(store, proven)
  const gone: number[] = []
  for (const kind of deciding)
    for await (const { index, erased } of store.evidenceHeads({ kind })) {
      if (index >= tree.size) continue
      if (erased) {
        gone.push(index)
        continue
      }
      const body = (await store.evidence(index))?.body
      const same = body ? `${kind} ${index} ${toHex(sha256(body))}` : ''
      if (proven.has(same)) continue
      if ((await bodyUnder(store, tree, kind, index)) === null) return notSealed(index)
      proven.add(same)
    }
  if (gone.length === 0) return null
  const explained = new Set<number>()
  for await (const { index } of store.evidenceHeads({ kind: 'erasure' })) {
    const said = Erasure.safeParse(await bodyUnder(store, tree, 'erasure', index)).data
    for (const one of said?.erased ?? []) explained.add(one)
  }
  const missing = gone.find(index => !explained.has(index))
  return missing === undefined ? null : notSealed(missing)
}

function openedBy(note: string, origin: string, publicKey: Uint8Array) {
  try {
    return openCheckpoint(sha256, note, verifierOf(origin, publicKey))
  } catch {
    return null
  }
}

function notSealed(entry: number) {
  return {
    entry,
    problem: 'what somebody accepted, asked for or decided is not what this entry sealed',
  }
}
