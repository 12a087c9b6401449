import { z } from 'zod'
import { confirmReading } from '../console/confirm.ts'
import { recipeOf } from '../console/tenants.ts'
import { Problem } from '../problem.ts'
import { answering } from './operation.ts'
import { ok } from './shapes.ts'

/** Keeps what an administrator says of a reading: that it is what the page shows, or that it is not. */
export const confirm = answering({
  title: 'Say whether a reading is right',
  role: 'administrator',
  needs: 'record',
  input: z.strictObject({ recipe: z.string(), setting: z.string(), right: z.boolean() }),
  kind: 'confirmation',
  output: ok,
  async run(agent, actor, { recipe: id, setting, right }) {
    const recipe = recipeOf(agent, id)
    if (!recipe.settings.some(item => item.setting === setting))
      throw new Problem('recipe-unknown', { recipe: id })
    await confirmReading(agent, actor, recipe, setting, right)
    return { ok: true }
  },
})
