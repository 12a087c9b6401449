import { toBase64, toHex } from '../../common/log/bytes.ts'
import { entryName, formatConsistency, WITHHELD } from '../../common/log/bundle.ts'
import type { BundleItem } from '../../common/log/bundle.ts'
import { signedText } from '../../common/log/checkpoint.ts'
import { consistencyProof, inclusionProof } from '../../common/log/merkle.ts'
import { formatProof } from '../../common/log/proof.ts'
import { witnessKey } from '../log/witness-key.ts'
import { sha256 } from '../log/crypto.ts'
import { keyHistory, textOfKey } from '../log/key-history.ts'
import type { LogKey } from '../log/key-history.ts'
import { subtreeOf } from '../log/subtree.ts'
import { Problem } from '../problem.ts'
import type { Store, StoredCheckpoint } from '../store/store.ts'
import type { Window } from './window.ts'
import type { ZipMember } from './zip.ts'

/** Every key up to the one that signs now, in order. */
export function keysOf(store: Store, window: HeadOf): Promise<LogKey[]> {
  return keyHistory(store, headOf(window).size)
}

type HeadOf = Pick<Window, 'checkpoint' | 'later'>

/** The newest checkpoint that goes out with the window: signed by the key that signs now. */
export function headOf({ checkpoint, later }: HeadOf): StoredCheckpoint {
  return later?.checkpoint ?? checkpoint
}

/** Where a bundle has the newest checkpoint, if that is not the window's, and how it extends that. */
export const HEAD = 'checkpoints/head.txt'
export const HEAD_CONSISTENCY = 'checkpoints/head-consistency.txt'

/** The one that signs now: the last announced. */
export function latestKey(keys: readonly LogKey[]): LogKey | undefined {
  return keys.at(-1)
}

/**
 * The public key in the form openssl reads: the fixed DER prefix of RFC 8410, then the 32 bytes.
 */
function publicKeyPem(publicKey: Uint8Array): string {
  return `-----BEGIN PUBLIC KEY-----\n${Buffer.concat([Buffer.from('302a300506032b6570032100', 'hex'), publicKey]).toString('base64')}\n-----END PUBLIC KEY-----\n`
}

/**
 * `checkpoints/` and `tokens/`: the signed heads, the keys, and the proof that the log only grew.
 */
export async function checkpointMembers(
  store: Store,
  window: Window,
  keys: readonly LogKey[],
): Promise<ZipMember[]> {
  const subtree = subtreeOf(store)
  const { checkpoint, before, later } = window
  const latest = latestKey(keys)
  const members: ZipMember[] = [
    { path: 'checkpoints/checkpoint.txt', content: () => [checkpoint.note] },
    {
      path: 'checkpoints/keys.txt',
      content: () => keys.map(key => `${textOfKey(key)}\n`),
    },
    ...(latest
      ? [{ path: 'checkpoints/key.pem', content: () => [publicKeyPem(latest.publicKey)] }]
      : []),
    ...(window.witness
      ? [
          {
            path: 'checkpoints/witness.txt',
            content: () => [`${window.witness ? witnessKey(window.witness) : ''}\n`],
          },
        ]
      : []),
    ...(before ? [{ path: 'checkpoints/before.txt', content: () => [before.note] }] : []),
    ...window.checkpoints.map((item, index) => ({
      path: `checkpoints/all/${entryName(item.size)}-${entryName(index)}.txt`,
      content: () => [item.note],
    })),
  ]
  const grown = async (path: string, from: number, to: number): Promise<ZipMember> => {
    const hashes = (await consistencyProof(sha256, from, to, subtree)).map(toBase64)
    return { path, content: () => [formatConsistency({ from, to, hashes })] }
  }
  if (before) members.push(await grown('checkpoints/consistency.txt', before.size, checkpoint.size))
  if (later) {
    members.push({ path: HEAD, content: () => [later.checkpoint.note] })
    members.push(await grown(HEAD_CONSISTENCY, checkpoint.size, later.checkpoint.size))
  }
  for (const item of new Set([checkpoint, ...window.checkpoints])) {
    const { token } = item
    if (token && !members.some(member => member.path === `tokens/${entryName(item.size)}.tsr`))
      members.push(
        { path: `tokens/${entryName(item.size)}.tsr`, content: () => [token] },
        { path: `tokens/${entryName(item.size)}.txt`, content: () => [signedText(item.note)] },
      )
  }
  return members
}

/**
 * `evidence/` and `proofs/`: for each entry what it says, its salt and body where they may be
 * given, its leaf, and its proof.
 */
export async function entryMembers(
  store: Store,
  window: Window,
  withheld: (entry: number, reason: 'erased' | 'personal') => void,
): Promise<ZipMember[]> {
  const wanted = new Set([...window.entries, ...(window.later?.entries ?? [])])
  const members: ZipMember[] = []
  for await (const { index, erased, personal, mediaType } of store.evidenceHeads({})) {
    if (!wanted.has(index)) continue
    const missing = erased
      ? ('erased' as const)
      : window.redact && personal
        ? ('personal' as const)
        : null
    if (missing) withheld(index, missing)
    const name = entryName(index)
    const body = missing ? null : `evidence/${name}.${extensionOf(mediaType)}`
    members.push({
      path: `evidence/${name}.json`,
      content: () => itemOf(store, window, index, body, missing),
    })
    if (body)
      members.push({
        path: body,
        content: () => one(async () => (await store.evidence(index))?.body ?? new Uint8Array()),
      })
    members.push(
      { path: `proofs/${name}.leaf`, content: () => leafOf(store, index) },
      { path: `proofs/${name}.tlog-proof`, content: () => proofOf(store, window, index) },
    )
  }
  return members
}

async function* one(make: () => Promise<Uint8Array>): AsyncIterable<Uint8Array> {
  yield await make()
}

async function* itemOf(
  store: Store,
  window: Window,
  index: number,
  body: string | null,
  withheld: BundleItem['withheld'],
): AsyncIterable<string> {
  const head = await store.evidence(index)
  if (!head) throw new Problem('entry-gone', { entry: index })
  const salt = withheld ? null : head.salt
  const { account, ...ipe } = head.ipe
  const item = {
    entry: head.index,
    kind: head.kind,
    tenant: head.tenant,
    run: head.run,
    mediaType: head.mediaType,
    length: head.length,
    commitment: head.commitment,
    salt: salt ? toHex(salt) : null,
    body,
    withheld,
    personal: head.personal,
    ipe: {
      ...ipe,
      ...(account === undefined ? {} : { account: window.redact ? WITHHELD : account }),
    },
  } satisfies BundleItem & Readonly<Record<string, unknown>>
  yield `${JSON.stringify(item, null, 2)}\n`
}

async function* leafOf(store: Store, index: number): AsyncIterable<Uint8Array> {
  for await (const { leaf } of store.leaves(index, index + 1)) yield leaf
}

async function* proofOf(store: Store, window: Window, index: number): AsyncIterable<string> {
  const { size, note } = index < window.checkpoint.size ? window.checkpoint : headOf(window)
  yield formatProof({
    index,
    hashes: await inclusionProof(sha256, index, size, subtreeOf(store)),
    checkpoint: note,
  })
}

function extensionOf(mediaType: string): string {
  if (/\bjson\b/.test(mediaType)) return 'body.json'
  if (/\bhtml\b/.test(mediaType)) return 'body.html.txt'
  if (mediaType.startsWith('image/png')) return 'body.png'
  return mediaType.startsWith('text/') ? 'body.txt' : 'body.bin'
}
