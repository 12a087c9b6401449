import type { Service } from '../../model/service.ts'
import { checks } from './checks/index.ts'
import { settings } from './settings/index.ts'

/** Not a service that is looked at: the results of a scanner of others, from its files. */
export const service = {
  id: 'maester',
  title: 'Maester',
  vendor: 'Maester',
  resourceTypes: [{ id: 'tenant', title: 'Microsoft 365 tenant', plural: 'Microsoft 365 tenants' }],
  rights: [],
  settings,
  checks,
  testedAgainst: 'a file in the published form of Maester 2.4',
} satisfies Service
