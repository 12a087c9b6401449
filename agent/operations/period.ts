import { z } from 'zod'
import type { Framework } from '../../common/model/index.ts'
import type { Agent } from '../agent.ts'
import { livePeriods } from '../export/live-period.ts'
import { readText } from '../export/period-cells.ts'
import { requirementPeriods } from '../export/period.ts'
import { standingOf } from '../judge/standing.ts'
import { perAgent } from '../per-agent.ts'
import { timeOf } from './changes.ts'
import { assertNames } from '../judge/names.ts'
import { answering, list } from './operation.ts'
import { PeriodShape, shapeOfPeriod } from './period-shape.ts'
import { standing } from './shapes.ts'

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
    const name = JSON.stringify([tenants, framework, asked])
    const requirements = await latestOf(agent)(name, () => read(agent, tenants, chosen, asked))
    return { ...(await standingOf(agent)), requirements: [...requirements] }
  },
})

type Requirements = z.input<typeof RequirementItem>[]

async function read(
  agent: Agent,
  tenants: readonly string[],
  frameworks: readonly Framework[],
  asked: { readonly from?: string | undefined; readonly to?: string | undefined },
): Promise<Requirements> {
  const requirements: Requirements = []
  for (const source of await livePeriods(agent, tenants, asked))
    for (const item of await requirementPeriods(source, frameworks))
      requirements.push({
        tenant: item.tenant,
        framework: item.framework.id,
        requirement: item.requirement.id,
        title: item.requirement.title,
        findings: item.findings,
        period: shapeOfPeriod(item.period, readText(item.read)),
      })
  return requirements
}

/** Reading all findings of a year takes its time: what was asked last is kept for a while. */
const KEPT_MILLISECONDS = 5 * 60_000

const latestOf = perAgent(agent => {
  let known: {
    readonly key: string
    readonly at: number
    readonly found: Promise<Requirements>
  } | null = null
  return async (name: string, work: () => Promise<Requirements>): Promise<Requirements> => {
    const key = `${await agent.store.version()} ${agent.catalogueDigest()} ${name}`
    const now = agent.clock().getTime()
    if (known?.key !== key || Math.abs(now - known.at) > KEPT_MILLISECONDS) {
      const found = work()
      known = { key, at: now, found }
      found.catch(() => {
        known = null
      })
    }
    return known.found
  }
})
