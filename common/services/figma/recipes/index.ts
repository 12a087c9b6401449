import { consoleRecipes } from '../../../capture/console-page.ts'
import { figmaConsole } from './pages.ts'

export const figmaRecipes = consoleRecipes(figmaConsole)
