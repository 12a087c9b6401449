import { AsyncLocalStorage } from 'node:async_hooks'
import { basename, join } from 'node:path'
import { canonical } from '../../common/log/canonical.ts'
import { Exception } from '../../common/model/index.ts'
import { parseBody } from '../log/key-history.ts'
import { isProblem, Problem } from '../problem.ts'
import type { Store } from '../store/store.ts'
import type { Loaded } from './catalogue.ts'
import { inHome, setAside } from './set-aside.ts'
import type { SetAside } from './set-aside.ts'

/** Acceptances by id. */
export type Sealed = ReadonlyMap<string, Exception>

/** An acceptance that a file says and the log does not: another text of one, or one of its own. */
export type Proposal = {
  readonly change: 'new' | 'changed'
  readonly exception: Exception
}

/** What counts as accepted, what files say otherwise, and the files that cannot be used. */
export type Accepted = {
  readonly exceptions: readonly Exception[]
  readonly proposals: readonly Proposal[]
  readonly setAside: readonly SetAside[]
}

/**
 * What the log sealed counts, and nothing else: a file that somebody wrote or edited is a proposal
 * until `exception apply` seals it with who applied it. So an acceptance neither ends nor begins by
 * a file, broken or not.
 */
export function acceptedOf(
  home: string,
  { exceptions, brokenExceptions }: Pick<Loaded, 'exceptions' | 'brokenExceptions'>,
  sealed: Sealed,
  now: Date,
): Accepted {
  const written = new Set(exceptions.map(item => item.id))
  const fromLog = [...sealed.values()].filter(item => !written.has(item.id))
  const proposals = exceptions.flatMap(exception => {
    const counts = sealed.get(exception.id)
    if (counts && isSame(counts, exception)) return []
    return { change: counts ? ('changed' as const) : ('new' as const), exception }
  })
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
  return { exceptions: [...sealed.values()], proposals, setAside: [...broken, ...missing] }
}

/** Whether the log says what the file says: that nobody stands for it is not for a file to say. */
function isSame({ unattributed: _, ...said }: Exception, file: Exception): boolean {
  return canonical(said) === canonical(file)
}

/** What the log says was accepted, the last word of each. Bodies that are erased say nothing. */
async function readSealed(store: Store): Promise<Sealed> {
  const sealed = new Map<string, Exception>()
  for await (const { index, erased } of store.evidenceHeads({ kind: 'exception' })) {
    const body = erased ? null : await bodyOf(store, index)
    const { act: _, ...said } = (body && (parseBody(body) as { act?: unknown } | null)) ?? {}
    const parsed = Exception.safeParse(said)
    if (parsed.success) sealed.set(parsed.data.id, parsed.data)
  }
  return sealed
}

/** A row that was tampered with is for `verify` to tell: it takes no scan down. */
async function bodyOf(store: Store, index: number): Promise<Uint8Array | null> {
  try {
    return (await store.evidence(index))?.body ?? null
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
