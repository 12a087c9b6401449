import { toHex } from '../../common/log/bytes.ts'
import { growingTree, rootOf } from '../../common/log/merkle.ts'
import { FINDINGS_TREE } from '../log/finding-lines.ts'
import type { FindingsSeal } from '../log/finding-lines.ts'
import { sha256 } from '../log/crypto.ts'
import type { Place, Store } from '../store/store.ts'

/** A power of two: so many leaves are a complete subtree (RFC 9162, section 2.1). */
const CHUNK = 256
/** Findings from which on it is no more work to read all leaves. */
const FEW = 50

/** The tree over a tenant's findings as far as it is remembered: a hash for so many of them. */
export type Chunks = {
  /** Sorted by the id that each begins with. */
  readonly chunks: readonly { readonly first: string; readonly root: Uint8Array }[]
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
  if (!before || !replaced || replaced.length > FEW) return allChunks(store, tenant)
  const { count } = before.chunks
  const chunks = [...before.chunks.chunks]
  for (const at of new Set(replaced.map(id => chunkOf(chunks, id)))) {
    const first = chunks[at]?.first
    if (first === undefined) return allChunks(store, tenant)
    const leaves = await Array.fromAsync(
      store.findingLeaves(tenant, { from: first, limit: CHUNK }),
      ({ hash }) => hash,
    )
    chunks[at] = { first, root: rootOf(sha256, leaves) }
  }
  return { chunks, count }
}

/** The place of the chunk that an id is in; -1 before the first. */
function chunkOf(chunks: Chunks['chunks'], id: string): number {
  let [low, high] = [0, chunks.length]
  while (low < high) {
    const middle = (low + high) >>> 1
    if ((chunks[middle]?.first ?? '') <= id) low = middle + 1
    else high = middle
  }
  return low - 1
}

/** What an assessment's entry says of it. */
export function sealOfChunks({ chunks, count }: Chunks): Required<FindingsSeal> {
  const roots = chunks.map(({ root }) => root)
  return { tree: FINDINGS_TREE, findings: toHex(rootOf(sha256, roots)), count }
}

async function allChunks(store: Leaves, tenant: string): Promise<Chunks> {
  const chunks: { readonly first: string; readonly root: Uint8Array }[] = []
  let [chunk, first, count] = [growingTree(sha256), '', 0]
  for await (const { id, hash } of store.findingLeaves(tenant)) {
    if (chunk.count === 0) first = id
    chunk.add(hash)
    count++
    if (chunk.count < CHUNK) continue
    chunks.push({ first, root: chunk.root() })
    chunk = growingTree(sha256)
  }
  if (chunk.count > 0) chunks.push({ first, root: chunk.root() })
  return { chunks, count }
}
