import { canonical } from '../../common/log/canonical.ts'
import { fromBase64, sameBytes, toHex } from '../../common/log/bytes.ts'
import { NoteError, openCheckpoint } from '../../common/log/checkpoint.ts'
import { Entry } from '../../common/log/entry.ts'
import { completed, leafHash, root } from '../../common/log/merkle.ts'
import type { Store } from '../store/store.ts'
import { commitmentOf, sha256, verifierOf } from './crypto.ts'

export type Verification = {
  readonly ok: boolean
  readonly entries: number
  readonly checkpoints: number
  /** Entries after the last checkpoint: kept, not yet signed for. */
  readonly pending: number
  readonly erased: number
  readonly gaps: number
  /** The first place that does not fit, or null. */
  readonly first: { readonly entry: number; readonly problem: string } | null
}

/**
 * Recomputes the whole log: every leaf, every inner node, every checkpoint's root and signature, every body's commitment.
 * Stops at the first thing that does not fit and names it.
 */
export async function verifyLog(store: Store, progress: (done: number, total: number) => void = () => undefined): Promise<Verification> {
  const size = await store.logSize()
  const checkpoints = await store.checkpoints()
  const bySize = Map.groupBy(checkpoints, checkpoint => checkpoint.size)
  const seen = { entries: 0, erased: 0, gaps: 0, checkpoints: checkpoints.length, pending: size - (checkpoints.at(-1)?.size ?? 0) }
  const failed = (entry: number, problem: string): Verification => ({ ok: false, ...seen, first: { entry, problem } })
  const keys = new Map<string, Uint8Array>()
  const erased = new Set<number>()
  const missing = new Map<number, string>()
  const nodes = new Map<string, Uint8Array>()
  const subtree = (level: number, index: number): Uint8Array => {
    const hash = nodes.get(`${level}/${index}`)
    if (!hash) throw new RangeError(`node ${level}/${index} was not recomputed`)
    return hash
  }

  for await (const { index, leaf, hash } of store.leaves(0, size)) {
    if (index !== seen.entries) return failed(seen.entries, 'the entry is missing from the log')
    const entry = Entry.safeParse(parseJson(leaf))
    if (!entry.success || canonical(entry.data) !== new TextDecoder().decode(leaf)) return failed(index, 'the leaf is not a canonical entry')
    if (!sameBytes(leafHash(sha256, leaf), hash)) return failed(index, 'the leaf does not have the stored hash')
    for (const node of await completed(sha256, index, hash, subtree)) {
      nodes.set(`${node.level}/${node.index}`, node.hash)
      const stored = await store.node(node.level, node.index)
      if (!stored || !sameBytes(stored, node.hash)) return failed(index, `the stored inner node ${node.level}/${node.index} does not have the recomputed hash`)
    }
    const evidence = await store.evidence(index)
    if (!evidence) return failed(index, 'its evidence row is missing')
    if (evidence.commitment !== entry.data.commitment) return failed(index, 'the evidence row names another commitment than the leaf')
    if (evidence.kind !== entry.data.kind || evidence.mediaType !== entry.data.type || evidence.length !== entry.data.length || evidence.run !== entry.data.run
      || evidence.ipe.recordedAt !== entry.data.at || evidence.ipe.collector !== entry.data.by || evidence.ipe.catalogue !== entry.data.catalogue) return failed(index, 'the evidence row says something else than the leaf')
    if (evidence.body && evidence.salt) {
      if (commitmentOf(evidence.salt, evidence.body) !== entry.data.commitment) return failed(index, 'the body does not fit its commitment')
      const body = ['key', 'erasure', 'gap'].includes(entry.data.kind) ? parseJson(evidence.body) : null
      if (entry.data.kind === 'gap') seen.gaps++
      if (entry.data.kind === 'key') learnKey(body, keys)
      if (entry.data.kind === 'erasure') for (const one of erasedBy(body)) { erased.add(one); missing.delete(one) }
    } else if (!erased.has(index)) missing.set(index, 'its body or salt is gone, and no erasure entry says so')
    seen.entries++
    for (const checkpoint of bySize.get(seen.entries) ?? []) {
      const problem = await checkpointProblem(checkpoint, seen.entries, subtree, keys)
      if (problem) return failed(index, problem)
    }
    if (seen.entries % 1000 === 0) progress(seen.entries, size)
  }
  if (seen.entries !== size) return failed(seen.entries, 'the entry is missing from the log')
  if ((checkpoints.at(-1)?.size ?? 0) > size) return failed(size, `a checkpoint over ${checkpoints.at(-1)?.size} entries was signed, but the log has ${size}`)
  const [first] = [...missing].sort(([a], [b]) => a - b)
  if (first) return failed(first[0], first[1])
  progress(size, size)
  return { ok: true, ...seen, erased: erased.size, first: null }
}

async function checkpointProblem(checkpoint: { readonly size: number; readonly root: string; readonly note: string }, size: number, subtree: (level: number, index: number) => Uint8Array, keys: ReadonlyMap<string, Uint8Array>): Promise<string | null> {
  const expected = toHex(await root(sha256, size, subtree))
  if (checkpoint.root !== expected) return `the checkpoint over ${size} entries has another root than its entries`
  const origin = checkpoint.note.split('\n')[0] ?? ''
  const publicKey = keys.get(origin)
  if (!publicKey) return `the checkpoint over ${size} entries is signed under "${origin}", which no key entry announced`
  try {
    const opened = openCheckpoint(sha256, checkpoint.note, verifierOf(origin, publicKey))
    return opened.size === size && toHex(opened.root) === expected ? null : `the signed note over ${size} entries says something else than its row`
  } catch (error) {
    if (error instanceof NoteError || error instanceof TypeError) return `the checkpoint over ${size} entries: ${error.message}`
    throw error
  }
}

function learnKey(body: unknown, keys: Map<string, Uint8Array>): void {
  const after = typeof body === 'object' && body !== null && 'after' in body ? body.after as { origin?: unknown; publicKey?: unknown } : null
  if (typeof after?.origin === 'string' && typeof after.publicKey === 'string') keys.set(after.origin, fromBase64(after.publicKey))
}

function erasedBy(body: unknown): number[] {
  const indexes = typeof body === 'object' && body !== null && 'erased' in body ? body.erased : []
  return Array.isArray(indexes) ? indexes.filter(index => typeof index === 'number') : []
}

function parseJson(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes))
  } catch {
    return null
  }
}
