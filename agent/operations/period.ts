import { z } from 'zod'
import { overText } from '../../common/words/english/evaluations.ts'
import { liveRequirements, windowOf } from '../export/live-requirements.ts'
import { readText } from '../export/period-cells.ts'
import { standingOf } from '../judge/standing.ts'
import { timeOf } from './changes.ts'
import { assertNames } from '../judge/names.ts'
import { answering, list } from './operation.ts'
import { PeriodShape, shapeOfPeriod } from './period-shape.ts'
import { SpokenWindow, standing } from './shapes.ts'

const RequirementItem = z.strictObject({
  tenant: z.string(),
  framework: z.string(),
  requirement: z.string(),
  title: z.string(),
  findings: z.int(),
  period: PeriodShape,
})

/** Each requirement of the frameworks over a window, tenant by tenant: effective throughout? */
export const period = answering({
  title: 'Requirements over a period: effective throughout, deviations, gaps',
  role: 'reader',
  needs: 'home',
  input: z.strictObject({
    tenant: z.string().optional(),
    framework: z.string().optional(),
    from: z.string().optional(),
    to: z.string().optional(),
  }),
  kind: 'period',
  output: z.strictObject({
    ...standing,
    window: SpokenWindow,
    /** The same in words. */
    when: z.string(),
    requirements: list(RequirementItem),
  }),
  async run(agent, _, { tenant, framework, from, to }) {
    const known = Object.keys(agent.config().tenants).sort()
    assertNames(agent, { tenant, framework })
    const { frameworks } = agent.catalogue()
    const chosen = frameworks.filter(item => framework === undefined || item.id === framework)
    const asked = {
      from: from === undefined ? undefined : timeOf(from),
      to: to === undefined ? undefined : timeOf(to),
    }
    const tenants = tenant === undefined ? known : [tenant]
    const found = await liveRequirements(agent, tenants, chosen, asked)
    const requirements = found.requirements.map(item => ({
      tenant: item.tenant,
      framework: item.framework.id,
      requirement: item.requirement.id,
      title: item.requirement.title,
      findings: item.findings,
      period: shapeOfPeriod(item.period, readText(item.read)),
    }))
    const window = windowOf(found.requirements)
    return { ...(await standingOf(agent)), window, when: overText(window), requirements }
  },
})
