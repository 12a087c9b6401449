import { Problem } from '../problem.ts'
import type { Store } from '../store/store.ts'

/**
 * The store's kept subtree hashes, as roots and proofs are made from. @throws Problem
 * `log-node-missing` for one that was pruned or is lost
 */
export function subtreeOf(
  store: Pick<Store, 'node'>,
): (level: number, index: number) => Promise<Uint8Array> {
  return async (level, index) => {
    const hash = await store.node(level, index)
    if (!hash) throw new Problem('log-node-missing', { level, index })
    return hash
  }
}
