import { consoleRecipes } from '../../../capture/console-page.ts'
import { consolePages } from './pages.ts'

export const recipes = consoleRecipes(consolePages)
