import type { Current } from '../../common/assess/current.ts'
import type { Finding } from '../../common/model/index.ts'
import { UNLISTED } from '../../common/model/resource.ts'

/**
 * Findings of checks that nothing defines while a file that may define them cannot be used. They
 * neither vanish nor stand as they were: whether they still hold is unknown. What is known of the
 * tenant decides of which things there are any, as for every check.
 * @param previous the tenant's findings before
 * @param judged ids of the checks that were judged now
 * @param files that are set aside with nothing in their place
 */
export function unloadedFindings(
  previous: readonly Finding[],
  judged: ReadonlySet<string>,
  files: readonly string[],
  state: Pick<Current, 'at' | 'resources'>,
): Finding[] {
  if (files.length === 0) return []
  const known = new Set(state.resources.map(({ type, id }) => `${type}\n${id}`))
  return previous
    .filter(({ check }) => !judged.has(check))
    .filter(({ resource: { type, id } }) => id === UNLISTED || known.has(`${type}\n${id}`))
    .map(({ disagreement: _, ...finding }) => ({
      ...finding,
      outcome: 'unknown',
      reason: 'check-error',
      detail: `its check cannot be loaded: ${files.join(', ')} cannot be used`,
      observed: {},
      evidence: [],
      exception: null,
      since: finding.outcome === 'unknown' ? finding.since : state.at,
    }))
}
