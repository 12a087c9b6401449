import { consoleRecipes } from '../../../capture/console-page.ts'
import { Recipe } from '../../../capture/recipe.ts'
import { consolePages } from './pages.ts'
import { manualPolicies } from './manual-policies.ts'
import { oneAtATime } from './one-at-a-time.ts'
import { sharepointSharing } from './sharepoint-sharing.ts'

export const recipes: readonly Recipe[] = [
  ...[sharepointSharing, ...manualPolicies, ...oneAtATime].map(source => Recipe.parse(source)),
  ...consoleRecipes(consolePages),
]
