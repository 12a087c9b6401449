import { z } from 'zod'
import { addException } from '../judge/exceptions.ts'
import { answering } from './operation.ts'
import { ExceptionOutput } from './shapes.ts'

/** Accepts a finding until a day, with a reason; its outcome stays. */
export const exceptionAdd = answering({
  title: 'Accept a finding until a day',
  role: 'administrator',
  needs: 'record',
  input: z.strictObject({
    tenant: z.string(),
    check: z.string(),
    resource: z.string().optional(),
    reason: z.string().min(1),
    until: z.string(),
    by: z.string().optional(),
  }),
  kind: 'exception',
  output: ExceptionOutput,
  run: async (agent, actor, wanted) => ({ exception: await addException(agent, actor, wanted) }),
})
