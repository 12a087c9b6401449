import { z } from 'zod'
import { fromHex, sameBytes, toHex } from '../../common/log/bytes.ts'
import { NoteError, openCheckpoint, signedText } from '../../common/log/checkpoint.ts'
import type { Verifier } from '../../common/log/checkpoint.ts'
import { sealedFacts } from '../../common/log/entry.ts'
import type { Entry } from '../../common/log/entry.ts'
import { completed, leafHash, root } from '../../common/log/merkle.ts'
import type { TreeNode } from '../../common/log/merkle.ts'
import { isProblem } from '../problem.ts'
import type { Ended, Store, StoredCheckpoint, StoredEvidence } from '../store/store.ts'
import { commitmentOf, sha256, verifierOf } from './crypto.ts'
import { sealedEnded } from './ended-rows.ts'
import {
  chainOf,
  changeProblem,
  Erasure,
  keyBearing,
  KeyEntry,
  keyHistory,
  keysAt,
  parseBody,
  textOfKey,
} from './key-history.ts'
import type { LogKey } from './key-history.ts'
import { lostHeads, seenProblem } from './known-heads.ts'
import type { KnownHead } from './known-heads.ts'
import { bodyUnder } from './proven.ts'
import { entryBeside, entryIn } from './sealed-entry.ts'
import { sealedOutbox } from './sealed-outbox.ts'
import { frontierAt } from './subtree.ts'
import { firstUnsigned, UNSIGNED } from './unsigned.ts'
import { judgedProblem } from './verify-judged.ts'
import { newRowsProblem } from './verify-new.ts'
import type { Verified } from './verified.ts'

export type Verification = {
  readonly ok: boolean
  readonly entries: number
  readonly checkpoints: number
  /** Entries after the last checkpoint: nobody who has the key wrote them. */
  readonly pending: number
  readonly erased: number
  /** Entries before the first that is kept, gone by retention. */
  readonly pruned: number
  readonly gaps: number
  /** Checkpoints that an outside authority stamped, and that a witness signed. */
  readonly stamped: number
  /** The state from which on it was read, where that is not the beginning. */
  readonly since: Pick<Verified, 'size' | 'whole'> | null
  /** The first place that does not fit, or null. */
  readonly first: { readonly entry: number; readonly problem: string } | null
}

export type VerifyOptions = {
  readonly onProgress?: (done: number, total: number) => void
  /** Recomputes the findings of every assessment there was, not of each tenant's last one only. */
  readonly everyAssessment?: boolean
  /** Signed states that others than the store know; read before the store is. */
  readonly known?: readonly KnownHead[]
  /** A state, or the digest of one, that somebody kept elsewhere. */
  readonly seen?: Seen | undefined
  /** A verifier key that must have signed the newest state, or have handed over to the one that did. */
  readonly pinned?: string | undefined
  /** Places of assessments whose findings were compared with what they sealed just now. */
  readonly matched?: ReadonlySet<number> | undefined
  /** Only what came since that state is read, where the log goes on from it and nothing was taken out. */
  readonly since?: Verified | null | undefined
  /** Told of the state that was found to be sound. */
  readonly onVerified?: (state: Omit<Verified, 'at' | 'whole'>) => void
}

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
const LATEST = '9999'
const UNSEEN = 'the checkpoint that was signed after it is gone'

const StepBody = z.object({ from: z.string(), to: z.string() })

/**
 * Earlier versions named a clock's step that is a commit of its own as one with which a commit begins:
 * nothing was recorded in its span, though something was before.
 * @param earliest of what was recorded before it
 */
function isLoneStep(body: unknown, earliest: string): boolean {
  const span = StepBody.safeParse(body).data
  return span !== undefined && span.from === span.to && earliest < span.from
}

/** What a file that was kept elsewhere shows of the log. */
export type Seen =
  | { readonly head: KnownHead }
  | { readonly where: string; readonly stamped: string }

/**
 * Recomputes the whole log: every leaf, every inner node, every checkpoint's root, signature and
 * time stamp, every body's commitment, and the findings and settings that the last runs sealed.
 * Stops at the first thing that does not fit and names it. From a state that was verified on, only
 * what came since is read.
 */
export function verifyLog(store: Store, options: VerifyOptions = {}): Promise<Verification> {
  // What is compared stands at one moment: others may write meanwhile.
  return store.snapshot(snapshot => verifySnapshot(snapshot, options))
}

async function verifySnapshot(store: Store, options: VerifyOptions): Promise<Verification> {
  const progress = options.onProgress ?? (() => undefined)
  const [first, size] = [await store.minimumIndex(), await store.logSize()]
  const since = await goesOnFrom(store, options.since ?? null)
  const begin = since?.size ?? first
  const checkpoints = await store.checkpoints(since ? { after: begin } : {})
  const bySize: Map<number, StoredCheckpoint[]> = Map.groupBy(
    checkpoints,
    checkpoint => checkpoint.size,
  )
  const seen = {
    entries: 0,
    erased: 0,
    pruned: first,
    gaps: 0,
    stamped: 0,
    checkpoints: checkpoints.length,
    pending: size - (checkpoints.at(-1)?.size ?? 0),
    since: since && { size: since.size, whole: since.whole },
  }
  const failed = (entry: number, problem: string): Verification => ({
    ok: false,
    ...seen,
    first: { entry, problem },
  })
  const erased = new Set<number>()
  const missing = new Map<number, string>()
  let prunedTo = since?.pruned ?? 0
  const tree = await frontierAt(store, begin)
  try {
    return await verifyEntries()
  } catch (error) {
    if (isProblem(error, 'evidence-unreadable'))
      return failed(error.params.entry, 'its evidence row cannot be read')
    throw error
  }

  async function verifyEntries(): Promise<Verification> {
    const keys = await keyHistory(store)
    const change = changeProblem(keys)
    if (change && change.entry < first) return failed(first, change.problem)
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
    if (since && toHex(await root(sha256, begin, tree.subtree)) !== since.root)
      return failed(begin, 'the tree over what was verified before is another one now')
    const begins = await checkpointsAt(begin)
    if (begins) return failed(begin, begins)
    let next = begin
    // One that a set-back led to is signed together with the gap entry that follows.
    let unsignedKey: number | null = null
    let earliest = since?.earliest ?? LATEST
    const stored = keptNodes(store, size)
    for await (const page of store.entries(begin, size))
      for (const { index, leaf, hash, evidence } of page) {
        if (index !== next) return failed(next, 'the entry is missing from the log')
        const beside = entryBeside(leaf, evidence)
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
            prunedTo = Math.max(prunedTo, said?.pruned ?? 0)
            for (const one of said?.erased ?? []) {
              erased.add(one)
              missing.delete(one)
            }
          }
          if (entry.kind === 'key' && !KeyEntry.safeParse(parseBody(evidence.body)).success)
            return failed(index, 'the key entry does not announce a key')
          if (change?.entry === index) return failed(index, change.problem)
        } else if (!erased.has(index))
          missing.set(index, 'its body or salt is gone, and no erasure entry says so')
        seen.entries++
        next++
        const { kind, subject, at } = entry
        const goesOn =
          subject === STEPPED && !isLoneStep(evidence.body && parseBody(evidence.body), earliest)
        if (alone.has(kind) && !goesOn && !bySize.has(next)) return failed(index, UNSEEN)
        if (at < earliest) earliest = at
        if (unsignedKey !== null && subject !== SET_BACK) return failed(unsignedKey, UNSEEN)
        unsignedKey = kind === 'key' && !bySize.has(next) ? index : null
        const wrong = bySize.has(next) ? await checkpointsAt(next) : null
        if (wrong) return failed(index, wrong)
        if (seen.entries % 1000 === 0) progress(seen.entries, size - begin)
      }
    if (next !== size) return failed(next, 'the entry is missing from the log')
    if ((checkpoints.at(-1)?.size ?? 0) > size)
      return failed(
        size,
        `a checkpoint over ${checkpoints.at(-1)?.size} entries was signed, but the log has ${size}`,
      )
    const [stray] = bySize.keys()
    if (stray !== undefined)
      return failed(first, `there is a checkpoint over ${stray} entries, which this log never had`)
    if (prunedTo !== first)
      return failed(first, 'what was before it is gone, and no retention entry says so')
    const unsigned = await firstUnsigned(store)
    if (unsigned !== null) return failed(unsigned, UNSIGNED)
    const [gone] = [...missing].sort(([a], [b]) => a - b)
    if (gone) return failed(gone[0], gone[1])
    const [lost] = await lostHeads(store, keys, options.known ?? [])
    const apart =
      lost?.problem ??
      (await seenElsewhere(store, keys, options.seen)) ??
      pinnedProblem(keys, options.pinned)
    if (apart) return failed(size, apart)
    if ((await sealedOutbox(store)) === 'foreign')
      return failed(
        size,
        'the list of what was told to whom is not the one that a key of the log sealed',
      )
    const judged = since
      ? await newRowsProblem(store, since)
      : await judgedProblem(store, options.everyAssessment ?? false, options.matched)
    if (judged) return failed(judged.entry, judged.problem)
    options.onVerified?.({
      size,
      root: toHex(await root(sha256, size, tree.subtree)),
      earliest,
      pruned: prunedTo,
      ended: await endedOfAll(store),
    })
    progress(size - begin, size - begin)
    return {
      ok: true,
      ...seen,
      erased: [...erased].filter(index => index >= first).length,
      first: null,
    }
  }
}

/**
 * The state from which on only what came since is read; null where the log is shorter, something was
 * taken out since, or what entries of before say of keys is not what that state has there, since these
 * keys vouch for it: then all that is left is compared.
 */
async function goesOnFrom(store: Store, since: Verified | null): Promise<Verified | null> {
  if (!since || since.size > (await store.logSize())) return null
  if ((await store.minimumIndex()) !== since.pruned) return null
  for await (const _ of store.evidenceHeads({ kind: 'erasure', after: since.size })) return null
  const tree = { size: since.size, root: fromHex(since.root) }
  for (const kind of keyBearing)
    for await (const { index, erased } of store.evidenceHeads({ kind }))
      if (index < since.size && !erased && (await bodyUnder(store, tree, kind, index)) === null)
        return null
  return since
}

async function endedOfAll(store: Store): Promise<Verified['ended']> {
  const ended: Record<string, Ended> = {}
  for (const tenant of await store.tenants()) {
    const sealed = await sealedEnded(store, tenant)
    if (sealed) ended[tenant] = sealed
  }
  return ended
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

async function seenElsewhere(
  store: Store,
  keys: readonly LogKey[],
  seen: Seen | undefined,
): Promise<string | null> {
  if (!seen) return null
  if ('head' in seen) return seenProblem(store, keys, seen.head)
  const stamped = (await store.checkpoints()).some(
    ({ note }) => toHex(sha256(new TextEncoder().encode(signedText(note)))) === seen.stamped,
  )
  return stamped
    ? null
    : `${seen.where} stamps no checkpoint of this log: it was set back, or the stamp is of another log`
}

function pinnedProblem(keys: readonly LogKey[], pinned: string | undefined): string | null {
  if (pinned === undefined || chainOf(keys).some(key => textOfKey(key) === pinned)) return null
  return 'the log is signed by another key than the one you named, and no unbroken chain of hand-overs leads from that one to it'
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
