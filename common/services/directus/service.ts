import type { Service } from '../../model/service.ts'
import { checks } from './checks/index.ts'
import { settings } from './settings/index.ts'

export const service = {
  id: 'directus',
  title: 'Directus',
  vendor: 'Monospace',
  resourceTypes: [
    { id: 'project', title: 'Project', plural: 'Projects' },
    { id: 'policy', title: 'Access policy', plural: 'Access policies' },
  ],
  rights: [
    {
      id: 'administrator',
      title: 'A policy with Admin Access',
      reads: settings.filter(setting => setting.api).map(setting => setting.id),
    },
  ],
  writeScopeNote:
    'Directus shows its settings to administrators only, and their tokens may write: the agent sends GET only. Give Witnessmark an account of its own.',
  settings,
  checks,
  testedAgainst:
    'Directus 12.4, installed and run by the product tests (npm run test:products -- --all)',
} satisfies Service
