import { consoleChecks, consoleSettings } from '../../capture/console-page.ts'
import type { Service } from '../../model/service.ts'
import { oktaConsole } from './recipes/pages.ts'

export const okta = {
  id: 'okta',
  title: 'Okta',
  vendor: 'Okta',
  resourceTypes: [{ id: 'organization', title: 'Organization', plural: 'Organizations' }],
  rights: [],
  settings: consoleSettings(oktaConsole),
  checks: consoleChecks(oktaConsole),
  testedAgainst:
    'documented labels only: each reading is confirmed by the first administrator who opens the page',
} satisfies Service
