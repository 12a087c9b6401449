import { canonicalBytes } from '../../common/log/canonical.ts'
import { toHex } from '../../common/log/bytes.ts'
import { leafHash } from '../../common/log/merkle.ts'
import type { Observation } from '../../common/model/index.ts'
import type { Place, Store, Thing } from '../store/store.ts'
import { sha256 } from './crypto.ts'
import { PackedTree } from './packed-tree.ts'

/** Stands in a scan's manifest: how its snapshot was made. */
export const SNAPSHOT_TREE = 'rfc9162'

/**
 * Merkle root (hex) over every setting that the API gave, as the store holds it now, sorted by
 * resource and setting. Of each thing no more than the hashes is held.
 * @param observations thing after thing
 */
export async function snapshotRoot(observations: AsyncIterable<Observation>): Promise<string> {
  return toHex(treeOf(await hashed(observations)).root())
}

/** The tree over a tenant's settings, moved from one scan to a later one: only things that changed are read. */
export class SnapshotTree {
  /** Leaves and nodes that were hashed so far: what it cost. */
  get hashed(): number {
    return this.#hashed + this.#tree.hashed
  }
  readonly #store: Settings
  readonly #tenant: string
  #at: Place
  /** The leaves of each thing: a part of the tree's own. */
  readonly #things: Map<string, Buffer>
  #tree: PackedTree
  #hashed: number

  private constructor(store: Settings, tenant: string, at: Place, things: Map<string, Buffer>) {
    this.#store = store
    this.#tenant = tenant
    this.#at = at
    this.#things = things
    this.#tree = treeOf(things)
    this.#hashed = this.#tree.count
  }

  /** Reads all that stood at a place. @throws TypeError where the readings of one thing stand apart */
  static async at(store: Settings, tenant: string, at: Place): Promise<SnapshotTree> {
    return new SnapshotTree(store, tenant, at, await hashed(store.observations(tenant, at)))
  }

  /** @param to not before the place where it stands */
  async moveTo(to: Place): Promise<void> {
    const from = this.#at
    this.#at = to
    const moved = await this.#store.movedThings(this.#tenant, from, to)
    let fits = true
    for (let start = 0; start < moved.length; start += TOGETHER) {
      const some = moved.slice(start, start + TOGETHER)
      const now = await hashed(await this.#store.observationsThen(this.#tenant, some, to))
      for (const thing of some) {
        const key = keyOf(thing)
        if (!this.#put(key, now.get(key))) fits = false
      }
    }
    if (fits) return
    this.#hashed += this.#tree.hashed
    this.#tree = treeOf(this.#things)
  }

  /** @returns whether it takes as many leaves as before; else the tree has to be made anew */
  #put(key: string, hashes: Buffer | undefined): boolean {
    const before = this.#things.get(key)
    this.#hashed += (hashes?.length ?? 0) / HASH
    if (before?.length !== hashes?.length) {
      if (hashes) this.#things.set(key, hashes)
      else this.#things.delete(key)
      return false
    }
    if (!before || !hashes) return true
    const first = (before.byteOffset - this.#tree.leaves.byteOffset) / HASH
    for (let at = 0; at < hashes.length; at += HASH)
      this.#tree.put(first + at / HASH, hashes.subarray(at, at + HASH))
    return true
  }

  /** Hex. */
  root(): string {
    return toHex(this.#tree.root())
  }
}

type Settings = Pick<Store, 'movedThings' | 'observations' | 'observationsThen'>

/** Things that are read together. */
const TOGETHER = 500

/** Over the things by their keys; the hashes of each become a part of the tree's leaves. */
function treeOf(things: Map<string, Buffer>): PackedTree {
  const sorted = [...things].sort(([a], [b]) => (a < b ? -1 : 1))
  const length = sorted.reduce((sum, [, hashes]) => sum + hashes.length, 0)
  const leaves = Buffer.allocUnsafeSlow(length)
  let at = 0
  for (const [key, hashes] of sorted) {
    leaves.set(hashes, at)
    things.set(key, leaves.subarray(at, (at += hashes.length)))
  }
  return new PackedTree(leaves)
}

/** The hashes of each thing's readings, by setting; side by side. @throws TypeError where they stand apart */
async function hashed(
  observations: AsyncIterable<Observation> | Iterable<Observation>,
): Promise<Map<string, Buffer>> {
  const things = new Map<string, Buffer>()
  let [key, leaves]: [string | null, { setting: string; hash: Uint8Array }[]] = [null, []]
  const close = (): void => {
    if (key === null) return
    if (things.has(key)) throw new TypeError(`the readings of ${key} stand apart`)
    leaves.sort((a, b) => (a.setting < b.setting ? -1 : 1))
    things.set(key, Buffer.concat(leaves.map(({ hash }) => hash)))
  }
  for await (const { source, resource, setting, reading } of observations) {
    if (source !== 'api') continue
    const thing = keyOf(resource)
    if (key !== thing) {
      close()
      ;[key, leaves] = [thing, []]
    }
    const line = canonicalBytes({ resource: thing, setting, reading })
    leaves.push({ setting, hash: leafHash(sha256, line) })
  }
  close()
  return things
}

function keyOf({ type, id }: Thing): string {
  return `${type}/${id}`
}

/** Bytes of a SHA-256. */
const HASH = 32
