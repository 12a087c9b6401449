const HOUR = 3_600_000
const DAY = 24 * HOUR

/** What happens, and from when until when (or at once), in milliseconds since the beginning. */
export type Trouble = { readonly at: number; readonly until: number } & (
  | {
      readonly what:
        | 'outage'
        | 'revoked'
        | 'asleep'
        | 'asleep-unnoticed'
        | 'off'
        | 'disk-full'
        | 'mail-away'
        | 'webhook-fails'
        | 'backup'
        | 'restore'
        | 'killed'
    }
  | { readonly what: 'clock'; readonly ahead: number }
)

/** What goes wrong in three weeks: each kind once, some of them together. */
export const threeWeeks: readonly Trouble[] = [
  trouble('killed', 1.02, 0.085),
  trouble('outage', 3.05, 0.6),
  trouble('mail-away', 3, 1.1),
  clock(4.9, 0.15, 3 * HOUR),
  trouble('revoked', 6.05, 1.2),
  trouble('webhook-fails', 7.1, 0.5),
  clock(8.6, 0.9, -5 * HOUR),
  trouble('asleep', 9.9, 1.4),
  trouble('backup', 11.6, 0),
  trouble('asleep-unnoticed', 12, 0.2),
  trouble('restore', 13.5, 0),
  trouble('disk-full', 14.05, 0.3),
  clock(15.4, 0.5, 366 * DAY),
  trouble('mail-away', 15.5, 0.9),
  trouble('off', 17.02, 0.4),
  trouble('killed', 17.98, 0.0835),
]

/** A year of them: a week of what befalls an agent, and a week of nothing, at other times each time. */
export function troublesOfYear(days: number, random: () => number): readonly Trouble[] {
  const found: Trouble[] = []
  for (let week = 0; week * 10 + 9 < days; week++)
    for (const item of threeWeeks) {
      // Each kind about once a month, somewhere in ten days, where the one before has ended.
      if (item.what === 'restore' || random() > 0.35) continue
      const at = Math.round((week * 10 + random() * 8) * DAY)
      const length = Math.round((item.until - item.at) * (0.5 + random()))
      found.push({ ...item, at, until: at + length })
    }
  const kept = apart(found)
  // Nobody puts in a backup of months ago where there is one of last week.
  const restores = kept
    .filter(({ what }) => what === 'backup')
    .map(({ at }) => ({ what: 'restore' as const, at: at + 2 * DAY, until: at + 2 * DAY }))
  return [...kept, ...restores.filter(item => !kept.some(other => isDuring(item.at, other)))]
}

function isDuring(at: number, { what, at: from, until }: Trouble): boolean {
  return !beside.has(what) && at > from - HOUR && at < until + HOUR
}

/** Time has one of them at a time, and a backup before what restores it; other things go on beside each other. */
function apart(troubles: readonly Trouble[]): readonly Trouble[] {
  const kept: Trouble[] = []
  for (const item of [...troubles].sort((a, b) => a.at - b.at)) {
    const alone = !beside.has(item.what)
    const clash = kept.some(
      other =>
        other.until + HOUR > item.at &&
        (other.what === item.what || (alone && !beside.has(other.what))),
    )
    if (!clash) kept.push(item)
  }
  return kept
}

/** What goes on while the agent does. */
const beside: ReadonlySet<Trouble['what']> = new Set([
  'outage',
  'revoked',
  'mail-away',
  'webhook-fails',
])

function trouble(what: Exclude<Trouble['what'], 'clock'>, day: number, days: number): Trouble {
  return { what, at: Math.round(day * DAY), until: Math.round((day + days) * DAY) }
}

function clock(day: number, days: number, ahead: number): Trouble {
  return { ...trouble('off', day, days), what: 'clock', ahead }
}
