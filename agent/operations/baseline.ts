import { z } from 'zod'
import { Exception } from '../../common/model/index.ts'
import { addBaseline } from '../judge/exceptions.ts'
import { answering, list } from './operation.ts'

/** Accepts what of a tenant fails or cannot be told now, until a day: what is new is told from then on. */
export const baseline = answering({
  title: "Accept a tenant's present state until a day",
  role: 'administrator',
  needs: 'record',
  input: z.strictObject({
    tenant: z.string(),
    reason: z.string().min(1),
    until: z.string(),
    by: z.string().optional(),
  }),
  kind: 'exceptions',
  output: z.strictObject({
    /** One of what fails, one of what cannot be told, where there is any. */
    exceptions: list(Exception),
    /** How many findings they cover. */
    covered: z.int(),
  }),
  async run(agent, actor, wanted) {
    const exceptions = await addBaseline(agent, actor, wanted)
    const ids = new Set(exceptions.map(item => item.id))
    const tally = await agent.store.tally(wanted.tenant)
    const covered = tally.filter(({ exception }) => exception !== null && ids.has(exception))
    return { exceptions, covered: covered.reduce((all, { count }) => all + count, 0) }
  },
})
