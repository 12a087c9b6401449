import { z } from 'zod'
import { Exception } from '../../common/model/index.ts'
import { answering, list } from './operation.ts'
import { Proposal } from './shapes.ts'

/** Every acceptance there was, also those that ended; and what files propose besides. */
export const exceptions = answering({
  title: 'The accepted findings',
  role: 'reader',
  needs: 'home',
  input: z.strictObject({}),
  kind: 'exceptions',
  output: z.strictObject({ exceptions: list(Exception), proposals: list(Proposal) }),
  run: async agent => ({
    exceptions: await agent.exceptions(),
    proposals: await agent.proposals(),
  }),
})
