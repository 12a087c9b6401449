import type { Recipe } from '../capture/recipe.ts'
import { microsoft365Recipes } from './microsoft-365/recipes/index.ts'
import { wordpressRecipes } from './wordpress/recipes/index.ts'

/** How each service's console pages are read: recipes are data. One line a service. */
export const recipes: readonly Recipe[] = [
  ...microsoft365Recipes,
  ...wordpressRecipes,
]
