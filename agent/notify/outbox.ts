import { alertWords } from '../../common/words/english/alerts.ts'
import type { Agent } from '../agent.ts'
import { inOutbox, NEWS_PLACE } from '../log/sealed-outbox.ts'
import { believedNow } from '../log/service-time.ts'
import { perAgent } from '../per-agent.ts'
import { Alert } from './alert.ts'
import { alertOf, newsBetween, newsOfTheDay } from './news.ts'
import { digestDay, routed } from './routing.ts'
import type { Channel } from './routing.ts'
import { gatherTickets } from './tickets.ts'

const DIGEST = 'notify.digest.'
const KEPT = 90 * 86_400_000
/** Comparing all rows with what was sealed takes its time. */
const LOOKED_AFTER = 3_600_000

/** When it was last looked at what no commit tells of. */
const looked = perAgent(() => ({ at: Number.NEGATIVE_INFINITY }))

/**
 * Puts what is news since it was last called into the outbox, together with how far it has come: news
 * of a commit is found again when the process ended right after it, and never twice.
 */
export async function gatherNews(agent: Agent): Promise<void> {
  const { ofTheDay, believed } = await newsNow(agent)
  await inOutbox(agent, async () => {
    const now = agent.clock()
    const upTo = (await agent.store.logSize()) - 1
    const known = await agent.store.get(NEWS_PLACE)
    // A record from before there was an outbox is not told all over.
    const after = known === null ? upTo : Number(known)
    const alerts = after < upTo ? await newsBetween(agent, after, upTo) : []
    if (after !== upTo || known === null) await gatherTickets(agent)
    for (const channel of agent.config().alerts) {
      await put(agent, channel, [...alerts, ...ofTheDay], now)
      await gatherDigest(agent, channel, now)
    }
    // A restored backup is shorter than what was told of.
    if (after !== upTo || known === null) await agent.store.set(NEWS_PLACE, String(upTo))
    // What a clock that is ahead says forgets nothing.
    if (believed)
      await agent.store.pruneDeliveries(new Date(believed.getTime() - KEPT).toISOString())
  })
}

/** What no commit tells of, and what can be believed of the time; null where it was looked at lately. */
async function newsNow(
  agent: Agent,
): Promise<{ readonly ofTheDay: readonly Alert[]; readonly believed: Date | null }> {
  const last = looked(agent)
  const now = agent.clock().getTime()
  if (now - last.at < LOOKED_AFTER && now >= last.at) return { ofTheDay: [], believed: null }
  // Once told it is not told again: not by a clock that is ahead.
  const believed = await believedNow(agent)
  const ofTheDay = await newsOfTheDay(agent, believed.getTime())
  last.at = now
  return { ofTheDay, believed }
}

async function put(
  agent: Agent,
  channel: Channel,
  alerts: readonly Alert[],
  now: Date,
): Promise<void> {
  await agent.store.putDeliveries(
    alerts.flatMap(alert => {
      const route = routed(channel, alert, now)
      return route ? [rowOf(channel, alert, route)] : []
    }),
  )
}

function rowOf(
  channel: Channel,
  alert: Alert,
  route: NonNullable<ReturnType<typeof routed>>,
): Parameters<Agent['store']['putDeliveries']>[0][number] {
  const text = JSON.stringify(alert)
  return { id: alert.id, channel: channel.name, alert: text, madeAt: alert.at, ...route }
}

/** Once a day, all that waited for it as one alert. */
async function gatherDigest(agent: Agent, channel: Channel, now: Date): Promise<void> {
  const day = digestDay(channel, now)
  const key = DIGEST + channel.name
  if (day === null || (await agent.store.get(key)) === day) return
  const items = await agent.store.deliveries({ state: 'digest', channel: channel.name })
  await agent.store.set(key, day)
  if (items.length === 0) return
  const lines = items
    .map(item => Alert.parse(JSON.parse(item.alert)))
    .map(({ title, text }) => `${title}: ${text}`)
  // Of the pieces, not of the day: a clock that went back has one twice.
  const pieces = items.map(item => item.id).sort()
  const digest = alertOf(agent, [channel.name, ...pieces].join(' '), {
    kind: 'digest',
    tenant: null,
    severity: 'low',
    count: items.length,
    words: alertWords.digest({ lines }),
  })
  const at = now.toISOString()
  await agent.store.putDeliveries([rowOf(channel, digest, { state: 'waiting', dueAt: at })])
  for (const item of items) await agent.store.attempted(item, { state: 'sent', problem: null, at })
}
