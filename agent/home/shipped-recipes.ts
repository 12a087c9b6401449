import { createRequire } from 'node:module'
import type { Recipe } from '../../common/capture/recipe.ts'
import { fromClone } from '../version.ts'

/** In a clone the registry itself; built, the entry beside the program's. */
const registry = fromClone ? '../../common/services/consoles.ts' : './consoles.js'

/**
 * How console pages of services are read. To parse them all is a tenth of a start, and an agent that no
 * browser asks needs none: they are loaded with the first question, which does not wait.
 */
export function shippedRecipes(): readonly Recipe[] {
  const load = createRequire(import.meta.url)
  return (load(registry) as typeof import('../../common/services/consoles.ts')).recipes
}
