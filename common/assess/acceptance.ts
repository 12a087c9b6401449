import type { Exception } from '../model/exception.ts'
import type { Outcome } from '../model/finding.ts'

/** What of a finding decides whether it is accepted. */
type Judged = {
  readonly tenant: string
  readonly check: string
  readonly resource: string
  readonly outcome: Outcome
  readonly at: string
  /** The acceptance that the assessment before named. */
  readonly before: string | null
}

/**
 * The acceptance of a finding, or null. One of its check goes before a baseline. A baseline is passed on
 * from assessment to assessment, never given again: what it took as failing stays its own while it fails or
 * cannot be told, what it took as unknown only while it is unknown. So what was right in between is news.
 * @param beginning baselines that take what stands now
 */
export function acceptanceOf(
  exceptions: readonly Exception[],
  judged: Judged,
  beginning: ReadonlySet<string> = new Set(),
): string | null {
  const own = exceptions.find(item => covers(item, judged))
  if (own) return own.id
  const { tenant, outcome, at, before } = judged
  const baseline = exceptions.find(
    item =>
      item.tenant === tenant &&
      item.covers !== undefined &&
      item.endedAt === undefined &&
      Date.parse(at) < Date.parse(item.until) &&
      (beginning.has(item.id)
        ? item.covers === outcome
        : item.id === before && (item.covers === outcome || outcome === 'unknown')),
  )
  return baseline?.id ?? null
}

function covers(exception: Exception, { tenant, check, resource, at }: Judged): boolean {
  return (
    exception.tenant === tenant &&
    exception.check === check &&
    (exception.resource === undefined || exception.resource === resource) &&
    Date.parse(exception.from) <= Date.parse(at) &&
    Date.parse(at) <
      Math.min(Date.parse(exception.until), Date.parse(exception.endedAt ?? exception.until))
  )
}
