import { z } from 'zod'
import {
  CatalogueId,
  Evaluation,
  Exception,
  Grade,
  KebabId,
  Outcome,
  Reason,
  Severity,
  ShownAssessment,
  ShownFinding,
  Time,
  Value,
} from '../../common/model/index.ts'
import type { Effective, TreeNode } from '../../common/assess/tree.ts'
import { statusWords } from '../../common/words/english/evaluations.ts'
import { effectiveText } from '../../common/words/english/period.ts'
import type { Agent } from '../agent.ts'
import { summarized } from '../judge/summary.ts'
import { runKinds } from '../store/store.ts'
import { list } from './operation.ts'

export const Counts = z.record(Outcome, z.int().nonnegative())

export const Drift = z.enum([
  'new-failing',
  'fixed',
  'still-failing',
  'lost-sight',
  'seen-again',
  'gone',
])

/** A finding as lists show it: without evidence and long values. */
export const ShortFinding = ShownFinding.omit({
  evidence: true,
  observed: true,
  decided: true,
  verdict: true,
  params: true,
  requirements: true,
}).extend({
  title: z.string(),
  /** What was read, where it is one short value. */
  found: z.string().nullable(),
  /** Against the scan before. */
  drift: Drift.nullable(),
  /** Who looks after it. */
  owner: z.string().nullable(),
})

export const Run = z.strictObject({
  id: z.string(),
  tenant: z.string(),
  kind: z.enum(runKinds),
  startedAt: Time,
  finishedAt: Time.nullable(),
  status: z.enum(['running', 'finished', 'interrupted']),
  catalogue: z.string(),
  requests: z.int(),
  snapshot: z.string().nullable(),
  checkpoint: z.int().nullable(),
})

/** What is said of throughout is over it; null: none was asked for, or nothing is followed over time. */
export const SpokenWindow = z.strictObject({ from: Time, to: Time }).nullable()

/** What of a framework is said wherever one is shown. */
export const frameworkFields = {
  id: z.string(),
  title: z.string(),
  version: z.string(),
  note: z.string().optional(),
  levels: list(z.string()),
}

/** What of a check came out one way in one tenant. */
export const RequirementCheck = z.strictObject({
  check: z.string(),
  title: z.string(),
  tenant: z.string(),
  outcome: Outcome,
  count: z.int(),
  /** Id of one of these findings. */
  first: z.string(),
})

/** A place in a framework's evaluation tree: see `treeOf`. */
export const TreeNodeShape = z.strictObject({
  id: z.string(),
  parent: z.string().nullable(),
  kind: z.enum(['framework', 'category', 'control', 'requirement']),
  depth: z.int(),
  title: z.string(),
  status: Evaluation.shape.status,
  /** Its status in words, or that nothing measures it. */
  says: z.string(),
  requirements: z.strictObject({
    'satisfied': z.int(),
    'not-satisfied': z.int(),
    'undetermined': z.int(),
    'unmeasured': z.int(),
  }),
  /** As the scope has it, where it is asked within the scope: otherwise one. */
  weight: z.int(),
  /** Of the weight under it the parts, from 0 to 1. */
  weighted: z.strictObject({ satisfied: z.number(), notSatisfied: z.number() }),
  counts: Counts,
  grade: Grade.nullable(),
  effective: z
    .strictObject({
      throughout: z.enum(['yes', 'no', 'not-provable', 'not-applicable']),
      /** The same in words, with the smallest share of the time known to be as wanted. */
      answer: z.string(),
      share: z.number().nullable(),
    })
    .nullable(),
})

export function shapeOfNode({ effective, ...node }: TreeNode): z.input<typeof TreeNodeShape> {
  const { requirements, status } = node
  const isMeasured = node.kind !== 'requirement' || requirements.unmeasured === 0
  return {
    ...node,
    requirements: { ...requirements },
    weighted: { ...node.weighted },
    says: isMeasured ? statusWords[status] : 'not measured',
    effective: shapeOfEffective(effective),
  }
}

export function shapeOfEffective(
  effective: Effective | null,
): z.input<typeof TreeNodeShape>['effective'] {
  return effective && { ...effective, answer: effectiveText(effective) }
}

export const ExceptionOutput = z.strictObject({ exception: Exception })

/** What API and page say of one setting, and when each was last read. */
export const Disagreement = z.strictObject({
  setting: CatalogueId,
  api: Value,
  console: Value,
  apiAt: Time.nullable(),
  consoleAt: Time.nullable(),
})

/** Findings that fail or could not be told, by check: where something is to be done. */
export const Group = z.strictObject({
  check: CatalogueId,
  title: z.string(),
  tenant: KebabId,
  severity: Severity,
  owner: z.string().nullable(),
  expected: z.string(),
  found: z.string().nullable(),
  since: Time,
  fresh: z.boolean(),
  count: z.int(),
  of: z.int(),
  first: z.string(),
  resources: list(z.string()),
})

export const Unknowns = z.strictObject({ reason: Reason, text: z.string(), count: z.int() })

/** An assessment, counted: its findings are listed page by page (`findings-whole`). */
export const AssessmentSummary = ShownAssessment.omit({ findings: true }).extend({
  summary: z.strictObject({
    failing: list(
      z.strictObject({
        check: CatalogueId,
        title: z.string(),
        severity: Severity,
        since: Time,
        expected: z.string(),
        count: z.int(),
        of: z.int(),
        names: list(z.string()),
      }),
    ),
    accepted: z.int(),
    unknown: list(z.strictObject({ reason: Reason, count: z.int() })),
    imported: z.boolean(),
    untold: z.boolean(),
  }),
})

/** What was found of a tenant when it was last assessed; null where it never was. */
export async function lastAssessed(
  agent: Agent,
  tenant: string,
): Promise<z.input<typeof AssessmentSummary> | null> {
  const [run] = await agent.store.runs({ tenant, status: 'finished', limit: 1 })
  if (!run?.finishedAt) return null
  const { id, finishedAt: at, catalogue } = run
  return summarized(agent, { tenant, run: id, at, catalogue })
}

/** A file of the user's that cannot be used as it stands: where, what is wrong, what counts. */
export const SetAside = z.strictObject({ file: z.string(), problem: z.string() })

/** An acceptance that a file says and the log does not. */
export const Proposal = z.strictObject({
  change: z.enum(['new', 'changed']),
  exception: Exception,
})

/** What every view says beside what it shows: see `standingOf`. */
export const standing = {
  connected: z.int(),
  unseen: list(z.string()),
  unread: z.string().nullable(),
  unsealed: list(z.strictObject({ tenant: z.string(), entry: z.int(), problem: z.string() })),
  proposals: list(Proposal),
  left: list(z.string()),
  edited: list(z.string()),
  baselines: list(Exception.pick({ id: true, tenant: true, covers: true, until: true })),
  undelivered: list(
    z.strictObject({
      channel: z.string(),
      waiting: z.int(),
      dead: z.int(),
      problem: z.string(),
    }),
  ),
} as const

/** One thing that was looked at by `doctor`: in order, or not and what helps. */
export const Checked = z.strictObject({ what: z.string(), ok: z.boolean(), detail: z.string() })

export const ok = z.strictObject({ ok: z.boolean() })

/** The user's files that cannot be used as they stand, as doors show them. */
export async function setAsideOf(agent: Agent): Promise<z.output<typeof SetAside>[]> {
  return (await agent.setAside()).map(({ file, problem }) => ({ file, problem }))
}
