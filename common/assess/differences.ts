import type { Difference } from '../model/check.ts'
import type { Finding } from '../model/finding.ts'

/**
 * The differences of a check that explain one of its findings: those with this outcome, and where
 * they name codes, with one of them among what the finding says.
 */
export function differencesOf(
  differences: readonly Difference[],
  finding: Pick<Finding, 'outcome'>,
): readonly Difference[] {
  const codes = new Set(codesIn(finding))
  return differences.filter(
    ({ ours, saying }) =>
      ours === finding.outcome && (saying.length === 0 || saying.some(code => codes.has(code))),
  )
}

/** Codes of everything that is said in a line of the record, however deep. */
function codesIn(value: unknown): readonly string[] {
  if (typeof value !== 'object' || value === null) return []
  const own = [
    'code' in value ? value.code : null,
    // The first thing that a finding says stands in the line itself.
    'verdict' in value ? value.verdict : null,
  ].filter(code => typeof code === 'string')
  return [...own, ...Object.values(value).flatMap(codesIn)]
}
