import { z } from 'zod'
import { unsealedOf } from '../judge/standing.ts'
import { answering } from './operation.ts'
import { standing } from './shapes.ts'

/** Of which tenants the rows are not the ones that the log sealed: what is shown of them proves nothing. */
export const unsealed = answering({
  title: 'What is not as it was sealed',
  role: 'reader',
  needs: 'record',
  input: z.strictObject({}),
  kind: 'unsealed',
  output: z.strictObject({ unsealed: standing.unsealed }),
  run: async agent => ({ unsealed: [...(await unsealedOf(agent)())] }),
})
