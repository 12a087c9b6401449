import { collectors } from '../common/services/collectors.ts'
import { theAgent } from './actor.ts'
import type { Agent } from './agent.ts'
import { plansOf } from './home/cron.ts'
import type { Plan } from './home/cron.ts'
import { prune } from './keep/retention.ts'
import { ALIVE } from './log/log.ts'
import { messageOf } from './problem.ts'
import { recordClockStep, recordGap } from './record/gap.ts'
import { closeUnclosed } from './record/run.ts'
import { newestFirst } from './store/newest-first.ts'

const BEAT = 60_000
const PRUNED = 'agent.pruned'

export type Schedule = {
  /** Looks once more, behind a look that goes on. */
  beat(): Promise<void>
  /** When no scan of the schedule goes on. */
  settled(): Promise<void>
  stop(): Promise<void>
}

type ScheduleOptions = {
  /** Milliseconds between two looks. */
  readonly every?: number
  /** Goes on whatever is done to the clock, as `performance.now`. */
  readonly steady?: () => number
  readonly random?: () => number
}

/**
 * Runs `scan` on each tenant's schedule, and keeps the record of time honest: stops, sleep, clock
 * steps and missed runs become gap entries. One rule for all of it: a tenant, or a group of its settings,
 * is due when a run was planned since its latest scan. What could not be written, on a full disk say, is written later.
 */
export async function startSchedule(
  agent: Agent,
  scan: (tenant: string, group?: string) => Promise<void>,
  say: (text: string) => void,
  { every = BEAT, steady = () => performance.now(), random = Math.random }: ScheduleOptions = {},
): Promise<Schedule> {
  const time = watchTime(agent, steady, every)
  const started = agent.clock().getTime()
  const owed: (() => Promise<void>)[] = []
  const aliveBefore = await agent.store.get(ALIVE)
  if (aliveBefore !== null) owed.push(time.away(aliveBefore))

  const running = new Map<string, Promise<void>>()
  const tenants = new Map<string, TenantPlan>()
  const wrong = new Map<string, string>()
  const sayOnce = onceEach(say)

  const refresh = (now: number): void => {
    const configured = plannedIn(agent)
    for (const [id, { schedule }] of tenants)
      if (configured.get(id)?.schedule !== schedule) tenants.delete(id)
    for (const [id, { schedule, tenant, group }] of configured) {
      if (tenants.has(id)) continue
      const plan = plansOf(schedule)
      if (plan) {
        // What another schedule would have had before it was written down is not missed.
        const from = now > started ? now : null
        const fresh = { noticed: null, tried: null, before: null, begun: null }
        tenants.set(id, { tenant, group, schedule, plan, from, ...fresh })
      } else if (schedule !== 'off' && wrong.get(id) !== schedule) {
        say(`${id}: "${schedule}" is not a cron expression; it is not scanned`)
        wrong.set(id, schedule)
      }
    }
  }

  const begin = (id: string, { tenant, group }: TenantPlan): void => {
    const work = scan(tenant, group)
      .catch((error: unknown) => sayOnce(id, `${id}: ${messageOf(error)}`))
      .finally(() => running.delete(id))
    running.set(id, work)
  }

  /** Begins what is due. Late, it first says on record what was missed: what cannot be said stays due. */
  const lookAt = async (id: string, tenant: TenantPlan, now: number): Promise<void> => {
    const jitter = agent.config().scheduleJitterMinutes * BEAT
    const last = await lastScan(agent, tenant, now, time.step())
    const planned = tenant.plan.lastBetween(last ?? tenant.from ?? started, now)
    if (planned === null || planned === tenant.tried) return
    if (tenant.noticed?.planned !== planned)
      tenant.noticed = { planned, begin: now + random() * jitter, begun: false }
    const late = now - planned > 2 * every + jitter
    if (!late && (now < tenant.noticed.begin || tenant.noticed.begun)) return
    if (late) {
      const at = new Date(planned).toISOString()
      const to = new Date(now).toISOString()
      if (planned >= started)
        await recordGap(agent, {
          cause: 'missed-schedule',
          tenant: tenant.tenant,
          from: at,
          to,
          detail: `the run${tenant.group ? ` of ${tenant.group}` : ''} planned for ${at} did not start`,
        })
      say(`${id}: the run planned for ${at} was missed; it is made now`)
      tenant.tried = planned
    }
    tenant.noticed.begun = true
    if (tenant.group !== undefined) {
      await agent.store.set(GROUP + id, new Date(now).toISOString())
      tenant.begun = now
    }
    begin(id, tenant)
  }

  /** Once a day, and after a start. */
  const retain = async (): Promise<void> => {
    const today = agent.clock().toISOString().slice(0, 10)
    if ((await agent.store.get(PRUNED)) === today) return
    await agent.store.set(PRUNED, today)
    const { pruned, cutoff } = await prune(agent, theAgent)
    if (pruned > 0)
      say(`${pruned} log entries from before ${cutoff.slice(0, 10)} are gone by retention`)
  }

  const look = async (): Promise<void> => {
    const passed = time.passed()
    if (passed) owed.push(passed)
    const now = agent.clock().getTime()
    await pay(owed)
    await closeUnclosed(agent)
    await agent.store.set(ALIVE, new Date(now).toISOString())
    refresh(now)
    for (const [id, tenant] of tenants) if (!running.has(id)) await lookAt(id, tenant, now)
    await retain()
  }
  let last: Promise<void> = Promise.resolve()
  const beat = (): Promise<void> =>
    (last = last.then(look).then(
      () => sayOnce('', ''),
      (error: unknown) => sayOnce('', `schedule: ${messageOf(error)}`),
    ))

  refresh(started)
  await pay(owed)
  await agent.store.set(ALIVE, new Date(started).toISOString())
  const timer = setInterval(() => void beat(), every)

  return {
    beat,
    async settled() {
      await Promise.all(running.values())
    },
    async stop() {
      clearInterval(timer)
      await last
      await pay(owed)
      await agent.store.set(ALIVE, agent.clock().toISOString())
    },
  }
}

type TenantPlan = {
  readonly tenant: string
  /** None for the whole tenant. */
  readonly group: string | undefined
  readonly schedule: string
  readonly plan: Plan
  /** Since when it counts, where it was written down while the agent ran. */
  readonly from: number | null
  /** The planned run that was seen to be due, when it begins, as jitter has it, and whether it did. */
  noticed: { readonly planned: number; readonly begin: number; begun: boolean } | null
  /** The planned run that was made up for: whatever became of it, once is enough. */
  tried: number | null
  /** The newest scan when the clock last went back, and to when. */
  before: { readonly run: string | null; readonly step: number } | null
  /** When the group was begun last, in this process. */
  begun: number | null
}

/** When the scan of a group began last, by name: its run does not say of which one it is. */
const GROUP = 'schedule.'

type Configured = Pick<TenantPlan, 'tenant' | 'group' | 'schedule'>

/** What the configuration plans, by name: tenants that an API shows, and groups of their settings. */
function plannedIn(agent: Agent): ReadonlyMap<string, Configured> {
  const planned = new Map<string, Configured>()
  for (const [tenant, { schedule, service, groups }] of Object.entries(agent.config().tenants)) {
    if (!collectors.some(item => item.service === service)) continue
    planned.set(tenant, { tenant, group: undefined, schedule })
    for (const [group, of] of Object.entries(groups))
      planned.set(`${tenant} ${group}`, { tenant, group, schedule: of.schedule })
  }
  return planned
}

/**
 * When the tenant's latest scan began, however it ended; null where there was none yet. One dated after now
 * says nothing of when, and of what ran before the clock went back only that it was before that.
 */
async function lastScan(
  { store }: Agent,
  tenant: TenantPlan,
  now: number,
  step: number | null,
): Promise<number | null> {
  const scans = { tenant: tenant.tenant, kind: 'scan' } as const
  if (step !== null && tenant.before?.step !== step) {
    const [newest] = await store.runs({ ...scans, limit: 1 })
    tenant.before = { run: newest?.id ?? null, step }
  }
  // A whole scan reads the group, too.
  const group = await lastOfGroup(store, tenant, now, step)
  let isBefore = false
  for await (const run of newestFirst(store, scans)) {
    isBefore ||= run.id === tenant.before?.run
    const at = Date.parse(run.startedAt)
    if (at > now) continue
    return Math.max(group ?? at, isBefore ? Math.min(at, tenant.before?.step ?? at) : at)
  }
  return group
}

async function lastOfGroup(
  store: Agent['store'],
  { tenant, group, begun }: TenantPlan,
  now: number,
  step: number | null,
): Promise<number | null> {
  if (group === undefined) return null
  const said = begun ?? Date.parse((await store.get(`${GROUP}${tenant} ${group}`)) ?? '')
  // Of before the clock went back, or of a time that is still to come: at the step at the latest.
  return Number.isNaN(said) ? null : said > now ? (step ?? now) : said
}

/** What happened to time between two looks. Each sentence of it is to be put on record. */
function watchTime(agent: Agent, steady: () => number, every: number) {
  let [wall, steadily] = [agent.clock().getTime(), steady()]
  let step: number | null = null
  const stepBack = (before: number, now: number): (() => Promise<void>) => {
    step = now
    return () => recordClockStep(agent, new Date(before).toISOString())
  }
  return {
    /** To when the clock last went back. */
    step: () => step,
    /** What is to be said of the time before a start. */
    away(before: string): () => Promise<void> {
      const from = Date.parse(before)
      if (from > wall) return stepBack(from, wall)
      const to = new Date(wall).toISOString()
      const detail = 'the agent did not run'
      return () => recordGap(agent, { cause: 'agent-stop', tenant: '', from: before, to, detail })
    },
    /** What is to be said of the time since it was last asked; null where it went by as it should. */
    passed(): (() => Promise<void>) | null {
      const [wallBefore, wallNow, steadyNow] = [wall, agent.clock().getTime(), steady()]
      const [wallPassed, steadyPassed] = [wallNow - wall, steadyNow - steadily]
      wall = wallNow
      steadily = steadyNow
      if (wallPassed < -1000) return stepBack(wallBefore, wallNow)
      // The steady clock stands still while a laptop sleeps on some systems and runs on others; both
      // show here.
      if (wallPassed - steadyPassed <= 2 * every && steadyPassed <= 3 * every) return null
      const [from, to] = [new Date(wallBefore).toISOString(), new Date(wallNow).toISOString()]
      const seconds = Math.round(Math.max(wallPassed, steadyPassed) / 1000)
      const detail = `${seconds} s passed unnoticed`
      return () => recordGap(agent, { cause: 'sleep', tenant: '', from, to, detail })
    },
  }
}

/** Does what is owed, in order, and goes on next time where it could not. */
async function pay(owed: (() => Promise<void>)[]): Promise<void> {
  for (;;) {
    const [first] = owed
    if (!first) return
    await first()
    owed.shift()
  }
}

/** Says what is new of each thing. */
function onceEach(say: (text: string) => void): (of: string, text: string) => void {
  const told = new Map<string, string>()
  return (of, text) => {
    if (text !== '' && told.get(of) !== text) say(text)
    told.set(of, text)
  }
}
