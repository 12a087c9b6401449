import { z } from 'zod'
import { CatalogueId, KebabId, Time } from './id.ts'
import { Grade } from './observation.ts'

/**
 * How much a passing measurement says of a requirement: `decides` that the aspect is met, `supports`
 * it (needed, and not enough), or shows that it is meant to be so (`design`: a policy, a document).
 */
export const Strength = z.enum(['decides', 'supports', 'design'])
export type Strength = z.infer<typeof Strength>

/**
 * What is measured beside a metric: every check of the tenants (`baseline`), or what monitors them:
 * the share of settings that was read, runs against their schedule, alerts that arrived, deviations
 * that were repaired or accepted, changes away from the baseline that were seen.
 */
const Measure = z.enum(['baseline', 'coverage', 'frequency', 'alerts', 'deviations', 'drift'])
type Measure = z.infer<typeof Measure>
/** Those of them that are facts about the monitoring itself. */
export type Monitoring = Exclude<Measure, 'baseline'>

const Sentence = z.string().min(12)

/** What speaks for an aspect, how strongly, and what it leaves open. */
export const Mapping = z
  .strictObject({
    metric: KebabId.optional(),
    check: CatalogueId.optional(),
    measure: Measure.optional(),
    strength: Strength,
    /** One sentence of our own: what of the aspect it shows. */
    why: Sentence,
    /** What of the aspect it does not show. */
    notProven: Sentence.optional(),
    /** It decides, and leaves nothing of the aspect open. */
    whole: z.literal(true).optional(),
  })
  .refine(
    ({ metric, check, measure }) =>
      [metric, check, measure].filter(item => item !== undefined).length === 1,
    'exactly one of "metric", "check" and "measure"',
  )
  .refine(
    ({ strength, notProven, whole }) =>
      strength === 'decides' ? (notProven === undefined) === (whole === true) : whole === undefined,
    'what decides says what it does not prove ("notProven"), or that it is the "whole"',
  )
export type Mapping = z.infer<typeof Mapping>

/** A part of a requirement that can be met or not by itself; by nothing: other evidence is needed. */
export const Aspect = z.strictObject({
  id: KebabId,
  title: z.string().min(3),
  by: z.array(Mapping),
})
export type Aspect = z.infer<typeof Aspect>

/** That a requirement of an own framework asks for what one of a known framework asks for. */
export const Crosswalk = z.strictObject({
  framework: KebabId,
  /** Its id; of a heading all that stands under it. */
  requirement: z.string().min(1),
  /** At most so strongly does what speaks for that one speak for this one. */
  strength: Strength,
  why: Sentence,
})
export type Crosswalk = z.infer<typeof Crosswalk>

export const Requirement = z.strictObject({
  id: z.string(),
  title: z.string(),
  parent: z.string().optional(),
  level: z.string().optional(),
  /** The framework asks that this be monitored automatically. */
  automated: z.boolean().optional(),
  /** All that it asks for; without any it is never satisfied here. */
  aspects: z.array(Aspect).default([]),
  /** Of a user's own framework: what it asks for in its publisher's words, which proposals go by. */
  asks: z.string().min(1).optional(),
  /** Of a user's own framework: what it is like elsewhere, whose aspects are its own, too. */
  crosswalk: z.array(Crosswalk).optional(),
})
export type Requirement = z.infer<typeof Requirement>

/**
 * What a person said of a metric for a requirement of a framework of their own: that it speaks for it,
 * how strongly and why, or that it does not.
 */
export const MappingDecision = z.strictObject({
  framework: KebabId,
  requirement: z.string().min(1),
  metric: KebabId,
  verdict: z.enum(['accepted', 'refused']),
  strength: Strength.optional(),
  why: Sentence.optional(),
  notProven: Sentence.optional(),
  whole: z.literal(true).optional(),
  by: z.string().min(1),
})
export type MappingDecision = z.infer<typeof MappingDecision>

/** Everything that speaks for a requirement, whichever aspect. */
export function mappingsOf({ aspects }: Pick<Requirement, 'aspects'>): readonly Mapping[] {
  return aspects.flatMap(aspect => aspect.by)
}

/** An external catalogue: ids and our own short titles, never its text. */
export const Framework = z.strictObject({
  id: KebabId,
  title: z.string(),
  version: z.string(),
  publisher: z.string(),
  note: z.string().optional(),
  /** Assurance levels, the least first: each asks for what those before it ask, and more. */
  levels: z.array(z.string()).optional(),
  requirements: z.array(Requirement),
})
export type Framework = z.infer<typeof Framework>

/** What asks for something: an item under which others stand is a heading, and no requirement. */
export function leavesOf({
  requirements,
}: Pick<Framework, 'requirements'>): readonly Requirement[] {
  const headings = new Set(requirements.map(item => item.parent))
  return requirements.filter(item => !headings.has(item.id))
}

/**
 * What a level asks for, which its version says then; as it is where it has no such level.
 * A heading stays where something stands under it.
 */
export function atLevel(framework: Framework, level: string | undefined): Framework {
  const { levels = [], version } = framework
  const highest = level === undefined ? -1 : levels.indexOf(level)
  if (highest < 0) return framework
  const asked = onlyLeaves(framework, item => levels.indexOf(item.level ?? '') <= highest)
  return { ...asked, version: `${version}, level ${level}` }
}

/** What is to be known of a framework wherever one of its levels is chosen; nothing where it has none. */
export function levelNote({
  title,
  note,
  levels = [],
}: Pick<Framework, 'title' | 'note'> & {
  readonly levels?: readonly string[] | undefined
}): string | null {
  return note === undefined || levels.length === 0 ? null : `${title}: ${note}`
}

/** A framework with some of what asks for something, and the headings above it. */
export function onlyLeaves(
  framework: Framework,
  isKept: (requirement: Requirement) => boolean,
): Framework {
  const byId = new Map(framework.requirements.map(item => [item.id, item]))
  const kept = new Set<Requirement | undefined>(leavesOf(framework).filter(isKept))
  // What is added on the way is looked at, too.
  for (const item of kept) if (item?.parent !== undefined) kept.add(byId.get(item.parent))
  return { ...framework, requirements: framework.requirements.filter(item => kept.has(item)) }
}

/** What is known of an aspect, or of one mapping of it; only `proven` covers it. */
export const AspectState = z.enum([
  'proven',
  /** Something that decides fails, and nobody accepted it. */
  'deviates',
  /** All that fails of it is accepted, until a day: it fails all the same. */
  'accepted',
  /** Something that decides could not be told. */
  'untold',
  /** It passes now; earlier in the window it did not. */
  'not-throughout',
  /** It passes; in the window nobody looked for too long. */
  'gap',
  /** It passes on what a person stated. */
  'document',
  /** It decides, and something that supports it fails. */
  'weakened',
  /** What there is supports it, and does not decide. */
  'supported',
  /** What there is shows an intent. */
  'design',
  /** Something would speak for it, and nothing of it applies to a connected tenant. */
  'unmeasured',
  /** Nothing that is read here could speak for it. */
  'other-evidence',
])
export type AspectState = z.infer<typeof AspectState>

const number = z.int()

/** What is known of the monitoring itself, by code. */
export const MonitoringFact = z.discriminatedUnion('measure', [
  z.strictObject({ measure: z.literal('coverage'), ...known({ read: number, of: number }) }),
  z.strictObject({
    measure: z.literal('frequency'),
    /** Hours: the longest pause there was, and the longest that is planned (0: none is). */
    ...known({ scans: number, longest: number, planned: number }),
  }),
  z.strictObject({
    measure: z.literal('alerts'),
    ...known({ sent: number, open: number, channels: number }),
  }),
  z.strictObject({
    measure: z.literal('deviations'),
    ...known({ open: number, accepted: number }),
  }),
  z.strictObject({ measure: z.literal('drift'), ...known({ scans: number, drifted: number }) }),
])
export type MonitoringFact = z.infer<typeof MonitoringFact>

function known<S extends z.core.$ZodShape>(params: S) {
  return { state: z.enum(['pass', 'fail', 'unknown']), params: z.strictObject(params) }
}

const counts = z.strictObject({
  'pass': z.int(),
  'fail': z.int(),
  'unknown': z.int(),
  'not-applicable': z.int(),
})

export const EvaluatedAspect = z.strictObject({
  id: KebabId,
  title: z.string(),
  state: AspectState,
  counts,
  /** The weakest grade among what passes and decides. */
  grade: Grade.nullable(),
})
export type EvaluatedAspect = z.infer<typeof EvaluatedAspect>

/**
 * Requirement -> status. `satisfied` means that every aspect is proven; `not-satisfied` that
 * something which decides fails, accepted or not; `undetermined` is all else.
 */
export const Evaluation = z.strictObject({
  framework: KebabId,
  requirement: z.string(),
  status: z.enum(['satisfied', 'not-satisfied', 'undetermined']),
  aspects: z.array(EvaluatedAspect),
  /** The weakest grade of the aspects that are proven. */
  grade: Grade.nullable(),
  /** Where all that fails is accepted: when the first of the acceptances ends. */
  acceptedUntil: Time.nullable(),
  counts,
})
export type Evaluation = z.infer<typeof Evaluation>

/** `framework:requirement` ids by what their aspects name; what takes the whole baseline is not among them. */
export type RequirementIndex = {
  readonly byMetric: ReadonlyMap<string, readonly string[]>
  readonly byCheck: ReadonlyMap<string, readonly string[]>
}

export function requirementIndex(frameworks: readonly Framework[]): RequirementIndex {
  const byMetric = new Map<string, string[]>()
  const byCheck = new Map<string, string[]>()
  const add = (index: Map<string, string[]>, key: string | undefined, id: string): void => {
    if (key === undefined) return
    const ids = index.get(key) ?? []
    index.set(key, ids)
    if (!ids.includes(id)) ids.push(id)
  }
  for (const framework of frameworks)
    for (const requirement of framework.requirements)
      for (const { metric, check } of mappingsOf(requirement)) {
        add(byMetric, metric, `${framework.id}:${requirement.id}`)
        add(byCheck, check, `${framework.id}:${requirement.id}`)
      }
  return { byMetric, byCheck }
}
