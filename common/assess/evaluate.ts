import { countOutcomes, emptyCounts } from '../model/finding.ts'
import type { Finding } from '../model/finding.ts'
import type { Outcome } from '../model/finding.ts'
import type { Evaluation, Framework } from '../model/framework.ts'

type Counts = Readonly<Record<Outcome, number>>

/**
 * Requirement -> status from the findings of its metrics and checks. Any failure: not satisfied.
 * Anything that could not be told, or nothing at all: undetermined (a gap is shown, never hidden
 * under a pass). Exceptions never change it.
 */
export function evaluate(
  framework: Framework,
  findings: readonly Pick<Finding, 'id' | 'check' | 'metric' | 'outcome'>[],
): Evaluation[] {
  const byMetric = Map.groupBy(findings, finding => finding.metric)
  const byCheck = Map.groupBy(findings, finding => finding.check)
  return framework.requirements.map(requirement => {
    const found = new Map(
      [
        ...requirement.metrics.flatMap(id => byMetric.get(id) ?? []),
        ...requirement.checks.flatMap(id => byCheck.get(id) ?? []),
      ].map(item => [item.id, item]),
    )
    const counts = countOutcomes(found.values())
    return {
      framework: framework.id,
      requirement: requirement.id,
      status: statusOf(counts),
      counts,
      findings: [...found.keys()].sort(),
    }
  })
}

/**
 * The same from findings that are counted by check already: a large tenant's are too many to be
 * listed per requirement. `findings` stays empty.
 */
export function evaluateCounts(
  framework: Framework,
  checks: readonly { readonly check: string; readonly metric: string; readonly counts: Counts }[],
): Evaluation[] {
  return framework.requirements.map(requirement => {
    const counts = emptyCounts()
    for (const group of checks) {
      if (!requirement.metrics.includes(group.metric) && !requirement.checks.includes(group.check))
        continue
      for (const outcome of Object.keys(counts) as Outcome[])
        counts[outcome] += group.counts[outcome]
    }
    return {
      framework: framework.id,
      requirement: requirement.id,
      status: statusOf(counts),
      counts,
      findings: [],
    }
  })
}

function statusOf(counts: Counts): Evaluation['status'] {
  return counts.fail > 0
    ? 'not-satisfied'
    : counts.unknown > 0 || counts.pass === 0
      ? 'undetermined'
      : 'satisfied'
}
