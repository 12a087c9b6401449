import { z } from 'zod'
import { sameBytes, toHex } from '../../common/log/bytes.ts'
import { NoteError, openCheckpoint } from '../../common/log/checkpoint.ts'
import type { Verifier } from '../../common/log/checkpoint.ts'
import { sealedFacts } from '../../common/log/entry.ts'
import type { Entry } from '../../common/log/entry.ts'
import { completed, leafHash, root } from '../../common/log/merkle.ts'
import type { TreeNode } from '../../common/log/merkle.ts'
import { isProblem } from '../problem.ts'
import type { Store, StoredCheckpoint, StoredEvidence } from '../store/store.ts'
import { commitmentOf, sha256, verifierOf } from './crypto.ts'
import { changeProblem, Erasure, KeyEntry, keysAt, parseBody } from './key-history.ts'
import type { LogKey } from './key-history.ts'
import { entryBeside, entryIn } from './sealed-entry.ts'
import type { Frontier } from './subtree.ts'

/** Entries from one place up to before another, and what is known of those before them. */
export type Range = {
  readonly begin: number
  readonly end: number
  /** How many the log has. */
  readonly size: number
  /** Those over these entries; over none of them but the first ones also before. */
  readonly checkpoints: readonly StoredCheckpoint[]
  /** The earliest time before; null where that is not known. */
  readonly earliest: string | null
}

/** What was found of a range. */
export type Walked = {
  /** The first place that does not fit, or null. */
  readonly first: { readonly entry: number; readonly problem: string } | null
  readonly entries: number
  readonly gaps: number
  readonly stamped: number
  /** Places that erasure entries name. */
  readonly erased: readonly number[]
  /** Those without body or salt. */
  readonly missing: readonly number[]
  /** What retention entries say was the first place that stayed. */
  readonly pruned: number
  readonly earliest: string
  /** Over all entries up to its end. */
  readonly root: string
  /** Checkpoints over entries of which there is none. */
  readonly strays: readonly number[]
}

/** What is before a range has to be known to tell. */
export class NotApart extends Error {}

/** Kinds of entry that end their commit; `judgedProblem` looks at those that end a run. */
const alone: ReadonlySet<Entry['kind']> = new Set([
  'export',
  'erasure',
  'target',
  'pairing',
  'gap',
  'decision',
])

/** With what a commit begins at an earlier time than the one before, or goes on under another name. */
const STEPPED = 'gap clock-step'
const SET_BACK = 'gap rollback'
/** Later than any time that is recorded. */
export const LATEST = '9999'
const UNSEEN = 'the checkpoint that was signed after it is gone'

const StepBody = z.object({ from: z.string(), to: z.string() })

/**
 * Earlier versions named a clock's step that is a commit of its own as one with which a commit begins:
 * nothing was recorded in its span, though something was before.
 * @param earliest of what was recorded before it, as far as is known
 * @throws NotApart where that decides and not all of it is
 */
function isLoneStep(body: unknown, earliest: string, whole: boolean): boolean {
  const span = StepBody.safeParse(body).data
  if (span === undefined || span.from !== span.to) return false
  if (earliest < span.from) return true
  if (!whole) throw new NotApart()
  return false
}

/**
 * Recomputes a range: every leaf, every inner node that it fills, every body's commitment, every
 * checkpoint's root, signature and time stamp. Stops at the first thing that does not fit.
 * @param tree the frontier at its beginning; at its end afterwards
 * @throws NotApart
 */
export async function walkRange(
  store: Store,
  keys: readonly LogKey[],
  { begin, end, size, checkpoints, earliest: before }: Range,
  tree: Frontier,
  progress: (entries: number) => void,
): Promise<Walked> {
  const change = changeProblem(keys)
  const bySize: Map<number, StoredCheckpoint[]> = Map.groupBy(
    checkpoints,
    checkpoint => checkpoint.size,
  )
  const seen = { entries: 0, gaps: 0, stamped: 0, pruned: 0, earliest: before ?? LATEST }
  const erased = new Set<number>()
  const missing = new Set<number>()
  const found = (first: Walked['first'], reached = ''): Walked => ({
    first,
    ...seen,
    erased: [...erased],
    missing: [...missing],
    root: reached,
    strays: [...bySize.keys()],
  })
  const failed = (entry: number, problem: string): Walked => found({ entry, problem })
  const checkpointsAt = async (at: number): Promise<string | null> => {
    const names = new Set<string>()
    for (const checkpoint of bySize.get(at) ?? []) {
      const name = originIn(checkpoint.note)
      if (names.has(name)) return `the checkpoint over ${at} entries is there twice`
      names.add(name)
      const wrong = await checkpointProblem(checkpoint, at, tree.subtree, keys)
      if (wrong) return wrong
      if (checkpoint.token) seen.stamped++
    }
    bySize.delete(at)
    return null
  }
  try {
    return await walk()
  } catch (error) {
    if (isProblem(error, 'evidence-unreadable'))
      return failed(error.params.entry, 'its evidence row cannot be read')
    throw error
  }

  async function walk(): Promise<Walked> {
    const begins = await checkpointsAt(begin)
    if (begins) return failed(begin, begins)
    let next = begin
    // One that a set-back led to is signed together with the gap entry that follows.
    let unsignedKey: number | null = null
    const stored = keptNodes(store, size)
    for await (const page of store.entries(begin, end))
      for (const item of page) {
        const { index, leaf, hash, evidence } = item
        if (index !== next) return failed(next, 'the entry is missing from the log')
        const beside = entryBeside(item)
        const entry = beside ?? entryIn(leaf)
        if (!entry) return failed(index, 'the leaf is not a canonical entry')
        if (!sameBytes(leafHash(sha256, leaf), hash))
          return failed(index, 'the leaf does not have the stored hash')
        for (const node of completed(sha256, index, hash, tree.subtree)) {
          tree.put(node)
          if (!(stored.has(node) ?? (await stored.holds(node))))
            return failed(
              index,
              `the stored inner node ${node.level}/${node.index} does not have the recomputed hash`,
            )
        }
        if (!evidence) return failed(index, 'its evidence row is missing')
        const problem = beside ? null : evidenceProblem(entry, evidence)
        if (problem) return failed(index, problem)
        if (evidence.body && evidence.salt) {
          if (entry.kind === 'gap') seen.gaps++
          if (entry.kind === 'erasure') {
            const said = Erasure.safeParse(parseBody(evidence.body)).data
            seen.pruned = Math.max(seen.pruned, said?.pruned ?? 0)
            for (const one of said?.erased ?? []) erased.add(one)
          }
          if (entry.kind === 'key' && !KeyEntry.safeParse(parseBody(evidence.body)).success)
            return failed(index, 'the key entry does not announce a key')
          if (change?.entry === index) return failed(index, change.problem)
        } else missing.add(index)
        seen.entries++
        next++
        const { kind, subject, at } = entry
        const goesOn =
          subject === STEPPED &&
          !isLoneStep(evidence.body && parseBody(evidence.body), seen.earliest, before !== null)
        if (alone.has(kind) && !goesOn && !bySize.has(next)) return failed(index, UNSEEN)
        if (at < seen.earliest) seen.earliest = at
        if (unsignedKey !== null && subject !== SET_BACK) return failed(unsignedKey, UNSEEN)
        unsignedKey = kind === 'key' && !bySize.has(next) ? index : null
        const wrong = bySize.has(next) ? await checkpointsAt(next) : null
        if (wrong) return failed(index, wrong)
        if (seen.entries % 1000 === 0) progress(seen.entries)
      }
    if (next !== end) return failed(next, 'the entry is missing from the log')
    return found(null, toHex(await root(sha256, end, tree.subtree)))
  }
}

/** Nodes that are read together. */
const NODES = 1024

/**
 * Whether the store keeps a node as it was recomputed; read a page of each level at a time, in the
 * order in which they fill.
 */
function keptNodes(store: Store, size: number) {
  const pages: ({ readonly from: number; readonly hashes: Uint8Array } | undefined)[] = []
  return {
    /** Undefined where its page was not read yet, or one of that page is not kept. */
    has({ level, index, hash }: TreeNode): boolean | undefined {
      const page = pages[level]
      const at = page ? (index - page.from) * hash.length : -1
      if (!page || at < 0 || at >= page.hashes.length) return undefined
      for (let byte = 0; byte < hash.length; byte++)
        if (page.hashes[at + byte] !== hash[byte]) return false
      return true
    },
    async holds(node: TreeNode): Promise<boolean> {
      const { level, index } = node
      const from = index - (index % NODES)
      if (pages[level]?.from !== from) {
        const until = Math.min(from + NODES, Math.floor(size / 2 ** level))
        const hashes = await store.nodes(level, from, until)
        pages[level] = { from, hashes: hashes ?? new Uint8Array() }
      }
      const kept = this.has(node)
      if (kept !== undefined) return kept
      // One of its page is not kept: is it this one?
      const hash = await store.node(level, index)
      return hash !== null && sameBytes(hash, node.hash)
    },
  }
}

function evidenceProblem(entry: Entry, evidence: StoredEvidence): string | null {
  if (evidence.commitment !== entry.commitment)
    return 'the evidence row names another commitment than the leaf'
  if (
    evidence.kind !== entry.kind ||
    evidence.mediaType !== entry.type ||
    evidence.length !== entry.length ||
    evidence.run !== entry.run ||
    evidence.ipe.recordedAt !== entry.at ||
    evidence.ipe.collector !== entry.by ||
    evidence.ipe.catalogue !== entry.catalogue
  )
    return 'the evidence row says something else than the leaf'
  if (!evidence.body || !evidence.salt) return null
  if (commitmentOf(evidence.salt, evidence.body) !== entry.commitment)
    return 'the body does not fit its commitment'
  if (entry.ipe !== undefined && commitmentOf(evidence.salt, sealedFacts(evidence)) !== entry.ipe)
    return 'what the row says of the body (request, times, account, tenant) is not what was sealed'
  return null
}

function originIn(note: string): string {
  return note.split('\n')[0] ?? ''
}

const verifiers = new WeakMap<LogKey, Verifier>()

/** Made once for each key: that costs as much as a signature. */
function verifierFor(key: LogKey): Verifier {
  const verifier = verifiers.get(key) ?? verifierOf(key.origin, key.publicKey)
  verifiers.set(key, verifier)
  return verifier
}

async function checkpointProblem(
  checkpoint: StoredCheckpoint,
  size: number,
  subtree: (level: number, index: number) => Uint8Array,
  keys: readonly LogKey[],
): Promise<string | null> {
  const expected = toHex(await root(sha256, size, subtree))
  if (checkpoint.root !== expected)
    return `the checkpoint over ${size} entries has another root than its entries`
  const origin = originIn(checkpoint.note)
  const able = keysAt(keys, origin, size)
  if (able.length === 0)
    return `the checkpoint over ${size} entries is signed under "${origin}", which no key entry announced for that time`
  try {
    const opened = openCheckpoint(sha256, checkpoint.note, ...able.map(verifierFor))
    if (opened.size !== size || toHex(opened.root) !== expected)
      return `the signed note over ${size} entries says something else than its row`
  } catch (error) {
    if (error instanceof NoteError || error instanceof TypeError)
      return `the checkpoint over ${size} entries: ${error.message}`
    throw error
  }
  if (!checkpoint.token) return null
  // What reads certificates is large, and few have a stamp.
  const { tokenProblem } = await import('./time-stamp.ts')
  const wrong = await tokenProblem(checkpoint, checkpoint.token)
  return wrong ? `the time stamp of the checkpoint over ${size} entries: ${wrong}` : null
}
