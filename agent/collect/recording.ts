import { Buffer } from 'node:buffer'
import type { EvidenceHandle, EvidenceRef } from '../../common/model/index.ts'
import type { Recorder } from './api.ts'
import type { RunCommit, RunEntry } from '../record/run.ts'
import { REFRESH_AFTER } from '../store/store.ts'
import type { CacheEntry, Store } from '../store/store.ts'
import type { Spool, Spooled } from './spool.ts'

type Held = {
  readonly request: string
  readonly status: number
  readonly date: string | null
} & (
  | { readonly sealed: EvidenceRef }
  | { readonly entry: Omit<RunEntry, 'body'>; readonly body: Spooled }
)

/**
 * The raw evidence of one run, kept until the run's transaction seals it. Bytes that equal the last
 * ones of the same request are not kept twice.
 */
export type Recording = Recorder & {
  /** Inside the run's transaction: appends what is new; afterwards `refs` knows every handle. */
  seal(append: RunCommit['append']): Promise<void>
  refs(handles: readonly EvidenceHandle[]): EvidenceRef[]
  /** request -> evidence, for the run's manifest, with the service's own time of each answer. */
  manifest(): {
    readonly request: string
    readonly status: number
    readonly evidence: number
    readonly date: string | null
  }[]
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
  readonly account?: () => string | undefined
}): Recording {
  const held: Held[] = []
  const validators: (Omit<CacheEntry, 'evidence'> & { readonly handle: EvidenceHandle })[] = []
  const earlierRefs = new Map<string, EvidenceRef>()
  const isOld = (recordedAt: string): boolean =>
    input.clock().getTime() - Date.parse(recordedAt) > REFRESH_AFTER

  return {
    get count() {
      return held.length
    },
    async earlier(request) {
      const cached = await input.store.cacheEntry(input.tenant, request)
      const evidence = cached && (await input.store.evidence(cached.evidence))
      // Another collector version may read other things: it wants the whole reply once.
      if (
        !cached ||
        !evidence?.body ||
        evidence.ipe.collector !== input.collector ||
        isOld(evidence.ipe.recordedAt)
      )
        return null
      earlierRefs.set(request, { index: evidence.index, commitment: evidence.commitment })
      return {
        etag: cached.etag,
        lastModified: cached.lastModified,
        link: cached.link,
        body: evidence.body,
        mediaType: evidence.mediaType,
      }
    },
    unchanged(request, date = null) {
      const sealed = earlierRefs.get(request)
      if (!sealed) throw new Error(`no earlier reply to ${request}`)
      return held.push({ request, status: 304, date, sealed }) - 1
    },
    async record(reply) {
      // A refusal is remembered beside the last good reply, not instead of it.
      const remembered = reply.status === 200 ? reply.request : `${reply.request} (${reply.status})`
      const cached = await input.store.cacheEntry(input.tenant, remembered)
      const before = cached && (await input.store.evidence(cached.evidence))
      const same =
        before?.body &&
        before.ipe.collector === input.collector &&
        !isOld(before.ipe.recordedAt) &&
        Buffer.compare(before.body, reply.body) === 0
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
                sealed: { index: before.index, commitment: before.commitment },
              }
            : {
                request: reply.request,
                status: reply.status,
                date,
                entry: {
                  kind: 'evidence',
                  subject: subjectOf(input.tenant, reply),
                  mediaType: reply.mediaType,
                  personal: reply.personal,
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
        request: remembered,
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
        const { request, status, date } = item
        const [sealed] = await append([{ ...item.entry, body: input.spool.get(item.body) }])
        if (sealed) held[index] = { request, status, date, sealed }
      }
      for (const { handle, ...validator } of validators) {
        const item = held[handle]
        if (item && 'sealed' in item)
          await input.store.putCacheEntry({ ...validator, evidence: item.sealed.index })
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
      return held.map(item => ({
        request: item.request,
        status: item.status,
        date: item.date,
        evidence: 'sealed' in item ? item.sealed.index : -1,
      }))
    },
  }
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
