import { z } from 'zod'

/**
 * Whether the day of a written day or time is one that there is: `new Date` reads 2027-02-30 as a day
 * in March.
 */
export function isRealDay(text: string): boolean {
  return z.iso.date().safeParse(text.slice(0, 10)).success
}
