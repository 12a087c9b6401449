import { shareOf } from '../../assess/period.ts'
import type { Period, PeriodDay, Throughout } from '../../assess/period.ts'
import type { Effective } from '../../assess/tree.ts'

/** The answer to "effective throughout?". */
export const throughoutText: Readonly<Record<Throughout, string>> = {
  'yes': 'yes',
  'no': 'no',
  'not-provable': 'not provable',
  'not-applicable': 'nothing to judge',
}

export const dayText: Readonly<Record<PeriodDay, string>> = {
  conforming: 'as wanted all day',
  deviating: 'deviated',
  partly: 'as wanted, but not provable for the whole day',
  unproven: 'not provable',
  none: 'nothing to judge',
}

const MINUTE = 60_000
const units = [
  ['d', 1440],
  ['h', 60],
  ['min', 1],
] as const

/** The two largest units of it that are not zero, cut and never rounded up. */
export function durationText(milliseconds: number): string {
  let rest = Math.floor(milliseconds / MINUTE)
  const parts: string[] = []
  for (const [unit, minutes] of units) {
    const count = Math.floor(rest / minutes)
    rest -= count * minutes
    if (count > 0 && parts.length < 2) parts.push(`${count} ${unit}`)
    else if (parts.length > 0) break
  }
  return parts.join(' ') || (milliseconds > 0 ? 'under a minute' : '0 min')
}

/** In per cent, cut and never rounded up: 100 is all of it. */
export function shareText(share: number | null): string {
  return share === null ? '' : `${Math.floor(share * 1000) / 10}`
}

/** Whether something was effective throughout, and the share of the time that is known at least. */
export function effectiveText({ throughout, share }: Effective): string {
  const known = share === null ? '' : `, ${shareText(share)} % of the time`
  return `${throughoutText[throughout]}${known}`
}

/** Why nothing can be proved of a stretch of time. */
export function gapText(reasons: readonly string[]): string {
  return reasons.map(reason => reason.replaceAll('-', ' ')).join(', ')
}

const plural = (count: number, one: string, many: string): string =>
  `${count} ${count === 1 ? one : many}`

/** What a picture of the period shows, as a sentence. */
export function periodText(period: Period): string {
  const { throughout, runs, deviations, longest, repair, gaps, time } = period
  const share = shareOf(period)
  const parts = [
    `${runs.conforming} of ${plural(runs.made, 'run', 'runs')} as wanted`,
    ...(share === null ? [] : [`${shareText(share)} % of the time known to be as wanted`]),
    ...(longest === null
      ? ['no deviation']
      : [
          `${plural(deviations.length, 'deviation', 'deviations')}, the longest ${durationText(longest)}`,
        ]),
    ...(repair === null ? [] : [`repaired after ${durationText(repair.mean)} on average`]),
    ...(gaps.length === 0
      ? []
      : [
          `${plural(gaps.length, 'stretch', 'stretches')} not provable, ${durationText(time.gap + time.unknown)} in all (${gapText([...new Set(gaps.flatMap(item => item.reasons))].sort())})`,
        ]),
  ]
  return `Effective throughout: ${throughoutText[throughout]}. ${parts.join('; ')}.`
}
