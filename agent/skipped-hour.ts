const MINUTE = 60_000
/** More than any clock is put forward by, and a day for a schedule. */
const LONGEST = 26 * 60 * MINUTE

/** Minutes of the local clock that it left out between two moments, as in spring, as if they were of UTC. */
export function skippedMinutes(from: number, to: number): number[] {
  const skipped: number[] = []
  const begin = Math.max(from, to - LONGEST)
  for (let at = Math.ceil(begin / MINUTE) * MINUTE; at <= to; at += MINUTE) {
    const before = at - MINUTE
    const local = before + eastOf(before) * MINUTE
    for (let minute = 1; minute <= eastOf(at) - eastOf(before); minute++)
      skipped.push(local + minute * MINUTE)
  }
  return skipped
}

/** Minutes by which the local clock is ahead of UTC. */
function eastOf(time: number): number {
  return -new Date(time).getTimezoneOffset()
}
