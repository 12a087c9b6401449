import { sinceOf } from '../../common/assess/assess.ts'
import type { Current } from '../../common/assess/current.ts'
import type { CodedFinding, Finding } from '../../common/model/index.ts'
import { said, some } from '../../common/words/said.ts'
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
): CodedFinding[] {
  if (files.length === 0) return []
  const known = new Set(state.resources.map(({ type, id }) => `${type}\n${id}`))
  const { code, params } = said('check-unloaded', { files: some(files) })
  return previous
    .filter(({ check }) => !judged.has(check))
    .filter(({ resource: { type, id } }) => id === UNLISTED || known.has(`${type}\n${id}`))
    .map(
      ({
        id,
        check,
        metric,
        service,
        tenant,
        resource,
        severity,
        source,
        grade,
        requirements,
        ...before
      }) => ({
        v: 2,
        id,
        check,
        metric,
        service,
        tenant,
        resource,
        outcome: 'unknown',
        reason: 'check-error',
        verdict: code,
        params,
        severity,
        decided: [],
        since: sinceOf(before, 'unknown', state.at),
        source,
        grade,
        evidence: [],
        exception: null,
        requirements,
      }),
    )
}
