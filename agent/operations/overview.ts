import { z } from 'zod'
import type { Drift } from '../../common/assess/diff.ts'
import { Exception, reasonText, Time } from '../../common/model/index.ts'
import type { Reason } from '../../common/model/index.ts'
import { acceptedTitle } from '../../common/words/english/acceptances.ts'
import { calmHeadline } from '../../common/words/headline.ts'
import type { Agent } from '../agent.ts'
import { roundPages } from '../console/page.ts'
import { bySeverity, bySeverityAndTime } from '../../common/assess/urgency.ts'
import { findingIndexOf } from '../judge/finding-index.ts'
import type { Counted, ListedGroup } from '../judge/finding-index.ts'
import { countsOf, driftedOf, linesOfGroup, select } from '../judge/finding-list.ts'
import { shortFinding } from './findings.ts'
import { ownerOf } from '../judge/owners.ts'
import { standingOf } from '../judge/standing.ts'
import { answering, list } from './operation.ts'
import {
  Counts,
  Group,
  Run,
  SetAside,
  ShortFinding,
  Unknowns,
  setAsideOf,
  standing,
} from './shapes.ts'

const DAY = 86_400_000
const SOON_DAYS = 14
const RECENT_DAYS = 7
const LISTED = 100

export const ConsolePage = z.strictObject({
  tenant: z.string(),
  recipe: z.string(),
  title: z.string(),
  url: z.string().nullable(),
  open: z.int(),
  of: z.int(),
  at: Time.nullable(),
})

/** An acceptance that ends, and whether its end has come. */
export const Ending = Exception.extend({ title: z.string(), ended: z.boolean() })

/** What needs somebody today, and what changed since the scan before. */
export const overview = answering({
  title: 'What needs you today',
  role: 'reader',
  needs: 'home',
  input: z.strictObject({}),
  kind: 'overview',
  output: z.strictObject({
    at: Time,
    scannedAt: Time.nullable(),
    tenants: z.int(),
    counts: Counts,
    accepted: z.int(),
    /** What is said where no group asks for anybody. */
    calm: z.string(),
    groups: list(Group),
    lost: list(ShortFinding),
    good: list(ShortFinding),
    unknown: list(Unknowns),
    ending: list(Ending),
    pages: list(ConsolePage),
    failedRuns: list(Run.pick({ id: true, tenant: true, kind: true, startedAt: true })),
    ...standing,
    setAside: list(SetAside),
  }),
  async run(agent) {
    const found = await findingIndexOf(agent).all()
    const stands = await standingOf(agent)
    const now = agent.clock()
    const tenants = Object.keys(agent.config().tenants).sort()
    const recentRuns = tenants.map(tenant => agent.store.runs({ tenant, limit: 20 }))
    const runs = (await Promise.all(recentRuns)).flat()
    const recent = new Date(now.getTime() - RECENT_DAYS * DAY).toISOString()
    const drifted = async (...drifts: Drift[]) =>
      (await driftedOf(agent, found, drifts, LISTED)).map(shortFinding(agent.config().owners))
    const counts = countsOf(await select(agent, found, {}))
    const groups = found.flatMap(item => item.groups)
    const accepted = groups.filter(group => group.outcome === 'fail' && group.accepted)
    const finished = runs.map(run => run.finishedAt ?? '').sort()
    return {
      at: now.toISOString(),
      scannedAt: finished.at(-1) || null,
      tenants: tenants.length,
      counts,
      accepted: sum(accepted.map(group => group.count)),
      calm: calmHeadline(counts, stands.unseen.length),
      groups: await failingOf(agent, found),
      lost: await drifted('lost-sight'),
      good: await drifted('fixed', 'seen-again'),
      unknown: unknownsOf(groups),
      ending: await endingSoon(agent, now),
      pages: await openPages(agent),
      failedRuns: runs
        .filter(run => run.status === 'interrupted' && run.startedAt >= recent)
        .map(({ id, tenant, kind, startedAt }) => ({ id, tenant, kind, startedAt })),
      ...stands,
      setAside: await setAsideOf(agent),
    }
  },
})

export function unknownsOf(groups: readonly ListedGroup[]): z.output<typeof Unknowns>[] {
  const counts = new Map<Reason, number>()
  for (const { outcome, reasons } of groups)
    if (outcome === 'unknown')
      for (const { reason, count } of reasons) {
        const why = reason ?? 'malformed'
        counts.set(why, (counts.get(why) ?? 0) + count)
      }
  return [...counts]
    .map(([reason, count]) => ({ reason, text: reasonText[reason], count }))
    .sort((a, b) => b.count - a.count)
}

/** Acceptances in force that end within two weeks, or whose end has come. */
export async function endingSoon(agent: Agent, now: Date) {
  const soon = new Date(now.getTime() + SOON_DAYS * DAY).toISOString()
  const ending = (await agent.exceptions()).filter(item => !item.endedAt && item.until <= soon)
  return titledAcceptances(agent, ending).map(item => ({
    ...item,
    ended: item.until <= now.toISOString(),
  }))
}

/** Acceptances with what they are of, by the titles of checks. */
export function titledAcceptances(agent: Agent, items: readonly Exception[]) {
  const checks = agent.catalogue().services.flatMap(service => service.checks)
  const titles = new Map(checks.map(check => [check.id, check.title]))
  return items.map(item => ({ ...item, title: acceptedTitle(item, titles) }))
}

/** Console pages on which something was never read, or not for too long. */
export async function openPages(agent: Agent): Promise<z.input<typeof ConsolePage>[]> {
  const pages = await roundPages(agent)
  return pages
    .filter(page => page.settings.some(setting => setting.state !== 'fresh'))
    .map(({ tenant, recipe, title, url, settings }) => ({
      tenant,
      recipe,
      title,
      url,
      open: settings.filter(setting => setting.state !== 'fresh').length,
      of: settings.length,
      at: settings.map(setting => setting.at ?? '').sort()[0] || null,
    }))
}

/** Failing and not accepted, one a check and tenant: what is new first, then by severity. */
export async function failingOf(
  agent: Agent,
  all: readonly Counted[],
): Promise<z.output<typeof Group>[]> {
  const groups = await Promise.all(
    all.flatMap(counted => {
      const failing = counted.groups.filter(group => group.outcome === 'fail' && !group.accepted)
      return [...Map.groupBy(failing, group => group.check).values()].map(alike =>
        groupOf(agent, counted, alike),
      )
    }),
  )
  return groups
    .flatMap(group => group ?? [])
    .sort((a, b) => Number(b.fresh) - Number(a.fresh) || bySeverityAndTime(a, b))
}

const NAMED = 3

/** @param alike failing ones of one check */
async function groupOf(
  agent: Agent,
  counted: Counted,
  alike: readonly ListedGroup[],
): Promise<z.output<typeof Group> | null> {
  const severest = alike.toSorted(bySeverity)
  const [first] = severest
  if (!first) return null
  const { check, title, tenant, severity, expected } = first
  const named = await Promise.all(severest.map(group => linesOfGroup(agent, counted, group, NAMED)))
  const lines = named.flat().slice(0, NAMED)
  const count = sum(alike.map(group => group.count))
  const changed = [...counted.drifted.values()].filter(item => item.check === check)
  return {
    check,
    title,
    tenant,
    severity,
    owner: ownerOf(agent.config().owners, first),
    expected,
    found: count === 1 ? (lines[0]?.found ?? null) : null,
    since:
      alike
        .map(group => group.since)
        .sort()
        .at(-1) ?? first.since,
    fresh: changed.some(item => item.drift === 'new-failing' && !item.accepted),
    count,
    of: sum(counted.groups.filter(group => group.check === check).map(group => group.count)),
    first: first.first,
    resources: lines.map(line => line.resource.name),
  }
}

function sum(counts: readonly number[]): number {
  return counts.reduce((all, count) => all + count, 0)
}
