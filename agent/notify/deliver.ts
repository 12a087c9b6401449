import type { Agent } from '../agent.ts'
import { foreignUntil, inOutbox } from '../log/sealed-outbox.ts'
import { perAgent } from '../per-agent.ts'
import { messageOf, Problem } from '../problem.ts'
import { afterCommits } from '../record/after-commits.ts'
import type { Trouble } from '../record/after-commits.ts'
import type { Delivery } from '../store/store.ts'
import { Alert } from './alert.ts'
import { Later } from './channels/http.ts'
import { senderOf } from './channels.ts'
import { gatherNews } from './outbox.ts'
import type { Channel } from './routing.ts'
import { noteTicket } from './tickets.ts'

const MINUTE = 60_000
/** Between two tries at most. */
const LONGEST_PAUSE = 60 * MINUTE
/** No receiver keeps news back for longer. */
const LONGEST_WANTED = 24 * 60 * MINUTE
/** The longest that anything waits: the end of quiet hours, and a pause. */
const LONGEST_WAIT = 25 * 60 * MINUTE
/** A channel may be away for a weekend; what it did not take until then waits for a person. */
const GIVEN_UP = 3 * 24 * 60 * MINUTE
/** Fewer are made in that time only where the machine was off, or its clock is wrong. */
const TRIES = 24

export type NotifyOptions = { readonly timeoutMs?: number }

/** One pass at a time: two would send the same. */
const passes = perAgent(() => ({ last: Promise.resolve() as Promise<unknown> }))

/**
 * Gathers what is news and sends what is due, each channel beside the others. What does not arrive is
 * tried again, later each time; what was sent and not noted as such, because the process ended, is
 * sent again under the same id.
 * @returns what stood in the way, one sentence a channel, and what is wrong with the list itself
 */
export function notify(agent: Agent, options: NotifyOptions = {}): Promise<readonly string[]> {
  const turn = passes(agent)
  const pass = turn.last
    .catch(() => undefined)
    .then(async () => {
      await gatherNews(agent)
      const untold = await sendDue(agent, options)
      const until = foreignUntil(agent.store)
      return until === null
        ? untold
        : [new Problem('alert-list-unsealed', { until }).message, ...untold]
    })
  turn.last = pass
  return pass
}

async function sendDue(agent: Agent, options: NotifyOptions): Promise<readonly string[]> {
  const { alerts } = agent.config()
  await giveUpNameless(agent, new Set(alerts.map(item => item.name)))
  // What is due later was put off under a clock that was ahead.
  const now = agent.clock()
  const longest = new Date(now.getTime() + LONGEST_WAIT)
  await inOutbox(agent, () => agent.store.hasten(longest.toISOString(), now.toISOString()))
  const said = await Promise.all(alerts.map(channel => sendThrough(agent, channel, options)))
  return said.filter(text => text !== null)
}

/** Until nothing is due, or the channel is found to be away. */
async function sendThrough(
  agent: Agent,
  channel: Channel,
  { timeoutMs }: NotifyOptions,
): Promise<string | null> {
  const send = senderOf(agent, channel, timeoutMs)
  const due = { state: 'waiting', channel: channel.name, limit: 1 } as const
  for (;;) {
    const dueBy = agent.clock().toISOString()
    const [delivery] = await agent.store.deliveries({ ...due, dueBy })
    if (!delivery) return null
    try {
      const alert = Alert.parse(JSON.parse(delivery.alert))
      const taken = await send(alert)
      const at = agent.clock().toISOString()
      await inOutbox(agent, async () => {
        await agent.store.attempted(delivery, { state: 'sent', problem: null, at })
        if (taken) await noteTicket(agent, channel.name, alert, taken)
      })
    } catch (error) {
      const problem = messageOf(error)
      const { cause } = error instanceof Problem ? error : {}
      await failed(agent, delivery, problem, cause instanceof Later ? cause.milliseconds : 0)
      return `${channel.name}: ${problem}`
    }
  }
}

/** @param wanted milliseconds for which the receiver wants not to be asked */
async function failed(
  agent: Agent,
  delivery: Delivery,
  problem: string,
  wanted: number,
): Promise<void> {
  const now = agent.clock()
  const isOld = now.getTime() - Date.parse(delivery.madeAt) > GIVEN_UP
  const dead = isOld && delivery.tries + 1 >= TRIES
  const state = dead ? 'dead' : 'waiting'
  const usual = Math.min(MINUTE * 2 ** delivery.tries, LONGEST_PAUSE)
  const pause = Math.max(usual, Math.min(wanted, LONGEST_WANTED))
  await inOutbox(agent, async () => {
    await agent.store.attempted(delivery, { state, problem, at: now.toISOString() })
    await agent.store.postpone(delivery.channel, new Date(now.getTime() + pause).toISOString())
  })
}

/** What waits for a channel that the configuration has no more is shown, and given up in the end. */
async function giveUpNameless(agent: Agent, known: ReadonlySet<string>): Promise<void> {
  const now = agent.clock()
  for (const item of await agent.store.deliveries({ state: 'waiting' }))
    if (!known.has(item.channel) && now.getTime() - Date.parse(item.madeAt) > GIVEN_UP)
      await inOutbox(agent, () =>
        agent.store.attempted(item, {
          state: 'dead',
          problem: 'config.yaml has no such channel',
          at: now.toISOString(),
        }),
      )
}

/**
 * Tells after every commit, and looks every minute for what is due. Trouble is said once until it
 * changes.
 */
export function startNotifying(
  agent: Agent,
  say: (text: string) => void,
): { stop(): Promise<void> } {
  const pass = async (): Promise<Trouble> => {
    const problem = (await notify(agent)).join('; ')
    return { problem, said: `not told: ${problem}. It is tried again.` }
  }
  return afterCommits(agent, { what: 'alerts', every: MINUTE, pass }, say)
}
