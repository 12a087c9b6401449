import { shareOf } from '../../common/assess/period.ts'
import type { Deviation, Period } from '../../common/assess/period.ts'
import { gapText, shareText, throughoutText } from '../../common/words/english/period.ts'

/** Columns of the flat exports that speak of the whole window, in this order. */
export const periodColumns = [
  'effective throughout',
  'runs as wanted',
  'runs made',
  'runs that could not tell',
  'per cent of time as wanted',
  'deviations',
  'longest deviation (hours)',
  'mean time to repair (hours)',
  'gaps',
  'hours not provable',
  'why not provable',
  'how read and grade',
] as const

/** @param read how it was read, with the grade: "api A" */
export function periodCells(period: Period | undefined, read: readonly string[]): string[] {
  if (!period) return periodColumns.map(() => '')
  const { runs, time, gaps, deviations, longest, repair } = period
  return [
    throughoutText[period.throughout],
    String(runs.conforming),
    String(runs.made),
    String(runs.unknown),
    shareText(shareOf(period)),
    String(deviations.length),
    longest === null ? '' : hours(longest),
    repair === null ? '' : hours(repair.mean),
    String(gaps.length),
    hours(time.gap + time.unknown),
    gapText([...new Set(gaps.flatMap(item => item.reasons))].sort()),
    read.join(', '),
  ]
}

export function hours(milliseconds: number): string {
  return (milliseconds / 3_600_000).toFixed(1)
}

/** Times of a deviation as text. */
export function deviationTimes({ from, to }: Pick<Deviation, 'from' | 'to'>): {
  readonly from: string
  readonly to: string | null
} {
  return { from: iso(from), to: to === null ? null : iso(to) }
}

export function iso(time: number): string {
  return new Date(time).toISOString()
}

/** How many findings were read in which way: "api A (12), console C (1)". */
export function readText(read: ReadonlyMap<string, number>): string[] {
  return [...read].map(([how, count]) => `${how} (${count})`)
}
