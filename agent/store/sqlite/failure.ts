import { Problem } from '../../problem.ts'
import type { StoreHindrance } from '../../problems.ts'

/** Primary result codes (https://sqlite.org/rescode.html) that a user can do something about. */
const hindrances: Readonly<Record<number, StoreHindrance>> = {
  3: 'readonly',
  5: 'locked',
  6: 'locked',
  8: 'readonly',
  10: 'disk',
  11: 'broken',
  13: 'full',
  14: 'unopened',
  26: 'broken',
}

/** What SQLite said of the file, in the words that help; anything else as it is. */
export function storeFailure(file: string, error: unknown): unknown {
  if (!(error instanceof Error) || !('errcode' in error)) return error
  const because = hindrances[Number(error.errcode) % 256]
  return because ? new Problem('store-failed', { file, because }, { cause: error }) : error
}

/** @throws Problem `store-failed` */
export function inWords<T>(file: string, work: () => T): T {
  try {
    return work()
  } catch (error) {
    throw storeFailure(file, error)
  }
}
