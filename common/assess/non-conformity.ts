import type { Severity } from '../model/check.ts'
import type { Framework } from '../model/framework.ts'
import { leavesOf, mappingsOf } from '../model/framework.ts'
import type { Grade } from '../model/observation.ts'
import { gradesOf, isAbout } from './evaluate.ts'
import type { CheckCounts, MonitoringFacts } from './evaluate.ts'

/**
 * `open`: nobody said when it is repaired. `planned`, `overdue`: somebody did. Without anything that
 * fails: `verified` by measurement; `untold` where it could not be measured, or rests on what a person
 * stated; `accepted` where all that fails is; `gone` where nothing is left that could fail.
 */
export const repairStates = [
  'open',
  'overdue',
  'planned',
  'untold',
  'accepted',
  'gone',
  'verified',
] as const
export type RepairState = (typeof repairStates)[number]

const stated: Grade = 'D'

/** @param until when it is to be repaired, where somebody said so */
export function repairStateOf(
  { counts, accepted, passing }: Pick<CheckCounts, 'counts' | 'accepted' | 'passing'>,
  until: string | null,
  now: string,
): RepairState {
  if (counts.fail > accepted) return until === null ? 'open' : until <= now ? 'overdue' : 'planned'
  // A pass is a repair only where it was measured, and all of it was.
  if (counts.unknown > 0 || gradesOf({ passing }).includes(stated)) return 'untold'
  if (counts.fail > 0) return 'accepted'
  return counts.pass > 0 ? 'verified' : 'gone'
}

/** Why one is major. */
export type MajorReason = 'severe' | 'overdue'

/**
 * A non-conformity is major where what fails is of high or critical severity and decides a
 * requirement, or where its repair date is over. Otherwise it is minor.
 */
export function majorReasons({
  severity,
  decides,
  overdue,
}: {
  readonly severity: Severity
  /** How many requirements are not satisfied since it fails. */
  readonly decides: number
  readonly overdue: boolean
}): readonly MajorReason[] {
  const severe = (severity === 'high' || severity === 'critical') && decides > 0
  return [...(severe ? ['severe' as const] : []), ...(overdue ? ['overdue' as const] : [])]
}

export const impacts = ['low', 'medium', 'high'] as const
/** How much depends on a tenant. */
export type Impact = (typeof impacts)[number]
export const efforts = ['small', 'medium', 'large'] as const
/** Things to change: one, up to ten, or more. */
export type Effort = (typeof efforts)[number]

const severities: readonly Severity[] = ['low', 'medium', 'high', 'critical']

/** How likely it is that somebody uses what fails: the severity, by a class with how exposed the tenant is. */
export function likelihoodOf(severity: Severity, exposure: Impact): Severity {
  return moved(severity, exposure)
}

/** After SATRA: the likelihood, a class higher in a tenant on which much depends, lower where little does. */
export function riskOf(likelihood: Severity, impact: Impact): Severity {
  return moved(likelihood, impact)
}

function moved(severity: Severity, by: Impact): Severity {
  const place = severities.indexOf(severity) + impacts.indexOf(by) - 1
  return severities[Math.min(severities.length - 1, Math.max(0, place))] ?? severity
}

/** What depends on a tenant, and how much: the most of it counts, else what is said of the tenant. */
export function impactOf({
  impact,
  assets,
}: {
  readonly impact: Impact
  readonly assets: readonly { readonly name: string; readonly impact: Impact }[]
}): Impact {
  const most = Math.max(-1, ...assets.map(asset => impacts.indexOf(asset.impact)))
  return impacts[most] ?? impact
}

const FEW = 10

export function effortOf(things: number): Effort {
  return things <= 1 ? 'small' : things <= FEW ? 'medium' : 'large'
}

type Ranked = {
  readonly risk: Severity
  readonly effort: Effort
  /** Requirements that are not satisfied since this fails, and nothing else. */
  readonly frees: number
  readonly id: string
}

/**
 * What to repair first: a class of effort weighs as much as a class of risk; then the higher risk,
 * then whatever frees more requirements. An order, and no measure.
 */
export function byUrgency(a: Ranked, b: Ranked): number {
  const weight = ({ risk, effort }: Ranked): number =>
    severities.indexOf(risk) - efforts.indexOf(effort)
  return (
    weight(b) - weight(a) ||
    severities.indexOf(b.risk) - severities.indexOf(a.risk) ||
    b.frees - a.frees ||
    (a.id < b.id ? -1 : 1)
  )
}

/** Which requirements a group of findings keeps from being satisfied, alone or with others. */
export type Kept = { readonly decides: readonly string[]; readonly frees: number }

/**
 * Of each group that fails: the requirements (`framework:requirement`) that something in it decides
 * against, and how many of these nothing else does.
 */
export function keptBy<G extends CheckCounts>(
  frameworks: readonly Framework[],
  groups: readonly G[],
  facts: MonitoringFacts,
): ReadonlyMap<G, Kept> {
  const failing = groups.filter(group => group.counts.fail > 0)
  const kept = new Map(failing.map(group => [group, { decides: [] as string[], frees: 0 }]))
  for (const framework of frameworks)
    for (const requirement of leavesOf(framework)) {
      const deciding = mappingsOf(requirement).filter(({ strength }) => strength === 'decides')
      const against = failing.filter(group => deciding.some(mapping => isAbout(mapping, group)))
      const monitored = deciding.some(
        ({ measure }) =>
          measure !== undefined && measure !== 'baseline' && facts[measure] === 'fail',
      )
      const [only, ...others] = against
      for (const group of against)
        kept.get(group)?.decides.push(`${framework.id}:${requirement.id}`)
      const one = only && kept.get(only)
      if (one && others.length === 0 && !monitored) one.frees++
    }
  return kept
}
