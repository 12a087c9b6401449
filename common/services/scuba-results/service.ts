import type { Service } from '../../model/service.ts'
import { checks } from './checks/index.ts'
import { settings } from './settings/index.ts'

/**
 * Not a service that is looked at: the results of ScubaGear, as it judged them itself. What it read is
 * judged anew where its file is imported as one of Microsoft 365.
 */
export const service = {
  id: 'scuba-results',
  title: 'ScubaGear results',
  vendor: 'CISA',
  resourceTypes: [{ id: 'tenant', title: 'Microsoft 365 tenant', plural: 'Microsoft 365 tenants' }],
  rights: [],
  settings,
  checks,
  testedAgainst: 'a file in the published form of ScubaGear 1.8',
} satisfies Service
