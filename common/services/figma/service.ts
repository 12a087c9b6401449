import { consoleChecks, consoleSettings } from '../../capture/console-page.ts'
import type { Service } from '../../model/service.ts'
import { figmaConsole } from './recipes/pages.ts'

export const figma = {
  id: 'figma',
  title: 'Figma',
  vendor: 'Figma',
  resourceTypes: [{ id: 'organization', title: 'Organization', plural: 'Organizations' }],
  rights: [],
  settings: consoleSettings(figmaConsole),
  checks: consoleChecks(figmaConsole),
  testedAgainst:
    'documented labels only: each reading is confirmed by the first administrator who opens the page',
} satisfies Service
