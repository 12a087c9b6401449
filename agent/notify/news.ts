import { z } from 'zod'
import type { Finding, Severity } from '../../common/model/index.ts'
import { acceptedTitle } from '../../common/words/english/acceptances.ts'
import { alertWords } from '../../common/words/english/alerts.ts'
import type { AlertWords } from '../../common/words/english/alerts.ts'
import type { Agent } from '../agent.ts'
import { addressOf } from '../console/address.ts'
import { uuid5 } from '../export/uuid.ts'
import { monthsBefore } from '../keep/retention.ts'
import { accessReviews } from '../judge/access-reviews.ts'
import { countsAt } from '../judge/counts-at.ts'
import { severities } from '../../common/assess/urgency.ts'
import { frequenciesOf } from '../judge/frequency.ts'
import { ownerOfCheck } from '../judge/owners.ts'
import { standingOf } from '../judge/standing.ts'
import { keyHistory, textOfKey } from '../log/key-history.ts'
import { endOf as endOfRun } from '../store/store.ts'
import type { Place } from '../store/store.ts'
import type { Alert, NewsKind } from './alert.ts'

const DAY = 86_400_000
/** How long before its end an acceptance is told of, and how long after. */
const SOON = 14 * DAY
const LATELY = 30 * DAY
/** Things that an alert names; the others it counts. */
const NAMED = 3

type About = {
  readonly kind: NewsKind
  readonly tenant: string | null
  readonly check?: string
  readonly severity: Severity
  readonly count?: number
  readonly resources?: readonly string[]
  readonly ticket?: Alert['ticket']
  readonly words: AlertWords
}

/**
 * @param name what makes it this piece of news and no other: the same name is the same id. No place in the
 * log by itself: after a restored backup it is another entry's
 */
export function alertOf(agent: Agent, name: string, about: About): Alert {
  const { kind, tenant, check = null, severity, count = 0, resources = [], words } = about
  const { url } = addressOf(agent)
  const query = new URLSearchParams({ ...(check && { check }), ...(tenant && { tenant }) })
  return {
    format: 'witnessmark/alert',
    version: 1,
    id: uuid5(`alert ${kind} ${name}`),
    at: agent.clock().toISOString(),
    kind,
    severity,
    tenant,
    check,
    owner: tenant === null ? null : ownerOfCheck(agent, tenant, check),
    ...words,
    count,
    resources: [...resources],
    link: url === '' ? null : `${url}/${tenant ? `findings?${query}` : ''}`,
    ticket: about.ticket ?? null,
  }
}

/**
 * What of the record between two places in the log is news, run by run: outcomes grouped by check and
 * tenant, runs that failed or were missed. What a tenant's first assessment found is one piece.
 */
export async function newsBetween(agent: Agent, after: Place, upTo: Place): Promise<Alert[]> {
  const runs = await agent.store.runs({ status: 'finished', after, limit: RUNS })
  const ends = runs.map(endOfRun).filter(place => place > after && place < upTo)
  const alerts: Alert[] = []
  let from = after
  for (const to of [...new Set(ends)].sort((a, b) => a - b).concat(upTo)) {
    alerts.push(...(await outcomesBetween(agent, from, to)))
    from = to
  }
  return [...alerts, ...(await gapsBetween(agent, after, upTo))]
}

/** What is older than these is told as one. */
const RUNS = 500

async function outcomesBetween(agent: Agent, after: Place, upTo: Place): Promise<Alert[]> {
  const changes = await agent.store.changedFindings(after, upTo)
  const alerts: Alert[] = []
  if (changes.length === 0) return alerts
  // Rows that are not as sealed are told of as that, and what they say is no news.
  const tenants = new Set(await agent.store.tenants())
  for (const { tenant } of (await standingOf(agent)).unsealed) tenants.delete(tenant)
  for (const [tenant, items] of Map.groupBy(changes, item => item.after.tenant)) {
    if (!tenants.has(tenant)) continue
    const first =
      items.every(item => item.before === null) &&
      Object.values((await countsAt(agent, tenant, after)).counts).every(count => count === 0)
    alerts.push(...(first ? [firstOf(agent, tenant, items, upTo)] : grouped(agent, items, upTo)))
  }
  return alerts
}

type Change = Awaited<ReturnType<Agent['store']['changedFindings']>>[number]

function firstOf(agent: Agent, tenant: string, items: readonly Change[], place: Place): Alert {
  const count = (outcome: Finding['outcome']): number =>
    items.filter(item => item.after.outcome === outcome).length
  const words = alertWords['first-assessment']({
    tenant,
    fail: count('fail'),
    unknown: count('unknown'),
  })
  const began = items.map(item => item.after.since).sort()[0] ?? ''
  return alertOf(agent, `${tenant} ${place} ${began}`, {
    kind: 'first-assessment',
    tenant,
    severity: 'low',
    count: items.length,
    words,
  })
}

function grouped(agent: Agent, changes: readonly Change[], place: Place): Alert[] {
  const titles = titlesOf(agent)
  const told = changes.flatMap(change =>
    kindsOf(change).map(kind => ({ kind, of: change.after, from: fromWhat(change, place) })),
  )
  return [...Map.groupBy(told, item => `${item.of.tenant} ${item.of.check} ${item.kind}`)].flatMap(
    ([key, [first, ...others]]) => {
      if (!first) return []
      const { kind } = first
      const { tenant, check } = first.of
      const all = [first, ...others].map(item => item.of)
      const severity = severities.find(item => all.some(finding => finding.severity === item))
      const resources = all.slice(0, NAMED).map(item => item.resource.name)
      const failing = all.filter(finding => finding.outcome === 'fail').length
      const title = titles.get(check) ?? check
      const about = { title, tenant, count: all.length, failing, resources }
      const states = [first, ...others].map(item => item.from).sort()
      return alertOf(agent, [key, ...states].join(' '), {
        kind,
        tenant,
        check,
        severity: severity ?? first.of.severity,
        count: all.length,
        resources,
        words: alertWords[kind](about),
      })
    },
  )
}

type ChangeKind = 'new-failing' | 'lost-sight' | 'disagreement' | 'fixed' | 'seen-again'

/** What it was before, from when on: found again from the same state, it is the same news. */
function fromWhat({ before, after, stoodFrom }: Change, place: Place): string {
  return before ? `${after.id} ${stoodFrom} ${before.since}` : `${after.id} new ${place}`
}

/**
 * What is accepted is no news; nor is what nobody knew before and cannot be told. What comes into sight
 * again is held against what it was before it was lost: an outage makes nothing new.
 */
function kindsOf({ before, known, after }: Change): ChangeKind[] {
  const kinds: ChangeKind[] = []
  const last = known ?? before
  if (after.disagreement && !last?.disagreement) kinds.push('disagreement')
  if (before?.outcome === after.outcome) return kinds
  if (after.outcome === 'unknown') return before ? [...kinds, 'lost-sight'] : kinds
  if (last?.outcome === 'fail' && after.outcome !== 'fail') return [...kinds, 'fixed']
  if (after.outcome !== 'fail' || last?.outcome === 'fail')
    return before?.outcome === 'unknown' ? [...kinds, 'seen-again'] : kinds
  return after.exception === null ? [...kinds, 'new-failing'] : kinds
}

function titlesOf(agent: Agent): ReadonlyMap<string, string> {
  const checks = agent.catalogue().services.flatMap(service => service.checks)
  return new Map(checks.map(check => [check.id, check.title]))
}

const told: Readonly<Record<string, 'run-failed' | 'missed-run'>> = {
  'interrupted-run': 'run-failed',
  'missed-schedule': 'missed-run',
}
const GapBody = z.object({ cause: z.string(), detail: z.string() })

async function gapsBetween(agent: Agent, after: Place, upTo: Place): Promise<Alert[]> {
  const alerts: Alert[] = []
  for await (const { index, tenant, commitment } of agent.store.evidenceHeads({
    kind: 'gap',
    after: after + 1,
  })) {
    if (index > upTo || tenant === '') continue
    const body = (await agent.store.evidence(index))?.body
    const gap = body && GapBody.safeParse(JSON.parse(Buffer.from(body).toString('utf8'))).data
    const kind = gap && told[gap.cause]
    if (!kind) continue
    const words = alertWords[kind]({ tenant, detail: gap.detail })
    alerts.push(alertOf(agent, commitment, { kind, tenant, severity: 'high', words }))
  }
  return alerts
}

/**
 * What is news whatever was committed: rows that are not as sealed, acceptances at their end, what was
 * not read as often as required.
 * @param now as services say it, in milliseconds
 */
export async function newsOfTheDay(agent: Agent, now: number): Promise<Alert[]> {
  const { unsealed } = await standingOf(agent)
  const tampered = unsealed.map(({ tenant, entry, problem }) =>
    alertOf(agent, `${tenant} ${entry} ${problem}`, {
      kind: 'tampering',
      tenant,
      severity: 'critical',
      words: alertWords.tampering({ tenant, detail: `Entry ${entry}: ${problem}` }),
    }),
  )
  return [
    ...tampered,
    ...(await endingAcceptances(agent, now)),
    ...endingCredentials(agent, now),
    ...(await endingKey(agent, now)),
    ...(await dueReviews(agent, now)),
    ...(await lateFrequencies(agent)),
  ]
}

/** Whether something is about to end, or ended lately; null where neither. */
function endOf(until: string, now: number): 'ending' | 'ended' | null {
  const left = Date.parse(until) - now
  if (!(left <= SOON) || left < -LATELY) return null
  return left <= 0 ? 'ended' : 'ending'
}

/** Credentials of tenants and channels at their end, as config.yaml has it: what no service says cannot be told. */
function endingCredentials(agent: Agent, now: number): Alert[] {
  const { tenants, alerts } = agent.config()
  const all = [
    ...Object.entries(tenants).map(([tenant, it]) => ({ tenant, until: it.credentialUntil })),
    ...alerts.map(({ name, secretUntil }) => ({ tenant: null, channel: name, until: secretUntil })),
  ]
  return all.flatMap(({ until, ...of }) => {
    const end = until === undefined ? null : endOf(until, now)
    if (until === undefined || end === null) return []
    const kind = `credential-${end}` as const
    const { tenant } = of
    const name = tenant ?? `channel ${of.channel}`
    const words = alertWords[kind](
      tenant === null ? { channel: of.channel, until } : { tenant, until },
    )
    return [alertOf(agent, `${name} ${until}`, { kind, tenant, severity: 'high', words })]
  })
}

/** The time of the log's key, where config.yaml gives it one. What is no more in the record is at least as old as all that is. */
async function endingKey(agent: Agent, now: number): Promise<Alert[]> {
  const { logKeyMonths } = agent.config()
  const key = logKeyMonths === undefined ? undefined : (await keyHistory(agent.store)).at(-1)
  if (!key || logKeyMonths === undefined) return []
  const { first } = (await agent.store.evidenceSpan()) ?? { first: 0 }
  const entry = (await agent.store.evidence(key.entry)) ?? (await agent.store.evidence(first))
  const since = entry?.ipe.recordedAt
  if (since === undefined) return []
  const until = monthsBefore(new Date(since), -logKeyMonths)
  const end = endOf(until, now)
  if (end === null) return []
  const kind = `key-${end}` as const
  const words = alertWords[kind]({ since: since.slice(0, 10), until: until.slice(0, 10) })
  return [
    alertOf(agent, `${textOfKey(key)} ${until}`, { kind, tenant: null, severity: 'high', words }),
  ]
}

/** Access reviews of which something is undecided as their day comes, and when it passed. */
async function dueReviews(agent: Agent, now: number): Promise<Alert[]> {
  return (await accessReviews(agent)).flatMap(({ review: { said }, accounts }) => {
    const { tenant, id, reviewer, due } = said
    const undecided = accounts.filter(({ state }) => state === 'undecided').length
    const end = undecided === 0 ? null : endOf(due, now)
    if (end === null) return []
    const [kind, severity] =
      end === 'ended' ? (['review-overdue', 'high'] as const) : (['review-due', 'medium'] as const)
    const about = { tenant, id, reviewer, undecided, of: accounts.length, due: due.slice(0, 10) }
    const words = alertWords[kind](about)
    return [alertOf(agent, `${tenant} ${id} ${due}`, { kind, tenant, severity, words })]
  })
}

/** What has to be read again, and what was not in time: once after each scan. */
async function lateFrequencies(agent: Agent): Promise<Alert[]> {
  return (await frequenciesOf(agent)).flatMap(({ state, metrics, ...late }) => {
    if (state === 'met') return []
    const { tenant, hours, last } = late
    const kind = state === 'soon' ? 'frequency-due' : 'missed-frequency'
    const severity = state === 'soon' ? 'medium' : 'high'
    const words = alertWords[kind]({ ...late, metrics: metrics.length })
    return alertOf(agent, `${tenant} ${hours} ${last}`, { kind, tenant, severity, words })
  })
}

async function endingAcceptances(agent: Agent, now: number): Promise<Alert[]> {
  const ending = (await agent.exceptions()).flatMap(item => {
    const end = item.endedAt ? null : endOf(item.until, now)
    return end === null ? [] : [{ item, end }]
  })
  if (ending.length === 0) return []
  const checks = agent.catalogue().services.flatMap(service => service.checks)
  const byId = new Map(checks.map(check => [check.id, check]))
  const titles = titlesOf(agent)
  return ending.map(({ item, end }) => {
    const { id, tenant, check, until } = item
    const kind = `exception-${end}` as const
    // The end of a baseline is the end of quiet about a whole tenant.
    const otherwise = check === undefined ? 'high' : 'medium'
    const severity = byId.get(check ?? '')?.severity ?? otherwise
    const title = acceptedTitle(item, titles)
    const words = alertWords[kind]({ tenant, title, id, until })
    return alertOf(agent, `${id} ${until}`, {
      kind,
      tenant,
      ...(check && { check }),
      severity,
      words,
    })
  })
}
