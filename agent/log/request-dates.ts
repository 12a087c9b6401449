import { z } from 'zod'

/**
 * When a service answered, request after request, as a manifest seals it: a `Date` header word for word,
 * or in how many seconds it came after the one before; null where there was none. Most of a manifest
 * stays as it was then, where every request has another time in each scan.
 */
export type RequestDates = readonly (string | number | null)[]

/** Says each date (RFC 9110, section 5.6.7) by the one before, where that gives it back word for word. */
export function datesAfterEachOther(dates: readonly (string | null)[]): RequestDates {
  let before: number | null = null
  return dates.map(date => {
    const time = Date.parse(date ?? '')
    const known = before
    if (Number.isFinite(time)) before = time
    if (date === null || known === null || date !== textOf(time)) return date
    return (time - known) / 1000
  })
}

/** A manifest's requests and when each was answered; of before, each request says it itself. */
const Manifest = z.object({
  requests: z.array(z.object({ date: z.string().nullish() })).default([]),
  dates: z.array(z.union([z.string(), z.int(), z.null()])).optional(),
})

/** When each request of a sealed manifest was answered, in milliseconds; of those that say it. */
export function timesIn(manifest: unknown): number[] {
  const { requests, dates } = Manifest.safeParse(manifest).data ?? { requests: [] }
  let before = Number.NaN
  return (dates ?? requests.map(({ date }) => date ?? null)).flatMap(date => {
    const time = typeof date === 'number' ? before + date * 1000 : Date.parse(date ?? '')
    if (!Number.isFinite(time)) return []
    before = time
    return time
  })
}

/** As HTTP writes a time; null where that is none. */
function textOf(time: number): string | null {
  return Number.isFinite(time) && time % 1000 === 0 ? new Date(time).toUTCString() : null
}
