import { z } from 'zod'
import { countOutcomes, Exception, reasonText, Time } from '../../common/model/index.ts'
import { acceptedTitle } from '../../common/words/english/acceptances.ts'
import type { Agent } from '../agent.ts'
import { roundPages } from '../console/page.ts'
import { findingIndexOf, severities } from '../judge/finding-index.ts'
import type { ListedFinding } from '../judge/finding-index.ts'
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

const ConsolePage = z.strictObject({
  tenant: z.string(),
  recipe: z.string(),
  title: z.string(),
  url: z.string().nullable(),
  open: z.int(),
  of: z.int(),
  at: Time.nullable(),
})

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
    groups: list(Group),
    lost: list(ShortFinding),
    good: list(ShortFinding),
    unknown: list(Unknowns),
    ending: list(Exception.extend({ title: z.string(), ended: z.boolean() })),
    pages: list(ConsolePage),
    failedRuns: list(Run.pick({ id: true, tenant: true, kind: true, startedAt: true })),
    ...standing,
    setAside: list(SetAside),
  }),
  async run(agent) {
    const found = await findingIndexOf(agent).all()
    const now = agent.clock()
    const tenants = Object.keys(agent.config().tenants).sort()
    const recentRuns = tenants.map(tenant => agent.store.runs({ tenant, limit: 20 }))
    const runs = (await Promise.all(recentRuns)).flat()
    const recent = new Date(now.getTime() - RECENT_DAYS * DAY).toISOString()
    const drifted = (...drifts: ListedFinding['drift'][]) =>
      found
        .filter(item => drifts.includes(item.drift))
        .slice(0, LISTED)
        .map(shortFinding(agent.config().owners))
    const finished = runs.map(run => run.finishedAt ?? '').sort()
    return {
      at: now.toISOString(),
      scannedAt: finished.at(-1) || null,
      tenants: tenants.length,
      counts: countOutcomes(found),
      accepted: found.filter(item => item.outcome === 'fail' && item.exception !== null).length,
      groups: groupsOf(agent, found),
      lost: drifted('lost-sight'),
      good: drifted('fixed', 'seen-again'),
      unknown: unknownsOf(found),
      ending: await endingSoon(agent, now),
      pages: await openPages(agent),
      failedRuns: runs
        .filter(run => run.status === 'interrupted' && run.startedAt >= recent)
        .map(({ id, tenant, kind, startedAt }) => ({ id, tenant, kind, startedAt })),
      ...(await standingOf(agent)),
      setAside: await setAsideOf(agent),
    }
  },
})

function unknownsOf(found: readonly ListedFinding[]): z.input<typeof Unknowns>[] {
  const unknown = found.filter(item => item.outcome === 'unknown')
  return [...Map.groupBy(unknown, item => item.reason ?? 'malformed')]
    .map(([reason, items]) => ({ reason, text: reasonText[reason], count: items.length }))
    .sort((a, b) => b.count - a.count)
}

async function endingSoon(agent: Agent, now: Date) {
  const checks = agent.catalogue().services.flatMap(service => service.checks)
  const titles = new Map(checks.map(check => [check.id, check.title]))
  const soon = new Date(now.getTime() + SOON_DAYS * DAY).toISOString()
  return (await agent.exceptions())
    .filter(item => !item.endedAt && item.until <= soon)
    .map(item => ({
      ...item,
      title: acceptedTitle(item, titles),
      ended: item.until <= now.toISOString(),
    }))
}

/** Console pages on which something was never read, or not for too long. */
async function openPages(agent: Agent): Promise<z.input<typeof ConsolePage>[]> {
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
function groupsOf(agent: Agent, found: readonly ListedFinding[]): z.input<typeof Group>[] {
  const keyOf = (item: ListedFinding): string => `${item.tenant}\n${item.check}`
  const all = Map.groupBy(found, keyOf)
  const failing = found.filter(item => item.outcome === 'fail' && item.exception === null)
  const groups = [...Map.groupBy(failing, keyOf)].flatMap(([key, group]) => {
    const [first] = group
    if (!first) return []
    const { check, title, tenant, severity, expected } = first
    return {
      check,
      title,
      tenant,
      severity,
      owner: ownerOf(agent.config().owners, first),
      expected,
      found: group.length === 1 ? first.found : null,
      since:
        group
          .map(item => item.since)
          .sort()
          .at(-1) ?? first.since,
      fresh: group.some(item => item.drift === 'new-failing'),
      count: group.length,
      of: all.get(key)?.length ?? group.length,
      first: first.id,
      resources: group.slice(0, 3).map(item => item.resource.name),
    }
  })
  return groups.sort(
    (a, b) =>
      Number(b.fresh) - Number(a.fresh) ||
      severities.indexOf(a.severity) - severities.indexOf(b.severity) ||
      (a.since < b.since ? 1 : a.since > b.since ? -1 : 0),
  )
}
