import { canonicalBytes } from '../../common/log/canonical.ts'
import { toHex } from '../../common/log/bytes.ts'
import { growingTree, leafHash } from '../../common/log/merkle.ts'
import type { Observation } from '../../common/model/index.ts'
import { sha256 } from './crypto.ts'

/** Stands in a scan's manifest: how its snapshot was made. */
export const SNAPSHOT_TREE = 'rfc9162'

type Leaf = { readonly setting: string; readonly hash: Uint8Array }

/**
 * Merkle root (hex) over every setting that the API gave, as the store holds it now, sorted by
 * resource and setting. Of each thing no more than the hashes is held.
 * @param observations thing after thing
 */
export async function snapshotRoot(observations: AsyncIterable<Observation>): Promise<string> {
  const things = new Map<string, Uint8Array>()
  let [key, leaves]: [string | null, Leaf[]] = [null, []]
  const close = (): void => {
    if (key === null) return
    if (things.has(key)) throw new TypeError(`the readings of ${key} stand apart`)
    leaves.sort((a, b) => (a.setting < b.setting ? -1 : 1))
    things.set(key, Buffer.concat(leaves.map(({ hash }) => hash)))
  }
  for await (const { source, resource, setting, reading } of observations) {
    if (source !== 'api') continue
    const thing = `${resource.type}/${resource.id}`
    // With what stands between it and the setting: one name may begin as another does.
    if (key !== `${thing}\n`) {
      close()
      ;[key, leaves] = [`${thing}\n`, []]
    }
    const line = canonicalBytes({ resource: thing, setting, reading })
    leaves.push({ setting, hash: leafHash(sha256, line) })
  }
  close()
  const tree = growingTree(sha256)
  for (const [, hashes] of [...things].sort(([a], [b]) => (a < b ? -1 : 1)))
    for (let at = 0; at < hashes.length; at += HASH) tree.add(hashes.subarray(at, at + HASH))
  return toHex(tree.root())
}

/** Bytes of a SHA-256. */
const HASH = 32
