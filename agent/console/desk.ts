import { randomInt } from 'node:crypto'

const VALID_MILLISECONDS = 10 * 60_000
const TRIES = 3

/** A pairing code on offer: one at a time, for one pairing, for ten minutes, for three proofs. */
export type Desk = {
  /** Makes a new code; an earlier one is void. */
  offer(): { readonly code: string; readonly expiresAt: string }
  /** Whether a code is on offer now; to ask costs no try. */
  offered(): boolean
  /**
   * Holds a proof against the code that is on offer now, which counts as a try. The first right one
   * uses the code up: of proofs that come together, one is taken.
   * @param fits whether the proof was made with that code
   */
  proven(fits: (code: string) => Promise<boolean>): Promise<boolean>
}

export function createDesk(clock: () => Date): Desk {
  let current: { readonly code: string; readonly until: number; tries: number } | null = null
  const present = (): typeof current =>
    current && current.tries > 0 && clock().getTime() <= current.until ? current : null
  return {
    offer() {
      const code =
        randomInt(1_000_000).toString().padStart(6, '0') +
        randomInt(1_000_000).toString().padStart(6, '0')
      current = { code, until: clock().getTime() + VALID_MILLISECONDS, tries: TRIES }
      return { code, expiresAt: new Date(current.until).toISOString() }
    },
    offered: () => present() !== null,
    async proven(fits) {
      const offer = present()
      if (!offer) return false
      offer.tries--
      if (!(await fits(offer.code))) return false
      // While it was computed, another may have been first, or a newer code was made.
      if (current !== offer) return false
      current = null
      return true
    },
  }
}
