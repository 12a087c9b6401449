import type { Finding, Outcome } from '../common/model/index.ts'

/** A finding whose outcome changed; null where there was none before, or is none any more. */
export type OutcomeChange = {
  readonly id: string
  readonly check: string
  readonly before: Outcome | null
  readonly after: Outcome | null
}

/** What one commit changed, counted in rows; the outcomes one by one, up to a bound. */
export type Changes = {
  readonly resources: number
  readonly settings: number
  readonly findings: number
  readonly outcomes: readonly OutcomeChange[]
  /** Outcome changes beyond those that are listed. */
  readonly more: number
}

export const noChanges: Changes = { resources: 0, settings: 0, findings: 0, outcomes: [], more: 0 }

/** Of a first assessment everything is new: nobody needs all of it at once. */
const MOST_LISTED = 1000

export type ChangeCounter = {
  add(what: 'resources' | 'settings' | 'findings', rows: number): void
  outcome(change: OutcomeChange): void
  readonly changes: Changes
}

export function countChanges(): ChangeCounter {
  const rows = { resources: 0, settings: 0, findings: 0 }
  const outcomes: OutcomeChange[] = []
  let more = 0
  return {
    add(what, number) {
      rows[what] += number
    },
    outcome(change) {
      if (outcomes.length < MOST_LISTED) outcomes.push(change)
      else more++
    },
    get changes() {
      return { ...rows, outcomes: [...outcomes], more }
    },
  }
}

/** Outcome changes between two sets of findings of one tenant, by id. */
export function* outcomeChanges(
  before: ReadonlyMap<string, Pick<Finding, 'check' | 'outcome'>>,
  after: readonly Pick<Finding, 'id' | 'check' | 'outcome'>[],
): Iterable<OutcomeChange> {
  const gone = new Map(before)
  for (const { id, check, outcome } of after) {
    const previous = gone.get(id)?.outcome ?? null
    gone.delete(id)
    if (previous !== outcome) yield { id, check, before: previous, after: outcome }
  }
  for (const [id, { check, outcome }] of gone) yield { id, check, before: outcome, after: null }
}
