import { toHex } from '../../common/log/bytes.ts'
import { openNote } from '../../common/log/checkpoint.ts'
import { root } from '../../common/log/merkle.ts'
import { isProblem } from '../problem.ts'
import type { Store } from '../store/store.ts'
import { sha256, verifierOf } from './crypto.ts'
import { textOfKey } from './key-history.ts'
import type { LogKey } from './key-history.ts'
import { subtreeOf } from './subtree.ts'

/** A state of a log that something outside of the store says was signed. */
export type KnownHead = {
  readonly origin: string
  readonly size: number
  /** Hex. */
  readonly root: string
  /** What knows of it, in words: `keys/head.json`. */
  readonly where: string
  /**
   * Verifier keys of which one must be the log's, for this to count; null where it is believed as it
   * stands.
   */
  readonly by: readonly string[] | null
  /** The signed checkpoint, where the keys that it comes with do not stand beside it. */
  readonly note?: string | undefined
}

/** A state that was signed and is not in the log any more, or never was, and why. */
export type LostHead = { readonly head: KnownHead; readonly problem: string }

/**
 * Which of the states that others know are not in the log: it was set back, or begun anew. A state
 * of a history that the log left under another name is told of by the entry that left it.
 * @param keys of the log, and the one in its key file
 */
export async function lostHeads(
  store: Pick<Store, 'logSize' | 'node' | 'checkpoints'>,
  keys: readonly LogKey[],
  known: readonly KnownHead[],
): Promise<LostHead[]> {
  const size = await store.logSize()
  const texts = new Set(keys.map(textOfKey))
  const lost: LostHead[] = []
  for (const head of known) {
    const own = head.by?.some(key => texts.has(key)) ?? isSigned(head.note, keys)
    if (!own && size > 0) continue
    const until = leftAt(keys, head.origin)
    // Where the log begins, whatever is known is of one that was before.
    if (until === undefined ? size > 0 : until !== null && head.size > until) continue
    const problem = await missing(store, size, head)
    if (problem) lost.push({ head, problem })
  }
  return lost
}

/**
 * What is wrong with the log beside a state that somebody kept, or null: that is of this log, and in
 * it.
 */
export async function seenProblem(
  store: Pick<Store, 'logSize' | 'node' | 'checkpoints'>,
  keys: readonly LogKey[],
  head: KnownHead,
): Promise<string | null> {
  const until = leftAt(keys, head.origin)
  const texts = new Set(keys.map(textOfKey))
  if (until === undefined)
    return `${head.where} is a state of the log "${head.origin}", which is not in this record: it was begun anew, or the file is of another one`
  if (until !== null && head.size > until)
    return `${head.where} was signed over ${head.size} entries of "${head.origin}", but this log left that name at entry ${until}, which says why: what was recorded there since is not in it`
  if (!(head.by?.some(key => texts.has(key)) ?? isSigned(head.note, keys)))
    return `${head.where} is signed by a key that this log does not know: it was set back to before that key, or the file is forged`
  return missing(store, await store.logSize(), head)
}

function isSigned(note: string | undefined, keys: readonly LogKey[]): boolean {
  if (note === undefined) return true
  try {
    openNote(sha256, note, ...keys.map(key => verifierOf(key.origin, key.publicKey)))
    return true
  } catch {
    return false
  }
}

/** Where the log left a name: null for the present one, undefined for none of its own. */
function leftAt(keys: readonly LogKey[], origin: string): number | null | undefined {
  return keys.findLast(key => key.origin === origin)?.until
}

async function missing(
  store: Pick<Store, 'node' | 'checkpoints'>,
  size: number,
  head: KnownHead,
): Promise<string | null> {
  if (head.size > size)
    return `${head.where} was signed over ${head.size} entries under "${head.origin}", but the log has ${size}: it was set back, or restored from a backup`
  const now = await rootAt(store, head.size)
  return now === null || now === head.root
    ? null
    : `${head.where} was signed over ${head.size} entries under "${head.origin}" with another root than they have now: the log was set back and went on`
}

/** Null where retention took out what the root is made from, and no checkpoint kept it. */
async function rootAt(
  store: Pick<Store, 'node' | 'checkpoints'>,
  size: number,
): Promise<string | null> {
  try {
    return toHex(await root(sha256, size, subtreeOf(store)))
  } catch (error) {
    if (!isProblem(error, 'log-node-missing')) throw error
    return (await store.checkpoints()).find(item => item.size === size)?.root ?? null
  }
}
