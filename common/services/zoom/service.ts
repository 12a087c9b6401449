import { consoleChecks, consoleSettings } from '../../capture/console-page.ts'
import type { Service } from '../../model/service.ts'
import { zoomConsole } from './recipes/pages.ts'

export const zoom = {
  id: 'zoom',
  title: 'Zoom',
  vendor: 'Zoom',
  resourceTypes: [{ id: 'account', title: 'Account', plural: 'Accounts' }],
  rights: [],
  settings: consoleSettings(zoomConsole),
  checks: consoleChecks(zoomConsole),
  testedAgainst:
    'documented labels only: each reading is confirmed by the first administrator who opens the page',
} satisfies Service
