import { randomInt } from 'node:crypto'

const VALID_MILLISECONDS = 10 * 60_000
const TRIES = 3

/** A pairing code on offer: one at a time, for one pairing, for ten minutes, for three tries. */
export type Desk = {
  /** Makes a new code; an earlier one is void. */
  offer(): { readonly code: string; readonly expiresAt: string }
  /** Counts a try. Null when nothing is on offer any more. */
  attempt(): string | null
  /** The code was used: nobody else can. */
  close(): void
}

export function createDesk(clock: () => Date): Desk {
  let current: { readonly code: string; readonly until: number; tries: number } | null = null
  return {
    offer() {
      const code =
        randomInt(1_000_000).toString().padStart(6, '0') +
        randomInt(1_000_000).toString().padStart(6, '0')
      current = { code, until: clock().getTime() + VALID_MILLISECONDS, tries: TRIES }
      return { code, expiresAt: new Date(current.until).toISOString() }
    },
    attempt() {
      if (!current || clock().getTime() > current.until || current.tries-- <= 0) {
        current = null
        return null
      }
      return current.code
    },
    close() {
      current = null
    },
  }
}
