// Written by `npm run generate` from the folders beside it: not to be edited.
import type { Recipe } from '../capture/recipe.ts'
import { recipes as atlassian } from './atlassian/recipes/index.ts'
import { recipes as directus } from './directus/recipes/index.ts'
import { recipes as dropbox } from './dropbox/recipes/index.ts'
import { recipes as figma } from './figma/recipes/index.ts'
import { recipes as ghost } from './ghost/recipes/index.ts'
import { recipes as github } from './github/recipes/index.ts'
import { recipes as googleWorkspace } from './google-workspace/recipes/index.ts'
import { recipes as microsoft365 } from './microsoft-365/recipes/index.ts'
import { recipes as notion } from './notion/recipes/index.ts'
import { recipes as okta } from './okta/recipes/index.ts'
import { recipes as onePassword } from './one-password/recipes/index.ts'
import { recipes as slack } from './slack/recipes/index.ts'
import { recipes as unleash } from './unleash/recipes/index.ts'
import { recipes as wordpress } from './wordpress/recipes/index.ts'
import { recipes as zoom } from './zoom/recipes/index.ts'

/** How console pages of services are read: recipes are data. */
export const recipes: readonly Recipe[] = [
  ...atlassian,
  ...directus,
  ...dropbox,
  ...figma,
  ...ghost,
  ...github,
  ...googleWorkspace,
  ...microsoft365,
  ...notion,
  ...okta,
  ...onePassword,
  ...slack,
  ...unleash,
  ...wordpress,
  ...zoom,
]
