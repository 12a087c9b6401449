import { z } from 'zod'
import { dayStates, daysOfPeriod, shareOf } from '../../common/assess/period.ts'
import type { Period } from '../../common/assess/period.ts'
import { Time } from '../../common/model/index.ts'
import {
  dayText,
  durationText,
  gapText,
  periodText,
  throughoutText,
} from '../../common/words/english/period.ts'
import { list } from './operation.ts'

const Throughout = z.enum(['yes', 'no', 'not-provable', 'not-applicable'])
const PeriodDay = z.enum(dayStates)

/** What the record says of a window, as doors show it. Times of how long are in milliseconds. */
export const PeriodShape = z.strictObject({
  from: Time,
  to: Time,
  throughout: Throughout,
  /** The same in a word, and all of it in a sentence. */
  answer: z.string(),
  text: z.string(),
  runs: z.strictObject({
    made: z.int(),
    conforming: z.int(),
    deviating: z.int(),
    unknown: z.int(),
  }),
  /** Of the time that there was something to judge, the part known to be as wanted. */
  share: z.number().nullable(),
  deviations: list(
    z.strictObject({
      from: Time,
      to: Time.nullable(),
      ended: z.enum(['repaired', 'gone']).nullable(),
      before: z.boolean(),
      lasted: z.string(),
      entry: z.int(),
      endEntry: z.int().nullable(),
    }),
  ),
  longest: z.number().nullable(),
  repair: z.strictObject({ mean: z.number(), longest: z.number(), count: z.int() }).nullable(),
  gaps: list(z.strictObject({ from: Time, to: Time, reasons: list(z.string()), text: z.string() })),
  /** Days (UTC) that look alike, one after the other. */
  strip: list(
    z.strictObject({
      state: PeriodDay,
      text: z.string(),
      from: z.string(),
      to: z.string(),
      days: z.int(),
    }),
  ),
  /** How it was read, with the grade: "api A"; of a requirement with how many findings. */
  read: list(z.string()),
})
type PeriodShape = z.input<typeof PeriodShape>

/** @param read how it was read, with the grade */
export function shapeOfPeriod(period: Period, read: readonly string[]): PeriodShape {
  const { throughout, runs, longest, repair } = period
  return {
    from: iso(period.from),
    to: iso(period.to),
    throughout,
    answer: throughoutText[throughout],
    text: periodText(period),
    runs: { ...runs },
    share: shareOf(period),
    deviations: period.deviations.map(({ from, to, judged: _, ...item }) => ({
      ...item,
      from: iso(from),
      to: to === null ? null : iso(to),
      lasted: durationText((to ?? period.to) - from),
    })),
    longest,
    repair: repair && { ...repair },
    gaps: period.gaps.map(({ from, to, reasons }) => ({
      from: iso(from),
      to: iso(to),
      reasons: [...reasons],
      text: `${durationText(to - from)}: ${gapText(reasons)}`,
    })),
    strip: stripOf(period),
    read: [...read],
  }
}

function stripOf(period: Period): PeriodShape['strip'] {
  const strip: {
    state: (typeof dayStates)[number]
    text: string
    from: string
    to: string
    days: number
  }[] = []
  for (const { day, state } of daysOfPeriod(period)) {
    const last = strip.at(-1)
    if (last?.state === state) {
      last.to = day
      last.days++
    } else strip.push({ state, text: dayText[state], from: day, to: day, days: 1 })
  }
  return strip
}

function iso(time: number): string {
  return new Date(time).toISOString()
}
