import { consoleRecipes } from '../../../capture/console-page.ts'
import { notionConsole } from './pages.ts'

export const notionRecipes = consoleRecipes(notionConsole)
