import { perAgent } from '../per-agent.ts'

const MINUTE = 60_000

/** Lets the requests to a service go out evenly, whichever of its tenants they are for. */
export type Pace = {
  /**
   * Waits for the next place in the row. @param most requests in a minute; undefined: as they come
   */
  next(
    service: string,
    most: number | undefined,
    sleep: (milliseconds: number) => Promise<void>,
  ): Promise<void>
}

export const paceOf = perAgent(() => createPace(() => performance.now()))

/** @param now milliseconds of a clock that nobody sets */
export function createPace(now: () => number): Pace {
  const free = new Map<string, number>()
  return {
    async next(service, most, sleep) {
      if (most === undefined) return
      const at = Math.max(now(), free.get(service) ?? 0)
      // The place is taken before the wait: whoever comes meanwhile stands behind.
      free.set(service, at + MINUTE / most)
      if (at > now()) await sleep(at - now())
    },
  }
}
