import type { Service } from '../../model/service.ts'
import { checks } from './checks/index.ts'
import { settings } from './settings/index.ts'

export const service = {
  id: 'unleash',
  title: 'Unleash',
  vendor: 'Unleash',
  resourceTypes: [
    { id: 'instance', title: 'Instance', plural: 'Instances' },
    { id: 'environment', title: 'Environment', plural: 'Environments' },
  ],
  rights: [
    {
      id: 'ADMIN',
      title: 'See all users and their roles (root role Admin)',
      reads: ['unleash.instance.administrators'],
    },
  ],
  writeScopeNote:
    'A personal access token may do all that its account may: give Witnessmark an account of its own.',
  settings,
  checks,
  testedAgainst: 'Unleash 8.2 open source, installed and run by the product tests',
} satisfies Service
