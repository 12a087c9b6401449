import { consoleRecipes } from '../../../capture/console-page.ts'
import { slackConsole } from './pages.ts'

export const slackRecipes = consoleRecipes(slackConsole)
