import { consoleChecks } from '../../../capture/console-page.ts'
import { consolePages } from '../recipes/pages.ts'

/** What no API shows: one check for each row of a page that wishes something. */
export const pageChecks = consoleChecks(consolePages)
