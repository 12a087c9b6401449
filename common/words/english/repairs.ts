import type { Effort, Impact, MajorReason } from '../../assess/non-conformity.ts'
import type { Severity } from '../../model/check.ts'

/** How far one is. */
export const repairWords = {
  open: 'nobody said when it is repaired',
  planned: 'to be repaired',
  overdue: 'overdue',
  untold: 'fails no more; whether it is as wanted could not be measured',
  accepted: 'what fails is accepted',
  gone: 'nothing is left that could fail',
  verified: 'repaired, as measured',
} as const

/** Why one is major. */
export const majorWords = {
  severe: 'of high severity, and a requirement rests on it',
  overdue: 'its repair date is over',
} as const satisfies Readonly<Record<MajorReason, string>>

/** Why it stands where it does in what to repair first. */
export function urgencyText({
  risk,
  likelihood,
  impact,
  assets,
  effort,
  failing,
  frees,
}: {
  readonly risk: Severity
  readonly likelihood: Severity
  readonly impact: Impact
  readonly assets: readonly string[]
  readonly effort: Effort
  readonly failing: number
  readonly frees: number
}): string {
  const things = failing === 1 ? '1 thing to change' : `${failing} things to change`
  const free = frees === 0 ? '' : `, nothing else fails ${requirements(frees)}`
  const on = assets.length === 0 ? '' : ` on ${assets.join(', ')}`
  return `${risk} risk (${likelihood} likelihood, ${impact} impact${on}), ${effort} effort (${things})${free}`
}

function requirements(count: number): string {
  return count === 1 ? '1 requirement' : `${count} requirements`
}
