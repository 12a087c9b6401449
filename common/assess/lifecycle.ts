import type { CertificateState, ProposalReason } from '../model/certificate.ts'

/**
 * What a transition asks for: nothing more than a reason, a day until which the certificate is valid, or
 * that this day is over. `never`: there is no such transition.
 */
type Rule = 'never' | 'plain' | 'valid-until' | 'validity-over'
type Rules = Readonly<Record<CertificateState, Rule>>

/** Before a transition; `none`: nobody said anything yet. */
export type Before = CertificateState | 'none'

const beginning: Rules = {
  draft: 'plain',
  issued: 'never',
  continued: 'never',
  suspended: 'never',
  withdrawn: 'never',
  expired: 'never',
  renewed: 'never',
}
const valid: Rules = {
  draft: 'never',
  issued: 'never',
  continued: 'plain',
  suspended: 'plain',
  withdrawn: 'plain',
  expired: 'validity-over',
  renewed: 'valid-until',
}

/** From each state to each other, after MEDINA's life cycle: one that is missing does not compile. */
const transitions: Readonly<Record<Before, Rules>> = {
  none: beginning,
  draft: {
    draft: 'never',
    issued: 'valid-until',
    continued: 'never',
    suspended: 'never',
    withdrawn: 'plain',
    expired: 'never',
    renewed: 'never',
  },
  issued: valid,
  continued: valid,
  renewed: valid,
  suspended: {
    draft: 'never',
    issued: 'never',
    continued: 'plain',
    suspended: 'never',
    withdrawn: 'plain',
    expired: 'validity-over',
    renewed: 'never',
  },
  // What is over begins anew.
  withdrawn: beginning,
  expired: beginning,
}

export function ruleOf(from: Before, to: CertificateState): Rule {
  return transitions[from][to]
}

/** Where a certificate can go from a state. */
export function permittedFrom(from: Before): CertificateState[] {
  const rules = transitions[from]
  return (Object.keys(rules) as CertificateState[]).filter(to => rules[to] !== 'never')
}

/** A proposal to ask the body for, why, and the places in the log that it rests on. */
export type Proposal = {
  /** Never that something be issued: nobody here certifies. */
  readonly to: Exclude<CertificateState, 'draft' | 'issued'>
  readonly because: ProposalReason
  /** Non-conformities that it is about, or how many requirements were effective. */
  readonly items: readonly string[]
  readonly effective: number
  /** Since when, or until when. */
  readonly day: string
  readonly entries: readonly number[]
}

/** What fails of a check in the scope, major or not, with where its plan and its measurement are sealed. */
export type InScope = {
  readonly id: string
  readonly state: 'open' | 'overdue' | 'planned' | 'untold' | 'accepted' | 'gone' | 'verified'
  readonly major: boolean
  readonly entries: readonly number[]
}

/** What was measured of the scope since a day: of those requirements that something here speaks to. */
export type Measured = {
  readonly since: string
  readonly effective: number
  readonly deviating: number
  readonly unproven: number
  readonly entries: readonly number[]
}

/** What proposals follow from. */
type Facts = {
  readonly state: CertificateState
  /** RFC 3339: since when the state is. */
  readonly since: string
  readonly until: string | null
  readonly now: string
  readonly items: readonly InScope[]
  readonly measured: Measured | null
}

const DAY = 86_400_000
/** Our own rules, written down in the documentation. */
const CONTINUES_AFTER_DAYS = 30
const ENDS_WITHIN_DAYS = 90
const SUSPENDED_FOR_DAYS = 90

/**
 * What a state and the measurements propose. Where anything could not be told, nothing good is proposed.
 * Suspension: a major non-conformity is open though its repair date is over. Continuation: after thirty
 * days all that is measured was effective throughout; of what is suspended, once it is repaired by
 * measurement. Withdrawal: suspended for ninety days, and still not repaired. Renewal within ninety days
 * of the end, expiry after it.
 */
export function proposalsOf({ state, since, until, now, items, measured }: Facts): Proposal[] {
  const none = { items: [], effective: 0, entries: [] }
  const open = items.filter(item => item.major || item.state === 'overdue')
  const overdue = open.filter(item => item.state === 'overdue')
  const untold = items.some(item => item.state === 'untold')
  const days = (Date.parse(now) - Date.parse(since)) / DAY
  if (state === 'draft' || state === 'withdrawn' || state === 'expired') return []
  if (until !== null && until <= now)
    return [{ ...none, to: 'expired', because: 'validity-over', day: until }]
  const found: Proposal[] = []
  const about = (those: readonly InScope[]) => ({
    ...none,
    items: those.map(({ id }) => id),
    entries: those.flatMap(({ entries }) => entries),
  })
  if (state === 'suspended') {
    const repaired = items.filter(item => item.state === 'verified')
    if (overdue.length > 0 && days >= SUSPENDED_FOR_DAYS)
      found.push({ ...about(overdue), to: 'withdrawn', because: 'suspended-long', day: since })
    if (open.length === 0 && !untold && repaired.length > 0)
      found.push({ ...about(repaired), to: 'continued', because: 'repaired', day: since })
    return found
  }
  if (overdue.length > 0)
    found.push({ ...about(overdue), to: 'suspended', because: 'overdue-major', day: since })
  const isEffective =
    measured !== null &&
    measured.effective > 0 &&
    measured.deviating + measured.unproven === 0 &&
    open.length === 0 &&
    !untold
  if (isEffective && days >= CONTINUES_AFTER_DAYS)
    found.push({
      ...none,
      to: 'continued',
      because: 'effective',
      day: measured.since,
      effective: measured.effective,
      entries: measured.entries,
    })
  if (until !== null && Date.parse(until) - Date.parse(now) <= ENDS_WITHIN_DAYS * DAY)
    found.push({ ...none, to: 'renewed', because: 'validity-ends', day: until })
  return found
}
