import { z } from 'zod'
import { OwnTarget } from '../../common/model/index.ts'
import { endTarget } from '../judge/targets.ts'
import { answering } from './operation.ts'

/** Ends an own target now: what it stood in place of counts again. */
export const targetEnd = answering({
  title: 'End an own target',
  role: 'administrator',
  needs: 'record',
  input: z.strictObject({
    metric: z.string(),
    /** The one of this tenant; without, the one of all. */
    tenant: z.string().optional(),
    reason: z.string().min(1),
  }),
  kind: 'target',
  output: z.strictObject({ target: OwnTarget }),
  run: async (agent, actor, wanted) => ({ target: await endTarget(agent, actor, wanted) }),
})
