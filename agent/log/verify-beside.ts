// A thread that verifies the second half of a log (`verify-halves.ts`).
import { parentPort, workerData } from 'node:worker_threads'
import { toHex } from '../../common/log/bytes.ts'
import { root } from '../../common/log/merkle.ts'
import { snapshotOf } from '../store/sqlite/sqlite-store.ts'
import type { Store } from '../store/store.ts'
import { sha256 } from './crypto.ts'
import { keyHistory } from './key-history.ts'
import { frontierAt } from './subtree.ts'
import type { Half, HalfSays } from './verify-halves.ts'
import { NotApart, walkRange } from './verify-range.ts'

const given = workerData as Half
const say = (said: HalfSays): void => parentPort?.postMessage(said)

say({ half: await snapshotOf(given.file, halfOf) })

/** Null where the log is another one than its first half is of, or the second cannot be told by itself. */
async function halfOf(store: Store): Promise<Extract<HalfSays, { half: unknown }>['half']> {
  const { first, begin, size } = given
  if ((await store.logSize()) !== size || (await store.minimumIndex()) !== first) return null
  const tree = await frontierAt(store, begin)
  const begins = toHex(await root(sha256, begin, tree.subtree))
  const checkpoints = await store.checkpoints({ after: begin })
  const range = { begin, end: size, size, checkpoints, earliest: null }
  try {
    const walked = await walkRange(store, await keyHistory(store), range, tree, entries =>
      say({ entries }),
    )
    return { ...walked, begins }
  } catch (error) {
    if (error instanceof NotApart) return null
    throw error
  }
}
