import { consoleChecks, consoleSettings } from '../../capture/console-page.ts'
import type { Service } from '../../model/service.ts'
import { onePasswordConsole } from './recipes/pages.ts'

export const onePassword = {
  id: 'one-password',
  title: '1Password',
  vendor: 'AgileBits',
  resourceTypes: [{ id: 'team', title: 'Team', plural: 'Teams' }],
  rights: [],
  settings: consoleSettings(onePasswordConsole),
  checks: consoleChecks(onePasswordConsole),
  testedAgainst:
    'documented labels only: each reading is confirmed by the first administrator who opens the page',
} satisfies Service
