import { z } from 'zod'
import { anchor as anchorLog } from '../keep/anchor.ts'
import { answering, list } from './operation.ts'

/** Asks the configured time-stamping authority and witness now. */
export const anchor = answering({
  title: 'Have the newest checkpoints stamped and witnessed',
  role: 'administrator',
  needs: 'record',
  input: z.strictObject({}),
  kind: 'anchoring',
  output: z.strictObject({
    stamped: z.int(),
    cosigned: z.int(),
    waiting: z.int(),
    problems: list(z.string()),
    /** Somebody is configured to be asked. */
    configured: z.boolean(),
  }),
  async run(agent) {
    const { timestampAuthority, witness } = agent.config()
    const configured = Boolean(timestampAuthority ?? witness)
    return { ...(await anchorLog(agent)), configured }
  },
})
