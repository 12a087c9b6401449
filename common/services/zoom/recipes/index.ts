import { consoleRecipes } from '../../../capture/console-page.ts'
import { zoomConsole } from './pages.ts'

export const zoomRecipes = consoleRecipes(zoomConsole)
