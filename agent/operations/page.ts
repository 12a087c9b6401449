import { z } from 'zod'
import { PageSetting } from '../../common/protocol/message.ts'
import { pageSettings } from '../console/page.ts'
import { consoleTenant, recipeOf } from '../console/tenants.ts'
import { answering, list } from './operation.ts'

/** What is known of each setting of a console page. */
export const page = answering({
  title: 'What is known of the settings of a console page',
  role: 'reader',
  needs: 'home',
  input: z.strictObject({ tenant: z.string(), recipe: z.string(), address: z.string() }),
  kind: 'page',
  output: z.strictObject({ settings: list(PageSetting) }),
  async run(agent, _, { tenant, recipe, address }) {
    const { id } = consoleTenant(agent, tenant)
    return { settings: await pageSettings(agent, id, recipeOf(agent, recipe), address) }
  },
})
