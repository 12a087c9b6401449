import { z } from 'zod'
import type { CompiledCheck } from '../../common/assess/assess.ts'
import { assess } from '../../common/assess/assess.ts'
import { differencesOf } from '../../common/assess/differences.ts'
import { current } from '../../common/assess/current.ts'
import type { Catalogue } from '../../common/catalogue.ts'
import type { Difference, Finding, ImportedState } from '../../common/model/index.ts'
import { shownFinding } from '../../common/words/shown-finding.ts'
import type { Importer } from './index.ts'
import { observationsOf } from './observations.ts'

/**
 * One line of a conformance file: the part of a provider export that a policy reads, and what the
 * baseline's own tool says of it.
 */
export const ConformanceCase = z.looseObject({
  policy: z.string(),
  case: z.string(),
  variant: z.string().optional(),
  input: z.unknown(),
  outcome: z.enum(['pass', 'fail', 'unknown']),
})
export type ConformanceCase = z.infer<typeof ConformanceCase>

export type Verdict = {
  readonly found: ConformanceCase['outcome']
  readonly detail: string | null
  /** Why the outcome differs from what the case says, where a check says that it may. */
  readonly difference: Difference | null
}

/** Judges cases the way the product judges an import. Compiles once per service. */
export function conformanceJudge(
  catalogue: Catalogue,
  importers: readonly Importer[],
  at: string,
): (item: ConformanceCase) => Verdict {
  return item => {
    const importer = importers.find(
      ({ policyPrefix: prefix }) => prefix !== null && item.policy.startsWith(prefix),
    )
    if (!importer) return undecided(`no importer for policies like ${item.policy}`)
    return exportJudge(catalogue, importer, at, importer.map(item.input))(item.policy, item.outcome)
  }
}

/**
 * Judges policies by what one export says, the way the product does: observations, `current`,
 * compiled checks, `assess`. @param state what the importer makes of the export
 * @returns the verdict of a policy, and why it may differ from what the outside tool says
 */
export function exportJudge(
  catalogue: Catalogue,
  importer: Importer,
  at: string,
  state: ImportedState,
): (policy: string, theirs: ConformanceCase['outcome']) => Verdict {
  const service = catalogue.services.find(({ id }) => id === importer.service)
  const observations = service ? observationsOf(service, state, new Map(), at) : []
  const snapshot = current({
    tenant: 'conformance',
    service: importer.service,
    at,
    resources: state.resources,
    observations,
  })
  return (policy, theirs) => {
    const checks = catalogue
      .checksOf(importer.service, 'all')
      .filter(compiled => covers(compiled, policy))
    if (checks.length === 0) return undecided('no check refers to this policy')
    const findings = assess(checks, snapshot, { accepted: state.accepted })
    const verdict = aggregate(findings, catalogue)
    return { ...verdict, difference: stated(verdict.found, theirs, findings, checks) }
  }
}

/**
 * Google's cases leave the version suffix of the baseline out: `GWS.CHAT.1.1` is `GWS.CHAT.1.1v1`.
 */
function covers(compiled: CompiledCheck, policy: string): boolean {
  return compiled.check.references.some(
    ({ id }) =>
      id === policy || (id.startsWith(policy) && /^v\d+(\.\d+)?$/.test(id.slice(policy.length))),
  )
}

function undecided(detail: string): Verdict {
  return { found: 'unknown', detail, difference: null }
}

/** The difference that every finding with the outcome has, between what was wanted and found. */
function stated(
  found: Verdict['found'],
  wanted: Verdict['found'],
  findings: readonly Finding[],
  checks: readonly CompiledCheck[],
): Difference | null {
  if (found === wanted) return null
  const explained = findings
    .filter(finding => finding.outcome === found)
    .map(finding =>
      differencesOf(
        checks.find(({ check }) => check.id === finding.check)?.check.differences ?? [],
        finding,
      ).find(difference => difference.theirs === wanted),
    )
  return explained.every(difference => difference !== undefined) ? (explained[0] ?? null) : null
}

/**
 * A policy's outcome over its findings: any failure fails it, any gap leaves it open. What does not
 * apply counts as met, as the peers count it.
 */
function aggregate(
  findings: readonly Finding[],
  catalogue: Catalogue,
): Omit<Verdict, 'difference'> {
  for (const outcome of ['fail', 'unknown'] as const) {
    const first = findings.find(finding => finding.outcome === outcome)
    if (first)
      return {
        found: outcome,
        detail: [first.check, first.reason, shownFinding(first, catalogue).detail]
          .filter(Boolean)
          .join(': '),
      }
  }
  return findings.length === 0
    ? {
        found: 'unknown',
        detail: 'no finding: the importer announced no resource that the check applies to',
      }
    : { found: 'pass', detail: null }
}
