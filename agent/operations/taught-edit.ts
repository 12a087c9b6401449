import { z } from 'zod'
import { CatalogueId } from '../../common/model/index.ts'
import { Claim, Lesson } from '../../common/protocol/message.ts'
import { editTaught } from '../console/taught.ts'
import { answering } from './operation.ts'
import { ok } from './shapes.ts'

/** Renames a taught setting, or wants something else of it: judged so from the next reading on. */
export const taughtEdit = answering({
  title: 'Change a setting that was taught',
  role: 'administrator',
  needs: 'record',
  input: z.strictObject({
    setting: CatalogueId,
    title: Lesson.shape.title,
    claim: Claim.optional(),
  }),
  kind: 'taught-setting',
  output: ok,
  async run(agent, _, { setting, title, claim }) {
    await editTaught(agent, setting, title, claim)
    return { ok: true }
  },
})
