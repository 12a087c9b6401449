import { z } from 'zod'
import { Exception } from '../../common/model/index.ts'
import { titledAcceptances } from './overview.ts'
import { answering, list } from './operation.ts'
import { Proposal } from './shapes.ts'

/** By its check's title. */
const Titled = Exception.extend({ title: z.string() })

/** Every acceptance there was, also those that ended; and what files propose besides. */
export const exceptions = answering({
  title: 'The accepted findings',
  role: 'reader',
  needs: 'home',
  input: z.strictObject({}),
  kind: 'exceptions',
  output: z.strictObject({ exceptions: list(Titled), proposals: list(Proposal) }),
  run: async agent => ({
    exceptions: titledAcceptances(agent, await agent.exceptions()),
    proposals: await agent.proposals(),
  }),
})
