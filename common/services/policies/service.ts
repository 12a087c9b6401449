import type { Service } from '../../model/service.ts'
import { checks } from './checks/index.ts'
import { settings } from './settings/index.ts'

/**
 * Not a service that is looked at: what an organization's own documents ask for. It has no checks: that
 * something is written speaks for no requirement.
 */
export const service = {
  id: 'policies',
  title: 'Written policies',
  vendor: 'your organization',
  resourceTypes: [
    { id: 'organization', title: 'Organization', plural: 'Organizations' },
    { id: 'document', title: 'Policy', plural: 'Policies' },
  ],
  rights: [],
  settings,
  checks,
  testedAgainst: 'documents of every type that is read',
} satisfies Service
