import { canonicalBytes } from '../../common/log/canonical.ts'
import { toHex } from '../../common/log/bytes.ts'
import { leafHash, rootOf } from '../../common/log/merkle.ts'
import type { Observation } from '../../common/model/index.ts'
import { sha256 } from './crypto.ts'

/** Stands in a scan's manifest: how its snapshot was made. */
export const SNAPSHOT_TREE = 'rfc9162'

/**
 * Merkle root (hex) over every setting that the API gave, as the store holds it now, sorted by
 * resource and setting.
 */
export async function snapshotRoot(observations: AsyncIterable<Observation>): Promise<string> {
  const leaves: { readonly key: string; readonly hash: Uint8Array }[] = []
  for await (const { source, resource, setting, reading } of observations) {
    if (source !== 'api') continue
    leaves.push({
      key: `${resource.type}/${resource.id}\n${setting}`,
      hash: leafHash(
        sha256,
        canonicalBytes({ resource: `${resource.type}/${resource.id}`, setting, reading }),
      ),
    })
  }
  return toHex(
    rootOf(
      sha256,
      leaves.sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0)).map(({ hash }) => hash),
    ),
  )
}
