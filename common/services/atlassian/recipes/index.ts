import { consoleRecipes } from '../../../capture/console-page.ts'
import { atlassianConsole } from './pages.ts'

export const atlassianRecipes = consoleRecipes(atlassianConsole)
