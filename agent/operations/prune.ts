import { z } from 'zod'
import { prune as pruneRecord } from '../keep/retention.ts'
import { answering } from './operation.ts'

/** Takes out what is older than the configured retention. */
export const prune = answering({
  title: 'Take out what is older than the retention',
  role: 'administrator',
  needs: 'record',
  input: z.strictObject({}),
  kind: 'retention',
  output: z.strictObject({
    pruned: z.int(),
    minimum: z.int(),
    cutoff: z.string(),
    held: z.boolean(),
  }),
  run: (agent, actor) => pruneRecord(agent, actor),
})
