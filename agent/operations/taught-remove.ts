import { z } from 'zod'
import { CatalogueId } from '../../common/model/index.ts'
import { removeTaught } from '../console/taught.ts'
import { answering } from './operation.ts'
import { ok } from './shapes.ts'

/** Reads and judges a taught setting no more; what was recorded of it stays. */
export const taughtRemove = answering({
  title: 'Remove a setting that was taught',
  role: 'administrator',
  needs: 'record',
  input: z.strictObject({ setting: CatalogueId }),
  kind: 'taught-setting',
  output: ok,
  async run(agent, _, { setting }) {
    await removeTaught(agent, setting)
    return { ok: true }
  },
})
