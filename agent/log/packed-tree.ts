import { inclusionProof, nodeHash } from '../../common/log/merkle.ts'
import { sha256 } from './crypto.ts'

/** Bytes of a SHA-256. */
const HASH = 32

/**
 * A tree of which every node is kept (RFC 9162, section 2.1), the hashes of a level side by side: of a
 * large tenant there are many, and objects would weigh several times as much. Where a level's count is
 * odd its last one stands in the next as it is, which gives the same root.
 */
export class PackedTree {
  /** Nodes that were hashed so far: what it cost. */
  hashed = 0
  /** Leaves first; only these until somebody asks for what is above. */
  readonly #levels: Buffer[]
  /** Leaves that were put in place of others since. */
  #changed = new Set<number>()

  /** @param leaves hashes side by side */
  constructor(leaves: Buffer) {
    this.#levels = [leaves]
  }

  get leaves(): Buffer {
    return this.#level(0)
  }

  get count(): number {
    return this.leaves.length / HASH
  }

  /** Another leaf in place of one: costs as many hashes as the tree is high. */
  put(at: number, leaf: Uint8Array): void {
    this.leaves.set(leaf, at * HASH)
    this.#changed.add(at)
  }

  root(): Uint8Array {
    this.#follow()
    return this.count === 0 ? sha256(new Uint8Array()) : (this.#levels.at(-1) ?? this.leaves)
  }

  /** From the leaf's sibling up. @throws RangeError for a leaf that is not there */
  proof(at: number): Promise<Uint8Array[]> {
    this.#follow()
    return inclusionProof(sha256, at, this.count, (level, index) =>
      this.#level(level).subarray(index * HASH, (index + 1) * HASH),
    )
  }

  #level(height: number): Buffer {
    const level = this.#levels[height]
    if (!level) throw new RangeError(`there is no level ${height}`)
    return level
  }

  /** Hashes what is not there yet, or above a leaf that changed. */
  #follow(): void {
    let places = this.#changed
    for (let height = 0; this.#level(height).length > HASH; height++) {
      const below = this.#level(height)
      const known = this.#levels[height + 1]
      const count = Math.ceil(below.length / (2 * HASH))
      const level = known ?? Buffer.allocUnsafeSlow(count * HASH)
      const parents = known ? new Set([...places].map(at => Math.floor(at / 2))) : each(count)
      for (const at of parents) level.set(this.#above(below, at), at * HASH)
      this.#levels[height + 1] = level
      places = known ? new Set(parents) : places
    }
    this.#changed = new Set()
  }

  #above(below: Buffer, at: number): Uint8Array {
    const pair = below.subarray(2 * at * HASH, 2 * (at + 1) * HASH)
    if (pair.length === HASH) return pair
    this.hashed++
    return nodeHash(sha256, pair.subarray(0, HASH), pair.subarray(HASH))
  }
}

function* each(count: number): Generator<number> {
  for (let at = 0; at < count; at++) yield at
}
