import cron from 'node-cron'
import { skippedMinutes } from './skipped-hour.ts'
import type { Config } from './config.ts'
import type { SetAside } from './set-aside.ts'

const MINUTE = 60_000
/** What was planned before is past making up for. */
const LONGEST = 31 * 24 * 60 * MINUTE

/** Schedules of config.yaml that are none: these tenants are not scanned by the clock, all others are. */
export function wrongSchedules({ tenants }: Pick<Config, 'tenants'>): SetAside[] {
  return Object.entries(tenants)
    .flatMap(([tenant, { schedule, groups }]) => [
      { place: tenant, what: 'this tenant', schedule },
      ...Object.entries(groups).map(([name, group]) => ({
        place: `${tenant}.groups.${name}`,
        what: 'this group',
        schedule: group.schedule,
      })),
    ])
    .filter(({ schedule }) => schedule !== 'off' && !cron.validate(schedule))
    .map(({ place, what, schedule }) => ({
      file: 'config.yaml',
      problem:
        `tenants.${place}.schedule: "${schedule}" is not a cron expression, such as 0 6 * * *, nor ` +
        `"off". Until it is mended, the clock does not scan ${what}.`,
      lost: false,
    }))
}

/** When a schedule next has a run; null where it has none, or is none. */
export function nextRun(schedule: string): Date | null {
  if (schedule === 'off' || !cron.validate(schedule)) return null
  const task = cron.createTask(schedule, () => undefined)
  try {
    return task.getNextRuns(1)[0] ?? null
  } finally {
    void task.destroy()
  }
}

/** The longest time between two of the next runs of a schedule, in milliseconds; null where it has none. */
export function longestPause(schedule: string): number | null {
  if (schedule === 'off' || !cron.validate(schedule)) return null
  const task = cron.createTask(schedule, () => undefined)
  try {
    const runs = task.getNextRuns(60).map(run => run.getTime())
    const pauses = runs.slice(1).map((run, index) => run - (runs[index] ?? run))
    return pauses.length === 0 ? null : Math.max(...pauses)
  } finally {
    void task.destroy()
  }
}

/** When a schedule has its runs, by the local clock, to the minute. */
export type Plan = {
  /**
   * The last planned run after one time and until another, or null. One that was planned for the hour that
   * local clocks leave out in spring, at 02:30 of that day, say, is planned for the end of it, unless another
   * follows within the hour after.
   */
  lastBetween(from: number, to: number): number | null
}

/** @returns null for what is no cron expression, and for `off` */
export function plansOf(schedule: string): Plan | null {
  if (schedule === 'off' || !cron.validate(schedule)) return null
  // Of six fields the first is the second, which does not matter here.
  const fields = schedule.trim().split(/\s+/).slice(-5).join(' ')
  const timezone = Intl.DateTimeFormat().resolvedOptions().timeZone
  const local = cron.createTask(fields, () => undefined, { timezone })
  const minutes = minutesOf(fields)
  // What was looked at before and had no run is not looked at again.
  let known = { from: 0, to: 0 }
  return {
    lastBetween(from, to) {
      const begin = Math.max(from, to - LONGEST)
      const goesOn = known.from <= begin && begin <= known.to && known.to <= to
      const after = goesOn ? known.to : begin
      for (let at = Math.floor(to / MINUTE) * MINUTE; at > after; at -= MINUTE) {
        const date = new Date(at)
        if (minutes.has(date.getMinutes()) && local.match(date)) return at
      }
      const lost = endOfLost(schedule, after, to)
      if (lost !== null) return lost
      known = { from: goesOn ? known.from : begin, to }
      return null
    },
  }
}

/** In which minutes of an hour a schedule may have runs: to ask of every minute of a month takes its time. */
function minutesOf(fields: string): ReadonlySet<number> {
  const task = cron.createTask(`${fields.split(' ')[0]} * * * *`, () => undefined, {
    timezone: 'Etc/UTC',
  })
  try {
    const all = Array.from({ length: 60 }, (_, minute) => minute)
    return new Set(all.filter(minute => task.match(new Date(minute * MINUTE))))
  } finally {
    void task.destroy()
  }
}

/** When the hour ends that local clocks leave out in spring, where it takes a run of the schedule with it. */
function endOfLost(schedule: string, from: number, to: number): number | null {
  const { minutes, end } = skippedMinutes(from, to)
  if (minutes.length === 0) return null
  const after = minutes.map(minute => minute + minutes.length * MINUTE)
  return runsIn(schedule, minutes) && !runsIn(schedule, after) ? end : null
}

/** Whether an expression has a run in one of these minutes, as UTC has them. */
function runsIn(expression: string, minutes: readonly number[]): boolean {
  const fields = expression.trim().split(/\s+/).slice(-5).join(' ')
  const task = cron.createTask(fields, () => undefined, { timezone: 'Etc/UTC' })
  try {
    return minutes.some(minute => task.match(new Date(minute)))
  } finally {
    void task.destroy()
  }
}
