import { consoleRecipes } from '../../../capture/console-page.ts'
import { dropboxConsole } from './pages.ts'

export const dropboxRecipes = consoleRecipes(dropboxConsole)
