import { consoleRecipes } from '../../../capture/console-page.ts'
import { oktaConsole } from './pages.ts'

export const oktaRecipes = consoleRecipes(oktaConsole)
