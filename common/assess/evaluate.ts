import { countOutcomes } from '../model/finding.ts'
import type { Finding } from '../model/finding.ts'
import type { Evaluation, Framework } from '../model/framework.ts'

/**
 * Requirement -> status from the findings of its metrics and checks. Any failure: not satisfied. Anything that could not be
 * told, or nothing at all: undetermined (a gap is shown, never hidden under a pass). Exceptions never change it.
 */
export function evaluate(framework: Framework, findings: readonly Pick<Finding, 'id' | 'check' | 'metric' | 'outcome'>[]): Evaluation[] {
  const byMetric = Map.groupBy(findings, finding => finding.metric)
  const byCheck = Map.groupBy(findings, finding => finding.check)
  return framework.requirements.map(requirement => {
    const found = new Map([...requirement.metrics.flatMap(id => byMetric.get(id) ?? []), ...requirement.checks.flatMap(id => byCheck.get(id) ?? [])].map(item => [item.id, item]))
    const counts = countOutcomes(found.values())
    const status = counts.fail > 0 ? 'not-satisfied' : counts.unknown > 0 || counts.pass === 0 ? 'undetermined' : 'satisfied'
    return { framework: framework.id, requirement: requirement.id, status, counts, findings: [...found.keys()].sort() }
  })
}
