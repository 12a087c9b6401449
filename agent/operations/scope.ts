import { z } from 'zod'
import { evaluateCounts } from '../../common/assess/evaluate.ts'
import { atLevel, Evaluation, leavesOf, mappingsOf } from '../../common/model/index.ts'
import { statusWords } from '../../common/words/english/evaluations.ts'
import type { Agent } from '../agent.ts'
import { worstOf } from '../judge/monitoring.ts'
import { frameworkOf, scopedOf } from '../judge/scope.ts'
import { standingOf } from '../judge/standing.ts'
import { talliedOf } from '../judge/tally.ts'
import { answering, list } from './operation.ts'
import {
  ApplicabilityShape,
  ManualShape,
  ScopeShape,
  shapeOfScope,
  statedOf,
} from './scope-shapes.ts'
import { standing } from './shapes.ts'

const Line = z.strictObject({
  id: z.string(),
  title: z.string(),
  level: z.string().nullable(),
  /** What somebody decided; where nobody did, it applies. */
  applicability: ApplicabilityShape.nullable(),
  /** What is measured, in the tenants of the scope: never what is stated. */
  measured: Evaluation.shape.status.nullable(),
  says: z.string(),
  /** What is stated beside it. */
  manual: list(ManualShape),
})
type Line = z.input<typeof Line>

/** The target of an evaluation, and its statement of applicability: measured and stated, side by side. */
export const scope = answering({
  title: 'The scope of an evaluation and its statement of applicability',
  role: 'reader',
  needs: 'home',
  input: z.strictObject({ framework: z.string() }),
  kind: 'scope',
  output: z.strictObject({
    ...standing,
    framework: z.strictObject({ id: z.string(), title: z.string(), version: z.string() }),
    scope: ScopeShape.nullable(),
    requirements: list(Line),
  }),
  run: async (agent, _, { framework }) => ({
    ...(await standingOf(agent)),
    ...(await statementOf(agent, framework)),
  }),
})

/** @throws Problem `framework-unknown` */
export async function statementOf(agent: Agent, id: string) {
  const scoped = await scopedOf(agent, id)
  const framework = atLevel(frameworkOf(agent, id), scoped.scope?.said.level)
  const within = scoped.scope?.said.tenants
  const tallied = (await talliedOf(agent)()).filter(
    ({ tenant }) => within === undefined || within.includes(tenant),
  )
  const evaluations = evaluateCounts(
    framework,
    tallied.flatMap(item => item.checks),
    worstOf(tallied.flatMap(item => item.monitoring)),
  )
  const statuses = new Map(evaluations.map(item => [item.requirement, item.status]))
  const requirements = leavesOf(framework).map((requirement): Line => {
    const isMeasured = mappingsOf(requirement).length > 0
    const measured = isMeasured ? (statuses.get(requirement.id) ?? null) : null
    return {
      id: requirement.id,
      title: requirement.title,
      level: requirement.level ?? null,
      measured,
      says: measured === null ? 'not measured' : statusWords[measured],
      ...statedOf(scoped, requirement.id, agent.clock()),
    }
  })
  const { title, version } = framework
  return { framework: { id, title, version }, scope: shapeOfScope(scoped), requirements }
}
