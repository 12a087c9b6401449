import type { Service } from '../../model/service.ts'
import { checks } from './checks/index.ts'
import { settings } from './settings/index.ts'

export const service = {
  id: 'dropbox',
  title: 'Dropbox',
  vendor: 'Dropbox',
  resourceTypes: [{ id: 'team', title: 'Team', plural: 'Teams' }],
  rights: [],
  settings,
  checks,
  testedAgainst:
    'documented labels only: each reading is confirmed by the first administrator who opens the page',
} satisfies Service
