import type { Delivery } from './store.ts'

type Row = Pick<Delivery, 'id' | 'channel'>

/** Deliveries that a store changed, one after the other. */
export type OutboxWrites = {
  note(changed: readonly Row[]): void
  /** How many were changed, and which of them after so many; null where that is not known any more. */
  after(count: number): { readonly count: number; readonly rows: readonly Row[] | null }
}

const REMEMBERED = 1000

/** @param removals how often rows of any table were taken out or blackened */
export function outboxWrites(removals: () => number): OutboxWrites {
  let [count, removed] = [0, 0]
  let rows: readonly Row[] = []
  const look = (): void => {
    if (removals() === removed) return
    removed = removals()
    rows = []
    count++
  }
  return {
    note(changed) {
      look()
      count += changed.length
      rows = [...rows, ...changed].slice(-REMEMBERED)
    },
    after(before) {
      look()
      const since = count - before
      return { count, rows: since > rows.length ? null : rows.slice(rows.length - since) }
    },
  }
}
