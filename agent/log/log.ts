import { existsSync } from 'node:fs'
import { randomBytes } from 'node:crypto'
import { z } from 'zod'
import { canonicalBytes } from '../../common/log/canonical.ts'
import { toBase64, toHex } from '../../common/log/bytes.ts'
import {
  attestation,
  openNote,
  rotationText,
  signCheckpoint,
  signNote,
  verifierKey,
} from '../../common/log/checkpoint.ts'
import type { Signer } from '../../common/log/checkpoint.ts'
import { Entry } from '../../common/log/entry.ts'
import type { EntryKind } from '../../common/log/entry.ts'
import { completed, leafHash, root } from '../../common/log/merkle.ts'
import type { EvidenceRef, Ipe } from '../../common/model/index.ts'
import type { RunKind, Store, StoredCheckpoint, StoredEvidence } from '../store/store.ts'
import { messageOf, Problem } from '../problem.ts'
import type { KeyEntry } from './key-history.ts'
import { commitmentOf, sha256 } from './crypto.ts'
import {
  completeKey,
  headOfHome,
  isHeadGone,
  keyFile,
  openKey,
  preparedKey,
  prepareKey,
  readKey,
  settleKey,
  writeHead,
} from './keys.ts'
import type { Head } from './keys.ts'
import { keyHistory } from './key-history.ts'
import { lostHeads } from './known-heads.ts'
import { entryOf } from './sealed-entry.ts'
import { firstUnsigned } from './unsigned.ts'
import type { KnownHead } from './known-heads.ts'
import { frontierAt, subtreeOf } from './subtree.ts'

/** What is sealed: a leaf goes into the tree, the body (with its salt) beside it. */
export type NewEntry = {
  readonly kind: EntryKind
  readonly run: string
  readonly tenant: string
  readonly subject: string
  readonly mediaType: string
  readonly body: Uint8Array
  readonly ipe: Ipe
  readonly personal?: boolean | undefined
  /** The place of an entry whose body this one may resemble: the store needs less for it then. */
  readonly like?: number | undefined
}

/** Why time is missing from the record: auditors ask for completeness. */
export type Gap = {
  readonly cause:
    | 'agent-start'
    | 'agent-stop'
    | 'sleep'
    | 'missed-schedule'
    | 'clock-step'
    | 'interrupted-run'
    | 'failed-collector'
    | 'rollback'
  readonly tenant: string
  /** The run that did not end, and what it was. */
  readonly run?: string
  readonly kind?: RunKind
  readonly catalogue?: string
  readonly from: string
  readonly to: string
  readonly detail: string
}

export type Log = {
  readonly origin: string
  /** The agent as entries of its own name it: `agent@0.1.0`. */
  readonly by: string
  readonly publicKey: Uint8Array
  /** Appends inside the caller's transaction (or one of its own); gives each entry's place. */
  append(entries: readonly NewEntry[]): Promise<EvidenceRef[]>
  /**
   * One transaction: the caller's writes, then a signed checkpoint over all of them. What it
   * returns has survived.
   */
  commit<T>(run: string | null, work: () => Promise<T>): Promise<T>
  /** An entry that the agent itself writes, about a tenant or ("") about the record as a whole. */
  own(kind: EntryKind, tenant: string, subject: string, body: unknown): NewEntry
  /**
   * Goes on under a new key with the same origin: the `key` entry carries a note that both keys
   * signed. @param actor who asked, sealed beside the entry @returns the new verifier key
   */
  rotate(reason: string, actor: string): Promise<string>
  /**
   * Goes on under a new key and name, with a gap entry: the log was found to be older than what was
   * signed. The key before does not vouch for that. @param problem what knows of the newer state
   */
  beginAnew(problem: string): Promise<void>
  /** The key that outsiders compare, as Go's `note.NewVerifier` takes it. */
  verifierKey(): string
  /**
   * Signs the name and digest of something made from the log (a bundle's manifest, a statement, a backup's, what
   * is remembered of a reply or of what was judged, what was told to whom) as a note. Its first line is never the origin alone, so that no reader
   * can take it for a checkpoint. The same digest gives the same note under the same key.
   */
  attest(
    what: 'bundle' | 'backup' | 'reply' | 'outbox' | 'judged' | 'statement' | 'reperformance',
    digest: Uint8Array,
  ): string
}

/**
 * Opens the log over the store. It never begins or goes on below the newest state that anything in
 * reach knows was signed: where the store is older (a restored backup, a file put back), or that
 * cannot be told any more, it goes on under a new key and name, with a `key` entry that says why and
 * a gap entry that says what is missing.
 * @param context who writes: agent version and catalogue digest for entries of the agent's own;
 * `elsewhere`: signed states that others than the head file know
 * @throws Problem `key-file-invalid`, `key-foreign`, `key-head-invalid`; what signs also `log-unsigned`,
 * where entries stand in the database that no key signed, `log-shorter` and `log-forked`, where the database's log and an earlier signed head do not fit together, and
 * `log-node-missing`
 */
export async function openLog(
  store: Store,
  home: string,
  context: {
    readonly by: string
    readonly catalogue: () => string
    readonly clock: () => Date
    readonly elsewhere?: readonly KnownHead[]
  },
): Promise<Log> {
  const headGone = isHeadGone(home)
  await settlePrepared(store, home)
  let signer = openKey(home)
  const subtree = subtreeOf(store)

  const append: Log['append'] = entries =>
    store.transaction(async () => {
      const first = await store.logSize()
      // What the tree needs of before is read once: the store is asked nothing for each entry.
      const frontier = await frontierAt(store, first)
      const salts = randomBytes(SALT * entries.length)
      const evidence = entries.map((entry, offset) =>
        evidenceOf(first + offset, entry, salts.subarray(SALT * offset, SALT * (offset + 1))),
      )
      const leaves = evidence.map((item, offset) => leafOf(item, entries[offset]!.subject))
      const nodes = leaves.flatMap(({ hash }, offset) => {
        const filled = completed(sha256, first + offset, hash, frontier.subtree)
        for (const node of filled) frontier.put(node)
        return filled
      })
      await store.appendLeaves(leaves)
      await store.putNodes(nodes)
      await store.putEvidence(
        evidence.map((item, offset) => ({ ...item, like: entries[offset]?.like })),
      )
      return evidence.map(({ index, commitment }) => ({ index, commitment }))
    })

  const sign = async (run: string | null): Promise<StoredCheckpoint> => {
    const size = await store.logSize()
    const [last] = await store.checkpoints({ last: true })
    if (last && last.size > size) throw new Problem('log-shorter', { size, signed: last.size })
    if (last && toHex(await root(sha256, last.size, subtree)) !== last.root)
      throw new Problem('log-forked', { size: last.size })
    const hash = await root(sha256, size, subtree)
    const checkpoint = {
      size,
      root: toHex(hash),
      note: signCheckpoint(sha256, { origin: signer.name, size, root: hash }, signer),
      at: context.clock().toISOString(),
      run,
      token: null,
      tokenAt: null,
    }
    if (last?.size !== size || !last.note.startsWith(`${signer.name}\n`))
      await store.putCheckpoint(checkpoint)
    return checkpoint
  }

  const commit: Log['commit'] = async (run, work) => {
    const { result, checkpoint } = await store.transaction(async () => {
      await assertSigned(store)
      return { result: await work(), checkpoint: await sign(run) }
    })
    rememberHead(home, { origin: signer.name, size: checkpoint.size, root: checkpoint.root })
    return result
  }

  const own = (kind: EntryKind, tenant: string, subject: string, body: unknown): NewEntry => {
    const at = context.clock().toISOString()
    return {
      kind,
      run: '',
      tenant,
      subject,
      mediaType: 'application/json',
      body: canonicalBytes(body),
      ipe: {
        request: subject,
        tenant: tenant || 'agent',
        collector: context.by,
        catalogue: context.catalogue(),
        seenAt: at,
        recordedAt: at,
      },
    }
  }

  const setBackGap = async (problem: string): Promise<Gap> => {
    const to = context.clock().toISOString()
    const [last] = await store.checkpoints({ last: true })
    const from = last && last.at < to ? last.at : to
    const detail = `${problem}; what was recorded since the state that the store has is missing here. The log goes on under a new key and name`
    return { cause: 'rollback', tenant: '', from, to, detail }
  }

  /** Of a store that was put in where nobody knows a newer state; null where no agent ran over it. */
  const putInGap = async (): Promise<Gap | null> => {
    const to = context.clock().toISOString()
    const from = await store.get(ALIVE)
    const detail = 'the agent did not run, or what it recorded since is not in the backup'
    return from !== null && from < to ? { cause: 'agent-stop', tenant: '', from, to, detail } : null
  }

  /** A key entry, and the name of the key that counts from now on, in one transaction. */
  const announce = (
    make: () => Promise<KeyEntry> | KeyEntry,
    actor = 'agent',
    gap: Gap | null = null,
  ): Promise<void> =>
    commit(null, async () => {
      const body = await make()
      const entry = own('key', '', 'log key', body)
      await append([{ ...entry, ipe: { ...entry.ipe, actor } }])
      if (gap) {
        await append([own('gap', '', `gap ${gap.cause}`, gap)])
        // What the store says of that is of the state that it was set back to.
        await store.set(ALIVE, gap.to)
      }
      await store.set(ANNOUNCED, JSON.stringify(body.after))
      await store.set(RESTORED, '')
    })

  /** Goes on under another key: prepared, then announced by the log, and only then the one that counts. */
  const handOver = async (
    after: Signer,
    body: () => Promise<KeyEntry> | KeyEntry,
    actor?: string,
    gap?: Gap | null,
  ): Promise<void> => {
    const before = signer
    try {
      await announce(
        () => {
          signer = after
          return body()
        },
        actor,
        gap,
      )
    } catch (error) {
      // What the log says decides: a key that it announced is never deleted.
      if (!(await isAnnounced(store, after))) {
        signer = before
        settleKey(home, false)
        throw error
      }
    }
    // Where that fails, the next start does it.
    orSay(() => settleKey(home, true))
  }

  const beginAnew: Log['beginAnew'] = async problem => {
    const before = await announcedKey(store)
    const gap = await setBackGap(problem)
    const after = prepareKey(home)
    await handOver(
      after,
      () => ({ reason: `${problem}.`, before, after: keyOf(after) }),
      'agent',
      gap,
    )
  }

  const announced = await announcedKey(store)
  const size = await store.logSize()
  const restored = await store.get(RESTORED)
  const history = await keyHistory(store)
  const inFile = { origin: signer.name, publicKey: signer.publicKey, entry: size, until: null }
  const known = [...headOfHome(home), ...(context.elsewhere ?? [])]
  const lost = await lostHeads(store, [...history, { ...inFile, reason: '' }], known)
  const gone = headGone
    ? 'keys/head.json is gone, which knew the newest state that was signed: whether the store is older is not known any more.'
    : null
  const setBack = lost[0]?.problem ?? gone
  const lostKey = announced !== null && announced.publicKey !== keyOf(signer).publicKey
  if (restored) {
    const before = signer
    const after = prepareKey(home)
    await handOver(
      after,
      async () => {
        const keys = { before: announced, after: keyOf(after) }
        const text = rotationText(sha256, before, after, await store.logSize())
        // Only what this home's key vouches for: the store by itself says whatever was written there.
        const reason = await vouchedReason(store, before, restored)
        const note = reason && announced && !lostKey ? signNote(sha256, text, before, after) : null
        return { reason: reason ?? unvouched(restored), ...keys, ...(note ? { note } : {}) }
      },
      'agent',
      setBack ? await setBackGap(setBack) : await putInGap(),
    )
  } else if (setBack) await beginAnew(setBack)
  else if (size === 0)
    await announce(() => ({ reason: 'The log begins.', before: null, after: keyOf(signer) }))
  else if (announced && isHalf(announced, keyOf(signer))) {
    throw new Problem('key-foreign', { file: keyFile(home) })
  } else if (lostKey) {
    const reason = 'The key that signed before is not in this home.'
    // A name that the log had is never taken up again by another key.
    const isTaken = history.some(key => key.origin === signer.name)
    const after = isTaken ? prepareKey(home) : signer
    const body = (): KeyEntry => ({ reason, before: announced, after: keyOf(after) })
    await (isTaken ? handOver(after, body) : announce(body))
  }
  orSay(() => completeKey(home, signer))

  return {
    get origin() {
      return signer.name
    },
    get publicKey() {
      return signer.publicKey
    },
    by: context.by,
    append,
    commit,
    attest: (what, digest) => signNote(sha256, attestation(signer.name, what, digest), signer),
    verifierKey: () => verifierKey(sha256, signer.name, signer.publicKey),
    own,
    beginAnew,
    async rotate(reason, actor) {
      // What an earlier one could not finish is finished first: its key is not overwritten.
      await settlePrepared(store, home)
      const before = signer
      const after = prepareKey(home, before.name)
      const body = async (): Promise<KeyEntry> => {
        const text = rotationText(sha256, before, after, await store.logSize())
        const note = signNote(sha256, text, before, after)
        return { reason, before: keyOf(before), after: keyOf(after), note }
      }
      await handOver(after, body, actor)
      return verifierKey(sha256, signer.name, signer.publicKey)
    },
  }
}

/** @throws Problem `log-unsigned`: what somebody wrote behind the last checkpoint is never signed for. */
async function assertSigned(store: Store): Promise<void> {
  const entry = await firstUnsigned(store)
  if (entry !== null) throw new Problem('log-unsigned', { entry })
}

type Sealed = Omit<StoredEvidence, 'salt' | 'body'> & {
  readonly salt: Uint8Array
  readonly body: Uint8Array
}

/** Bytes of the salt that each entry has for itself. */
const SALT = 32

function evidenceOf(index: number, entry: NewEntry, salt: Uint8Array): Sealed {
  const { run, tenant, kind, mediaType, body, ipe, personal = false } = entry
  const commitment = commitmentOf(salt, body)
  return {
    index,
    run,
    tenant,
    kind,
    mediaType,
    length: body.length,
    commitment,
    salt,
    body,
    ipe,
    personal,
  }
}

/** What of it goes into the tree. @throws ZodError for what is no entry */
function leafOf(
  sealed: Sealed,
  subject: string,
): { readonly leaf: Uint8Array; readonly hash: Uint8Array } {
  const leaf = canonicalBytes(Entry.parse(entryOf(sealed, subject)))
  return { leaf, hash: leafHash(sha256, leaf) }
}

/**
 * Names in the store: the key that the newest `key` entry announced, and why a restored store needs
 * a new one.
 */
const ANNOUNCED = 'log.key'
/** When an agent last ran over the store. */
export const ALIVE = 'agent.alive'
export const RESTORED = 'log.restored'

/** Why a log goes on under a new key, where the store says that it was restored and no key here does. */
function unvouched(mark: string): string {
  const said =
    /"reason":"(Restored on [\dT:.Z-]+ from a backup of [\dT:.Z-]+ with \d+ entries\.)"/.exec(mark)
  return `${said?.[1] ?? 'The database says that it was restored.'} No key of this home vouches for that.`
}

/** What a restored store is told, with the home's key, where it has one, vouching for it. */
export async function restoredMark(home: string, store: Store, reason: string): Promise<string> {
  const signer = existsSync(keyFile(home)) ? readKey(keyFile(home)) : null
  const digest = await restoredDigest(store, reason)
  const note = signer && signNote(sha256, attestation(signer.name, 'restore', digest), signer)
  return JSON.stringify({ reason, note })
}

const RestoredMark = z.object({ reason: z.string(), note: z.string() })

async function vouchedReason(store: Store, signer: Signer, mark: string): Promise<string | null> {
  try {
    const { reason, note } = RestoredMark.parse(JSON.parse(mark))
    const digest = await restoredDigest(store, reason)
    const text = openNote(sha256, note, signer)
    return text === attestation(signer.name, 'restore', digest) ? reason : null
  } catch {
    return null
  }
}

/** The reason, for this very state of the log. */
async function restoredDigest(store: Store, reason: string): Promise<Uint8Array> {
  const [last] = await store.checkpoints({ last: true })
  return sha256(canonicalBytes({ reason, size: last?.size ?? 0, root: last?.root ?? '' }))
}

type PublicKey = KeyEntry['after']

function keyOf(signer: Signer): PublicKey {
  return { origin: signer.name, publicKey: toBase64(signer.publicKey) }
}

async function announcedKey(store: Store): Promise<PublicKey | null> {
  const text = await store.get(ANNOUNCED)
  try {
    return text ? (JSON.parse(text) as PublicKey) : null
  } catch {
    // The row was edited: the entry that announced the key says it, too.
    const last = (await keyHistory(store)).at(-1)
    return last ? { origin: last.origin, publicKey: toBase64(last.publicKey) } : null
  }
}

async function isAnnounced(store: Store, key: Signer): Promise<boolean> {
  return (await announcedKey(store))?.publicKey === keyOf(key).publicKey
}

/** The process ended in a hand-over, or could not finish it: the new key counts if the log says so. */
async function settlePrepared(store: Store, home: string): Promise<void> {
  const prepared = preparedKey(home)
  if (prepared) settleKey(home, await isAnnounced(store, prepared))
}

/** Name and key go together: with one of them alone the file was changed. */
function isHalf(announced: PublicKey, found: PublicKey): boolean {
  return (announced.publicKey === found.publicKey) !== (announced.origin === found.origin)
}

/**
 * After a commit: a crash before it, or a full disk, leaves an older head, which the database still
 * extends, and what was committed stays so.
 */
function rememberHead(home: string, head: Head): void {
  orSay(() => writeHead(home, head))
}

/** What is done again later fails nothing that is done already, and is not hidden. */
function orSay(work: () => void): void {
  try {
    work()
  } catch (error) {
    process.emitWarning(messageOf(error))
  }
}
