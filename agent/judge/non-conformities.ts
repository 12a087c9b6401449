import {
  byUrgency,
  effortOf,
  impactOf,
  keptBy,
  likelihoodOf,
  majorReasons,
  repairStateOf,
  riskOf,
} from '../../common/assess/non-conformity.ts'
import type {
  Effort,
  Impact,
  MajorReason,
  RepairState,
} from '../../common/assess/non-conformity.ts'
import { gradesOf, weakest } from '../../common/assess/evaluate.ts'
import type { CheckCounts } from '../../common/assess/evaluate.ts'
import { emptyCounts, RepairPlan } from '../../common/model/index.ts'
import type { Grade, Severity } from '../../common/model/index.ts'
import type { Actor } from '../actor.ts'
import type { Agent } from '../agent.ts'
import { tenantOf } from '../agent.ts'
import { sealedDecisions } from '../log/sealed-decisions.ts'
import type { SealedDecision } from '../log/sealed-decisions.ts'
import { Problem } from '../problem.ts'
import type { FindingTally } from '../store/store.ts'
import { decide } from './decisions.ts'
import { worstOf } from './monitoring.ts'
import { assertNames } from './names.ts'
import { ownerOfCheck } from './owners.ts'
import { dayAhead } from './scope.ts'
import { talliedOf } from './tally.ts'
import type { Tallied } from './tally.ts'

/** What fails of a check in a tenant, and is not accepted; or was to be repaired. */
export type NonConformity = {
  /** `tenant/check`. */
  readonly id: string
  readonly tenant: string
  readonly check: string
  readonly title: string
  readonly severity: Severity
  readonly state: RepairState
  /** Of what fails. */
  readonly grade: 'major' | 'minor' | null
  readonly because: readonly MajorReason[]
  /** Findings that fail openly, of how many that the check is about. */
  readonly failing: number
  readonly of: number
  /** One of them; where nothing fails, one of what is there. */
  readonly first: string | null
  /** Since when the last of them came out so. */
  readonly since: string | null
  /** Who repairs it: as planned, else who looks after it. */
  readonly owner: string | null
  /** Until when: as planned, else so many days after it began to fail as its severity has. */
  readonly due: string | null
  readonly plan: SealedDecision<RepairPlan> | null
  /** Requirements that it decides against, and how many of them nothing else does. */
  readonly requirements: readonly string[]
  readonly frees: number
  readonly risk: Severity
  /** What the risk is made of. */
  readonly likelihood: Severity
  readonly impact: Impact
  /** What depends on the tenant that much. */
  readonly assets: readonly string[]
  readonly effort: Effort
  /** What the last assessment that counts for it is, and the weakest grade of what it rests on. */
  readonly measured: { readonly entry: number; readonly grade: Grade | null } | null
}

const DAY = 86_400_000

/** Every one that is open, what to repair first first; then those that were planned and fail no more. */
export async function nonConformities(agent: Agent): Promise<readonly NonConformity[]> {
  const tallied = await talliedOf(agent)()
  const plans = new Map(
    (await sealedDecisions(agent.store, 'repair', RepairPlan)).map(item => [item.key, item]),
  )
  const { frameworks } = agent.catalogue()
  const groups = tallied.flatMap(item => item.checks)
  const kept = keptBy(frameworks, groups, worstOf(tallied.flatMap(item => item.monitoring)))
  const found: NonConformity[] = []
  for (const item of tallied) {
    const entry = (await agent.store.lastEvidence('assessment', item.tenant))?.index ?? null
    for (const group of item.checks) {
      const plan = plans.get(keyOf(item.tenant, group.check)) ?? null
      if (group.counts.fail - group.accepted === 0 && plan === null) continue
      const { decides = [], frees = 0 } = kept.get(group) ?? {}
      found.push(oneOf(agent, item, group, plan, entry, { decides, frees }))
    }
    const judged = new Set(item.checks.map(({ check }) => check))
    for (const plan of plans.values())
      if (plan.said.tenant === item.tenant && !judged.has(plan.said.check))
        found.push(oneOf(agent, item, noneLeft(plan.said.check), plan, entry, none))
  }
  const isOpen = ({ failing }: NonConformity): boolean => failing > 0
  return [
    ...found.filter(isOpen).sort(byUrgency),
    ...found.filter(item => !isOpen(item)).sort((a, b) => (a.id < b.id ? -1 : 1)),
  ]
}

const none = { decides: [] as readonly string[], frees: 0 }

function noneLeft(check: string): CheckCounts {
  return { check, metric: '', counts: emptyCounts(), accepted: 0, passing: {} }
}

function oneOf(
  agent: Agent,
  { tenant, tally }: Tallied,
  { check, counts, accepted, passing }: CheckCounts,
  plan: SealedDecision<RepairPlan> | null,
  entry: number | null,
  { decides, frees }: { readonly decides: readonly string[]; readonly frees: number },
): NonConformity {
  const { config, service } = tenantOf(agent, tenant)
  const { title = check, severity = 'low' } = service.checks.find(({ id }) => id === check) ?? {}
  const failing = counts.fail - accepted
  const impact = impactOf(config)
  const likelihood = likelihoodOf(severity, config.exposure)
  const now = agent.clock().toISOString()
  const overdue = failing > 0 && plan !== null && plan.said.until <= now
  const because = failing > 0 ? majorReasons({ severity, decides: decides.length, overdue }) : []
  const rows = tally.filter(row => row.check === check)
  const open = rows.filter(isOpenFailure)
  const grades = gradesOf({ passing })
  const state = repairStateOf({ counts, accepted, passing }, plan?.said.until ?? null, now)
  return {
    id: keyOf(tenant, check),
    tenant,
    check,
    title,
    severity,
    state,
    grade: failing === 0 ? null : because.length > 0 ? 'major' : 'minor',
    because,
    failing,
    of: counts.fail + counts.pass + counts.unknown,
    first: (open.length > 0 ? open : rows).map(row => row.first).sort()[0] ?? null,
    since:
      open
        .map(row => row.since)
        .sort()
        .at(-1) ?? null,
    owner: plan?.said.owner ?? ownerOfCheck(agent, tenant, check),
    due: dueBy(agent, severity, plan, open),
    plan,
    requirements: decides,
    frees,
    risk: riskOf(likelihood, impact),
    likelihood,
    impact,
    assets: config.assets.filter(asset => asset.impact === impact).map(({ name }) => name),
    effort: effortOf(failing),
    measured: entry === null ? null : { entry, grade: weakest(grades) },
  }
}

function isOpenFailure({ outcome, exception }: FindingTally): boolean {
  return outcome === 'fail' && exception === null
}

function dueBy(
  agent: Agent,
  severity: Severity,
  plan: SealedDecision<RepairPlan> | null,
  open: readonly FindingTally[],
): string | null {
  if (plan) return plan.said.until
  const began = open.map(row => row.since).sort()[0]
  if (began === undefined) return null
  return new Date(Date.parse(began) + agent.config().dueDays[severity] * DAY).toISOString()
}

/** Until when what fails of a check in a tenant is to be repaired, as `NonConformity` has it. */
export async function dueOf(agent: Agent, tenant: string, check: string): Promise<string | null> {
  const { tally = [] } = (await talliedOf(agent)()).find(item => item.tenant === tenant) ?? {}
  const plans = await sealedDecisions(agent.store, 'repair', RepairPlan)
  const plan = plans.find(({ key }) => key === keyOf(tenant, check)) ?? null
  const { service } = tenantOf(agent, tenant)
  const { severity = 'low' } = service.checks.find(({ id }) => id === check) ?? {}
  const open = tally.filter(row => row.check === check && isOpenFailure(row))
  return dueBy(agent, severity, plan, open)
}

/**
 * The assessment that measured that nothing of a check fails any more; null where something does, was
 * accepted or stated, cannot be told, or where nothing is left that was measured.
 */
export async function repairedBy(
  agent: Agent,
  tenant: string,
  check: string,
): Promise<{
  readonly title: string
  readonly severity: Severity
  readonly entry: number
  readonly at: string
} | null> {
  const found = (await talliedOf(agent)()).find(item => item.tenant === tenant)
  const counted = found?.checks.find(item => item.check === check)
  const last = await agent.store.lastEvidence('assessment', tenant)
  if (!counted || !last) return null
  if (repairStateOf(counted, null, agent.clock().toISOString()) !== 'verified') return null
  const { service } = tenantOf(agent, tenant)
  const { title = check, severity = 'low' } = service.checks.find(({ id }) => id === check) ?? {}
  return { title, severity, entry: last.index, at: last.ipe.recordedAt }
}

/**
 * What a check is called of which the last assessment of a tenant found nothing to judge: what failed is not
 * there any more. Null where there is something, or nothing was assessed.
 */
export async function goneFrom(
  agent: Agent,
  tenant: string,
  check: string,
): Promise<{ readonly title: string; readonly severity: Severity } | null> {
  const found = (await talliedOf(agent)()).find(item => item.tenant === tenant)
  const { service } = agent.config().tenants[tenant] ?? {}
  const known = agent
    .catalogue()
    .services.find(item => item.id === service)
    ?.checks.find(({ id }) => id === check)
  if (!found || !known || found.checks.some(item => item.check === check)) return null
  return { title: known.title, severity: known.severity }
}

/**
 * Seals who repairs what fails of a check in a tenant, and until when; a later word takes its place.
 * That it is repaired is nobody's to say: the next measurement does.
 * @param until a day
 * @throws Problem `tenant-unknown`, `check-unknown`, `date-not-ahead`, `repair-needless`
 */
export async function planRepair(
  agent: Agent,
  actor: Actor,
  { tenant, check, owner, until, note }: RepairPlan,
): Promise<NonConformity> {
  assertNames(agent, { tenant, check })
  const end = dayAhead(agent, '--until', until)
  const id = keyOf(tenant, check)
  const found = async () => (await nonConformities(agent)).find(item => item.id === id)
  if (((await found())?.failing ?? 0) === 0) throw new Problem('repair-needless', { tenant, check })
  const said = RepairPlan.parse({
    tenant,
    check,
    owner,
    until: end,
    ...(note === undefined ? {} : { note }),
  })
  await decide(agent, actor, { about: 'repair', act: 'set', key: id, tenant, said })
  const planned = await found()
  if (!planned) throw new Error('what was planned is listed')
  return planned
}

function keyOf(tenant: string, check: string): string {
  return `${tenant}/${check}`
}
