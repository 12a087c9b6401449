import { theAgent } from './actor.ts'
import type { Agent } from './agent.ts'
import { isCron, lastPlanned, runsIn, startPlanned } from './home/cron.ts'
import type { Planned } from './home/cron.ts'
import { recordClockStep, recordGap } from './record/gap.ts'
import { prune } from './keep/retention.ts'
import { messageOf } from './problem.ts'
import { skippedMinutes } from './skipped-hour.ts'

const BEAT = 60_000
const ALIVE = 'agent.alive'
const PRUNED = 'agent.pruned'

/**
 * Runs `scan` on each tenant's schedule, and keeps the record of time honest: stops, sleep, clock
 * steps and missed runs become gap entries.
 */
export async function startSchedule(
  agent: Agent,
  scan: (tenant: string) => Promise<void>,
  say: (text: string) => void,
): Promise<{ stop(): Promise<void> }> {
  const tasks = new Map<string, { readonly expression: string; readonly task: Planned }>()
  const before = await agent.store.get(ALIVE)
  const started = agent.clock().toISOString()
  if (before && before > started) await recordClockStep(agent, before)
  else if (before)
    await recordGap(agent, {
      cause: 'agent-stop',
      tenant: '',
      from: before,
      to: started,
      detail: 'the agent did not run',
    })

  /** What was said once of a schedule that is none. */
  const wrong = new Map<string, string>()
  const refresh = (): void => {
    const { tenants } = agent.config()
    for (const [id, { expression, task }] of tasks) {
      if (tenants[id]?.schedule === expression) continue
      void task.destroy()
      tasks.delete(id)
    }
    for (const [id, { schedule }] of Object.entries(tenants)) {
      if (schedule === 'off' || tasks.has(id)) continue
      if (!isCron(schedule)) {
        if (wrong.get(id) !== schedule)
          say(`${id}: "${schedule}" is not a cron expression; it is not scanned`)
        wrong.set(id, schedule)
        continue
      }
      const task = startPlanned(schedule, () => scan(id), {
        noOverlap: true,
        name: id,
        maxRandomDelay: agent.config().scheduleJitterMinutes * BEAT,
      })
      task.on('execution:missed', ({ date }) => {
        const at = date instanceof Date ? date.toISOString() : agent.clock().toISOString()
        void recordGap(agent, {
          cause: 'missed-schedule',
          tenant: id,
          from: at,
          to: agent.clock().toISOString(),
          detail: `the run planned for ${at} did not start`,
        })
      })
      tasks.set(id, { expression: schedule, task })
    }
  }
  refresh()

  let wall = agent.clock().getTime()
  let steady = performance.now()
  const beat = async (): Promise<void> => {
    const [wallNow, steadyNow] = [agent.clock().getTime(), performance.now()]
    const [wallPassed, steadyPassed] = [wallNow - wall, steadyNow - steady]
    const [from, to] = [new Date(wall).toISOString(), new Date(wallNow).toISOString()]
    wall = wallNow
    steady = steadyNow
    // The steady clock stands still while a laptop sleeps on some systems and runs on others; both
    // show here.
    if (wallPassed - steadyPassed > 2 * BEAT || steadyPassed > 3 * BEAT)
      await recordGap(agent, {
        cause: 'sleep',
        tenant: '',
        from,
        to,
        detail: `${Math.round(Math.max(wallPassed, steadyPassed) / 1000)} s passed unnoticed`,
      })
    else if (wallPassed < -1000) await recordClockStep(agent, from)
    await agent.store.set(ALIVE, to)
    refresh()
    makeUp(Date.parse(from), wallNow)
    await catchUp(wallNow)
    await retain()
  }
  /** A run planned for the hour that local clocks leave out in spring is made when that is over. */
  const makeUp = (from: number, to: number): void => {
    for (const [id, { expression }] of tasks) {
      if (!losesRun(expression, from, to)) continue
      say(`${id}: a run was planned for an hour that the clock left out; it is made now`)
      scan(id).catch((error: unknown) => say(`${id}: ${messageOf(error)}`))
    }
  }
  /**
   * A run that was planned while the machine slept, or the agent did not run, is made once, whatever
   * it missed: against what stood before, one is enough.
   */
  const catchUp = async (now: number): Promise<void> => {
    const jitter = agent.config().scheduleJitterMinutes * BEAT
    for (const [id, { expression }] of tasks) {
      const last = await lastScan(agent, id)
      const planned = last === null ? null : lastPlanned(expression, last, now - jitter - 2 * BEAT)
      if (planned === null || caught.get(id) === planned) continue
      caught.set(id, planned)
      say(
        `${id}: the run planned for ${new Date(planned).toISOString()} was missed; it is made now`,
      )
      scan(id).catch((error: unknown) => say(`${id}: ${messageOf(error)}`))
    }
  }
  const caught = new Map<string, number>()
  /** Once a day, and after a start. */
  const retain = async (): Promise<void> => {
    const today = agent.clock().toISOString().slice(0, 10)
    if ((await agent.store.get(PRUNED)) === today) return
    await agent.store.set(PRUNED, today)
    const { pruned, cutoff } = await prune(agent, theAgent)
    if (pruned > 0)
      say(`${pruned} log entries from before ${cutoff.slice(0, 10)} are gone by retention`)
  }
  await agent.store.set(ALIVE, started)
  const timer = setInterval(() => {
    beat().catch((error: unknown) => say(`schedule: ${String(error)}`))
  }, BEAT)

  return {
    async stop() {
      clearInterval(timer)
      for (const { task } of tasks.values()) await task.destroy()
      await agent.store.set(ALIVE, agent.clock().toISOString())
    },
  }
}

/** When the tenant's latest scan began, however it ended; null where there was none yet. */
async function lastScan({ store }: Agent, tenant: string): Promise<number | null> {
  const runs = await store.runs({ tenant, limit: 100 })
  const began = runs.filter(run => run.kind === 'scan').map(run => Date.parse(run.startedAt))
  return began.length === 0 ? null : Math.max(...began)
}

/**
 * Whether a schedule had a run in the hour that local clocks leave out in spring, between two moments: at
 * 02:30 of that day, say, which there is not. One that runs again within the hour after loses nothing.
 */
export function losesRun(expression: string, from: number, to: number): boolean {
  const skipped = skippedMinutes(from, to)
  const [first] = skipped
  if (first === undefined) return false
  const after = skipped.map(minute => minute + skipped.length * BEAT)
  return runsIn(expression, skipped) && !runsIn(expression, after)
}
