import { z } from 'zod'
import { canonicalBytes } from '../../common/log/canonical.ts'
import type { Delivery, Store } from '../store/store.ts'
import { isAttested } from './attested.ts'
import { toHex } from '../../common/log/bytes.ts'
import { sha256 } from './crypto.ts'
import { lastManifest } from './current-rows.ts'
import { hashedRows } from './hashed-rows.ts'
import type { HashedRows } from './hashed-rows.ts'
import { keyHistory } from './key-history.ts'
import type { Log } from './log.ts'

/** What was told to whom, and how far news was looked for, is no entry: the log's key vouches for both. */
export const OUTBOX_SEAL = 'notify.seal'
/** The last place in the log of which the news is in the outbox. */
export const NEWS_PLACE = 'notify.place'
/** Which tickets are kept, as JSON. */
export const TICKETS = 'notify.tickets'
const Seal = z.strictObject({ since: z.string(), note: z.string() })
type Seal = z.infer<typeof Seal>

/** Since when the outbox is what a key of the log sealed; or that it is not, or that nobody sealed it yet. */
type Sealed =
  | {
      readonly since: string
      /** The last place in the log of which the news is in it. */
      readonly place: number
    }
  | 'foreign'
  | 'none'

/**
 * Changes the outbox, and seals it as it is then. Where it was not as the seal before said (somebody
 * wrote there, or nobody sealed it yet), what it says of before counts for nothing.
 * @returns what `work` does
 */
export function inOutbox<T>(
  { store, log }: { readonly store: Store; readonly log: Pick<Log, 'attest'> },
  work: () => Promise<T>,
): Promise<T> {
  return store.transaction(async () => {
    const before = known.get(store)
    const goesOn = before?.as === (await asItIs(store)) ? before : null
    const sealed = goesOn ?? (await sealedOutbox(store))
    const since = typeof sealed === 'object' ? sealed.since : await newest(store)
    const result = await work()
    if (!goesOn || goesOn.as !== (await asItIs(store))) {
      const rows = (goesOn && (await renewed(store, goesOn))) ?? (await rowsOf(store))
      const seal: Seal = { since, note: log.attest('outbox', await digestOf(store, since, rows)) }
      const text = JSON.stringify(seal)
      if (text !== (await store.get(OUTBOX_SEAL))) await store.set(OUTBOX_SEAL, text)
      const { count } = store.outboxWrites(0)
      const place = Number(await store.get(NEWS_PLACE))
      known.set(store, { since, place, as: await asItIs(store), count, rows })
    }
    if (sealed === 'foreign') foreign.set(store, since)
    return result
  })
}

/** Until when it counts for nothing, as somebody else was found to have written there; until that is said. */
const foreign = new WeakMap<Store, string>()

/** Until when what was told counts for nothing, where that was found since it was last asked; else null. */
export function foreignUntil(store: Store): string | null {
  const until = foreign.get(store) ?? null
  foreign.delete(store)
  return until
}

type Known = {
  readonly since: string
  readonly place: number
  readonly as: string
  /** How often a row had been changed. */
  readonly count: number
  readonly rows: Rows
}

/** What counts are made of, of a row. */
export type Told = Pick<Delivery, 'madeAt' | 'state' | 'tries'> & {
  /** Null where it is about all of them. */
  readonly tenant: unknown
}

/** What is told of each row, and the hashes of all. */
type Rows = { readonly hashes: HashedRows; readonly told: Map<string, Told> }

/** What this process sealed last: a pass that finds it so, once a minute, compares no row and signs nothing. */
const known = new WeakMap<Store, Known>()

/**
 * Another text once anybody, this process too, wrote what is sealed. A transaction that was taken back
 * leaves the seal of before, which is another text as well.
 */
async function asItIs(store: Store): Promise<string> {
  const { count } = store.outboxWrites(0)
  const named = [OUTBOX_SEAL, NEWS_PLACE, TICKETS].map(key => store.get(key))
  return JSON.stringify([await store.others(), count, ...(await Promise.all(named))])
}

/** The hashes as they are after what this process changed since; null where nobody knows what that was. */
async function renewed(store: Store, { count, rows }: Known): Promise<Rows | null> {
  const { rows: changed } = store.outboxWrites(count)
  if (changed === null) return null
  for (const { id, channel } of changed) {
    const [row] = await store.deliveries({ id, channel })
    put(rows, `${channel} ${id}`, row)
  }
  return rows
}

async function rowsOf(store: Store): Promise<Rows> {
  const rows: Rows = { hashes: hashedRows(), told: new Map() }
  for (const row of await store.deliveries()) put(rows, `${row.channel} ${row.id}`, row)
  return rows
}

function put({ hashes, told }: Rows, key: string, row: Delivery | undefined): void {
  hashes.put(key, row ? hashOf(row) : null)
  if (!row) {
    told.delete(key)
    return
  }
  const { madeAt, state, tries, alert } = row
  told.set(key, { madeAt, state, tries, tenant: tenantIn(alert) })
}

/** Undefined where it says none: whoever wrote that is found by the seal. */
function tenantIn(alert: string): unknown {
  try {
    return (JSON.parse(alert) as { readonly tenant?: unknown } | null)?.tenant
  } catch {
    return undefined
  }
}

/** Of canonical JSON (RFC 8785), as its keys are in order and no text of the store is half a character. */
function hashOf({
  alert,
  channel,
  dueAt,
  id,
  madeAt,
  problem,
  sentAt,
  state,
  tries,
}: Delivery): string {
  const row = { alert, channel, dueAt, id, madeAt, problem, sentAt, state, tries }
  return toHex(sha256(Buffer.from(JSON.stringify(row satisfies Delivery))))
}

/** What it says of before `since` proves nothing. */
export async function sealedOutbox(store: Store): Promise<Sealed> {
  return sealedWith(store, () => rowsOf(store))
}

/**
 * Since when it proves something, and what there is to be counted, both of one moment. As long as it is as
 * this process sealed it, no row is read.
 */
export async function toldIn(
  store: Store,
): Promise<{ readonly sealed: Sealed; readonly told: readonly Told[] }> {
  const before = known.get(store)
  if (before?.as === (await asItIs(store)))
    return {
      sealed: { since: before.since, place: before.place },
      told: [...before.rows.told.values()],
    }
  return store.snapshot(async moment => {
    const rows = await rowsOf(moment)
    return { sealed: await sealedWith(moment, async () => rows), told: [...rows.told.values()] }
  })
}

async function sealedWith(store: Store, rows: () => Promise<Rows>): Promise<Sealed> {
  const text = await store.get(OUTBOX_SEAL)
  if (text === null) return (await hadSeal(store)) ? 'foreign' : 'none'
  const seal = sealIn(text)
  if (!seal) return 'foreign'
  const digest = await digestOf(store, seal.since, await rows())
  const keys = await keyHistory(store)
  const isOurs =
    isAttested(keys, seal.note, 'outbox', digest) ||
    isAttested(keys, seal.note, 'outbox', await earlierDigestOf(store, seal.since))
  if (!isOurs) return 'foreign'
  return { since: seal.since, place: Number(await store.get(NEWS_PLACE)) }
}

const Manifest = z.object({ told: z.literal(true) })

/** Whether the last run sealed that there was one. */
async function hadSeal(store: Store): Promise<boolean> {
  return Manifest.safeParse(await lastManifest(store)).success
}

function sealIn(text: string): Seal | null {
  try {
    return Seal.safeParse(JSON.parse(text)).data ?? null
  } catch {
    return null
  }
}

/** The time of the last entry, and no earlier than what the outbox has now. */
async function newest(store: Store): Promise<string> {
  const last = await store.evidence((await store.logSize()) - 1)
  const made = (await store.deliveries()).map(item => item.madeAt)
  return [last?.ipe.recordedAt ?? '', ...made].sort().at(-1) ?? ''
}

/** Each row by its hash, so that one that changes costs no other. */
async function digestOf(store: Store, since: string, { hashes }: Rows): Promise<Uint8Array> {
  const place = await store.get(NEWS_PLACE)
  const tickets = await store.get(TICKETS)
  return sha256(canonicalBytes({ place, rows: hashes.parts(), since, tickets }))
}

/** As it was made before rows had hashes. */
async function earlierDigestOf(store: Store, since: string): Promise<Uint8Array> {
  const rows = await store.deliveries()
  const place = await store.get(NEWS_PLACE)
  const tickets = await store.get(TICKETS)
  return sha256(canonicalBytes({ since, place, rows, ...(tickets === null ? {} : { tickets }) }))
}
