import { openCheckpoint } from '../../common/log/checkpoint.ts'
import { Entry } from '../../common/log/entry.ts'
import type { EntryKind } from '../../common/log/entry.ts'
import { inclusionProof, leafHash, verifyInclusion } from '../../common/log/merkle.ts'
import type { Store } from '../store/store.ts'
import { commitmentOf, sha256, verifierOf } from './crypto.ts'
import { parseBody } from './key-history.ts'
import type { Log } from './log.ts'
import { subtreeOf } from './subtree.ts'

/**
 * The body of an entry as JSON, once the newest checkpoint, signed by this home's key, proves its leaf
 * and the leaf its kind and body (RFC 9162, section 2.1.3); null for what is erased or not proven.
 * For what decides who is trusted: the rows by themselves say whatever somebody wrote there.
 */
export async function provenBody(
  store: Store,
  log: Pick<Log, 'origin' | 'publicKey'>,
  kind: EntryKind,
  index: number,
): Promise<unknown> {
  try {
    const [last] = await store.checkpoints({ last: true })
    if (!last) return null
    const signed = openCheckpoint(sha256, last.note, verifierOf(log.origin, log.publicKey))
    return await bodyUnder(store, signed, kind, index)
  } catch {
    return null
  }
}

/** The body of an entry as JSON, once a tree with this root proves it; null for what is erased or not proven. */
export async function bodyUnder(
  store: Pick<Store, 'evidence' | 'leaves' | 'node'>,
  { size, root }: { readonly size: number; readonly root: Uint8Array },
  kind: EntryKind,
  index: number,
): Promise<unknown> {
  try {
    const evidence = await store.evidence(index)
    const [one] = await Array.fromAsync(store.leaves(index, index + 1))
    if (!evidence?.body || !evidence.salt || !one) return null
    const hashes = await inclusionProof(sha256, index, size, subtreeOf(store))
    const entry = Entry.parse(parseBody(one.leaf))
    const proven =
      verifyInclusion(sha256, index, size, leafHash(sha256, one.leaf), hashes, root) &&
      entry.kind === kind &&
      entry.commitment === commitmentOf(evidence.salt, evidence.body)
    return proven ? parseBody(evidence.body) : null
  } catch {
    return null
  }
}
