import type { CheckDefinition } from '../../../model/define-check.ts'
import { cisIds } from './cis.ts'
import { differencesFrom } from '../../../model/differences.ts'
import { differences } from './differences.ts'

export type Criticality = 'SHALL' | 'SHALL NOT' | 'SHOULD' | 'SHOULD NOT'

/**
 * Where a check stands outside: a policy of CISA's Secure Configuration Baseline for Google
 * Workspace, by its id with version, and the benchmark's recommendations that ask for the same.
 */
export function scuba(
  policy: string,
  criticality: Criticality,
): Required<Pick<CheckDefinition, 'references' | 'differences' | 'url'>> {
  return {
    references: [
      { source: 'SCuBA', id: policy, criticality },
      ...(cisIds[policy] ?? []).map(id => ({ source: 'cis-google-workspace-1.3', id })),
    ],
    differences: [...differencesFrom(differences, policy)],
    url: 'https://admin.google.com/',
  }
}
