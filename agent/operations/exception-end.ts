import { z } from 'zod'
import { endException } from '../judge/exceptions.ts'
import { answering } from './operation.ts'
import { ExceptionOutput } from './shapes.ts'

/** Ends an acceptance now; that it was there stays on record. */
export const exceptionEnd = answering({
  title: 'End an acceptance',
  role: 'administrator',
  needs: 'record',
  input: z.strictObject({ id: z.string() }),
  kind: 'exception',
  output: ExceptionOutput,
  run: async (agent, actor, { id }) => ({ exception: await endException(agent, actor, id) }),
})
