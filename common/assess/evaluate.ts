import { sumCounts } from '../model/finding.ts'
import type { Outcome } from '../model/finding.ts'
import { leavesOf, mappingsOf } from '../model/framework.ts'
import type {
  Aspect,
  AspectState,
  EvaluatedAspect,
  Evaluation,
  Framework,
  Mapping,
  Monitoring,
  Requirement,
  Strength,
} from '../model/framework.ts'
import type { Grade } from '../model/observation.ts'

type Counts = Readonly<Record<Outcome, number>>

/** The findings of one check, counted: a large tenant's are too many to be listed. */
export type CheckCounts = {
  readonly check: string
  readonly metric: string
  readonly counts: Counts
  /** How many of the failing ones somebody accepted. */
  readonly accepted: number
  /** When the first of these acceptances ends. */
  readonly acceptedUntil?: string | null
  /** How many of the passing ones rest on evidence of which grade at best. */
  readonly passing: Readonly<Partial<Record<Grade, number>>>
  /** How many failed or could not be told at some time of the window. */
  readonly wrong?: number
  /** Whether nobody looked for longer than a reading counts, at some time of the window. */
  readonly gap?: boolean
  /** Nothing of the tenant was judged yet: what it would say is not known. */
  readonly unread?: boolean
}

/** What is known of the monitoring itself; what is not there is not known. */
export type MonitoringFacts = Readonly<Partial<Record<Monitoring, 'pass' | 'fail' | 'unknown'>>>

/** Grades on which an aspect may rest: D is what a person stated. */
const decidingGrades: readonly Grade[] = ['A', 'B', 'C']

/**
 * Requirement -> status from the findings of whatever its aspects name. Satisfied only where every
 * aspect is proven: what decides passes, on evidence of grade A to C, throughout. Something that
 * decides and fails: not satisfied, also where it was accepted. All else is undetermined, and each
 * aspect says why.
 * @param facts of the monitoring itself, where it is known
 */
export function evaluateCounts(
  framework: Framework,
  checks: readonly CheckCounts[],
  facts: MonitoringFacts = {},
): Evaluation[] {
  const index = {
    all: checks,
    byMetric: Map.groupBy(checks, group => group.metric),
    byCheck: Map.groupBy(checks, group => group.check),
  }
  return leavesOf(framework).map(requirement => {
    const found = [...new Set(mappingsOf(requirement).flatMap(item => groupsOf(item, index)))]
    const aspects = requirement.aspects.map(aspect => aspectOf(aspect, index, facts))
    const status = statusOf(aspects)
    return {
      framework: framework.id,
      requirement: requirement.id,
      status,
      aspects,
      grade: weakest(
        aspects.flatMap(({ state, grade }) => (state === 'proven' ? (grade ?? []) : [])),
      ),
      acceptedUntil:
        status === 'not-satisfied' && aspects.every(({ state }) => state !== 'deviates')
          ? firstEnd(requirement, index)
          : null,
      counts: sumCounts(found.map(({ counts }) => counts)),
    }
  })
}

/** Whether a mapping speaks of a check. */
export function isAbout(
  { metric, check, measure }: Mapping,
  group: Pick<CheckCounts, 'check' | 'metric'>,
): boolean {
  return metric === group.metric || check === group.check || measure === 'baseline'
}

type Index = {
  readonly all: readonly CheckCounts[]
  readonly byMetric: ReadonlyMap<string, readonly CheckCounts[]>
  readonly byCheck: ReadonlyMap<string, readonly CheckCounts[]>
}

/** The counts that a mapping speaks of. */
function groupsOf(
  { metric, check, measure }: Mapping,
  { all, byMetric, byCheck }: Index,
): readonly CheckCounts[] {
  if (metric !== undefined) return byMetric.get(metric) ?? []
  if (check !== undefined) return byCheck.get(check) ?? []
  return measure === 'baseline' ? all : []
}

/** What a mapping alone would say of its aspect, as if it decided. */
type Told = { readonly strength: Strength; readonly state: AspectState }

function aspectOf(aspect: Aspect, index: Index, facts: MonitoringFacts): EvaluatedAspect {
  const told = aspect.by.map(mapping => ({
    strength: mapping.strength,
    state: stateOf(mapping, index, facts),
  }))
  const groups = [...new Set(aspect.by.flatMap(mapping => groupsOf(mapping, index)))]
  const deciding = aspect.by.filter(mapping => mapping.strength === 'decides')
  return {
    id: aspect.id,
    title: aspect.title,
    state: together(told),
    counts: sumCounts(groups.map(({ counts }) => counts)),
    grade: weakest(deciding.flatMap(mapping => groupsOf(mapping, index)).flatMap(gradesOf)),
  }
}

/** The first of these that some deciding mapping says, says it of the aspect. */
const worstFirst = [
  'deviates',
  'accepted',
  'untold',
  'document',
  'not-throughout',
  'gap',
  'proven',
] as const satisfies readonly AspectState[]

function together(told: readonly Told[]): AspectState {
  if (told.length === 0) return 'other-evidence'
  const deciding = told.filter(({ strength }) => strength === 'decides')
  const found = worstFirst.find(state => deciding.some(item => item.state === state))
  const against = told.some(({ strength, state }) => strength !== 'decides' && isFailing(state))
  if (found !== undefined && (found === 'deviates' || found === 'accepted')) return found
  if (against) return 'weakened'
  if (found !== undefined) return found
  const speaks = (wanted: Strength): boolean =>
    told.some(({ strength, state }) => strength === wanted && isPassing(state))
  return speaks('supports') ? 'supported' : speaks('design') ? 'design' : 'unmeasured'
}

function isFailing(state: AspectState): boolean {
  return state === 'deviates' || state === 'accepted'
}

function isPassing(state: AspectState): boolean {
  return ['proven', 'document', 'not-throughout', 'gap'].includes(state)
}

function stateOf(mapping: Mapping, index: Index, facts: MonitoringFacts): AspectState {
  if (mapping.measure !== undefined && mapping.measure !== 'baseline') {
    const fact = facts[mapping.measure]
    return fact === undefined || fact === 'unknown'
      ? 'untold'
      : fact === 'pass'
        ? 'proven'
        : 'deviates'
  }
  const groups = groupsOf(mapping, index)
  const { pass, fail, unknown } = sumCounts(groups.map(({ counts }) => counts))
  if (fail > 0)
    return groups.every(group => group.accepted === group.counts.fail) ? 'accepted' : 'deviates'
  if (unknown > 0 || groups.some(({ unread }) => unread)) return 'untold'
  if (pass === 0) return 'unmeasured'
  if (groups.flatMap(gradesOf).some(grade => !decidingGrades.includes(grade))) return 'document'
  if (groups.some(({ wrong = 0 }) => wrong > 0)) return 'not-throughout'
  return groups.some(({ gap }) => gap) ? 'gap' : 'proven'
}

function statusOf(aspects: readonly EvaluatedAspect[]): Evaluation['status'] {
  if (aspects.some(({ state }) => isFailing(state))) return 'not-satisfied'
  return aspects.length > 0 && aspects.every(({ state }) => state === 'proven')
    ? 'satisfied'
    : 'undetermined'
}

/** When the first acceptance of anything that decides ends. */
function firstEnd(requirement: Requirement, index: Index): string | null {
  return mappingsOf(requirement)
    .filter(mapping => mapping.strength === 'decides')
    .flatMap(mapping => groupsOf(mapping, index))
    .reduce<string | null>((first, group) => earlier(first, group.acceptedUntil ?? null), null)
}

/** On which grades what passes rests. */
export function gradesOf({ passing }: Pick<CheckCounts, 'passing'>): Grade[] {
  return (Object.keys(passing) as Grade[]).filter(grade => (passing[grade] ?? 0) > 0)
}

/** The last of the alphabet; null where there is none. */
export function weakest(grades: readonly Grade[]): Grade | null {
  return grades.toSorted().at(-1) ?? null
}

function earlier(a: string | null, b: string | null): string | null {
  return a === null ? b : b === null || a < b ? a : b
}
