import type { CheckDefinition } from '../../../model/define-check.ts'
import { cisIds } from './cis.ts'
import { differencesFrom } from '../../../model/differences.ts'
import { differences } from './differences.ts'

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

/**
 * Where a check stands outside: a policy of CISA's SCuBA baselines for Microsoft 365, by its id
 * with version, and the controls of NIST SP 800-53 that the baseline names for it. One that CISA
 * withdrew for a successor is not judged beside it.
 */
export function scuba(
  policy: string,
  criticality: string,
  nist: readonly string[],
): Required<Pick<CheckDefinition, 'references' | 'differences' | 'url' | 'enabled'>> {
  const product = documents[policy.split('.')[1] ?? ''] ?? 'aad'
  const url = `https://github.com/cisagov/ScubaGear/blob/main/PowerShell/ScubaGear/baselines/${product}.md#${policy.replaceAll('.', '').toLowerCase()}`
  return {
    url,
    enabled: !isSucceeded(policy),
    differences: [...differencesFrom(differences, policy)],
    references: [
      { source: 'cisa-scuba', id: policy, criticality, url },
      ...nist.map(id => ({ source: 'nist-800-53', id })),
      ...(cisIds[policy] ?? []).map(id => ({ source: 'cis-microsoft-365-7.0', id })),
    ],
  }
}

/**
 * Withdrawn in April 2026 for policies of the security suite's baseline, which all but one of
 * Defender's became:
 * https://github.com/cisagov/ScubaGear/blob/main/PowerShell/ScubaGear/baselines/removedpolicies.md
 */
function isSucceeded(policy: string): boolean {
  return policy.startsWith('MS.DEFENDER.') && policy !== 'MS.DEFENDER.4.5v1'
}
