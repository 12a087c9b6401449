import { AsyncLocalStorage } from 'node:async_hooks'
import { diff } from '../../common/assess/diff.ts'
import type { Drift } from '../../common/assess/diff.ts'
import type { Finding, ShownFinding } from '../../common/model/index.ts'
import { shownFinding } from '../../common/words/shown-finding.ts'
import { valueWords } from '../../common/words/value.ts'
import type { Agent } from '../agent.ts'
import { perAgent } from '../per-agent.ts'
import { endOf } from '../store/store.ts'
import type { Run } from '../store/store.ts'

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

/**
 * The current findings of all tenants, most urgent first, read once and kept until a tenant is
 * assessed again: always of what is committed, also for whoever asks inside a transaction.
 */
export type FindingIndex = {
  all(): Promise<readonly ListedFinding[]>
  of(tenant: string): Promise<readonly ListedFinding[]>
  close(): void
}

export const severities = ['critical', 'high', 'medium', 'low'] as const
const LONGEST_FOUND = 80

export const findingIndexOf = perAgent(createFindingIndex)

function createFindingIndex(agent: Agent): FindingIndex {
  // What a transaction sees of its own may be rolled back, and would be kept here.
  const outside = AsyncLocalStorage.snapshot()
  const byTenant = new Map<string, Promise<readonly ListedFinding[]>>()
  let merged: {
    readonly tenants: string
    readonly findings: Promise<readonly ListedFinding[]>
  } | null = null
  const forget = ({ tenant }: { readonly tenant: string | null }): void => {
    if (tenant === null) byTenant.clear()
    else byTenant.delete(tenant)
    merged = null
  }
  // Titles and tenants are of the user's files.
  const forgetAll = (): void => forget({ tenant: null })
  agent.events.on('committed', forget).on('configured', forgetAll)
  const of = (tenant: string): Promise<readonly ListedFinding[]> => {
    let found = byTenant.get(tenant)
    if (!found) {
      byTenant.set(tenant, (found = outside(load, agent, tenant)))
      found.catch(() => {
        forget({ tenant })
      })
    }
    return found
  }
  return {
    of,
    all() {
      const tenants = Object.keys(agent.config().tenants).sort()
      if (merged?.tenants !== tenants.join())
        merged = {
          tenants: tenants.join(),
          findings: Promise.all(tenants.map(of)).then(parts => parts.flat().sort(byUrgency)),
        }
      return merged.findings
    },
    close() {
      agent.events.off('committed', forget).off('configured', forgetAll)
    },
  }
}

async function load(agent: Agent, tenant: string): Promise<readonly ListedFinding[]> {
  const now = await agent.store.findings(tenant)
  const catalogue = agent.catalogue()
  const drifts = await driftsOf(agent, tenant, now)
  const checks = new Map(
    catalogue.services.flatMap(service => service.checks.map(check => [check.id, check.title])),
  )
  // One list of requirements a check, not one a finding: with 10,000 repositories that is most of
  // the memory.
  const requirements = new Map<string, string[]>()
  return now.map(line => {
    const {
      evidence: _,
      decided: __,
      params: ___,
      verdict: ____,
      observed,
      ...finding
    } = shownFinding(line, catalogue)
    const shared = requirements.get(finding.check) ?? finding.requirements
    requirements.set(finding.check, shared)
    return {
      ...finding,
      requirements: shared,
      title: checks.get(finding.check) ?? finding.check,
      found: foundOf(observed),
      drift: drifts.get(finding.id) ?? null,
    }
  })
}

/**
 * Against what stood before the latest scan. With one scan everything is as it was found: nothing is
 * news.
 */
async function driftsOf(
  agent: Agent,
  tenant: string,
  now: readonly Finding[],
): Promise<ReadonlyMap<string, Drift>> {
  const runs = await agent.store.runs({ tenant, status: 'finished', limit: 50 })
  const isScan = (run: Run): boolean => run.kind === 'scan' || run.kind === 'import'
  const latest = runs.findIndex(isScan)
  const before = runs[latest + 1]
  if (!before || !runs.slice(latest + 1).some(isScan)) return new Map()
  return new Map(
    diff(await agent.store.findings(tenant, endOf(before)), now).flatMap(({ drift, after }) =>
      after ? [[after.id, drift]] : [],
    ),
  )
}

/** What was read, where it is one short value. */
function foundOf(observed: ShownFinding['observed']): string | null {
  const [value, ...more] = Object.values(observed)
  if (value === undefined || value === null || value === '' || more.length > 0) return null
  const text = valueWords(value)
  return text.length > LONGEST_FOUND ? null : text
}

function byUrgency(a: ListedFinding, b: ListedFinding): number {
  return (
    urgency(a) - urgency(b) ||
    severities.indexOf(a.severity) - severities.indexOf(b.severity) ||
    (a.id < b.id ? -1 : 1)
  )
}

function urgency(finding: ListedFinding): number {
  if (finding.outcome === 'fail') return finding.exception ? 1 : 0
  return { 'unknown': 2, 'pass': 3, 'not-applicable': 4 }[finding.outcome]
}
