import { AsyncLocalStorage } from 'node:async_hooks'
import { basename, join } from 'node:path'
import { Exception } from '../../common/model/index.ts'
import { isProblem, Problem } from '../problem.ts'
import type { Store } from '../store/store.ts'
import type { Loaded } from './catalogue.ts'
import { inHome, setAside } from './set-aside.ts'
import type { SetAside } from './set-aside.ts'

/** Acceptances by id. */
export type Sealed = ReadonlyMap<string, Exception>

/** What counts as accepted, and the files that do not say so. */
export type Accepted = {
  readonly exceptions: readonly Exception[]
  readonly setAside: readonly SetAside[]
}

/**
 * Files that can be read count. Of one that is broken or gone the last state that the log sealed
 * counts, so that an acceptance neither ends nor begins by a broken file.
 */
export function acceptedOf(
  home: string,
  { exceptions, brokenExceptions }: Pick<Loaded, 'exceptions' | 'brokenExceptions'>,
  sealed: Sealed,
  now: Date,
): Accepted {
  const written = new Set(exceptions.map(item => item.id))
  const fromLog = [...sealed.values()].filter(item => !written.has(item.id))
  const broken = [...brokenExceptions].map(([file, why]) =>
    setAside(home, 'exceptions', file, why, !sealed.has(idOf(file))),
  )
  const brokenIds = new Set([...brokenExceptions.keys()].map(idOf))
  const isOver = ({ endedAt, until }: Exception): boolean =>
    endedAt !== undefined || until <= now.toISOString()
  const missing = fromLog
    .filter(item => !brokenIds.has(item.id) && !isOver(item))
    .map(({ id }) => ({
      file: inHome(home, join(home, 'exceptions', `${id}.yaml`)),
      problem: new Problem('exception-file-missing', { id }).message,
      lost: false,
    }))
  return { exceptions: [...exceptions, ...fromLog], setAside: [...broken, ...missing] }
}

/** What the log says was accepted, the last word of each. Bodies that are erased say nothing. */
async function readSealed(store: Store): Promise<Sealed> {
  const sealed = new Map<string, Exception>()
  for await (const { index, erased } of store.evidenceHeads({ kind: 'exception' })) {
    const body = erased ? null : await bodyOf(store, index)
    const { act: _, ...said } = body === null ? {} : (JSON.parse(body) as { act?: unknown })
    const parsed = Exception.safeParse(said)
    if (parsed.success) sealed.set(parsed.data.id, parsed.data)
  }
  return sealed
}

/** A row that was tampered with is for `verify` to tell: it takes no scan down. */
async function bodyOf(store: Store, index: number): Promise<string | null> {
  try {
    const { body } = (await store.evidence(index)) ?? { body: null }
    return body && Buffer.from(body).toString()
  } catch (error) {
    if (isProblem(error, 'evidence-unreadable')) return null
    throw error
  }
}

export type SealedReader = { read(): Promise<Sealed>; forget(): void }

/**
 * Reads the log's acceptances once, and again after `forget`: always of what is committed, also for
 * whoever asks inside a transaction.
 * @param store null where nothing is recorded yet
 */
export function sealedReader(store: () => Store | null): SealedReader {
  // What a transaction sees of its own may be rolled back, and would be kept here.
  const outside = AsyncLocalStorage.snapshot()
  let known: Promise<Sealed> | null = null
  return {
    read() {
      const from = store()
      if (!from) return Promise.resolve(new Map())
      if (!known) {
        const reading = outside(readSealed, from)
        reading.catch(() => {
          if (known === reading) known = null
        })
        known = reading
      }
      return known
    },
    forget() {
      known = null
    },
  }
}

function idOf(file: string): string {
  return basename(file).replace(/\.ya?ml$/, '')
}
