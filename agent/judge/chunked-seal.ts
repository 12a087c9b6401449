import { toHex } from '../../common/log/bytes.ts'
import { growingTree, keptTree, rootOf, rootOfKept, withLeaves } from '../../common/log/merkle.ts'
import type { KeptTree } from '../../common/log/merkle.ts'
import { FINDINGS_TREE } from '../log/finding-lines.ts'
import type { FindingsSeal } from '../log/finding-lines.ts'
import { sha256 } from '../log/crypto.ts'
import type { Place, Store } from '../store/store.ts'

/** A power of two: so many leaves are a complete subtree (RFC 9162, section 2.1). */
const CHUNK = 16
/** Of so many chunks one: where more are others, it is no more work to read all leaves at once. */
const MANY = 3

/** The tree over a tenant's findings as far as it is remembered: from so many of them up. */
export type Chunks = {
  /** Sorted: the id that each begins with. */
  readonly firsts: readonly string[]
  /** Their roots are its leaves. */
  readonly tree: KeptTree
  readonly count: number
}

type Leaves = Pick<Store, 'findingLeaves' | 'replacedFindings'>

/**
 * The same tree as it is now: where findings gave way to others of the same ids, only their chunks are
 * read again.
 * @param before what it was at a place in the log; null where that is not known
 */
export async function chunksOf(
  store: Leaves,
  tenant: string,
  before: { readonly chunks: Chunks; readonly place: Place } | null,
): Promise<Chunks> {
  const replaced = before && (await store.replacedFindings(tenant, before.place))
  if (!before || !replaced) return allChunks(store, tenant)
  const { firsts, tree, count } = before.chunks
  const others = new Set(replaced.map(id => chunkOf(firsts, id)))
  if (others.size * MANY > firsts.length) return allChunks(store, tenant)
  const changed = new Map<number, Uint8Array>()
  for (const at of others) {
    const from = firsts[at]
    if (from === undefined) return allChunks(store, tenant)
    const leaves = await Array.fromAsync(store.findingLeaves(tenant, { from, limit: CHUNK }))
    changed.set(
      at,
      rootOf(
        sha256,
        leaves.map(({ hash }) => hash),
      ),
    )
  }
  return { firsts, tree: withLeaves(sha256, tree, changed), count }
}

/** The place of the chunk that an id is in; -1 before the first. */
function chunkOf(firsts: readonly string[], id: string): number {
  let [low, high] = [0, firsts.length]
  while (low < high) {
    const middle = (low + high) >>> 1
    if ((firsts[middle] ?? '') <= id) low = middle + 1
    else high = middle
  }
  return low - 1
}

/** What an assessment's entry says of it. */
export function sealOfChunks({ tree, count }: Chunks): Required<FindingsSeal> {
  return { tree: FINDINGS_TREE, findings: toHex(rootOfKept(sha256, tree)), count }
}

async function allChunks(store: Leaves, tenant: string): Promise<Chunks> {
  const firsts: string[] = []
  const roots: Uint8Array[] = []
  let [chunk, count] = [growingTree(sha256), 0]
  for await (const { id, hash } of store.findingLeaves(tenant)) {
    if (chunk.count === 0) firsts.push(id)
    chunk.add(hash)
    count++
    if (chunk.count < CHUNK) continue
    roots.push(chunk.root())
    chunk = growingTree(sha256)
  }
  if (chunk.count > 0) roots.push(chunk.root())
  return { firsts, tree: keptTree(sha256, roots), count }
}
