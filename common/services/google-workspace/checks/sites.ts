import type { CheckSource } from '../../../model/check.ts'
import { defineCheck } from '../../../model/define-check.ts'
import { scuba } from './scuba.ts'
import { everyUnit } from './units.ts'

export const sitesChecks: readonly CheckSource[] = [
  defineCheck({
    id: 'google-workspace.tenant.sites-off',
    title: 'Sites Service SHOULD be disabled for all users',
    metric: 'public-exposure-restricted',
    severity: 'medium',
    ...scuba('GWS.SITES.1.1v1', 'SHOULD'),
    rule: everyUnit({
      reads: ['sites-service'],
      deviates: 'u.sitesService != "DISABLED"',
    }),
    expected: 'Off for everyone; units and groups that need it are declared as accepted',
    steps: [
      'Select Apps > Google Workspace > Sites.',
      'Select Service Status',
      'Select OFF for everyone.',
    ],
  }),
]
