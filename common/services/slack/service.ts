import { consoleChecks, consoleSettings } from '../../capture/console-page.ts'
import type { Service } from '../../model/service.ts'
import { slackConsole } from './recipes/pages.ts'

export const slack = {
  id: 'slack',
  title: 'Slack',
  vendor: 'Slack (Salesforce)',
  resourceTypes: [{ id: 'workspace', title: 'Workspace', plural: 'Workspaces' }],
  rights: [],
  settings: consoleSettings(slackConsole),
  checks: consoleChecks(slackConsole),
  testedAgainst:
    'documented labels only: each reading is confirmed by the first administrator who opens the page',
} satisfies Service
