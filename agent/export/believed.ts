import type { StoredCheckpoint } from '../store/store.ts'

/** A clock that is put right by less than this did not step. */
const SLEW_MILLISECONDS = 1000

/**
 * The checkpoints whose times can be believed: the longest row of them in which time never goes back,
 * and nothing is still to come. What a clock recorded that was ahead or behind for a while stands
 * beside it: it stays in the log and is proved, but no day of a window can rest on it.
 * @param checkpoints in the order in which they were signed
 */
export function believed(
  checkpoints: readonly StoredCheckpoint[],
  now: Date,
): ReadonlySet<StoredCheckpoint> {
  const latest = now.getTime() + SLEW_MILLISECONDS
  const past = checkpoints.filter(({ at }) => Date.parse(at) <= latest)
  // Where all is still to come, it is the clock now that is wrong.
  const from = past.length > 0 ? past : checkpoints
  const times = smoothed(from.map(({ at }) => Date.parse(at)))
  // Patience sorting: of rows of one length, the one that ends earliest goes on.
  const ends: number[] = []
  const before: (number | undefined)[] = []
  for (const [index, time] of times.entries()) {
    const length = firstLater(ends, time, times)
    before[index] = ends[length - 1]
    ends[length] = index
  }
  const found = new Set<StoredCheckpoint>()
  for (let index = ends.at(-1); index !== undefined; index = before[index]) {
    const checkpoint = from[index]
    if (checkpoint) found.add(checkpoint)
  }
  return found
}

/** A step back that is none keeps the time before. */
function smoothed(times: readonly number[]): number[] {
  let last = -Infinity
  return times.map(time => {
    if (time > last || last - time > SLEW_MILLISECONDS) last = time
    return last
  })
}

function firstLater(ends: readonly number[], time: number, times: readonly number[]): number {
  let [low, high] = [0, ends.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if ((times[ends[middle] ?? 0] ?? 0) <= time) low = middle + 1
    else high = middle
  }
  return low
}

/**
 * Whether an entry was sealed under one of them.
 * @param checkpoints all there are, in their order
 */
export function sealedInTime(
  checkpoints: readonly StoredCheckpoint[],
  inTime: ReadonlySet<StoredCheckpoint>,
): (entry: number) => boolean {
  return entry => {
    let [low, high] = [0, checkpoints.length]
    while (low < high) {
      const middle = (low + high) >> 1
      if ((checkpoints[middle]?.size ?? 0) > entry) high = middle
      else low = middle + 1
    }
    const by = checkpoints[low]
    return by !== undefined && inTime.has(by)
  }
}
