import { concat, sameBytes } from './bytes.ts'
import type { Sha256 } from './bytes.ts'

/** Merkle tree of RFC 9162 section 2.1: leaves are hashed with prefix 0, nodes with prefix 1. */
export function leafHash(sha256: Sha256, leaf: Uint8Array): Uint8Array {
  const length = leaf.length + 1
  const bytes = length > room.length ? new Uint8Array(length) : room.subarray(0, length)
  bytes[0] = 0
  bytes.set(leaf, 1)
  return sha256(bytes)
}

export function nodeHash(sha256: Sha256, left: Uint8Array, right: Uint8Array): Uint8Array {
  if (left.length !== HASH || right.length !== HASH)
    return sha256(concat(Uint8Array.of(1), left, right))
  pair[0] = 1
  pair.set(left, 1)
  pair.set(right, 1 + HASH)
  return sha256(pair)
}

const HASH = 32
// What is hashed is put together in the same bytes each time: nobody keeps them.
const room = new Uint8Array(4096)
const pair = new Uint8Array(1 + 2 * HASH)

/** Hash of the complete subtree of 2^level leaves that starts at leaf index * 2^level. */
export type Subtree = (level: number, index: number) => Promise<Uint8Array> | Uint8Array

/** A complete subtree and its hash. */
export type TreeNode = {
  readonly level: number
  readonly index: number
  readonly hash: Uint8Array
}

/**
 * The complete subtrees that adding leaf `index` completes, its own leaf (level 0) first. `sibling`
 * gives earlier ones.
 */
export function completed(
  sha256: Sha256,
  index: number,
  hash: Uint8Array,
  sibling: (level: number, index: number) => Uint8Array,
): TreeNode[] {
  const nodes = [{ level: 0, index, hash }]
  let [level, at, current] = [0, index, hash]
  while (at % 2 === 1) {
    current = nodeHash(sha256, sibling(level, at - 1), current)
    level++
    at = Math.floor(at / 2)
    nodes.push({ level, index: at, hash: current })
  }
  return nodes
}

/** Root of the first `size` leaves. The empty tree's root is the hash of nothing. */
export async function root(sha256: Sha256, size: number, subtree: Subtree): Promise<Uint8Array> {
  return size === 0 ? sha256(new Uint8Array()) : range(sha256, 0, size, subtree)
}

/** Root over leaf hashes that are all at hand. */
export function rootOf(sha256: Sha256, hashes: Iterable<Uint8Array>): Uint8Array {
  const tree = growingTree(sha256)
  for (const hash of hashes) tree.add(hash)
  return tree.root()
}

/**
 * A tree of which every node is kept, a level a list, leaves first: where a level's count is odd its last
 * one stands in the next as it is, which gives the same root.
 */
export type KeptTree = readonly (readonly Uint8Array[])[]

export function keptTree(sha256: Sha256, leaves: readonly Uint8Array[]): KeptTree {
  const levels = [leaves]
  for (let level = leaves; level.length > 1; levels.push(level))
    level = Array.from({ length: Math.ceil(level.length / 2) }, (_, at) => above(sha256, level, at))
  return levels
}

/** The same with other leaves in place of some: as many hashes as it is high, for each. */
export function withLeaves(
  sha256: Sha256,
  tree: KeptTree,
  changed: ReadonlyMap<number, Uint8Array>,
): KeptTree {
  const levels: Uint8Array[][] = []
  let places = new Set(changed.keys())
  for (const [height, before] of tree.entries()) {
    const level = [...before]
    const below = levels[height - 1]
    for (const at of places) {
      const hash = below ? above(sha256, below, at) : changed.get(at)
      if (hash) level[at] = hash
    }
    levels.push(level)
    places = new Set([...places].map(half))
  }
  return levels
}

export function rootOfKept(sha256: Sha256, tree: KeptTree): Uint8Array {
  return tree.at(-1)?.[0] ?? sha256(new Uint8Array())
}

function above(sha256: Sha256, level: readonly Uint8Array[], at: number): Uint8Array {
  const [left, right] = [level[2 * at], level[2 * at + 1]]
  if (!left) throw new RangeError(`no node ${at} above a level of ${level.length}`)
  return right ? nodeHash(sha256, left, right) : left
}

/** A tree of which nothing is kept but the complete subtrees at its right edge. */
export type GrowingTree = {
  readonly count: number
  add(leafHash: Uint8Array): void
  root(): Uint8Array
}

export function growingTree(sha256: Sha256): GrowingTree {
  /** Roots of complete subtrees, the largest first. */
  const edge: Uint8Array[] = []
  let count = 0
  return {
    get count() {
      return count
    },
    add(leafHash) {
      let hash = leafHash
      for (let rest = count; rest % 2 === 1; rest = half(rest))
        hash = nodeHash(sha256, edge.pop() ?? hash, hash)
      edge.push(hash)
      count++
    },
    root: () =>
      edge.length === 0
        ? sha256(new Uint8Array())
        : edge.reduceRight((right, left) => nodeHash(sha256, left, right)),
  }
}

/** RFC 9162 section 2.1.3.1. @throws RangeError when the leaf is not in the tree */
export async function inclusionProof(
  sha256: Sha256,
  index: number,
  size: number,
  subtree: Subtree,
): Promise<Uint8Array[]> {
  if (!(index >= 0 && index < size))
    throw new RangeError(`leaf ${index} is not in a tree of ${size}`)
  const path = async (at: number, start: number, end: number): Promise<Uint8Array[]> => {
    if (end - start === 1) return []
    const split = start + splitOf(end - start)
    return at < split
      ? [...(await path(at, start, split)), await range(sha256, split, end, subtree)]
      : [...(await path(at, split, end)), await range(sha256, start, split, subtree)]
  }
  return path(index, 0, size)
}

/** RFC 9162 section 2.1.4.1. @throws RangeError unless 0 < from <= size */
export async function consistencyProof(
  sha256: Sha256,
  from: number,
  size: number,
  subtree: Subtree,
): Promise<Uint8Array[]> {
  if (!(from > 0 && from <= size))
    throw new RangeError(`no consistency proof from ${from} to ${size}`)
  const path = async (
    old: number,
    start: number,
    end: number,
    whole: boolean,
  ): Promise<Uint8Array[]> => {
    if (old === end) return whole ? [] : [await range(sha256, start, end, subtree)]
    const split = start + splitOf(end - start)
    return old <= split
      ? [...(await path(old, start, split, whole)), await range(sha256, split, end, subtree)]
      : [...(await path(old, split, end, false)), await range(sha256, start, split, subtree)]
  }
  return path(from, 0, size, true)
}

/** RFC 9162 section 2.1.3.2. */
export function verifyInclusion(
  sha256: Sha256,
  index: number,
  size: number,
  leaf: Uint8Array,
  proof: readonly Uint8Array[],
  expected: Uint8Array,
): boolean {
  if (index >= size) return false
  let [fn, sn, hash] = [index, size - 1, leaf]
  for (const sibling of proof) {
    if (sn === 0) return false
    if (fn % 2 === 1 || fn === sn) {
      hash = nodeHash(sha256, sibling, hash)
      while (fn % 2 === 0 && fn !== 0) {
        fn = half(fn)
        sn = half(sn)
      }
    } else hash = nodeHash(sha256, hash, sibling)
    fn = half(fn)
    sn = half(sn)
  }
  return sn === 0 && sameBytes(hash, expected)
}

/** RFC 9162 section 2.1.4.2. */
export function verifyConsistency(
  sha256: Sha256,
  from: number,
  size: number,
  proof: readonly Uint8Array[],
  oldRoot: Uint8Array,
  newRoot: Uint8Array,
): boolean {
  if (from === size) return proof.length === 0 && sameBytes(oldRoot, newRoot)
  if (from === 0 || from > size || proof.length === 0) return false
  const path = Number.isInteger(Math.log2(from)) ? [oldRoot, ...proof] : proof
  let [fn, sn] = [from - 1, size - 1]
  while (fn % 2 === 1) {
    fn = half(fn)
    sn = half(sn)
  }
  const [first, ...rest] = path
  if (!first) return false
  let [old, current] = [first, first]
  for (const hash of rest) {
    if (sn === 0) return false
    if (fn % 2 === 1 || fn === sn) {
      old = nodeHash(sha256, hash, old)
      current = nodeHash(sha256, hash, current)
      while (fn % 2 === 0 && fn !== 0) {
        fn = half(fn)
        sn = half(sn)
      }
    } else current = nodeHash(sha256, current, hash)
    fn = half(fn)
    sn = half(sn)
  }
  return sn === 0 && sameBytes(old, oldRoot) && sameBytes(current, newRoot)
}

async function range(
  sha256: Sha256,
  start: number,
  end: number,
  subtree: Subtree,
): Promise<Uint8Array> {
  const size = end - start
  const level = Math.log2(size)
  if (Number.isInteger(level) && start % size === 0) return subtree(level, start / size)
  const split = start + splitOf(size)
  return nodeHash(
    sha256,
    await range(sha256, start, split, subtree),
    await range(sha256, split, end, subtree),
  )
}

/** The largest power of two smaller than n. */
function splitOf(n: number): number {
  return 2 ** Math.ceil(Math.log2(n) - 1)
}

function half(n: number): number {
  return Math.floor(n / 2)
}
