import { consoleRecipes } from '../../../capture/console-page.ts'
import { onePasswordConsole } from './pages.ts'

export const onePasswordRecipes = consoleRecipes(onePasswordConsole)
