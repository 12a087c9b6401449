import { z } from 'zod'
import { summarized } from '../judge/summary.ts'
import { answering, list } from './operation.ts'
import { AssessmentSummary, SetAside, setAsideOf, standing } from './shapes.ts'
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
    const assessed = await Promise.all(
      tenants.map(async tenant => {
        const [run] = await agent.store.runs({ tenant, status: 'finished', limit: 1 })
        if (!run?.finishedAt) return null
        const { id, finishedAt: at, catalogue } = run
        return summarized(agent, { tenant, run: id, at, catalogue })
      }),
    )
    return {
      assessments: assessed.filter(item => item !== null),
      ...(await standingOf(agent)),
      setAside: await setAsideOf(agent),
    }
  },
})
