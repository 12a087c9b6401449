import { z } from 'zod'
import { alertWords } from '../../common/words/english/alerts.ts'
import type { Agent } from '../agent.ts'
import { uuid5 } from '../export/uuid.ts'
import { goneFrom, nonConformities, repairedBy } from '../judge/non-conformities.ts'
import type { NonConformity } from '../judge/non-conformities.ts'
import { standingOf } from '../judge/standing.ts'
import { TICKETS } from '../log/sealed-outbox.ts'
import { Alert } from './alert.ts'
import type { Taken } from './channels.ts'
import { alertOf } from './news.ts'
import { concerns, isTracker, reaches } from './routing.ts'
import type { Channel } from './routing.ts'

/** Tickets that are kept: by channel, by `tenant/check`; with the day on which it was last asked for. */
const Kept = z.record(
  z.string(),
  z.record(
    z.string(),
    z.strictObject({
      day: z.string(),
      url: z.url().nullable(),
      /** It was said that nothing of it is there any more. */
      gone: z.literal(true).optional(),
    }),
  ),
)
type Kept = z.infer<typeof Kept>

const LONGEST_ADDRESS = 2000

async function kept({ store }: Pick<Agent, 'store'>): Promise<Kept> {
  try {
    return Kept.safeParse(JSON.parse((await store.get(TICKETS)) ?? '{}')).data ?? {}
  } catch {
    return {}
  }
}

/**
 * How far a ticket is, as its tracker took it: wanted and not taken yet; open; to be closed, as nothing of
 * it fails any more, and not taken yet; closed. What somebody did to it over there is not asked.
 */
export const ticketStates = ['wanted', 'open', 'closing', 'closed'] as const
type ShownTicket = {
  readonly channel: string
  readonly url: string | null
  readonly state: (typeof ticketStates)[number]
}

/** Where tickets of it are kept, and how far they are. */
export async function ticketsOf(
  agent: Pick<Agent, 'store' | 'config'>,
): Promise<(id: string) => ShownTicket[]> {
  const all = await kept(agent)
  const taken = await Promise.all(
    agent
      .config()
      .alerts.filter(isTracker)
      .map(async ({ name }) => [name, await toldOf(agent, name)] as const),
  )
  const told = new Map(taken)
  const channels = [...new Set([...Object.keys(all), ...told.keys()])]
  return id =>
    channels.flatMap((channel): ShownTicket[] => {
      const own = all[channel]?.[id]
      const { opened = false, closed = null } = told.get(channel)?.get(id) ?? {}
      if (own) return [{ channel, url: own.url, state: own.url || opened ? 'open' : 'wanted' }]
      return closed === null ? [] : [{ channel, url: null, state: closed ? 'closed' : 'closing' }]
    })
}

/** By `tenant/check`: whether the tracker took that it is open, and (else null) that it is closed. */
async function toldOf({ store }: Pick<Agent, 'store'>, channel: string) {
  const told = new Map<string, { readonly opened: boolean; readonly closed: boolean | null }>()
  const deliveries = await store.deliveries({ channel })
  for (const item of deliveries.sort((a, b) => (a.madeAt < b.madeAt ? -1 : 1))) {
    const { kind, tenant, check } = Alert.parse(JSON.parse(item.alert))
    const id = `${tenant}/${check}`
    const taken = item.state === 'sent'
    const before = told.get(id)?.closed === null && told.get(id)?.opened === true
    if (kind === 'ticket-open') told.set(id, { opened: before || taken, closed: null })
    if (kind === 'ticket-closed') told.set(id, { opened: false, closed: taken })
  }
  return told
}

/**
 * Puts into the outbox what trackers are to do: keep a ticket open for each check that fails in a tenant
 * and is not accepted, once a day, so that one that was closed by hand is opened again; and close it once
 * a measurement says that nothing of it fails. What cannot be told, or is accepted, closes none.
 */
export async function gatherTickets(agent: Agent): Promise<void> {
  const channels = agent.config().alerts.filter(isTracker)
  if (channels.length === 0) return
  const unsealed = new Set((await standingOf(agent)).unsealed.map(({ tenant }) => tenant))
  const open = (await nonConformities(agent)).filter(
    ({ failing, tenant }) => failing > 0 && !unsealed.has(tenant),
  )
  const all = await kept(agent)
  const day = agent.clock().toISOString().slice(0, 10)
  const put = (channel: Channel, alert: Alert): Promise<void> =>
    agent.store.putDeliveries([
      {
        id: alert.id,
        channel: channel.name,
        alert: JSON.stringify(alert),
        madeAt: alert.at,
        state: 'waiting',
        dueAt: alert.at,
      },
    ])
  for (const channel of channels) {
    const own = (all[channel.name] ??= {})
    for (const item of open) {
      const about = { tenant: item.tenant, owner: item.owner, kind: 'ticket-open' } as const
      const wanted = own[item.id] ?? (concerns(channel, about) && reaches(channel, item))
      if (!wanted || own[item.id]?.day === day) continue
      own[item.id] = { day, url: own[item.id]?.url ?? null }
      await put(channel, await opening(agent, item, day))
    }
    for (const id of Object.keys(own)) {
      if (open.some(item => item.id === id)) continue
      const alert = await closing(agent, id, unsealed)
      if (alert) delete own[id]
      const gone = alert || own[id]?.gone ? null : await leaving(agent, id, unsealed)
      if (gone && own[id]) own[id].gone = true
      if (alert ?? gone) await put(channel, (alert ?? gone) as Alert)
    }
  }
  await agent.store.set(TICKETS, JSON.stringify(all))
}

/** Notes where people find a ticket; while it is kept. */
export async function noteTicket(
  agent: Agent,
  channel: string,
  { kind, tenant, check }: Alert,
  { url }: Taken,
): Promise<void> {
  const all = await kept(agent)
  const own = all[channel]?.[`${tenant}/${check}`]
  if (!own || kind !== 'ticket-open' || own.url === url || !isOfWeb(url)) return
  own.url = url
  await agent.store.set(TICKETS, JSON.stringify(all))
}

/** What a tracker says is shown, and kept for as long as its ticket is. */
function isOfWeb(url: string): boolean {
  return url.length <= LONGEST_ADDRESS && /^https?:$/.test(URL.parse(url)?.protocol ?? '')
}

/** By what a tracker finds it, whatever is known here: of what the tenant is, not of what it is called. */
function keyOf(agent: Agent, tenant: string, check: string): string {
  const { service, target } = agent.config().tenants[tenant] ?? {}
  return uuid5(`ticket ${service} ${JSON.stringify(target)} ${tenant} ${check}`)
}

async function opening(agent: Agent, item: NonConformity, day: string): Promise<Alert> {
  const { id, tenant, check, title, severity, failing, of, owner } = item
  const due = item.due?.slice(0, 10) ?? null
  const first = item.first === null ? null : await agent.store.finding(tenant, item.first)
  const name = first?.resource.name ?? ''
  const words = alertWords['ticket-open']({
    tenant,
    title,
    check,
    severity,
    failing,
    of,
    owner,
    due,
    first: name,
  })
  return {
    ...alertOf(agent, `${id} ${item.since} ${day}`, {
      kind: 'ticket-open',
      tenant,
      check,
      severity,
      words,
      count: failing,
      ticket: { key: keyOf(agent, tenant, check), due },
      resources: name === '' ? [] : [name],
    }),
    owner,
  }
}

/** What is to be said in a ticket that stays open though nothing of it is there any more. */
async function leaving(
  agent: Agent,
  id: string,
  unsealed: ReadonlySet<string>,
): Promise<Alert | null> {
  const { tenant, check } = partsOf(id)
  const gone = unsealed.has(tenant) ? null : await goneFrom(agent, tenant, check)
  const last = await agent.store.lastEvidence('assessment', tenant)
  if (!gone || !last) return null
  const { title, severity } = gone
  const words = alertWords['ticket-gone']({ tenant, title })
  const ticket = { key: keyOf(agent, tenant, check), due: null }
  const about = { kind: 'ticket-gone', tenant, check, severity, words, ticket } as const
  return alertOf(agent, `${id} ${last.ipe.recordedAt}`, about)
}

function partsOf(id: string): { readonly tenant: string; readonly check: string } {
  const place = id.indexOf('/')
  return { tenant: id.slice(0, place), check: id.slice(place + 1) }
}

async function closing(
  agent: Agent,
  id: string,
  unsealed: ReadonlySet<string>,
): Promise<Alert | null> {
  const { tenant, check } = partsOf(id)
  if (unsealed.has(tenant)) return null
  const repaired = await repairedBy(agent, tenant, check)
  if (!repaired) return null
  const { title, severity, entry, at } = repaired
  const words = alertWords['ticket-closed']({ tenant, title, entry, at })
  const ticket = { key: keyOf(agent, tenant, check), due: null }
  const about = { kind: 'ticket-closed', tenant, check, severity, words, ticket } as const
  return alertOf(agent, `${id} ${entry} ${at}`, about)
}
