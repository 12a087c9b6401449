import { emptyCounts, sumCounts } from '../model/finding.ts'
import type { Outcome } from '../model/finding.ts'
import { leavesOf, mappingsOf } from '../model/framework.ts'
import type { Evaluation, Framework, Requirement } from '../model/framework.ts'
import type { Grade } from '../model/observation.ts'
import { isAbout, weakest } from './evaluate.ts'
import type { CheckCounts } from './evaluate.ts'
import { shareOf } from './period.ts'
import type { Period, Throughout } from './period.ts'

/** How much of a window something was effective: the worst of what is in it. */
export type Effective = {
  readonly throughout: Throughout
  /** The smallest share of the time known to be as wanted; null where nothing was judged. */
  readonly share: number | null
}

/** Requirements by status; what nothing measures apart from what could not be told. */
type RequirementCounts = Readonly<Record<Evaluation['status'] | 'unmeasured', number>>

/** A place in the tree: the framework, a category, a control under it, or a requirement. */
export type TreeNode = {
  /** Of the framework or of the item in it. */
  readonly id: string
  /** Null for the framework. */
  readonly parent: string | null
  readonly kind: 'framework' | 'category' | 'control' | 'requirement'
  /** 0 for the framework. */
  readonly depth: number
  readonly title: string
  readonly status: Evaluation['status']
  /** It, or those under it; each counts one. */
  readonly requirements: RequirementCounts
  /** How much it counts beside others: one, where nobody decided otherwise. */
  readonly weight: number
  /** Of the weight of the requirements under it the parts, from 0 to 1; the rest is undetermined. */
  readonly weighted: { readonly satisfied: number; readonly notSatisfied: number }
  /** Findings that speak to any of them, each once. */
  readonly counts: Readonly<Record<Outcome, number>>
  /** The weakest grade of what is proven. */
  readonly grade: Grade | null
  /** Null where it was not asked for, or nothing was measured. */
  readonly effective: Effective | null
}

/** Weights of requirements, summed. */
type Weighed = { readonly satisfied: number; readonly notSatisfied: number; readonly all: number }

/** What the nodes above need of one. */
type Summed = Omit<
  TreeNode,
  'id' | 'parent' | 'kind' | 'depth' | 'title' | 'counts' | 'weight' | 'weighted'
> & {
  readonly groups: ReadonlySet<CheckCounts>
  readonly weighed: Weighed
}

/**
 * From what is found up to the framework, the framework first and each node before what is under it.
 * A node is satisfied where all under it is, measured or not; not satisfied where any of it is not;
 * undetermined otherwise. Its grade, share and effectiveness are the weakest under it: what nothing
 * measured is not provable. A requirement weighs as much as it and what it is in do, multiplied; that
 * decides shares alone, and no status.
 * @param evaluations one a requirement
 * @param checks what they were evaluated from
 * @param over of requirements over a window, by id, where it is asked for
 * @param weights by id; one, where there is none
 */
export function treeOf(
  framework: Framework,
  evaluations: readonly Evaluation[],
  checks: readonly CheckCounts[],
  over: ReadonlyMap<string, Effective> | null = null,
  weights: Readonly<Record<string, number>> = {},
): TreeNode[] {
  const leaves = new Set(leavesOf(framework))
  const ids = new Set(framework.requirements.map(({ id }) => id))
  const under = Map.groupBy(framework.requirements, ({ parent }) =>
    parent !== undefined && ids.has(parent) ? parent : null,
  )
  const found = new Map(evaluations.map(item => [item.requirement, item]))
  const nodes: TreeNode[] = []
  const walk = (item: Requirement | null, parent: string | null, depth: number): Summed => {
    const place = nodes.length
    const { id, title } = item ?? framework
    const isLeaf = item !== null && leaves.has(item)
    // Its place is kept: it stands before what is under it.
    nodes.push({ ...blank, id, parent, kind: kindOf(depth, isLeaf), depth, title })
    const summed = isLeaf
      ? ofRequirement(item, found.get(id), checks, over)
      : ofAll(
          (under.get(item?.id ?? null) ?? []).map(child => walk(child, id, depth + 1)),
          over !== null,
        )
    const { groups, weighed, ...shown } = summed
    const weight = item ? (weights[id] ?? 1) : 1
    nodes[place] = {
      ...nodes[place],
      ...shown,
      weight,
      weighted: sharesOf(weighed),
      counts: sumCounts([...groups].map(({ counts }) => counts)),
    } as TreeNode
    return { ...summed, weighed: times(weighed, weight) }
  }
  walk(null, null, 0)
  return nodes
}

const none = { 'satisfied': 0, 'not-satisfied': 0, 'undetermined': 0, 'unmeasured': 0 } as const
const blank = {
  status: 'undetermined',
  requirements: none,
  weight: 1,
  weighted: { satisfied: 0, notSatisfied: 0 },
  counts: emptyCounts(),
  grade: null,
  effective: null,
} as const satisfies Partial<TreeNode>

function kindOf(depth: number, isLeaf: boolean): TreeNode['kind'] {
  return depth === 0 ? 'framework' : isLeaf ? 'requirement' : depth === 1 ? 'category' : 'control'
}

function ofRequirement(
  requirement: Requirement,
  evaluation: Evaluation | undefined,
  checks: readonly CheckCounts[],
  over: ReadonlyMap<string, Effective> | null,
): Summed {
  const named = mappingsOf(requirement)
  const status = evaluation?.status ?? 'undetermined'
  return {
    status,
    requirements: { ...none, [named.length === 0 ? 'unmeasured' : status]: 1 },
    weighed: {
      satisfied: Number(status === 'satisfied'),
      notSatisfied: Number(status === 'not-satisfied'),
      all: 1,
    },
    groups: new Set(checks.filter(group => named.some(mapping => isAbout(mapping, group)))),
    grade: evaluation?.grade ?? null,
    effective: over?.get(requirement.id) ?? null,
  }
}

function ofAll(parts: readonly Summed[], asked: boolean): Summed {
  const all = (status: Evaluation['status']): boolean => parts.every(part => part.status === status)
  const failing = parts.some(part => part.status === 'not-satisfied')
  return {
    status: failing
      ? 'not-satisfied'
      : parts.length > 0 && all('satisfied')
        ? 'satisfied'
        : 'undetermined',
    requirements: sumRequirements(parts.map(({ requirements }) => requirements)),
    weighed: {
      satisfied: sum(parts.map(({ weighed }) => weighed.satisfied)),
      notSatisfied: sum(parts.map(({ weighed }) => weighed.notSatisfied)),
      all: sum(parts.map(({ weighed }) => weighed.all)),
    },
    groups: new Set(parts.flatMap(part => [...part.groups])),
    grade: weakest(parts.flatMap(part => part.grade ?? [])),
    effective: asked ? weakestOf(parts.map(part => part.effective)) : null,
  }
}

function times({ satisfied, notSatisfied, all }: Weighed, weight: number): Weighed {
  return { satisfied: satisfied * weight, notSatisfied: notSatisfied * weight, all: all * weight }
}

function sharesOf({ satisfied, notSatisfied, all }: Weighed): TreeNode['weighted'] {
  const share = (part: number): number => (all === 0 ? 0 : part / all)
  return { satisfied: share(satisfied), notSatisfied: share(notSatisfied) }
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((all, one) => all + one, 0)
}

/** Of all of them together. */
export function sumRequirements(all: Iterable<RequirementCounts>): RequirementCounts {
  const sum = { ...none } as Record<keyof RequirementCounts, number>
  for (const counts of all)
    for (const status of Object.keys(none) as (keyof RequirementCounts)[])
      sum[status] += counts[status]
  return sum
}

/** Nothing measured: not provable. */
const unmeasured: Effective = { throughout: 'not-provable', share: null }
const worstFirst: readonly Throughout[] = ['no', 'not-provable', 'yes', 'not-applicable']

/** The worst of several; null where nothing of it was measured. */
export function weakestOf(parts: readonly (Effective | null)[]): Effective | null {
  if (parts.every(part => part === null)) return null
  const known = parts.map(part => part ?? unmeasured)
  const shares = known.flatMap(({ share }) => share ?? [])
  return {
    throughout:
      worstFirst.find(word => known.some(({ throughout }) => throughout === word)) ??
      'not-applicable',
    share: shares.length > 0 ? Math.min(...shares) : null,
  }
}

/** Of a period what the tree shows. */
export function effectiveOf(period: Period): Effective {
  return { throughout: period.throughout, share: shareOf(period) }
}
