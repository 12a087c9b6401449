import { z } from 'zod'
import { ShownAssessment } from '../../common/model/index.ts'
import { shownAssessment } from '../../common/words/shown-finding.ts'
import { assessmentOf } from '../judge/assess-tenant.ts'
import { answering, list } from './operation.ts'
import { SetAside, setAsideOf, standing } from './shapes.ts'
import { standingOf } from '../judge/standing.ts'

/** Each tenant as last assessed, with all its findings. */
export const status = answering({
  title: 'Each tenant as last assessed',
  role: 'reader',
  needs: 'home',
  input: z.strictObject({}),
  kind: 'assessments',
  output: z.strictObject({
    assessments: list(ShownAssessment),
    ...standing,
    setAside: list(SetAside),
  }),
  async run(agent) {
    const { store, config, catalogue } = agent
    const tenants = Object.keys(config().tenants).sort()
    const assessed = tenants.map(async tenant => {
      const [run] = await store.runs({ tenant, status: 'finished', limit: 1 })
      if (!run?.finishedAt) return null
      const findings = await store.findings(tenant)
      const seen = assessmentOf(tenant, run.id, run.finishedAt, run.catalogue, findings)
      return shownAssessment(seen, catalogue())
    })
    const all = await Promise.all(assessed)
    return {
      assessments: all.filter(item => item !== null),
      ...(await standingOf(agent)),
      setAside: await setAsideOf(agent),
    }
  },
})
