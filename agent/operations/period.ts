import { z } from 'zod'
import { livePeriods } from '../export/live-period.ts'
import { readText } from '../export/period-cells.ts'
import { requirementPeriods } from '../export/period.ts'
import { standingOf } from '../judge/standing.ts'
import { Problem } from '../problem.ts'
import { timeOf } from './changes.ts'
import { answering, list } from './operation.ts'
import { PeriodShape, shapeOfPeriod } from './period-shape.ts'
import { standing } from './shapes.ts'

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
    requirements: list(
      z.strictObject({
        tenant: z.string(),
        framework: z.string(),
        requirement: z.string(),
        title: z.string(),
        findings: z.int(),
        period: PeriodShape,
      }),
    ),
  }),
  async run(agent, _, { tenant, framework, from, to }) {
    const known = Object.keys(agent.config().tenants).sort()
    if (tenant !== undefined && !known.includes(tenant))
      throw new Problem('tenant-unknown', { tenant, known })
    const { frameworks } = agent.catalogue()
    const chosen = frameworks.filter(item => framework === undefined || item.id === framework)
    if (framework !== undefined && chosen.length === 0)
      throw new Problem('framework-unknown', { framework, known: frameworks.map(({ id }) => id) })
    const asked = {
      from: from === undefined ? undefined : timeOf(from),
      to: to === undefined ? undefined : timeOf(to),
    }
    const requirements = []
    for (const source of await livePeriods(agent, tenant === undefined ? known : [tenant], asked))
      for (const item of await requirementPeriods(source, chosen))
        requirements.push({
          tenant: item.tenant,
          framework: item.framework.id,
          requirement: item.requirement.id,
          title: item.requirement.title,
          findings: item.findings,
          period: shapeOfPeriod(item.period, readText(item.read)),
        })
    return { ...(await standingOf(agent)), requirements }
  },
})
