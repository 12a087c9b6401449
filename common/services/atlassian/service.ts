import { consoleChecks, consoleSettings } from '../../capture/console-page.ts'
import type { Service } from '../../model/service.ts'
import { atlassianConsole } from './recipes/pages.ts'

export const atlassian = {
  id: 'atlassian',
  title: 'Atlassian Cloud',
  vendor: 'Atlassian',
  resourceTypes: [{ id: 'organization', title: 'Organization', plural: 'Organizations' }],
  rights: [],
  settings: consoleSettings(atlassianConsole),
  checks: consoleChecks(atlassianConsole),
  testedAgainst:
    'documented labels only: each reading is confirmed by the first administrator who opens the page',
} satisfies Service
