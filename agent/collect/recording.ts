import { Buffer } from 'node:buffer'
import type { EvidenceHandle, EvidenceRef, Ipe } from '../../common/model/index.ts'
import { canonicalBytes } from '../../common/log/canonical.ts'
import { commitmentOf, sha256 } from '../log/crypto.ts'
import type { Log } from '../log/log.ts'
import { datesAfterEachOther } from '../log/request-dates.ts'
import type { RequestDates } from '../log/request-dates.ts'
import type { Recorder } from './api.ts'
import type { RunCommit, RunEntry } from '../record/run.ts'
import { REFRESH_AFTER } from '../store/store.ts'
import type { CacheEntry, Store, StoredEvidence } from '../store/store.ts'
import type { Spool, Spooled } from './spool.ts'

type Held = {
  readonly request: string
  readonly status: number
  readonly date: string | null
  readonly said: Said
} & (
  | { readonly sealed: EvidenceRef }
  | { readonly entry: Omit<RunEntry, 'body'>; readonly body: Spooled }
)
/** What is said of a body that another run may rest on. */
type Said = Pick<StoredEvidence, 'mediaType'> & Pick<Ipe, 'collector' | 'recordedAt'>
/** What a conditional request rests on, and the body that it would bring back. */
type Remembered = { readonly cached: CacheEntry; readonly evidence: StoredEvidence & Bodied }
type Bodied = { readonly body: Uint8Array }

/**
 * The raw evidence of one run, kept until the run's transaction seals it. Bytes that equal the last
 * ones of the same request are not kept twice.
 */
export type Recording = Recorder & {
  /** Inside the run's transaction: appends what is new; afterwards `refs` knows every handle. */
  seal(append: RunCommit['append']): Promise<void>
  refs(handles: readonly EvidenceHandle[]): EvidenceRef[]
  /** request -> evidence, for the run's manifest, and the service's own times of the answers. */
  manifest(): {
    readonly requests: readonly {
      readonly request: string
      readonly status: number
      readonly evidence: number
    }[]
    readonly dates: RequestDates
  }
  /** Answers so far. */
  readonly count: number
}

export function createRecording(input: {
  readonly store: Store
  readonly spool: Spool
  readonly tenant: string
  readonly run: string
  readonly collector: string
  readonly catalogue: string
  readonly clock: () => Date
  readonly attest: Log['attest']
  readonly account?: () => string | undefined
}): Recording {
  const held: Held[] = []
  const validators: (Omit<CacheEntry, 'evidence' | 'seal'> & {
    readonly handle: EvidenceHandle
  })[] = []
  const earlierReplies = new Map<string, ReturnType<typeof sealedAs>>()
  const isOld = (recordedAt: string): boolean =>
    input.clock().getTime() - Date.parse(recordedAt) > REFRESH_AFTER

  /**
   * Binds validator, request and body to each other: whoever edits the database has no key. An older
   * row that is put back carries an older validator, to which the service answers in full.
   */
  const sealOf = (
    { tenant, request, etag, lastModified, link }: Omit<CacheEntry, 'evidence' | 'seal'>,
    { index, commitment }: EvidenceRef,
    { mediaType, collector, recordedAt }: Said,
  ): string =>
    input.attest(
      'reply',
      sha256(
        canonicalBytes({
          tenant,
          request,
          etag,
          lastModified,
          link,
          index,
          commitment,
          mediaType,
          collector,
          recordedAt,
        }),
      ),
    )

  /** The last reply to a request, from what is kept of it; null on any doubt: then it is asked for in full. */
  const remembered = async (cached: CacheEntry | null): Promise<Remembered | null> => {
    const evidence = cached && (await input.store.evidence(cached.evidence))
    if (!cached || !evidence?.body || !evidence.salt) return null
    const { body, salt, ipe } = evidence
    // Another collector version may read other things: it wants the whole reply once.
    if (ipe.collector !== input.collector || isOld(ipe.recordedAt)) return null
    if (commitmentOf(salt, body) !== evidence.commitment) return null
    if (cached.seal !== sealOf(cached, evidence, saidOf(evidence))) return null
    return { cached, evidence: { ...evidence, body } }
  }

  return {
    get count() {
      return held.length
    },
    async earlier(request) {
      const found = await remembered(await input.store.cacheEntry(input.tenant, request))
      if (!found) return null
      const { cached, evidence } = found
      earlierReplies.set(request, sealedAs(evidence))
      return {
        etag: cached.etag,
        lastModified: cached.lastModified,
        link: cached.link,
        body: evidence.body,
        mediaType: evidence.mediaType,
      }
    },
    unchanged(request, date = null) {
      const reply = earlierReplies.get(request)
      if (!reply) throw new Error(`no earlier reply to ${request}`)
      return held.push({ request, status: 304, date, ...reply }) - 1
    },
    async record(reply) {
      // A refusal is remembered beside the last good reply, not instead of it.
      const request = reply.status === 200 ? reply.request : `${reply.request} (${reply.status})`
      const cached = await input.store.cacheEntry(input.tenant, request)
      const before = (await remembered(cached))?.evidence
      const same = before && Buffer.compare(before.body, reply.body) === 0
      const at = input.clock().toISOString()
      const account = input.account?.()
      const { date = null } = reply
      const handle =
        held.push(
          same
            ? {
                request: reply.request,
                status: reply.status,
                date,
                ...sealedAs(before),
              }
            : {
                request: reply.request,
                status: reply.status,
                date,
                said: {
                  mediaType: reply.mediaType,
                  collector: input.collector,
                  recordedAt: at,
                },
                entry: {
                  kind: 'evidence',
                  subject: subjectOf(input.tenant, reply),
                  mediaType: reply.mediaType,
                  personal: reply.personal,
                  like: cached?.evidence,
                  ipe: {
                    request: reply.request,
                    status: reply.status,
                    tenant: input.tenant,
                    collector: input.collector,
                    catalogue: input.catalogue,
                    seenAt: at,
                    recordedAt: at,
                    ...(reply.filters ? { filters: reply.filters } : {}),
                    ...(account ? { account } : {}),
                    ...(reply.page === undefined ? {} : { page: reply.page }),
                    ...(reply.clockOffset === null ? {} : { clockOffset: reply.clockOffset }),
                  },
                },
                body: input.spool.put(reply.body),
              },
        ) - 1
      validators.push({
        tenant: input.tenant,
        request,
        etag: reply.etag,
        lastModified: reply.lastModified,
        link: reply.link,
        handle,
      })
      return handle
    },
    async seal(append) {
      // One by one: together they may be more than the memory.
      for (const [index, item] of held.entries()) {
        if (!('entry' in item)) continue
        const { request, status, date, said } = item
        const [sealed] = await append([{ ...item.entry, body: input.spool.get(item.body) }])
        if (sealed) held[index] = { request, status, date, said, sealed }
      }
      for (const { handle, ...validator } of validators) {
        const item = held[handle]
        if (!item || !('sealed' in item)) continue
        const { sealed, said } = item
        const seal = sealOf(validator, sealed, said)
        await input.store.putCacheEntry({ ...validator, evidence: sealed.index, seal })
      }
    },
    refs(handles) {
      return [...new Set(handles)].map(handle => {
        const item = held[handle]
        if (!item || !('sealed' in item)) throw new Error(`evidence ${handle} is not sealed yet`)
        return item.sealed
      })
    },
    manifest() {
      return {
        requests: held.map(item => ({
          request: item.request,
          status: item.status,
          evidence: 'sealed' in item ? item.sealed.index : -1,
        })),
        dates: datesAfterEachOther(held.map(({ date }) => date)),
      }
    },
  }
}

function saidOf({ mediaType, ipe }: StoredEvidence): Said {
  return { mediaType, collector: ipe.collector, recordedAt: ipe.recordedAt }
}

function sealedAs(evidence: StoredEvidence): { readonly sealed: EvidenceRef; readonly said: Said } {
  const { index, commitment } = evidence
  return { sealed: { index, commitment }, said: saidOf(evidence) }
}

/**
 * A leaf cannot be erased, so the address of what may name persons stays out of it; the entry's IPE
 * block has it.
 */
function subjectOf(
  tenant: string,
  reply: { readonly request: string; readonly personal?: boolean | undefined },
): string {
  return reply.personal ? `${tenant} personal data` : `${tenant} ${reply.request}`.slice(0, 200)
}
