import { z } from 'zod'
import { answering, list } from './operation.ts'
import { AssessmentSummary, lastAssessed, SetAside, setAsideOf, standing } from './shapes.ts'
import { standingOf } from '../judge/standing.ts'

/** Each tenant as last assessed, counted. */
export const status = answering({
  title: 'Each tenant as last assessed',
  role: 'reader',
  needs: 'home',
  input: z.strictObject({}),
  kind: 'assessments',
  output: z.strictObject({
    assessments: list(AssessmentSummary),
    ...standing,
    setAside: list(SetAside),
  }),
  async run(agent) {
    const tenants = Object.keys(agent.config().tenants).sort()
    const assessed = await Promise.all(tenants.map(tenant => lastAssessed(agent, tenant)))
    return {
      assessments: assessed.filter(item => item !== null),
      ...(await standingOf(agent)),
      setAside: await setAsideOf(agent),
    }
  },
})
