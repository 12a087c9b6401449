import { AsyncLocalStorage } from 'node:async_hooks'
import { diff } from '../../common/assess/diff.ts'
import type { Drift } from '../../common/assess/diff.ts'
import type { Finding, ShownFinding } from '../../common/model/index.ts'
import { foundWords } from '../../common/words/found.ts'
import { shownFinding } from '../../common/words/shown-finding.ts'
import type { Agent } from '../agent.ts'
import { perAgent } from '../per-agent.ts'
import { newestFirst } from '../store/newest-first.ts'
import { endOf } from '../store/store.ts'
import type { FindingGroup, FindingHead, Place, Run } from '../store/store.ts'

/**
 * A finding as lists show it: without evidence and long values, with its title and what changed
 * since the scan before.
 */
export type ListedFinding = Omit<
  ShownFinding,
  'evidence' | 'observed' | 'decided' | 'params' | 'verdict'
> & {
  readonly title: string
  readonly found: string | null
  readonly drift: Drift | null
}

/** Findings of one check and tenant that came out alike, with what all of them say. */
export type ListedGroup = FindingGroup &
  Pick<ListedFinding, 'tenant' | 'title' | 'expected' | 'metric' | 'service' | 'requirements'>

/** A finding that changed since the scan before. */
type Drifted = FindingHead & { readonly drift: Drift }

/** What lists need to know of a tenant's current findings, however many there are. */
export type Counted = {
  readonly tenant: string
  readonly groups: readonly ListedGroup[]
  /** By id, current ones only; others that fail are still failing. */
  readonly drifted: ReadonlyMap<string, Drifted>
  /** A scan was before the latest, so that there is something to compare with. */
  readonly compared: boolean
}

/**
 * The current findings of all tenants, counted, read once and kept until a tenant is assessed again:
 * always of what is committed, also for whoever asks inside a transaction.
 */
export type FindingIndex = {
  /** In the order of the tenants' ids. */
  all(): Promise<readonly Counted[]>
  of(tenant: string): Promise<Counted>
  close(): void
}

export const findingIndexOf = perAgent(createFindingIndex)

function createFindingIndex(agent: Agent): FindingIndex {
  // What a transaction sees of its own may be rolled back, and would be kept here.
  const outside = AsyncLocalStorage.snapshot()
  const byTenant = new Map<string, Promise<Counted>>()
  const forget = ({ tenant }: { readonly tenant: string | null }): void => {
    if (tenant === null) byTenant.clear()
    else byTenant.delete(tenant)
  }
  // Titles and tenants are of the user's files.
  const forgetAll = (): void => byTenant.clear()
  agent.events.on('committed', forget).on('configured', forgetAll)
  const of = (tenant: string): Promise<Counted> => {
    let counted = byTenant.get(tenant)
    if (!counted) {
      byTenant.set(tenant, (counted = outside(load, agent, tenant)))
      counted.catch(() => {
        forget({ tenant })
      })
    }
    return counted
  }
  return {
    of,
    all: () => Promise.all(Object.keys(agent.config().tenants).sort().map(of)),
    close() {
      agent.events.off('committed', forget).off('configured', forgetAll)
    },
  }
}

async function load(agent: Agent, tenant: string): Promise<Counted> {
  const groups = await agent.store.findingGroups(tenant)
  const { compared, drifted } = await driftsOf(agent, tenant)
  const catalogue = agent.catalogue()
  const titles = new Map(
    catalogue.services.flatMap(service => service.checks.map(check => [check.id, check.title])),
  )
  // What all findings of a check say alike is asked of one of them.
  const heads = new Map<
    string,
    Pick<ListedGroup, 'expected' | 'metric' | 'service' | 'requirements'>
  >()
  const listed: ListedGroup[] = []
  for (const group of groups) {
    let head = heads.get(group.check)
    if (!head) {
      const line = await agent.store.finding(tenant, group.first)
      if (!line) continue
      const { expected, metric, service, requirements } = shownFinding(line, catalogue)
      head = { expected, metric, service, requirements }
      heads.set(group.check, head)
    }
    listed.push({ ...group, ...head, tenant, title: titles.get(group.check) ?? group.check })
  }
  return { tenant, groups: listed, drifted, compared }
}

/** As lists show it. */
export function listedFinding(agent: Agent, counted: Counted, line: Finding): ListedFinding {
  const catalogue = agent.catalogue()
  const {
    evidence: _,
    decided: __,
    params: ___,
    verdict: ____,
    observed,
    ...finding
  } = shownFinding(line, catalogue)
  const drift =
    counted.drifted.get(line.id)?.drift ??
    (counted.compared && line.outcome === 'fail' ? 'still-failing' : null)
  const title = counted.groups.find(group => group.check === line.check)?.title ?? line.check
  const settings = catalogue.services.find(({ id }) => id === finding.service)?.settings ?? []
  return { ...finding, title, found: foundWords(observed, settings), drift }
}

/**
 * Against what stood before the latest scan. With one scan everything is as it was found: nothing is
 * news. What stayed word for word the same is not read.
 */
async function driftsOf(
  agent: Agent,
  tenant: string,
): Promise<Pick<Counted, 'compared' | 'drifted'>> {
  const before = await beforeLatest(agent, tenant)
  if (!before) return { compared: false, drifted: new Map() }
  const between = await agent.store.findingsBetween(tenant, endOf(before), NOW)
  const drifted = new Map<string, Drifted>()
  for (const { drift, after } of diff(between.before, between.after))
    if (after) drifted.set(after.id, { ...headOf(after), drift })
  return { compared: true, drifted }
}

/** The run that ended before the latest scan or import did, where that is not the first; else null. */
async function beforeLatest({ store }: Agent, tenant: string): Promise<Run | null> {
  let [isFound, before]: [boolean, Run | null] = [false, null]
  for await (const run of newestFirst(store, { tenant, status: 'finished' })) {
    const isScan = run.kind === 'scan' || run.kind === 'import'
    if (isFound) before ??= run
    if (isFound && isScan) return before
    isFound ||= isScan
  }
  return null
}

/** After every entry. */
const NOW: Place = Number.MAX_SAFE_INTEGER

function headOf({ id, check, outcome, severity, reason, exception }: Finding): FindingHead {
  return { id, check, outcome, severity, reason, accepted: exception !== null }
}
