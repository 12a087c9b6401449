import { inForce, withTargets } from '../../common/assess/targets.ts'
import type { Finding, Value } from '../../common/model/index.ts'
import { ifAccepted, ifRepaired, ifTarget } from '../../common/words/english/what-if.ts'
import { tenantOf } from '../agent.ts'
import type { Agent } from '../agent.ts'
import { Problem } from '../problem.ts'
import type { FindingTally } from '../store/store.ts'
import { judgedNow } from './by-thing.ts'
import { assertNames } from './names.ts'
import { talliedIf } from './tally.ts'
import type { Tallied } from './tally.ts'
import { ownTargets, shiftBy } from './targets.ts'

/** What would be otherwise, all of it at once. */
export type WhatIf = {
  /** Where; everywhere without. */
  readonly tenant?: string | undefined
  /** A finding, or all that fails of a check, passes. */
  readonly repaired?: string | undefined
  /** All that fails of a check is accepted. */
  readonly accepted?: string | undefined
  readonly target?: { readonly metric: string; readonly value: Value } | undefined
}

/** An acceptance that nobody made ends after so long. */
const ACCEPTED_DAYS = 90

/**
 * What requirements would be judged by if something were otherwise, and that in words. Nothing is
 * recorded. @throws Problem `what-if-nothing`; for names that are not there as `assertNames`, and as
 * `shiftBy`
 */
export async function whatIf(
  agent: Agent,
  { tenant: only, repaired, accepted, target }: WhatIf,
): Promise<{ readonly tallied: readonly Tallied[]; readonly assumed: readonly string[] }> {
  const finding = repaired?.includes('/') ? await findingOf(agent, repaired) : null
  assertNames(agent, { tenant: only, check: finding ? undefined : repaired })
  assertNames(agent, { check: accepted })
  if (target) await shiftBy(agent, { ...target, tenant: only })
  const now = agent.clock()
  const at = now.toISOString()
  const until = new Date(now.getTime() + ACCEPTED_DAYS * 86_400_000).toISOString()
  const id = 'what-if'
  const counted = { repaired: 0, accepted: 0, target: 0 }
  const isIn = (tenant: string): boolean => only === undefined || only === tenant
  const pass = (row: FindingTally, count: number): FindingTally[] => {
    counted.repaired += count
    const left = row.count - count
    return [
      ...(left > 0 ? [{ ...row, count: left }] : []),
      { ...row, outcome: 'pass', exception: null, count, since: at },
    ]
  }
  const otherwise = (row: FindingTally, tenant: string): FindingTally[] => {
    if (row.outcome !== 'fail') return [row]
    if (finding && tenant === finding.tenant && isOf(row, finding)) return pass(row, 1)
    if (!finding && row.check === repaired) return pass(row, row.count)
    if (row.check !== accepted || row.exception !== null) return [row]
    counted.accepted += row.count
    return [{ ...row, exception: id }]
  }
  const tallied = await talliedIf(agent, {
    exceptions: [
      ...(await agent.exceptions()),
      { id, tenant: id, covers: 'fail', reason: id, acceptedBy: id, from: at, until },
    ],
    async tally(tenant, found) {
      if (!isIn(tenant)) return found
      const judged = target ? await withTarget(agent, tenant, found, { ...target, only }) : found
      if (judged !== found) counted.target++
      return judged.flatMap(row => otherwise(row, tenant))
    },
  })
  if (counted.repaired + counted.accepted + counted.target === 0)
    throw new Problem('what-if-nothing', {})
  return {
    tallied,
    assumed: [
      ...(repaired === undefined ? [] : [ifRepaired(repaired, counted.repaired)]),
      ...(accepted === undefined ? [] : [ifAccepted(accepted, counted.accepted, until)]),
      ...(target
        ? [ifTarget(target.metric, target.value, await replacedBy(agent, only, target))]
        : []),
    ],
  }
}

/** The owner's own values that another target of the metric would stand in place of. */
async function replacedBy(
  agent: Agent,
  only: string | undefined,
  { metric }: NonNullable<WhatIf['target']>,
): Promise<readonly Value[]> {
  const own = (await ownTargets(agent)).filter(item => item.metric === metric)
  const those =
    only === undefined ? own.filter(item => item.tenant === undefined) : inForce(own, only)
  return those.map(item => item.value)
}

/** @throws Problem `finding-unknown` */
async function findingOf(agent: Agent, id: string): Promise<Finding> {
  const tenant = id.slice(0, id.indexOf('/'))
  const found = agent.config().tenants[tenant] ? await agent.store.finding(tenant, id) : null
  if (!found) throw new Problem('finding-unknown', { id })
  return found
}

function isOf(row: FindingTally, { check, outcome, grade, exception }: Finding): boolean {
  return (
    row.check === check &&
    row.outcome === outcome &&
    row.grade === grade &&
    row.exception === exception
  )
}

/** The same tally where no check of the tenant compares with the metric. */
async function withTarget(
  agent: Agent,
  tenant: string,
  found: readonly FindingTally[],
  { metric, value, only }: NonNullable<WhatIf['target']> & { readonly only: string | undefined },
): Promise<readonly FindingTally[]> {
  const counting = inForce(await ownTargets(agent), tenant)
  const own = counting.filter(item => item.metric !== metric)
  // One of all leaves those alone that have their own.
  if (only === undefined && counting.some(item => item.metric === metric && item.tenant))
    return found
  const wanted = [...own, { metric, value, from: agent.clock().toISOString() }]
  const { service } = tenantOf(agent, tenant).config
  const checks = withTargets(agent.catalogue().checksOf(service), wanted).filter(
    ({ check, target }) => target && check.metric === metric,
  )
  if (checks.length === 0) return found
  const anew = new Set(checks.map(({ check }) => check.id))
  const rows = new Map<string, FindingTally>()
  for await (const finding of judgedNow(agent, tenant, checks)) {
    const { check, outcome, grade, exception, since, id } = finding
    const key = JSON.stringify([check, outcome, grade, exception])
    const row = rows.get(key)
    rows.set(key, {
      check,
      metric,
      outcome,
      grade,
      exception,
      count: (row?.count ?? 0) + 1,
      first: row && row.first < id ? row.first : id,
      since: row && row.since > since ? row.since : since,
    })
  }
  return [...found.filter(row => !anew.has(row.check)), ...rows.values()]
}
