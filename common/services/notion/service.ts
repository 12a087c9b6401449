import { consoleChecks, consoleSettings } from '../../capture/console-page.ts'
import type { Service } from '../../model/service.ts'
import { notionConsole } from './recipes/pages.ts'

export const notion = {
  id: 'notion',
  title: 'Notion',
  vendor: 'Notion Labs',
  resourceTypes: [{ id: 'workspace', title: 'Workspace', plural: 'Workspaces' }],
  rights: [],
  settings: consoleSettings(notionConsole),
  checks: consoleChecks(notionConsole),
  testedAgainst:
    'documented labels only: each reading is confirmed by the first administrator who opens the page',
} satisfies Service
