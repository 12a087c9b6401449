import { z } from 'zod'
import { Grade, Outcome } from '../../common/model/index.ts'
import { comparedWith, policiesOf, policyTenants } from '../judge/policies.ts'
import { standingOf } from '../judge/standing.ts'
import { answering, list } from './operation.ts'
import { PolicyShape, shownPolicy } from './policy-shapes.ts'
import { standing } from './shapes.ts'

/** What policies say, and how tenants are set: what would fail if it were held to the policy. */
export const policies = answering({
  title: 'Policies, and whether tenants keep to them',
  role: 'reader',
  needs: 'home',
  input: z.strictObject({ tenant: z.string().optional() }),
  kind: 'policies',
  output: z.strictObject({
    ...standing,
    policies: list(PolicyShape),
    /** Of each passage that was accepted: each thing that a check compares with such a limit. */
    compared: list(
      z.strictObject({
        policy: z.string(),
        document: z.string(),
        metric: z.string(),
        tenant: z.string(),
        finding: z.string(),
        check: z.string(),
        resource: z.string(),
        /** Held to what the policy says. */
        outcome: Outcome,
        grade: Grade,
        /** What it is set to, or what decided, in words; null where nothing is to be said of it. */
        actual: z.string().nullable(),
      }),
    ),
  }),
  async run(agent, _, { tenant }) {
    const tenants = tenant === undefined ? policyTenants(agent) : [tenant]
    const found = (await Promise.all(tenants.map(item => policiesOf(agent, item)))).flat()
    const compared = []
    for (const policy of found)
      for (const accepted of policy.accepted)
        for (const { tenant: of, finding, actual } of await comparedWith(agent, accepted))
          compared.push({
            policy: policy.tenant,
            document: policy.document,
            metric: accepted.metric,
            tenant: of,
            finding: finding.id,
            check: finding.check,
            resource: finding.resource.name,
            outcome: finding.outcome,
            grade: finding.grade,
            actual,
          })
    return {
      ...(await standingOf(agent)),
      policies: found.map(policy => shownPolicy(agent, policy)),
      compared,
    }
  },
})
