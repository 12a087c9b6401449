import { z } from 'zod'
import { Exception } from '../../common/model/index.ts'
import { answering, list } from './operation.ts'

/** Every acceptance there was, also those that ended. */
export const exceptions = answering({
  title: 'The accepted findings',
  role: 'reader',
  needs: 'home',
  input: z.strictObject({}),
  kind: 'exceptions',
  output: z.strictObject({ exceptions: list(Exception) }),
  run: async agent => ({ exceptions: await agent.exceptions() }),
})
