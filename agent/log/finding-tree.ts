import { toHex } from '../../common/log/bytes.ts'
import { canonicalBytes } from '../../common/log/canonical.ts'
import { leafHash } from '../../common/log/merkle.ts'
import type { Finding } from '../../common/model/index.ts'
import type { Place, Store } from '../store/store.ts'
import { sha256 } from './crypto.ts'
import { FINDINGS_TREE, findingLine } from './finding-lines.ts'
import type { FindingsSeal } from './finding-lines.ts'
import type { FindingProof } from './finding-proof.ts'
import { PackedBytes, PackedTexts } from './packed.ts'
import { PackedTree } from './packed-tree.ts'

type Findings = Pick<Store, 'eachFinding' | 'findingsBetween'>

/**
 * The tree over a tenant's findings as an assessment seals it (RFC 9162), moved from one place in the log
 * to another, either way: only lines that changed in between are read and hashed. Of each finding it holds
 * its id and some hashes.
 */
export class FindingTree {
  readonly #store: Findings
  readonly #tenant: string
  #at: Place
  #ids: PackedTexts
  #tree: PackedTree
  #hashed = 0

  private constructor(store: Findings, tenant: string, at: Place, { ids, leaves }: Leaves) {
    this.#store = store
    this.#tenant = tenant
    this.#at = at
    this.#ids = ids
    this.#tree = new PackedTree(leaves)
    this.#hashed = ids.count
  }

  /**
   * Reads all lines that stood at a place. @param each is given each of them on the way
   * @throws TypeError where they do not come by their ids
   */
  static async at(
    store: Findings,
    tenant: string,
    at: Place,
    each: (finding: Finding) => void = () => undefined,
  ): Promise<FindingTree> {
    const leaves = gathering()
    for await (const finding of store.eachFinding(tenant, at)) {
      leaves.add(Buffer.from(finding.id), leafOf(finding))
      each(finding)
    }
    return new FindingTree(store, tenant, at, leaves.all())
  }

  get count(): number {
    return this.#ids.count
  }

  /** Leaves and nodes that were hashed so far: what it cost. */
  get hashed(): number {
    return this.#hashed + this.#tree.hashed
  }

  async moveTo(to: Place): Promise<void> {
    const from = this.#at
    this.#at = to
    const { before, after } = await this.#store.findingsBetween(this.#tenant, from, to)
    const changed = new Map<string, Uint8Array | null>()
    for (const { id } of before) changed.set(id, null)
    for (const finding of after) changed.set(finding.id, leafOf(finding))
    this.#hashed += after.length
    const others = [...changed]
      .map(([id, leaf]) => ({ id: Buffer.from(id), leaf }))
      .filter(({ id, leaf }) => {
        const at = this.#ids.find(id)
        if (at < 0 || !leaf) return true
        this.#tree.put(at, leaf)
        return false
      })
    if (others.length > 0) this.#rebuild(others)
  }

  /** Hex. */
  root(): string {
    return toHex(this.#tree.root())
  }

  /** Whether these are the findings that an assessment sealed as a tree. */
  fits({ tree, findings, count }: FindingsSeal): boolean {
    return tree === FINDINGS_TREE && count === this.count && findings === this.root()
  }

  /** That a line is under the root here. @throws RangeError where no finding has its id */
  async prove(finding: Finding): Promise<FindingProof> {
    const index = this.#ids.find(Buffer.from(finding.id))
    if (index < 0) throw new RangeError(`there is no finding "${finding.id}"`)
    const hashes = (await this.#tree.proof(index)).map(toHex)
    return { line: findingLine(finding), index, count: this.count, hashes }
  }

  /** Anew, with findings that came and without those that went. */
  #rebuild(others: { readonly id: Buffer; readonly leaf: Uint8Array | null }[]): void {
    const [ids, tree] = [this.#ids, this.#tree]
    const merged = gathering()
    others.sort((a, b) => Buffer.compare(a.id, b.id))
    let next = 0
    const keepUpTo = (end: number): void => {
      for (; next < end; next++)
        merged.add(ids.at(next), tree.leaves.subarray(next * HASH, (next + 1) * HASH))
    }
    for (const { id, leaf } of others) {
      const at = ids.find(id)
      keepUpTo(at < 0 ? -1 - at : at)
      if (at >= 0) next++
      if (leaf) merged.add(id, leaf)
    }
    keepUpTo(ids.count)
    const { ids: now, leaves } = merged.all()
    this.#hashed += tree.hashed
    this.#ids = now
    this.#tree = new PackedTree(leaves)
  }
}

/** Bytes of a SHA-256. */
const HASH = 32

type Leaves = { readonly ids: PackedTexts; readonly leaves: Buffer }

function gathering() {
  const ids = new PackedTexts()
  const leaves = new PackedBytes()
  return {
    add(id: Uint8Array, leaf: Uint8Array): void {
      if (!ids.add(id)) throw new TypeError(`findings are not in order at "${String(id)}"`)
      leaves.add(leaf)
    },
    all: (): Leaves => ({ ids, leaves: leaves.all() }),
  }
}

/** What a store gives is JSON already. */
function leafOf(finding: Finding): Uint8Array {
  return leafHash(sha256, canonicalBytes(finding))
}
