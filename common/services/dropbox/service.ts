import { consoleChecks, consoleSettings } from '../../capture/console-page.ts'
import type { Service } from '../../model/service.ts'
import { dropboxConsole } from './recipes/pages.ts'

export const dropbox = {
  id: 'dropbox',
  title: 'Dropbox',
  vendor: 'Dropbox',
  resourceTypes: [{ id: 'team', title: 'Team', plural: 'Teams' }],
  rights: [],
  settings: consoleSettings(dropboxConsole),
  checks: consoleChecks(dropboxConsole),
  testedAgainst:
    'documented labels only: each reading is confirmed by the first administrator who opens the page',
} satisfies Service
