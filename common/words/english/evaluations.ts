import type {
  AspectState,
  Evaluation,
  Monitoring,
  MonitoringFact,
  Strength,
} from '../../model/framework.ts'
import type { AppliedTarget } from '../../model/finding.ts'
import type { OwnTarget } from '../../model/target.ts'
import { valueLine } from '../value.ts'

/** A requirement's status. */
export const statusWords = {
  'satisfied': 'satisfied',
  'not-satisfied': 'not satisfied',
  'undetermined': 'undetermined',
} as const satisfies Readonly<Record<Evaluation['status'], string>>

/** What is known of an aspect. */
export const aspectWords = {
  'proven': 'proven',
  'deviates': 'fails',
  'accepted': 'fails, and is accepted',
  'untold': 'could not be told',
  'not-throughout': 'passes now, and did not throughout the window',
  'gap': 'passes, and was not looked at for too long',
  'document': 'rests on what a person stated',
  'weakened': 'something that supports it fails',
  'supported': 'supported, which does not decide',
  'design': 'intended, as documents say',
  'unmeasured': 'nothing that is connected measures it',
  'other-evidence': 'needs other evidence than settings',
} as const satisfies Readonly<Record<AspectState, string>>

/** How strongly a measurement speaks. */
export const strengthWords = {
  decides: 'decides',
  supports: 'supports, without deciding',
  design: 'shows what is intended',
} as const satisfies Readonly<Record<Strength, string>>

/** What of the monitoring itself is measured. */
export const monitoringWords = {
  coverage: 'settings that are read',
  frequency: 'runs against the schedule',
  alerts: 'alerts that arrived',
  deviations: 'deviations that are handled',
  drift: 'changes away from the baseline',
} as const satisfies Readonly<Record<Monitoring, string>>

/** What is known of the monitoring itself, in numbers. */
export function monitoringText(fact: MonitoringFact): string {
  switch (fact.measure) {
    case 'coverage':
      return `${fact.params.read} of ${fact.params.of} settings that checks read were read throughout`
    case 'frequency': {
      const { scans, longest, planned } = fact.params
      if (scans === 0) return 'no scan in this time'
      return planned === 0
        ? `${scans} scans, and no schedule to compare them with`
        : `${scans} scans, the longest pause ${longest} h where ${planned} h are planned`
    }
    case 'alerts':
      return fact.params.channels === 0
        ? 'no channel is set, so nobody is told'
        : `${fact.params.sent} arrived, ${fact.params.open} did not`
    case 'deviations':
      return `${fact.params.open} open without an acceptance, ${fact.params.accepted} accepted`
    case 'drift':
      return `${fact.params.scans} scans compared, ${fact.params.drifted} checks began to fail since and are not accepted`
  }
}

/**
 * What a row says beside its status: which aspects are proven, which are open and why, on what grade
 * it rests, until when what fails is accepted.
 */
export function evaluationText({
  status,
  aspects,
  grade,
  acceptedUntil,
}: Pick<Evaluation, 'status' | 'aspects' | 'grade' | 'acceptedUntil'>): string {
  const proven = aspects.filter(({ state }) => state === 'proven')
  const open = aspects.filter(({ state }) => state !== 'proven')
  return [
    ...(acceptedUntil === null ? [] : [`accepted until ${acceptedUntil.slice(0, 10)}`]),
    ...(proven.length === 0 || status === 'satisfied'
      ? []
      : [`proven: ${proven.map(({ title }) => title).join(', ')}`]),
    ...(open.length === 0
      ? []
      : [`open: ${open.map(({ title, state }) => `${title} (${aspectWords[state]})`).join(', ')}`]),
    ...(grade === null ? [] : [`weakest grade of evidence ${grade}`]),
  ].join('; ')
}

const operatorWords = {
  'equals': '',
  'at-least': 'at least ',
  'at-most': 'at most ',
  'includes': 'with ',
  'excludes': 'without ',
} as const satisfies Readonly<Record<AppliedTarget['operator'], string>>

/** `at most 8 h`. */
export function targetText({ operator, value, unit }: AppliedTarget): string {
  return `${operatorWords[operator]}${valueLine(value)}${unit === undefined ? '' : ` ${unit}`}`
}

/** An owner's own target with who decided it: `at most 1 people since 2026-03-02, by Ada: why`. */
export function sealedTargetText(
  { operator, unit }: Pick<AppliedTarget, 'operator' | 'unit'>,
  { value, from, by, reason }: Pick<OwnTarget, 'value' | 'from' | 'by' | 'reason'>,
): string {
  const applied = { operator, value, ...(unit === undefined ? {} : { unit }) }
  const why = reason === undefined ? '' : `: ${reason}`
  return `${targetText(applied)} since ${from.slice(0, 10)}, by ${by}${why}`
}

/** What is wanted where an owner's own target applies, in place of what the check says. */
export function ownTargetText(target: AppliedTarget, expected: string): string {
  return `${targetText(target)}: the owner's own target since ${(target.own ?? '').slice(0, 10)}, in place of "${expected}"`
}

/** How much items count in shares. */
export function weightText(weights: Readonly<Record<string, number>>): string {
  return Object.entries(weights)
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([id, weight]) => `${id} ${weight}`)
    .join(', ')
}

/** Of when a live view says what is satisfied. */
export function nowText(asOf: string): string {
  return `As of now (${minuteOf(asOf)}): what is satisfied, what fails, grades. Exports judge over their window.`
}

/** What was so throughout is said of a window. @param window null: none was asked for, or nothing is followed */
export function overText(window: { readonly from: string; readonly to: string } | null): string {
  return window
    ? `Over ${minuteOf(window.from)} to ${minuteOf(window.to)}: whether it was so throughout.`
    : 'Over no window: whether it was so throughout is not told.'
}

function minuteOf(time: string): string {
  return `${time.slice(0, 16).replace('T', ' ')} UTC`
}
