import type { Recipe } from '../capture/recipe.ts'
import { microsoft365Recipes } from './microsoft-365/recipes/index.ts'
import { wordpressRecipes } from './wordpress/recipes/index.ts'
import { slackRecipes } from './slack/recipes/index.ts'
import { atlassianRecipes } from './atlassian/recipes/index.ts'
import { dropboxRecipes } from './dropbox/recipes/index.ts'
import { notionRecipes } from './notion/recipes/index.ts'
import { figmaRecipes } from './figma/recipes/index.ts'
import { onePasswordRecipes } from './one-password/recipes/index.ts'
import { oktaRecipes } from './okta/recipes/index.ts'
import { zoomRecipes } from './zoom/recipes/index.ts'
import { githubRecipes } from './github/recipes/index.ts'
import { googleWorkspaceRecipes } from './google-workspace/recipes/index.ts'
import { unleashRecipes } from './unleash/recipes/index.ts'
import { directusRecipes } from './directus/recipes/index.ts'
import { ghostRecipes } from './ghost/recipes/index.ts'

/** How each service's console pages are read: recipes are data. One line a service. */
export const recipes: readonly Recipe[] = [
  ...microsoft365Recipes,
  ...wordpressRecipes,
  ...slackRecipes,
  ...atlassianRecipes,
  ...dropboxRecipes,
  ...notionRecipes,
  ...figmaRecipes,
  ...onePasswordRecipes,
  ...oktaRecipes,
  ...zoomRecipes,
  ...githubRecipes,
  ...googleWorkspaceRecipes,
  ...unleashRecipes,
  ...directusRecipes,
  ...ghostRecipes,
]
