/** Time as it is, and as the machine of the agent has it. All in milliseconds. */
export type Time = {
  now: number
  /** What its clock is ahead by. */
  ahead: number
  /** What its steady clock stood still for. */
  slept: number
  /** What the service takes, as the agent has it. */
  token: string
}

/** The machine's clock. Reading it takes a moment, so that no two readings are the same. */
export function clockOf(time: Time): () => Date {
  return () => new Date((time.now += 1) + time.ahead)
}

const DAY = 86_400_000

/** Scanned at half past two, which one night in spring does not have. */
export const SCHEDULE = '30 2 * * *'

/** When runs were planned by the machine's clock, after one reading of it and until another. */
export function plannedBetween(from: number, to: number): number[] {
  const planned: number[] = []
  for (let at = from - DAY; at <= to + DAY; at += DAY) {
    const day = new Date(at)
    const run = new Date(day.getFullYear(), day.getMonth(), day.getDate(), 2, 30)
    // The hour that is left out ends at three.
    const when = run.getHours() === 2 ? run.getTime() : run.setHours(3, 0, 0, 0)
    if (when > from && when <= to && !planned.includes(when)) planned.push(when)
  }
  return planned
}
