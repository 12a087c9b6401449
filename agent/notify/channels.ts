import type { Agent } from '../agent.ts'
import { boundSecret, boundText, mayGoTo } from '../home/bound-secrets.ts'
import { channelSecret } from '../home/secrets.ts'
import { Problem } from '../problem.ts'
import type { Alert } from './alert.ts'
import type { Channel } from './routing.ts'

type Sending = {
  readonly channel: Channel
  /** The channel's own, never a tenant's; empty where its kind needs none. */
  readonly secret: string
  readonly agent: Agent
  readonly now: Date
  readonly timeoutMs: number
}
/** What a tracker says of a ticket: where people find it. */
export type Taken = { readonly url: string }
/** @throws Problem where it did not arrive */
export type Send = (alert: Alert, sending: Sending) => Promise<Taken | void>

const kinds: Readonly<Record<Channel['to'], () => Promise<Send>>> = {
  'webhook': async () => (await import('./channels/webhook.ts')).webhook,
  'slack': async () => (await import('./channels/slack.ts')).slack,
  'teams': async () => (await import('./channels/teams.ts')).teams,
  'email': async () => (await import('./channels/email.ts')).email,
  'syslog': async () => (await import('./channels/syslog.ts')).syslog,
  'ocsf': async () => (await import('./channels/ocsf.ts')).ocsf,
  'desktop': async () => (await import('./channels/desktop.ts')).desktop,
  'jira': async () => (await import('./channels/jira.ts')).jira,
  'github-issues': async () => (await import('./channels/github-issues.ts')).githubIssues,
  'tickets': async () => (await import('./channels/webhook.ts')).webhook,
}

const withoutSecret: ReadonlySet<Channel['to']> = new Set(['email', 'syslog', 'ocsf', 'desktop'])
/** Whether a channel cannot do without a secret of its own. */
function needsSecret({ to, user }: Pick<Channel, 'to' | 'user'>): boolean {
  return !withoutSecret.has(to) || user !== undefined
}

/** @throws Problem `channel-unknown` */
export function channelOf(agent: Pick<Agent, 'config'>, name: string): Channel {
  const { alerts } = agent.config()
  const channel = alerts.find(item => item.name === name)
  if (channel) return channel
  throw new Problem('channel-unknown', { channel: name, known: alerts.map(item => item.name) })
}

export const GITHUB = 'https://api.github.com'

/** Where a channel's secret is shown to somebody, as an origin; null where it only signs, or is the address. */
function shownTo({ to, host, port, url = GITHUB }: Channel): string | null {
  if (to === 'jira' || to === 'github-issues') return new URL(url).origin
  if (to !== 'email' || host === undefined) return null
  return `smtp://${host}${port === undefined ? '' : `:${port}`}`
}

/** Keeps a channel's secret, for where it is shown now and nowhere else. */
export async function keepSecret(
  { secrets }: Pick<Agent, 'secrets'>,
  channel: Channel,
  secret: string,
): Promise<void> {
  const origin = shownTo(channel)
  await secrets.set(channelSecret(channel.name), origin ? boundText(secret, [origin]) : secret)
}

/** @throws Problem `alert-secret-missing`, `alert-secret-elsewhere`, and as the secrets */
export async function secretOf(agent: Pick<Agent, 'secrets'>, channel: Channel): Promise<string> {
  if (!needsSecret(channel)) return ''
  const bound = await boundSecret(agent.secrets, channelSecret(channel.name))
  const origin = shownTo(channel)
  if (bound && origin && !mayGoTo(bound, [origin]))
    throw new Problem('alert-secret-elsewhere', { channel: channel.name, wanted: origin })
  if (bound?.secret) return bound.secret
  throw new Problem('alert-secret-missing', { channel: channel.name })
}

const PATIENCE = 10_000

/**
 * What sends alerts through one channel. Its secret is opened once, which is slow on purpose.
 * @throws Problem where an alert did not arrive
 */
export function senderOf(
  agent: Agent,
  channel: Channel,
  timeoutMs = PATIENCE,
): (alert: Alert) => Promise<Taken | void> {
  let opened: Promise<string> | null = null
  return async alert => {
    const send = await kinds[channel.to]()
    const secret = await (opened ??= secretOf(agent, channel))
    return send(alert, { channel, secret, agent, now: agent.clock(), timeoutMs })
  }
}
