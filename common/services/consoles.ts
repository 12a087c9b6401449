import type { Recipe } from '../capture/recipe.ts'

/** How each service's console pages are read: recipes are data. One line a service. */
export const recipes: readonly Recipe[] = [
]
