import { fromHex, toHex } from '../../common/log/bytes.ts'
import { signedText } from '../../common/log/checkpoint.ts'
import { root } from '../../common/log/merkle.ts'
import { isProblem } from '../problem.ts'
import type { Ended, Store } from '../store/store.ts'
import { sha256 } from './crypto.ts'
import { sealedEnded } from './ended-rows.ts'
import { chainOf, changeProblem, keyBearing, keyHistory, textOfKey } from './key-history.ts'
import type { LogKey } from './key-history.ts'
import { lostHeads, seenProblem } from './known-heads.ts'
import type { KnownHead } from './known-heads.ts'
import { bodyUnder } from './proven.ts'
import { sealedOutbox } from './sealed-outbox.ts'
import { frontierAt } from './subtree.ts'
import { firstUnsigned, UNSIGNED } from './unsigned.ts'
import { walkLog } from './verify-halves.ts'
import { judgedProblem } from './verify-judged.ts'
import { newRowsProblem } from './verify-new.ts'
import { LATEST } from './verify-range.ts'
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
  /** From how many entries on another thread takes half of them, where the store can be read by one. */
  readonly halved?: number | undefined
  /** Told of the state that was found to be sound. */
  readonly onVerified?: (state: Omit<Verified, 'at' | 'whole'>) => void
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
  try {
    return await verifyAll()
  } catch (error) {
    if (isProblem(error, 'evidence-unreadable'))
      return failed(error.params.entry, 'its evidence row cannot be read')
    throw error
  }

  async function verifyAll(): Promise<Verification> {
    const keys = await keyHistory(store)
    const change = changeProblem(keys)
    if (change && change.entry < first) return failed(first, change.problem)
    const tree = await frontierAt(store, begin)
    if (since && toHex(await root(sha256, begin, tree.subtree)) !== since.root)
      return failed(begin, 'the tree over what was verified before is another one now')
    const walked = await walkLog(
      store,
      keys,
      { begin, end: size, size, checkpoints, earliest: since?.earliest ?? LATEST },
      tree,
      { least: options.halved, onEntries: entries => progress(entries, size - begin) },
    )
    const { entries, gaps, stamped, earliest } = walked
    Object.assign(seen, { entries, gaps, stamped })
    if (walked.first) return failed(walked.first.entry, walked.first.problem)
    if ((checkpoints.at(-1)?.size ?? 0) > size)
      return failed(
        size,
        `a checkpoint over ${checkpoints.at(-1)?.size} entries was signed, but the log has ${size}`,
      )
    const [stray] = walked.strays
    if (stray !== undefined)
      return failed(first, `there is a checkpoint over ${stray} entries, which this log never had`)
    const pruned = Math.max(since?.pruned ?? 0, walked.pruned)
    if (pruned !== first)
      return failed(first, 'what was before it is gone, and no retention entry says so')
    const unsigned = await firstUnsigned(store)
    if (unsigned !== null) return failed(unsigned, UNSIGNED)
    const erased = new Set(walked.erased)
    const gone = walked.missing.find(index => !erased.has(index))
    if (gone !== undefined)
      return failed(gone, 'its body or salt is gone, and no erasure entry says so')
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
      root: walked.root,
      earliest,
      pruned,
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
