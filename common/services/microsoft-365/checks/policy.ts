import type { CheckSource, Expectation, Severity } from '../../../model/check.ts'
import { cisIds } from './cis.ts'

const documents: Readonly<Record<string, string>> = {
  AAD: 'aad',
  DEFENDER: 'defender',
  EXO: 'exo',
  POWERBI: 'powerbi',
  POWERPLATFORM: 'powerplatform',
  SECURITYSUITE: 'securitysuite',
  SHAREPOINT: 'sharepoint',
  TEAMS: 'teams',
}

type Policy = {
  /** Id in CISA's baseline, `MS.AAD.1.1v1`. */
  readonly scuba: string
  readonly criticality: string
  readonly nist: readonly string[]
  readonly id: string
  readonly metric: string
  readonly severity: Severity
  readonly title: string
  /** Last parts of ids of the tenant's settings, or whole ids. */
  readonly reads: readonly string[]
  readonly expect?: Expectation
  readonly test?: string
  readonly expected: string
  readonly steps: readonly string[]
}

/** One policy of the SCuBA baselines as a check on the whole tenant. */
export function policy(source: Policy): CheckSource {
  const product = documents[source.scuba.split('.')[1] ?? ''] ?? 'aad'
  const url = `https://github.com/cisagov/ScubaGear/blob/main/PowerShell/ScubaGear/baselines/${product}.md#${source.scuba.replaceAll('.', '').toLowerCase()}`
  return {
    id: source.id,
    title: source.title,
    metric: source.metric,
    resource: 'tenant',
    severity: source.severity,
    expected: source.expected,
    reads: source.reads.map(setting =>
      setting.includes('.') ? setting : `microsoft-365.tenant.${setting}`,
    ),
    ...(source.expect ? { expect: source.expect } : {}),
    ...(source.test === undefined ? {} : { test: source.test }),
    remediation: { steps: [...source.steps], url, seen: 'documented' },
    references: [
      { source: 'cisa-scuba', id: source.scuba, criticality: source.criticality, url },
      ...source.nist.map(id => ({ source: 'nist-800-53', id })),
      ...(cisIds[source.scuba] ?? []).map(id => ({ source: 'cis-microsoft-365-7.0', id })),
    ],
  }
}
