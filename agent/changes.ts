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

/**
 * Passes a tenant's findings on, and tells of each whose outcome is another one than before, by id;
 * at the end of those that are no more.
 */
export function* tellingChanges<T extends Pick<Finding, 'id' | 'check' | 'outcome'>>(
  before: ReadonlyMap<string, Pick<Finding, 'check' | 'outcome'>>,
  after: Iterable<T>,
  tell: (change: OutcomeChange) => void,
): Generator<T> {
  const gone = new Map(before)
  for (const finding of after) {
    const { id, check, outcome } = finding
    const previous = gone.get(id)?.outcome ?? null
    gone.delete(id)
    if (previous !== outcome) tell({ id, check, before: previous, after: outcome })
    yield finding
  }
  for (const [id, { check, outcome }] of gone) tell({ id, check, before: outcome, after: null })
}
