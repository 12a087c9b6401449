import { DatabaseSync } from 'node:sqlite'
import { scheduleActor } from '../../../agent/actor.ts'
import type { Agent } from '../../../agent/agent.ts'
import { channelSecret, memorySecrets } from '../../../agent/home/secrets.ts'
import { notify } from '../../../agent/notify/deliver.ts'
import { openAgent } from '../../../agent/open-agent.ts'
import { scanAll } from '../../../agent/operations/scan.ts'
import { startSchedule } from '../../../agent/schedule.ts'
import { clockOf } from './time.ts'
import type { Time } from './time.ts'

export const TENANT = 'aurora'

/** An agent that lives: each beat is a look of its schedule, with what it then does, and of its alerts. */
export type Life = {
  readonly agent: Agent
  beat(): Promise<void>
  /** The agent has the token that the time says. */
  renew(): Promise<void>
  stop(): Promise<void>
}

/** The agent as `serve` puts it together, but for doors and timers: who drives it says when. */
export async function live(
  home: string,
  { time, every }: { readonly time: Time; readonly every: number },
  say: (text: string) => void = () => undefined,
): Promise<Life> {
  const secrets = memorySecrets()
  await secrets.set(TENANT, time.token)
  for (const channel of ['ops', 'board'])
    await secrets.set(channelSecret(channel), 'a key of the receiver')
  const open = await openAgent(home, { secrets, clock: clockOf(time) })
  const { agent } = open
  const transport = { sleep: async () => undefined, random: () => 0 }
  const scan = async (tenant: string): Promise<void> => {
    await scanAll(agent, scheduleActor(tenant), [tenant], { transport })
  }
  const steady = (): number => time.now - time.slept
  const schedule = await startSchedule(agent, scan, say, { every, steady })
  const tell = async (): Promise<void> => {
    try {
      for (const problem of await notify(agent, { timeoutMs: 2000 })) say(problem)
    } catch (error) {
      say(String(error))
    }
  }
  return {
    agent,
    async beat() {
      await schedule.beat()
      await schedule.settled()
      await tell()
    },
    renew: () => secrets.set(TENANT, time.token),
    async stop() {
      await schedule.stop()
      await tell()
      await open.close()
    },
  }
}

/** While it is full, nothing can be committed, by whatever connection of this process. */
export const disk = { full: false }
const { exec } = DatabaseSync.prototype
DatabaseSync.prototype.exec = function (sql) {
  if (disk.full && sql === 'COMMIT')
    throw Object.assign(new Error('database or disk is full'), { errcode: 13 })
  return exec.call(this, sql)
}
