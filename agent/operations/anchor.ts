import { z } from 'zod'
import { anchor as anchorLog } from '../keep/anchor.ts'
import { Problem } from '../problem.ts'
import { answering, list } from './operation.ts'

/** Asks the configured time-stamping authority and witness now. */
export const anchor = answering({
  title: 'Have the newest checkpoints stamped and witnessed',
  role: 'administrator',
  needs: 'record',
  input: z.object({}),
  kind: 'anchoring',
  output: z.strictObject({
    stamped: z.int(),
    cosigned: z.int(),
    waiting: z.int(),
    problems: list(z.string()),
  }),
  run(agent) {
    const { timestampAuthority, witness } = agent.config()
    if (!timestampAuthority && !witness) throw new Problem('nobody-to-anchor', {})
    return anchorLog(agent)
  },
})
