import cron from 'node-cron'
import type { ScheduledTask, TaskOptions } from 'node-cron'
import type { Config } from './config.ts'
import type { SetAside } from './set-aside.ts'

const MINUTE = 60_000
/** What was planned before is past making up for. */
const LONGEST = 31 * 24 * 60 * MINUTE

export type Planned = ScheduledTask

export function isCron(expression: string): boolean {
  return cron.validate(expression)
}

/** Does the work whenever the expression says so, by the local clock, until it is destroyed. */
export function startPlanned(
  expression: string,
  work: () => Promise<void>,
  options: TaskOptions,
): Planned {
  return cron.schedule(expression, work, options)
}

/** Schedules of config.yaml that are none: these tenants are not scanned by the clock, all others are. */
export function wrongSchedules({ tenants }: Pick<Config, 'tenants'>): SetAside[] {
  return Object.entries(tenants)
    .filter(([, { schedule }]) => schedule !== 'off' && !cron.validate(schedule))
    .map(([tenant, { schedule }]) => ({
      file: 'config.yaml',
      problem:
        `tenants.${tenant}.schedule: "${schedule}" is not a cron expression, such as 0 6 * * *, nor ` +
        '"off". Until it is mended, the clock does not scan this tenant.',
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

/** The last minute between two times in which a schedule had a run, by the local clock; or null. */
export function lastPlanned(schedule: string, from: number, to: number): number | null {
  if (schedule === 'off' || !cron.validate(schedule)) return null
  // Of six fields the first is the second, which does not matter here.
  const fields = schedule.trim().split(/\s+/).slice(-5).join(' ')
  const task = cron.createTask(fields, () => undefined)
  const begin = Math.max(from, to - LONGEST)
  try {
    for (let at = Math.floor(to / MINUTE) * MINUTE; at > begin; at -= MINUTE)
      if (task.match(new Date(at))) return at
    return null
  } finally {
    void task.destroy()
  }
}

/** Whether an expression has a run in one of these minutes, as UTC has them. */
export function runsIn(expression: string, minutes: readonly number[]): boolean {
  const task = cron.createTask(expression, () => undefined, { timezone: 'Etc/UTC' })
  // With six fields the first one is the second.
  const seconds = expression.trim().split(/\s+/).length > 5 ? 60 : 1
  try {
    return minutes.some(minute =>
      Array.from({ length: seconds }, (_, second) => new Date(minute + second * 1000)).some(date =>
        task.match(date),
      ),
    )
  } finally {
    void task.destroy()
  }
}
