import { toHex } from '../../common/log/bytes.ts'
import { canonicalBytes } from '../../common/log/canonical.ts'
import { inclusionProof, leafHash, nodeHash, rootOf } from '../../common/log/merkle.ts'
import type { Finding } from '../../common/model/index.ts'
import type { Place, Store } from '../store/store.ts'
import { sha256 } from './crypto.ts'
import { findingLine } from './finding-lines.ts'
import type { FindingProof } from './finding-proof.ts'

/**
 * The tree over a tenant's findings as an assessment seals it (RFC 9162), moved on from one place in
 * the log to the next: only lines that changed in between are read.
 */
export class FindingTree {
  /** Leaves and nodes that were hashed so far: what it cost. */
  hashed = 0
  readonly #store: Pick<Store, 'eachFinding' | 'findingsBetween'>
  readonly #tenant: string
  readonly #leaves = new Map<string, Uint8Array>()
  #at: Place | null = null
  /** By id as the store sorts them: by bytes. */
  #sorted: readonly string[] | null = null
  /** Hashes of complete subtrees, leaves first. */
  #levels: readonly (readonly Uint8Array[])[] | null = null
  #root: string | null = null

  constructor(store: Pick<Store, 'eachFinding' | 'findingsBetween'>, tenant: string) {
    this.#store = store
    this.#tenant = tenant
  }

  get count(): number {
    return this.#leaves.size
  }

  /** @param to not before the place where it stands */
  async moveTo(to: Place): Promise<void> {
    const from = this.#at
    this.#at = to
    if (from === null) {
      for await (const finding of this.#store.eachFinding(this.#tenant, to)) this.#put(finding)
      return
    }
    const { before, after } = await this.#store.findingsBetween(this.#tenant, from, to)
    const stay = new Set(after.map(({ id }) => id))
    for (const { id } of before) if (!stay.has(id) && this.#leaves.delete(id)) this.#sorted = null
    for (const finding of after) this.#put(finding)
    if (before.length > 0 || after.length > 0) this.#root = this.#levels = null
  }

  /** Hex. */
  root(): string {
    this.#root ??= toHex(rootOf(sha256, this.#all()))
    return this.#root
  }

  /** That a line is under the root here. @throws RangeError where no finding has its id */
  async prove(finding: Finding): Promise<FindingProof> {
    const all = this.#all()
    const index = this.#ids().indexOf(finding.id)
    if (index < 0) throw new RangeError(`there is no finding "${finding.id}"`)
    this.#levels ??= levelsOf(all)
    const levels = this.#levels
    const hashes = await inclusionProof(sha256, index, all.length, (level, place) => {
      const hash = levels[level]?.[place]
      if (!hash) throw new RangeError(`there is no subtree ${place} at level ${level}`)
      return hash
    })
    const line = findingLine(finding)
    return { line, index, count: all.length, hashes: hashes.map(toHex) }
  }

  #ids(): readonly string[] {
    this.#sorted ??= [...this.#leaves.keys()]
      .map(id => ({ id, bytes: Buffer.from(id) }))
      .sort((a, b) => Buffer.compare(a.bytes, b.bytes))
      .map(({ id }) => id)
    return this.#sorted
  }

  #all(): Uint8Array[] {
    const leaves = this.#ids().flatMap(id => this.#leaves.get(id) ?? [])
    this.hashed += leaves.length
    return leaves
  }

  #put(finding: Finding): void {
    if (!this.#leaves.has(finding.id)) this.#sorted = null
    this.#leaves.set(finding.id, leafHash(sha256, canonicalBytes(finding)))
    this.#root = this.#levels = null
    this.hashed++
  }
}

function levelsOf(leaves: readonly Uint8Array[]): Uint8Array[][] {
  const levels = [[...leaves]]
  for (let below = levels[0] ?? []; below.length > 1;) {
    const level: Uint8Array[] = []
    for (let index = 0; index + 1 < below.length; index += 2)
      level.push(nodeHash(sha256, below[index] ?? leafless, below[index + 1] ?? leafless))
    levels.push(level)
    below = level
  }
  return levels
}
const leafless = new Uint8Array()
