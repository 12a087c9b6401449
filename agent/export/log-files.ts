import { z } from 'zod'
import { fromBase64, toBase64, toHex } from '../../common/log/bytes.ts'
import { entryName, formatConsistency } from '../../common/log/bundle.ts'
import type { BundleItem } from '../../common/log/bundle.ts'
import { verifierKey } from '../../common/log/checkpoint.ts'
import { consistencyProof, inclusionProof } from '../../common/log/merkle.ts'
import { formatProof } from '../../common/log/proof.ts'
import { sha256 } from '../log/crypto.ts'
import type { EvidenceHead, Store } from '../store/store.ts'
import type { Window } from './window.ts'
import type { ZipMember } from './zip.ts'

/** A key that signed checkpoints, as its `key` entry announced it. */
export type LogKey = { readonly origin: string; readonly publicKey: Uint8Array; readonly entry: number; readonly reason: string }

const KeyBody = z.object({ reason: z.string(), after: z.object({ origin: z.string(), publicKey: z.string() }) })

/** Every key up to the window's checkpoint, in order. */
export async function keysOf(store: Store, window: Pick<Window, 'checkpoint' | 'entries'>): Promise<LogKey[]> {
  const keys: LogKey[] = []
  for await (const head of store.evidenceHeads({})) {
    if (head.index >= window.checkpoint.size) break
    if (head.kind !== 'key') continue
    const body = (await store.evidence(head.index))?.body
    const parsed = KeyBody.safeParse(body ? JSON.parse(new TextDecoder().decode(body)) : null)
    if (parsed.success) keys.push({ origin: parsed.data.after.origin, publicKey: fromBase64(parsed.data.after.publicKey), entry: head.index, reason: parsed.data.reason })
  }
  return keys
}

/** The public key in the form openssl reads: the fixed DER prefix of RFC 8410, then the 32 bytes. */
export function publicKeyPem(publicKey: Uint8Array): string {
  return `-----BEGIN PUBLIC KEY-----\n${Buffer.concat([Buffer.from('302a300506032b6570032100', 'hex'), publicKey]).toString('base64')}\n-----END PUBLIC KEY-----\n`
}

/** `checkpoints/` and `tokens/`: the signed heads, the keys, and the proof that the log only grew. */
export async function checkpointMembers(store: Store, window: Window, keys: readonly LogKey[]): Promise<ZipMember[]> {
  const subtree = subtreeOf(store)
  const { checkpoint, before } = window
  const latest = keys.find(key => checkpoint.note.startsWith(`${key.origin}\n`))
  const members: ZipMember[] = [
    { path: 'checkpoints/checkpoint.txt', content: () => [checkpoint.note] },
    { path: 'checkpoints/keys.txt', content: () => keys.map(key => `${verifierKey(sha256, key.origin, key.publicKey)}\n`) },
    ...(latest ? [{ path: 'checkpoints/key.pem', content: () => [publicKeyPem(latest.publicKey)] }] : []),
    ...(before ? [{ path: 'checkpoints/before.txt', content: () => [before.note] }] : []),
    ...window.checkpoints.map((item, index) => ({ path: `checkpoints/all/${entryName(item.size)}-${entryName(index)}.txt`, content: () => [item.note] })),
  ]
  if (before) {
    const hashes = (await consistencyProof(sha256, before.size, checkpoint.size, subtree)).map(toBase64)
    members.push({ path: 'checkpoints/consistency.txt', content: () => [formatConsistency({ from: before.size, to: checkpoint.size, hashes })] })
  }
  for (const item of new Set([checkpoint, ...window.checkpoints])) {
    const { token } = item
    if (token && !members.some(member => member.path === `tokens/${entryName(item.size)}.tsr`)) members.push({ path: `tokens/${entryName(item.size)}.tsr`, content: () => [token] }, { path: `tokens/${entryName(item.size)}.txt`, content: () => [signedText(item.note)] })
  }
  return members
}

/** What a checkpoint's signature, and a time stamp, are over. */
export function signedText(note: string): string {
  return note.slice(0, note.indexOf('\n\n') + 1)
}

/** `evidence/` and `proofs/`: for each entry what it says, its salt and body where they may be given, its leaf, and its proof. */
export async function entryMembers(store: Store, window: Window, withheld: (entry: number, reason: 'erased' | 'personal') => void): Promise<ZipMember[]> {
  const wanted = new Set(window.entries)
  const members: ZipMember[] = []
  for await (const head of store.evidenceHeads({})) {
    if (!wanted.has(head.index)) continue
    const missing = head.erased ? 'erased' as const : window.redact && head.personal ? 'personal' as const : null
    if (missing) withheld(head.index, missing)
    const name = entryName(head.index)
    const body = missing ? null : `evidence/${name}.${extensionOf(head.mediaType)}`
    members.push({ path: `evidence/${name}.json`, content: () => itemOf(store, window, head, body, missing) })
    if (body) members.push({ path: body, content: () => one(async () => (await store.evidence(head.index))?.body ?? new Uint8Array()) })
    members.push({ path: `proofs/${name}.leaf`, content: () => leafOf(store, head.index) }, { path: `proofs/${name}.tlog-proof`, content: () => proofOf(store, window, head.index) })
  }
  return members
}

async function* one(make: () => Promise<Uint8Array>): AsyncIterable<Uint8Array> {
  yield await make()
}

async function* itemOf(store: Store, window: Window, head: EvidenceHead, body: string | null, withheld: BundleItem['withheld']): AsyncIterable<string> {
  const salt = withheld ? null : (await store.evidence(head.index))?.salt ?? null
  const { account, ...ipe } = head.ipe
  const item = {
    entry: head.index, kind: head.kind, tenant: head.tenant, run: head.run, mediaType: head.mediaType, length: head.length, commitment: head.commitment,
    salt: salt ? toHex(salt) : null, body, withheld, personal: head.personal,
    ipe: { ...ipe, ...(account === undefined ? {} : { account: window.redact ? '(withheld)' : account }) },
  } satisfies BundleItem & Record<string, unknown>
  yield `${JSON.stringify(item, null, 2)}\n`
}

async function* leafOf(store: Store, index: number): AsyncIterable<Uint8Array> {
  for await (const { leaf } of store.leaves(index, index + 1)) yield leaf
}

async function* proofOf(store: Store, window: Window, index: number): AsyncIterable<string> {
  yield formatProof({ index, hashes: await inclusionProof(sha256, index, window.checkpoint.size, subtreeOf(store)), checkpoint: window.checkpoint.note })
}

export function subtreeOf(store: Store): (level: number, index: number) => Promise<Uint8Array> {
  return async (level, index) => {
    const hash = await store.node(level, index)
    if (!hash) throw new Error(`the log's inner node ${level}/${index} is missing: run "witnessmark verify"`)
    return hash
  }
}

function extensionOf(mediaType: string): string {
  if (/\bjson\b/.test(mediaType)) return 'body.json'
  if (/\bhtml\b/.test(mediaType)) return 'body.html.txt'
  if (mediaType.startsWith('image/png')) return 'body.png'
  return mediaType.startsWith('text/') ? 'body.txt' : 'body.bin'
}
