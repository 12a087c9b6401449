import { z } from 'zod'
import { evaluateCounts } from '../../common/assess/evaluate.ts'
import { emptyCounts, Evaluation, Outcome, Requirement } from '../../common/model/index.ts'
import { findingIndexOf } from '../judge/finding-index.ts'
import type { ListedGroup } from '../judge/finding-index.ts'
import { standingOf } from '../judge/standing.ts'
import { answering, list } from './operation.ts'
import { Counts, standing } from './shapes.ts'

const RequirementCheck = z.strictObject({
  check: z.string(),
  title: z.string(),
  tenant: z.string(),
  outcome: Outcome,
  count: z.int(),
  /** Id of one of these findings. */
  first: z.string(),
})

/** Each framework's requirements with their status and the checks behind it. */
export const frameworks = answering({
  title: 'Requirements and what is found of them',
  role: 'reader',
  needs: 'home',
  input: z.strictObject({}),
  kind: 'frameworks',
  output: z.strictObject({
    ...standing,
    frameworks: list(
      z.strictObject({
        id: z.string(),
        title: z.string(),
        version: z.string(),
        note: z.string().optional(),
        requirements: list(
          Requirement.omit({ metrics: true, checks: true }).extend({
            covered: z.boolean(),
            status: Evaluation.shape.status,
            counts: Counts,
            checks: list(RequirementCheck),
          }),
        ),
      }),
    ),
  }),
  async run(agent) {
    const groups = (await findingIndexOf(agent).all()).flatMap(item => item.groups)
    const counted = groups.map(group => ({
      ...group,
      counts: { ...emptyCounts(), [group.outcome]: group.count },
    }))
    return {
      ...(await standingOf(agent)),
      frameworks: agent.catalogue().frameworks.map(framework => {
        const { id, title, version, note } = framework
        const evaluations = new Map(
          evaluateCounts(framework, counted).map(item => [item.requirement, item]),
        )
        const requirements = framework.requirements.flatMap(({ metrics, checks, ...item }) => {
          const evaluation = evaluations.get(item.id)
          if (!evaluation) return []
          return {
            ...item,
            covered: metrics.length + checks.length > 0,
            status: evaluation.status,
            counts: evaluation.counts,
            checks: checksOf(
              groups.filter(
                group => metrics.includes(group.metric) || checks.includes(group.check),
              ),
            ),
          }
        })
        return { id, title, version, note, requirements }
      }),
    }
  },
})

const order: readonly Outcome[] = ['fail', 'unknown', 'pass', 'not-applicable']

/** One row a check and outcome, failures first. */
function checksOf(found: readonly ListedGroup[]): z.input<typeof RequirementCheck>[] {
  const groups = Map.groupBy(found, item => `${item.tenant}\n${item.check}\n${item.outcome}`)
  const rows = [...groups.values()].flatMap(alike => {
    const [one] = alike
    if (!one) return []
    const { check, title, tenant, outcome } = one
    const count = alike.reduce((all, group) => all + group.count, 0)
    const [first = one.first] = alike.map(group => group.first).sort()
    return { check, title, tenant, outcome, count, first }
  })
  return rows.sort(
    (a, b) => order.indexOf(a.outcome) - order.indexOf(b.outcome) || (a.check < b.check ? -1 : 1),
  )
}
