import { consoleSettings } from '../../../capture/console-page.ts'
import { consolePages } from '../recipes/pages.ts'

export const settings = consoleSettings(consolePages)
