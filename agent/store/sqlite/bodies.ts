import { completed, differing, isComparable, packed, unpacked } from '../body.ts'
import { bytesOrNull } from './context.ts'
import type { Context, Row } from './context.ts'

/** Bodies that rest on one other at most. */
const MOST = 50

/** A body as it is kept, and the place of the one that it is compared with. */
type Kept = { readonly body: Uint8Array | null; readonly base: number | null }

export const NOTHING: Kept = { body: null, base: null }

/**
 * Bodies beside the log. A reply that resembles the one before is kept as what differs from a body
 * that stands whole: from the one before itself, or from what that one is compared with, so that one
 * more is read, whichever is asked for.
 */
export function bodyStore({ prepare }: Pick<Context, 'prepare'>) {
  const stands = prepare('SELECT length, body, base FROM evidence WHERE idx = ?')
  const resting = prepare(
    'SELECT idx, length, body FROM evidence WHERE base = ? AND idx >= ? ORDER BY idx',
  )
  const spent = prepare(
    'SELECT count(*) AS count, sum(length(body)) AS bytes FROM evidence WHERE base = ?1 OR idx = ?1',
  )
  const put = prepare('UPDATE evidence SET body = ?, base = ? WHERE idx = ?')
  const left = prepare('SELECT DISTINCT base FROM evidence WHERE base < ?1 AND idx >= ?1')

  /** What stands whole; null where that is gone, or is itself compared with another one. */
  const wholeAt = (index: number): Uint8Array | null => {
    const row = stands.get(index)
    const body = row && row['base'] === null ? bytesOrNull(row, 'body') : null
    return row && body ? unpacked(body, Number(row['length'])) : null
  }
  const bodyOf = (row: Row): Uint8Array | null => {
    const stored = bytesOrNull(row, 'body')
    const base = row['base'] ?? null
    if (stored === null) return null
    if (base === null) return unpacked(stored, Number(row['length']))
    const whole = wholeAt(Number(base))
    return whole ? completed(stored, Number(row['length']), whole) : stored
  }

  return {
    /** The plain bytes of a row with `length`, `body` and `base`. */
    bodyOf,
    /** @param like the place of a body that this one may resemble */
    keep(body: Uint8Array, like: number | undefined): Kept {
      const whole = packed(body)
      const row = like === undefined || !isComparable(body) ? undefined : stands.get(like)
      if (!row) return { body: whole, base: null }
      const place = Number(row['base'] ?? like)
      const base = wholeAt(place)
      const small = base && differing(body, whole, base)
      if (!small) return { body: whole, base: null }
      // As long as one more costs less than each did on average, what they are compared with included.
      const { count, bytes } = spent.get(place) ?? {}
      return Number(count) <= MOST && small.length * Number(count) <= Number(bytes)
        ? { body: small, base: place }
        : { body: whole, base: null }
    },
    /** Before a body goes: those that are compared with it, from a place on, stand without it. */
    leave(index: number, from = 0): void {
      const base = wholeAt(index)
      if (!base) return
      let first: { readonly index: number; readonly body: Uint8Array } | null = null
      for (const row of resting.all(index, from)) {
        const stored = bytesOrNull(row, 'body')
        if (!stored) continue
        const body = completed(stored, Number(row['length']), base)
        const whole = packed(body)
        const small = first && differing(body, whole, first.body)
        put.run(small ?? whole, small && first ? first.index : null, Number(row['idx']))
        first ??= { index: Number(row['idx']), body }
      }
    },
    /** Bodies before a place with which some from there on are compared. */
    leftBehind(first: number): number[] {
      return left.all(first).map(row => Number(row['base']))
    },
  }
}
