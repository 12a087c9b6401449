import { severities } from '../../common/assess/urgency.ts'
import type { Config } from '../home/config.ts'
import type { Delivery } from '../store/store.ts'
import type { Alert, NewsKind } from './alert.ts'

export type Channel = Config['alerts'][number]

/** Channels that keep tickets; of all other news they hear nothing. */
const trackers: ReadonlySet<Channel['to']> = new Set(['jira', 'github-issues', 'tickets'])
export function isTracker({ to }: Channel): boolean {
  return trackers.has(to)
}

/** Nobody is woken by these. */
const calm: ReadonlySet<NewsKind> = new Set(['fixed', 'seen-again', 'first-assessment'])

/**
 * What a channel does with a piece of news: at once or, in its quiet hours, at their end; in the next
 * digest; or (null) nothing.
 */
export function routed(
  channel: Channel,
  alert: Alert,
  now: Date,
): Pick<Delivery, 'state' | 'dueAt'> | null {
  if (isTracker(channel) || !concerns(channel, alert)) return null
  const urgent = !calm.has(alert.kind) && reaches(channel, alert)
  if (!urgent)
    return channel.digest === undefined ? null : { state: 'digest', dueAt: now.toISOString() }
  const until = alert.severity === 'critical' ? null : quietUntil(channel, now)
  return { state: 'waiting', dueAt: (until ?? now).toISOString() }
}

/** Whether the channel is for whoever this is about: for these tenants, and these owners. */
export function concerns(
  { tenants, owners }: Channel,
  about: Pick<Alert, 'tenant' | 'owner' | 'kind'>,
): boolean {
  if (about.tenant !== null && tenants?.includes(about.tenant) === false) return false
  const isTheirs = about.owner !== null && owners?.includes(about.owner)
  return !owners || isTheirs === true || about.kind === 'test'
}

/** Whether it is as bad as what the channel is told of. */
export function reaches({ from }: Channel, { severity }: Pick<Alert, 'severity'>): boolean {
  return severities.indexOf(severity) <= severities.indexOf(from)
}

/** When the quiet hours that it is in end, by the local clock; null outside of them. */
function quietUntil({ quiet }: Channel, now: Date): Date | null {
  if (!quiet) return null
  const [time, from, to] = [minuteOf(now), minutesIn(quiet.from), minutesIn(quiet.to)]
  const within = from <= to ? time >= from && time < to : time >= from || time < to
  if (!within) return null
  const end = new Date(now)
  end.setHours(Math.floor(to / 60), to % 60, 0, 0)
  if (end <= now) end.setDate(end.getDate() + 1)
  return end
}

/** The local day of the digest that is to be sent by now. */
export function digestDay({ digest }: Channel, now: Date): string | null {
  if (digest === undefined || minuteOf(now) < minutesIn(digest)) return null
  const [month, day] = [now.getMonth() + 1, now.getDate()].map(part => `${part}`.padStart(2, '0'))
  return `${now.getFullYear()}-${month}-${day}`
}

function minuteOf(time: Date): number {
  return time.getHours() * 60 + time.getMinutes()
}

function minutesIn(text: string): number {
  const [hours = 0, minutes = 0] = text.split(':').map(Number)
  return hours * 60 + minutes
}
