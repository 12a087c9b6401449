import type { Finding } from '../../../common/model/index.ts'

/** What lists and counts ask of a finding, and retention: follows from its line. */
export const derived = {
  check: 'text',
  metric: 'text',
  outcome: 'text',
  accepted: 'integer',
  severity: 'text',
  reason: 'text',
  since: 'text',
  grade: 'text',
  exception: 'text',
  resource_type: 'text',
  resource_id: 'text',
  lowest: 'bigint',
} as const

/** The smallest place in the log that evidence names; null where it names none. */
export function lowestOf(evidence: readonly { readonly index: number }[]): number | null {
  let lowest: number | null = null
  for (const { index } of evidence) if (lowest === null || index < lowest) lowest = index
  return lowest
}

/** Their values, in that order. */
export function columnsOf(finding: Finding): readonly (string | number | null)[] {
  return [
    finding.check,
    finding.metric,
    finding.outcome,
    (finding.exception ?? null) === null ? 0 : 1,
    finding.severity,
    finding.reason,
    finding.since,
    finding.grade,
    finding.exception,
    finding.resource.type,
    finding.resource.id,
    lowestOf(finding.evidence),
  ].map(value => value ?? null)
}
