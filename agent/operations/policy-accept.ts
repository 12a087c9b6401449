import { z } from 'zod'
import { acceptPassage } from '../import/policy.ts'
import { answering } from './operation.ts'
import { PolicyShape, shownPolicy } from './policy-shapes.ts'

/** Makes a passage of a policy a reading of grade D: a person says that it sets a metric's limit. */
export const policyAccept = answering({
  title: 'Accept a passage as what a policy says',
  role: 'administrator',
  needs: 'record',
  input: z.strictObject({
    tenant: z.string(),
    document: z.string(),
    metric: z.string(),
    section: z.string(),
    text: z.string(),
    by: z.string(),
  }),
  kind: 'policy-accepted',
  output: z.strictObject({ policy: PolicyShape }),
  run: async (agent, actor, wanted) => ({
    policy: shownPolicy(agent, await acceptPassage(agent, actor, wanted)),
  }),
})
