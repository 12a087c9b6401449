import { z } from 'zod'
import { Exception } from '../../common/model/index.ts'
import { applyExceptions } from '../judge/exceptions.ts'
import { answering, list } from './operation.ts'

/** Seals acceptances that files of the home propose, with who applied them. */
export const exceptionApply = answering({
  title: 'Seal acceptances that files propose',
  role: 'administrator',
  needs: 'record',
  input: z.strictObject({
    /** One of them; else all. */
    id: z.string().optional(),
  }),
  kind: 'exceptions',
  output: z.strictObject({ exceptions: list(Exception) }),
  run: async (agent, actor, { id }) => ({
    exceptions: await applyExceptions(agent, actor, id),
  }),
})
