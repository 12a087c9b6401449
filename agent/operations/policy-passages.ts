import { z } from 'zod'
import { passagesOf } from '../import/policy.ts'
import { answering, list } from './operation.ts'
import { PassageShape, PolicyShape, shownPassages, shownPolicy } from './policy-shapes.ts'

/** Reads the version of a policy that counts again: what it may say of metrics. */
export const policyPassages = answering({
  title: 'What a policy may say of metrics',
  role: 'reader',
  needs: 'home',
  input: z.strictObject({ tenant: z.string(), document: z.string() }),
  kind: 'policy-passages',
  output: z.strictObject({ policy: PolicyShape, passages: list(PassageShape) }),
  async run(agent, _, { tenant, document }) {
    const { policy, passages } = await passagesOf(agent, tenant, document)
    return { policy: shownPolicy(agent, policy), passages: shownPassages(policy, passages) }
  },
})
