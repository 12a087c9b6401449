import { consoleChecks } from '../../../capture/console-page.ts'
import { consolePages } from '../recipes/pages.ts'

export const checks = consoleChecks(consolePages)
