const MINUTE = 60_000
const HOUR = 60 * MINUTE

/** What the local clock left out last between two times, as in spring. */
export type Skipped = {
  /** The minutes of that clock, as if they were of UTC; none where it left out nothing. */
  readonly minutes: readonly number[]
  /** When it went on. */
  readonly end: number
}

/** @param from excluded; `to` included */
export function skippedMinutes(from: number, to: number): Skipped {
  const end = skipOf(from, to)
  if (end === null) return { minutes: [], end: to }
  const local = end + eastOf(end - MINUTE) * MINUTE
  const length = eastOf(end) - eastOf(end - MINUTE)
  return { end, minutes: Array.from({ length }, (_, minute) => local + minute * MINUTE) }
}

/** The minute with which the local clock went forward. */
function skipOf(from: number, to: number): number | null {
  for (let until = to; until > from; until -= HOUR) {
    const begin = Math.max(from, until - HOUR)
    if (eastOf(begin) >= eastOf(until)) continue
    for (let at = Math.ceil((begin + 1) / MINUTE) * MINUTE; at <= until; at += MINUTE)
      if (eastOf(at - MINUTE) < eastOf(at)) return at
  }
  return null
}

/** Minutes by which the local clock is ahead of UTC. */
function eastOf(time: number): number {
  return -new Date(time).getTimezoneOffset()
}
