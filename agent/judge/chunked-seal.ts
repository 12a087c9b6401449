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
export type Chunks = { readonly roots: readonly Uint8Array[]; readonly count: number }

type Leaves = Pick<Store, 'findingLeaves' | 'replacedFindings' | 'findingPlace'>

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
  const places = await Promise.all(replaced.map(id => store.findingPlace(tenant, id)))
  const roots = [...before.chunks.roots]
  for (const chunk of new Set(places.map(place => Math.floor(place / CHUNK)))) {
    const which = { from: chunk * CHUNK, limit: CHUNK }
    roots[chunk] = rootOf(sha256, await Array.fromAsync(store.findingLeaves(tenant, which)))
  }
  return { roots, count: before.chunks.count }
}

/** What an assessment's entry says of it. */
export function sealOfChunks({ roots, count }: Chunks): Required<FindingsSeal> {
  return { tree: FINDINGS_TREE, findings: toHex(rootOf(sha256, roots)), count }
}

async function allChunks(store: Leaves, tenant: string): Promise<Chunks> {
  const roots: Uint8Array[] = []
  let [chunk, count] = [growingTree(sha256), 0]
  for await (const hash of store.findingLeaves(tenant)) {
    chunk.add(hash)
    count++
    if (chunk.count < CHUNK) continue
    roots.push(chunk.root())
    chunk = growingTree(sha256)
  }
  if (chunk.count > 0) roots.push(chunk.root())
  return { roots, count }
}
