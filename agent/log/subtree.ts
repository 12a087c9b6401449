import type { TreeNode } from '../../common/log/merkle.ts'
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

/** The newest complete subtree of each level: all that a root and further leaves need. */
export type Frontier = {
  /** @throws Problem `log-node-missing` for one that is not among the newest */
  subtree(level: number, index: number): Uint8Array
  put(node: TreeNode): void
}

/** What the store keeps of the frontier of a tree with so many leaves. */
export async function frontierAt(store: Pick<Store, 'node'>, size: number): Promise<Frontier> {
  const newest: (Omit<TreeNode, 'level'> | undefined)[] = []
  for (let level = 0; 2 ** level <= size; level++) {
    const index = Math.floor(size / 2 ** level) - 1
    // An odd place is in the subtree above already.
    if (index % 2 === 1) continue
    const hash = await store.node(level, index)
    if (hash) newest[level] = { index, hash }
  }
  return {
    subtree(level, index) {
      const node = newest[level]
      if (node?.index !== index) throw new Problem('log-node-missing', { level, index })
      return node.hash
    },
    put({ level, index, hash }) {
      newest[level] = { index, hash }
    },
  }
}
