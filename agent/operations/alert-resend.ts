import { z } from 'zod'
import { inOutbox } from '../log/sealed-outbox.ts'
import { notify } from '../notify/deliver.ts'
import { Problem } from '../problem.ts'
import { answering, list } from './operation.ts'

/** Tries again what was given up or waits; what arrived is not sent twice. */
export const alertResend = answering({
  title: 'Send again what did not arrive',
  role: 'administrator',
  needs: 'record',
  input: z.strictObject({ id: z.string() }),
  kind: 'alert-resent',
  output: z.strictObject({
    /** In how many channels it waited. */
    waited: z.int(),
    /** What stood in the way, by channel. */
    untold: list(z.string()),
  }),
  async run(agent, _, { id }) {
    const at = agent.clock().toISOString()
    const waited = await inOutbox(agent, () => agent.store.resend(id, at))
    if (waited === 0) throw new Problem('alert-unknown', { id })
    return { waited, untold: await notify(agent) }
  },
})
