import { z } from 'zod'
import { evaluateCounts } from '../../common/assess/evaluate.ts'
import { sumRequirements, treeOf } from '../../common/assess/tree.ts'
import type { TreeNode } from '../../common/assess/tree.ts'
import { atLevel, sumCounts } from '../../common/model/index.ts'
import type { Evaluation, Framework } from '../../common/model/index.ts'
import { evaluationText } from '../../common/words/english/evaluations.ts'
import { worstOf } from '../judge/monitoring.ts'
import { assertLevel, assertNames } from '../judge/names.ts'
import { standingOf } from '../judge/standing.ts'
import { talliedOf } from '../judge/tally.ts'
import type { Tallied } from '../judge/tally.ts'
import { whatIf as talliedWith } from '../judge/what-if.ts'
import { answering, list } from './operation.ts'
import { Counts, standing, TreeNodeShape } from './shapes.ts'

const Side = z.strictObject({ status: TreeNodeShape.shape.status, text: z.string() })
const both = <S extends z.ZodType>(shape: S) => z.strictObject({ before: shape, after: shape })

/** What would be judged otherwise if something were otherwise: the tree, computed twice. */
export const whatIf = answering({
  title: 'What would be judged otherwise if something were otherwise',
  role: 'reader',
  needs: 'home',
  input: z.strictObject({
    /** Of this one only; of all without. */
    framework: z.string().optional(),
    level: z.string().optional(),
    /** Where it is otherwise; everywhere without. */
    tenant: z.string().optional(),
    /** A finding that passes, or a check of which nothing fails. */
    repaired: z.string().optional(),
    /** A check of which all that fails is accepted. */
    accepted: z.string().optional(),
    /** A metric that is held to `value`. */
    metric: z.string().optional(),
    /** A number, true or false; all else is a text. */
    value: z.string().optional(),
  }),
  kind: 'what-if',
  output: z.strictObject({
    ...standing,
    /** In words. */
    assumed: list(z.string()),
    findings: both(Counts),
    requirements: both(TreeNodeShape.shape.requirements),
    /** Every item of which something is judged otherwise. */
    changes: list(
      z.strictObject({
        framework: z.string(),
        id: z.string(),
        kind: TreeNodeShape.shape.kind,
        title: z.string(),
        ...both(Side).shape,
      }),
    ),
  }),
  async run(agent, _, { framework: only, level, metric, value, ...change }) {
    assertNames(agent, { framework: only })
    const known = agent.catalogue().frameworks.filter(({ id }) => only === undefined || id === only)
    assertLevel(known, level)
    const target =
      metric === undefined || value === undefined ? undefined : { metric, value: valueOf(value) }
    const { tallied, assumed } = await talliedWith(agent, { ...change, target })
    const [before, after] = [judged(await talliedOf(agent)()), judged(tallied)]
    const changes = []
    const wholes = { before: [] as TreeNode[], after: [] as TreeNode[] }
    for (const framework of known.map(item => atLevel(item, level))) {
      const sides = { before: before.of(framework), after: after.of(framework) }
      // The first node is the framework itself.
      for (const side of ['before', 'after'] as const)
        wholes[side].push(...sides[side].slice(0, 1).map(({ node }) => node))
      for (const [place, { node, text }] of sides.before.entries()) {
        const then = sides.after[place]
        if (!then || (node.status === then.node.status && text === then.text)) continue
        const { id, kind, title } = node
        changes.push({
          framework: framework.id,
          id,
          kind,
          title,
          before: { status: node.status, text },
          after: { status: then.node.status, text: then.text },
        })
      }
    }
    const requirements = {
      before: sumRequirements(wholes.before.map(node => node.requirements)),
      after: sumRequirements(wholes.after.map(node => node.requirements)),
    }
    const findings = { before: before.counts, after: after.counts }
    return { ...(await standingOf(agent)), assumed: [...assumed], findings, requirements, changes }
  },
})

/** As a person types it. */
function valueOf(text: string): string | number | boolean {
  if (text === 'true' || text === 'false') return text === 'true'
  return text.trim() !== '' && Number.isFinite(Number(text)) ? Number(text) : text
}

type Told = { readonly node: TreeNode; readonly text: string }

/** The tree of a framework with what is said of each requirement. */
function judged(tallied: readonly Tallied[]) {
  const checks = tallied.flatMap(item => item.checks)
  const facts = worstOf(tallied.flatMap(item => item.monitoring))
  return {
    counts: sumCounts(checks.map(({ counts }) => counts)),
    of(framework: Framework): readonly Told[] {
      const evaluations = evaluateCounts(framework, checks, facts)
      const texts = new Map(evaluations.map((item: Evaluation) => [item.requirement, item]))
      return treeOf(framework, evaluations, checks).map(node => {
        const evaluation = texts.get(node.id)
        return { node, text: evaluation ? evaluationText(evaluation) : '' }
      })
    },
  }
}
