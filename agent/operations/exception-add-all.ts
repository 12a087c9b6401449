import { z } from 'zod'
import { Exception } from '../../common/model/index.ts'
import { addExceptions } from '../judge/exceptions.ts'
import { answering, list } from './operation.ts'

/** Accepts several findings of a tenant for the same reason, in one act: all of them or none. */
export const exceptionAddAll = answering({
  title: 'Accept several findings until a day',
  role: 'administrator',
  needs: 'record',
  input: z.strictObject({
    tenant: z.string(),
    /** Without a resource: all that the check is about. */
    of: z
      .array(z.strictObject({ check: z.string(), resource: z.string().optional() }))
      .min(1)
      .readonly(),
    reason: z.string().min(1),
    until: z.string(),
    by: z.string().optional(),
  }),
  kind: 'exceptions',
  output: z.strictObject({ exceptions: list(Exception) }),
  run: async (agent, actor, wanted) => ({ exceptions: await addExceptions(agent, actor, wanted) }),
})
