import { z } from 'zod'
import { Recipe } from '../../common/capture/recipe.ts'
import { TenantInfo } from '../../common/protocol/message.ts'
import { recipes as shipped } from '../../common/services/consoles.ts'
import { matchTenants } from '../console/tenants.ts'
import { answering, list } from './operation.ts'
import { SetAside, setAsideOf } from './shapes.ts'

/** What a browser needs to know pages: the tenants, and the recipes that are not shipped. */
export const welcome = answering({
  title: 'The tenants and own recipes, for a paired browser',
  role: 'reader',
  needs: 'home',
  input: z.strictObject({}),
  kind: 'welcome',
  output: z.strictObject({
    tenants: list(TenantInfo),
    recipes: list(Recipe),
    setAside: list(SetAside),
  }),
  async run(agent) {
    const own = agent.recipes().filter(recipe => !shipped.some(item => item.id === recipe.id))
    const tenants = matchTenants(agent).map(item => ({ ...item, target: { ...item.target } }))
    return { tenants, recipes: own, setAside: await setAsideOf(agent) }
  },
})
