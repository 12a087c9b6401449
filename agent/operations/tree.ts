import { z } from 'zod'
import { evaluateCounts, gradesOf, isAbout, weakest } from '../../common/assess/evaluate.ts'
import type { CheckCounts } from '../../common/assess/evaluate.ts'
import { effectiveOf, treeOf, weakestOf } from '../../common/assess/tree.ts'
import type { Effective, TreeNode } from '../../common/assess/tree.ts'
import {
  atLevel,
  AspectState,
  Evaluation,
  Grade,
  mappingsOf,
  Strength,
  sumCounts,
  Time,
} from '../../common/model/index.ts'
import type {
  Aspect,
  EvaluatedAspect,
  Mapping,
  Metric,
  MonitoringFact,
  OwnTarget,
} from '../../common/model/index.ts'
import {
  aspectWords,
  evaluationText,
  monitoringText,
  monitoringWords,
  nowText,
  overText,
  sealedTargetText,
  strengthWords,
} from '../../common/words/english/evaluations.ts'
import type { Agent } from '../agent.ts'
import { liveRequirements, windowOf } from '../export/live-requirements.ts'
import type { LiveRequirements } from '../export/live-requirements.ts'
import { checkRows } from '../judge/check-rows.ts'
import type { CheckRow } from '../judge/check-rows.ts'
import { worstOf } from '../judge/monitoring.ts'
import { assertLevel } from '../judge/names.ts'
import { frameworkOf, inScope, scopedOf } from '../judge/scope.ts'
import { standingOf } from '../judge/standing.ts'
import { talliedOf } from '../judge/tally.ts'
import { ownTargets } from '../judge/targets.ts'
import { Problem } from '../problem.ts'
import { timeOf } from './changes.ts'
import { answering, list } from './operation.ts'
import {
  ApplicabilityShape,
  ManualShape,
  ScopeShape,
  shapeOfScope,
  statedOf,
} from './scope-shapes.ts'
import {
  Counts,
  frameworkFields,
  RequirementCheck,
  shapeOfEffective,
  shapeOfNode,
  SpokenWindow,
  standing,
  TreeNodeShape,
} from './shapes.ts'

const Evidence = z.strictObject({
  /** Id of the aspect that it speaks for. */
  aspect: z.string(),
  /** A metric, a check, or what of the monitoring is measured. */
  by: z.string(),
  kind: z.enum(['metric', 'check', 'measure']),
  strength: Strength,
  says: z.string(),
  why: z.string(),
  notProven: z.string().optional(),
  counts: Counts,
  /** The weakest among what passes. */
  grade: Grade.nullable(),
  effective: TreeNodeShape.shape.effective,
  /** What is known of the monitoring, tenant by tenant. */
  facts: list(z.strictObject({ tenant: z.string(), text: z.string() })),
  /** The owner's own targets of the metric that count; of every tenant where none is named. */
  targets: list(z.strictObject({ tenant: z.string().nullable(), text: z.string() })),
  /** What came out which way, failures first, each with one of the findings. */
  checks: list(RequirementCheck),
  more: z.int(),
})
type Evidence = z.input<typeof Evidence>

/** Rows of one mapping: the first of them say enough. */
const MOST_ROWS = 40

/** A framework from the top down to the findings, as the present ones have it. */
export const tree = answering({
  title: 'A framework from the top down to its findings',
  role: 'reader',
  needs: 'home',
  input: z.strictObject({
    framework: z.string(),
    /** Only what this level asks for. */
    level: z.string().optional(),
    /** With what a window says of effectiveness: it reads every finding of it. */
    over: z.enum(['now', 'period']).default('now'),
    from: z.string().optional(),
    to: z.string().optional(),
    /** `scope`: only its tenants, its level, and what applies, with its weights. */
    within: z.enum(['all', 'scope']).default('all'),
    /** Only this item with what it is in and what is under it; of a requirement also its evidence. */
    at: z.string().optional(),
  }),
  kind: 'tree',
  output: z.strictObject({
    ...standing,
    framework: z.strictObject(frameworkFields),
    /** Of when every status, count and grade is: of now. */
    asOf: Time,
    /** What `effective` is over; null: nothing was asked of a window, or nothing is followed over time. */
    window: SpokenWindow,
    /** Both in words. */
    when: z.string(),
    /** As it is sealed. */
    scope: ScopeShape.nullable(),
    /** The framework first, each node before what is under it. */
    nodes: list(TreeNodeShape),
    /** Of the one requirement that was asked for. */
    requirement: z
      .strictObject({
        text: z.string(),
        aspects: list(
          z.strictObject({
            id: z.string(),
            title: z.string(),
            state: AspectState,
            says: z.string(),
            grade: Evaluation.shape.grade,
          }),
        ),
        evidence: list(Evidence),
        /** What is stated beside it, and changes nothing that is measured. */
        applicability: ApplicabilityShape.nullable(),
        manual: list(ManualShape),
      })
      .nullable(),
  }),
  async run(agent, _, { framework: id, level, over, from, to, at, within }) {
    const whole = frameworkOf(agent, id)
    assertLevel([whole], level)
    const scoped = await scopedOf(agent, id)
    const framework = atLevel(within === 'scope' ? inScope(whole, scoped) : whole, level)
    const isIn = (tenant: string): boolean =>
      within === 'all' || (scoped.scope?.said.tenants.includes(tenant) ?? true)
    const asked = {
      from: from === undefined ? undefined : timeOf(from),
      to: to === undefined ? undefined : timeOf(to),
    }
    const tallied = (await talliedOf(agent)()).filter(({ tenant }) => isIn(tenant))
    const checks = tallied.flatMap(item => item.checks)
    const monitoring = tallied.flatMap(({ tenant, monitoring: facts }) =>
      facts.map(fact => ({ tenant, fact })),
    )
    const facts = worstOf(monitoring.map(({ fact }) => fact))
    const evaluations = evaluateCounts(framework, checks, facts)
    const tenants = Object.keys(agent.config().tenants).filter(isIn).sort()
    const periods =
      over === 'period'
        ? await liveRequirements(agent, tenants, [whole], asked, { named: true })
        : null
    const nodes = treeOf(
      framework,
      evaluations,
      checks,
      periods && overOf(periods, checks),
      within === 'scope' ? scoped.scope?.said.weights : undefined,
    )
    const item = framework.requirements.find(one => one.id === at)
    if (at !== undefined && at !== framework.id && !item)
      throw new Problem('requirement-unknown', { framework: framework.title, requirement: at })
    const evaluation = evaluations.find(one => one.requirement === at)
    const { title, version, note, levels = [] } = framework
    const asOf = agent.clock().toISOString()
    const window = windowOf(periods?.requirements ?? [])
    return {
      ...(await standingOf(agent)),
      framework: { id, title, version, note, levels: [...levels] },
      asOf,
      window,
      when: `${nowText(asOf)} ${overText(window)}`,
      scope: shapeOfScope(scoped),
      nodes: (at === undefined ? nodes : around(nodes, at)).map(shapeOfNode),
      requirement:
        item && evaluation
          ? {
              text: evaluationText(evaluation),
              aspects: evaluation.aspects.map(aspectShape),
              evidence: evidenceOf(agent, item.aspects, {
                checks,
                rows: checkRows(agent, tallied),
                monitoring,
                periods,
                targets: (await ownTargets(agent)).filter(({ tenant }) => !tenant || isIn(tenant)),
              }),
              ...statedOf(scoped, item.id, agent.clock()),
            }
          : null,
    }
  },
})

function aspectShape({ id, title, state, grade }: EvaluatedAspect) {
  return { id, title, state, says: aspectWords[state], grade }
}

/** Of several tenants the worst: what speaks of one that was never judged is not provable. */
function overOf(
  { requirements }: LiveRequirements,
  checks: readonly CheckCounts[],
): ReadonlyMap<string, Effective> {
  const unread = checks.filter(group => group.unread)
  const byId = Map.groupBy(requirements, item => item.requirement.id)
  return new Map([...byId].flatMap(([id, items]) => withEffective(id, items, unread)))
}

function withEffective(
  id: string,
  items: LiveRequirements['requirements'],
  unread: readonly CheckCounts[],
): [string, Effective][] {
  const [one] = items
  const isUnread = one && mappingsOf(one.requirement).some(by => unread.some(it => isAbout(by, it)))
  const known = items.map(item => effectiveOf(item.period))
  const worst = weakestOf(isUnread ? [...known, null] : known)
  return worst ? [[id, worst]] : []
}

/** An item with what it is in, and what is under it. */
function around(nodes: readonly TreeNode[], at: string): TreeNode[] {
  const byId = new Map(nodes.map(node => [node.id, node]))
  const kept = new Set<string>()
  for (let node = byId.get(at); node; node = byId.get(node.parent ?? '')) kept.add(node.id)
  const inside = new Set([at])
  // Each stands before what is under it.
  for (const { id, parent } of nodes) if (parent !== null && inside.has(parent)) inside.add(id)
  return nodes.filter(({ id }) => kept.has(id) || inside.has(id))
}

type Known = {
  readonly checks: readonly CheckCounts[]
  readonly rows: readonly CheckRow[]
  readonly monitoring: readonly { readonly tenant: string; readonly fact: MonitoringFact }[]
  readonly periods: LiveRequirements | null
  readonly targets: readonly OwnTarget[]
}

function evidenceOf(agent: Agent, aspects: readonly Aspect[], known: Known): Evidence[] {
  const metrics = new Map(agent.catalogue().metrics.map(item => [item.id, item]))
  return aspects.flatMap(aspect =>
    aspect.by.map(mapping => ({ aspect: aspect.id, ...evidenceBy(mapping, metrics, known) })),
  )
}

function evidenceBy(
  mapping: Mapping,
  metrics: ReadonlyMap<string, Metric>,
  { checks, rows, monitoring, periods, targets }: Known,
): Omit<Evidence, 'aspect'> {
  const { metric, check, measure, strength, why, notProven } = mapping
  const about = checks.filter(group => isAbout(mapping, group))
  // Every check speaks for it: the findings' own page lists them.
  const shown = measure === 'baseline' ? [] : rows.filter(row => isAbout(mapping, row))
  const fact = measure === 'baseline' ? undefined : measure
  return {
    by:
      (metric && metrics.get(metric)?.title) ??
      check ??
      (fact ? monitoringWords[fact] : 'every check'),
    kind: metric ? 'metric' : check ? 'check' : 'measure',
    strength,
    says: strengthWords[strength],
    why,
    ...(notProven === undefined ? {} : { notProven }),
    counts: sumCounts(about.map(({ counts }) => counts)),
    grade: weakest(about.flatMap(gradesOf)),
    effective: shapeOfEffective(
      weakestOf(
        (periods?.named.get(metric ?? check ?? '') ?? []).map(item => effectiveOf(item.period)),
      ),
    ),
    facts: monitoring
      .filter(item => item.fact.measure === fact)
      .map(item => ({ tenant: item.tenant, text: monitoringText(item.fact) })),
    targets: targets.flatMap(target => {
      const held = target.metric === metric ? metrics.get(metric) : undefined
      return held ? [{ tenant: target.tenant ?? null, text: sealedTargetText(held, target) }] : []
    }),
    checks: shown.slice(0, MOST_ROWS).map(({ metric: _, ...row }) => row),
    more: Math.max(0, shown.length - MOST_ROWS),
  }
}
