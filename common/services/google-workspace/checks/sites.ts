import type { CheckSource } from '../../../model/index.ts'
import { unitCheck } from './define.ts'

export const sitesChecks: readonly CheckSource[] = [
  unitCheck({
    name: 'sites-off',
    policy: 'GWS.SITES.1.1v1',
    criticality: 'SHOULD',
    metric: 'public-exposure-restricted',
    severity: 'medium',
    title: 'Sites Service SHOULD be disabled for all users',
    reads: ['sites-service'],
    deviates: 'u.sitesService != "DISABLED"',
    expected: 'Off for everyone; units and groups that need it are declared as accepted',
    steps: [
      'Select Apps > Google Workspace > Sites.',
      'Select Service Status',
      'Select OFF for everyone.',
    ],
  }),
]
