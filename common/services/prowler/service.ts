import type { Service } from '../../model/service.ts'
import { checks } from './checks/index.ts'
import { settings } from './settings/index.ts'

/** Not a service that is looked at: the results of a scanner of others, from its files. */
export const service = {
  id: 'prowler',
  title: 'Prowler',
  vendor: 'Prowler',
  resourceTypes: [
    { id: 'account', title: 'Account', plural: 'Accounts' },
    { id: 'organization', title: 'GitHub organization', plural: 'GitHub organizations' },
    { id: 'repository', title: 'Repository', plural: 'Repositories' },
    { id: 'directory', title: 'Microsoft 365 tenant', plural: 'Microsoft 365 tenants' },
  ],
  rights: [],
  settings,
  checks,
  testedAgainst: 'files in the published form of Prowler 5 (OCSF and CSV)',
} satisfies Service
