import { availableParallelism } from 'node:os'
import { Worker } from 'node:worker_threads'
import type { Store, StoredCheckpoint } from '../store/store.ts'
import type { LogKey } from './key-history.ts'
import type { Frontier } from './subtree.ts'
import { walkRange } from './verify-range.ts'
import type { Range, Walked } from './verify-range.ts'

/** Entries from which on a second thread is worth its start. */
const LEAST = 50_000

/** What a thread beside this one is told, and what it says: null where it has to be done here. */
export type Half = {
  readonly file: string
  readonly first: number
  readonly begin: number
  readonly size: number
}
export type HalfSays =
  | { readonly entries: number }
  | { readonly half: (Walked & { readonly begins: string }) | null }

/**
 * Recomputes a range as `walkRange` does; of a long one another thread takes the second half, from a
 * checkpoint on. It reads a snapshot of its own, and begins with the nodes that are stored: its half
 * counts where the first one leads to the very root with which it began. Where it does not, or cannot
 * tell, that half is done here.
 */
export async function walkLog(
  store: Store,
  keys: readonly LogKey[],
  range: Range,
  tree: Frontier,
  {
    least = LEAST,
    onEntries,
  }: { least?: number | undefined; onEntries: (entries: number) => void },
): Promise<Walked> {
  const isWorth = range.end - range.begin >= least && availableParallelism() > 1
  const middle = isWorth ? middleOf(range) : null
  if (!store.file || middle === null) return walkRange(store, keys, range, tree, onEntries)
  const done = { here: 0, beside: 0 }
  const count = (part: Partial<typeof done>): void => {
    Object.assign(done, part)
    onEntries(done.here + done.beside)
  }
  const first = await store.minimumIndex()
  const { file } = store
  await using beside = halfBeside({ file, first, begin: middle, size: range.size }, entries =>
    count({ beside: entries }),
  )
  const under = (item: StoredCheckpoint): boolean => item.size <= middle
  const lower = await walkRange(
    store,
    keys,
    { ...range, end: middle, checkpoints: range.checkpoints.filter(under) },
    tree,
    entries => count({ here: entries }),
  )
  if (lower.first) return lower
  const found = await beside.half
  if (found?.begins === lower.root) return joined(lower, found)
  const over = range.checkpoints.filter(item => !under(item))
  const upper = { ...range, begin: middle, checkpoints: over, earliest: lower.earliest }
  return joined(
    lower,
    await walkRange(store, keys, upper, tree, entries => count({ beside: entries })),
  )
}

/** The checkpoint that is nearest to the middle, within the range; null where there is none. */
function middleOf({ begin, end, checkpoints }: Range): number | null {
  const half = (begin + end) / 2
  const within = checkpoints.map(({ size }) => size).filter(size => size > begin && size < end)
  return within.reduce<number | null>(
    (best, size) => (best === null || Math.abs(size - half) < Math.abs(best - half) ? size : best),
    null,
  )
}

function joined(lower: Walked, upper: Walked): Walked {
  return {
    first: upper.first,
    entries: lower.entries + upper.entries,
    gaps: lower.gaps + upper.gaps,
    stamped: lower.stamped + upper.stamped,
    erased: [...lower.erased, ...upper.erased],
    missing: [...lower.missing, ...upper.missing],
    pruned: Math.max(lower.pruned, upper.pruned),
    earliest: lower.earliest < upper.earliest ? lower.earliest : upper.earliest,
    root: upper.root,
    strays: [...lower.strays, ...upper.strays],
  }
}

/** A module beside this one, as it is run: from its source, or built. */
const beside = import.meta.url.endsWith('.ts') ? './verify-beside.ts' : './verify-beside.js'

function halfBeside(workerData: Half, onEntries: (entries: number) => void) {
  const worker = new Worker(new URL(beside, import.meta.url), {
    workerData,
    resourceLimits: { maxYoungGenerationSizeMb: 8 },
  })
  const half = new Promise<(Walked & { readonly begins: string }) | null>(resolve => {
    worker.on('message', (said: HalfSays) => {
      if ('half' in said) resolve(said.half)
      else onEntries(said.entries)
    })
    // Whatever it stumbled over is found here, too.
    worker.on('error', () => resolve(null))
    worker.on('exit', () => resolve(null))
  })
  return {
    half,
    async [Symbol.asyncDispose]() {
      await worker.terminate()
    },
  }
}
