import type { Severity } from '../model/check.ts'
import type { Outcome } from '../model/finding.ts'

// What comes first wherever findings stand in a row: on Today, in lists, in a terminal.

/** The worst first. */
export const severities: readonly Severity[] = ['critical', 'high', 'medium', 'low']

type Severe = { readonly severity: Severity }
type Check = { readonly tenant: string; readonly check: string }

export function bySeverity(a: Severe, b: Severe): number {
  return severities.indexOf(a.severity) - severities.indexOf(b.severity)
}

/** What fails, one a check: the worst first, of alike ones what came last. */
export function bySeverityAndTime(a: Failing, b: Failing): number {
  return bySeverity(a, b) || compared(b.since, a.since) || byCheck(a, b)
}
type Failing = Severe & Check & { readonly since: string }

/** Findings of one check and tenant that came out alike: their places change with nothing but themselves. */
export type Alike = Severe & Check & { readonly outcome: Outcome; readonly accepted: boolean }

/** What fails and nobody accepted first, then the worst. Of alike ones lists go by the finding's id. */
export function byUrgency(a: Alike, b: Alike): number {
  return urgency(a) - urgency(b) || bySeverity(a, b) || byCheck(a, b)
}

function urgency({ outcome, accepted }: Alike): number {
  if (outcome === 'fail') return accepted ? 1 : 0
  return { 'unknown': 2, 'pass': 3, 'not-applicable': 4 }[outcome]
}

/** As the ids of their findings go, which begin with these. */
function byCheck(a: Check, b: Check): number {
  return compared(`${a.tenant}/${a.check}/`, `${b.tenant}/${b.check}/`)
}

function compared(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}
