import type { Value } from '../model/value.ts'

/** Hours of each unit; a month and a year at their longest, since at most as long is what is wanted. */
const hoursOfUnit: Readonly<Record<string, number>> = {
  minute: 1 / 60,
  hour: 1,
  day: 24,
  week: 7 * 24,
  month: 31 * 24,
  year: 366 * 24,
}

/**
 * Hours that a wording of a console page names: `15 minutes`, `7 days`. What names no time, such as
 * `Never`, has no end.
 */
export function hoursOf(value: Value): number {
  const [, count = '', unit = ''] =
    /^\s*(\d+(?:\.\d+)?)\s*(minute|hour|day|week|month|year)s?\b/i.exec(String(value)) ?? []
  const hours = hoursOfUnit[unit.toLowerCase()]
  return hours === undefined ? Infinity : Number(count) * hours
}

/** The number with which a wording begins; what names none, such as `Unlimited`, has no end. */
export function numberOf(value: Value): number {
  const [, count] = /^\s*(\d+(?:\.\d+)?)/.exec(String(value)) ?? []
  return count === undefined ? Infinity : Number(count)
}
