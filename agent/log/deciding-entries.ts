import { toHex } from '../../common/log/bytes.ts'
import { openCheckpoint } from '../../common/log/checkpoint.ts'
import type { EntryKind } from '../../common/log/entry.ts'
import type { EvidenceHead, Store } from '../store/store.ts'
import { sha256, verifierOf } from './crypto.ts'
import { Erasure } from './key-history.ts'
import type { Log } from './log.ts'
import { bodyUnder } from './proven.ts'

/** What people said that decides how things are judged and shown. */
const deciding: readonly EntryKind[] = ['exception', 'target', 'decision']

/** What was proven here of a store's log. */
type Proven = {
  /** Kind, place and digest of each body: one that is the same is what was sealed. */
  readonly bodies: Set<string>
  /** All of them up to here were looked at, and up to when that counts while nobody else writes. */
  passed: { readonly size: number; readonly others: string; readonly until: number } | null
}
const provenOf = new WeakMap<Store, Proven>()

/** How long bodies are taken for what they were, in milliseconds, where the store says that nobody else wrote. */
const TRUSTED_FOR = 86_400_000

/**
 * What is wrong with what the log holds of acceptances, targets and decisions, or null: their bodies stand
 * in rows, and whoever edits the database could accept or ask for less with them. Each is proven by the
 * newest checkpoint, which this home's key signed, or was taken out by an entry that is. Every body is
 * read again after anybody else wrote, and once a day; what this store wrote since, alone otherwise.
 */
export async function decidingProblem(
  store: Store,
  { origin, publicKey }: Pick<Log, 'origin' | 'publicKey'>,
): Promise<{ readonly entry: number; readonly problem: string } | null> {
  const proven: Proven = provenOf.get(store) ?? { bodies: new Set(), passed: null }
  provenOf.set(store, proven)
  const others = await store.others()
  const { passed } = proven
  const goesOn = passed?.others === others && performance.now() < passed.until
  const heads = await headsFrom(store, goesOn ? passed.size : 0)
  if (goesOn && heads.length === 0) return null
  const [last] = await store.checkpoints({ last: true })
  if (!last) return null
  const tree = openedBy(last.note, origin, publicKey)
  // Whose key signed it, and what is not signed, others tell.
  if (!tree) return null
  const gone: number[] = []
  for (const { kind, index, erased } of heads) {
    if (index >= tree.size) continue
    if (erased) {
      gone.push(index)
      continue
    }
    const body = (await store.evidence(index))?.body
    const same = body ? `${kind} ${index} ${toHex(sha256(body))}` : ''
    if (proven.bodies.has(same)) continue
    if ((await bodyUnder(store, tree, kind, index)) === null) return notSealed(index)
    proven.bodies.add(same)
  }
  const missing = await unexplained(store, tree, gone)
  if (missing !== undefined) return notSealed(missing)
  const until = goesOn ? passed.until : performance.now() + TRUSTED_FOR
  proven.passed = { size: tree.size, others, until }
  return null
}

async function headsFrom(store: Store, after: number): Promise<EvidenceHead[]> {
  const heads: EvidenceHead[] = []
  for (const kind of deciding)
    for await (const head of store.evidenceHeads({ kind, after })) heads.push(head)
  return heads
}

/** The first of them that no entry says was taken out. */
async function unexplained(
  store: Store,
  tree: { readonly size: number; readonly root: Uint8Array },
  gone: readonly number[],
): Promise<number | undefined> {
  if (gone.length === 0) return undefined
  const explained = new Set<number>()
  for await (const { index } of store.evidenceHeads({ kind: 'erasure' })) {
    const said = Erasure.safeParse(await bodyUnder(store, tree, 'erasure', index)).data
    for (const one of said?.erased ?? []) explained.add(one)
  }
  return gone.find(index => !explained.has(index))
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
