import { toBase64, toHex } from '../../common/log/bytes.ts'
import { entryName, formatConsistency, WITHHELD } from '../../common/log/bundle.ts'
import type { BundleItem } from '../../common/log/bundle.ts'
import { signedText, verifierKey } from '../../common/log/checkpoint.ts'
import { consistencyProof, inclusionProof } from '../../common/log/merkle.ts'
import { formatProof } from '../../common/log/proof.ts'
import { witnessKey } from '../log/witness-key.ts'
import { sha256 } from '../log/crypto.ts'
import { keyHistory } from '../log/key-history.ts'
import type { LogKey } from '../log/key-history.ts'
import { subtreeOf } from '../log/subtree.ts'
import { Problem } from '../problem.ts'
import type { Store } from '../store/store.ts'
import type { Window } from './window.ts'
import type { ZipMember } from './zip.ts'

/** Every key up to the window's checkpoint, in order. */
export function keysOf(store: Store, window: Pick<Window, 'checkpoint'>): Promise<LogKey[]> {
  return keyHistory(store, window.checkpoint.size)
}

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
  const { checkpoint, before } = window
  const latest = latestKey(keys)
  const members: ZipMember[] = [
    { path: 'checkpoints/checkpoint.txt', content: () => [checkpoint.note] },
    {
      path: 'checkpoints/keys.txt',
      content: () => keys.map(key => `${verifierKey(sha256, key.origin, key.publicKey)}\n`),
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
  if (before) {
    const hashes = (await consistencyProof(sha256, before.size, checkpoint.size, subtree)).map(
      toBase64,
    )
    members.push({
      path: 'checkpoints/consistency.txt',
      content: () => [formatConsistency({ from: before.size, to: checkpoint.size, hashes })],
    })
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
  const wanted = new Set(window.entries)
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
  yield formatProof({
    index,
    hashes: await inclusionProof(sha256, index, window.checkpoint.size, subtreeOf(store)),
    checkpoint: window.checkpoint.note,
  })
}

function extensionOf(mediaType: string): string {
  if (/\bjson\b/.test(mediaType)) return 'body.json'
  if (/\bhtml\b/.test(mediaType)) return 'body.html.txt'
  if (mediaType.startsWith('image/png')) return 'body.png'
  return mediaType.startsWith('text/') ? 'body.txt' : 'body.bin'
}
