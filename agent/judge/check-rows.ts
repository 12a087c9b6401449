import type { Outcome } from '../../common/model/index.ts'
import type { Agent } from '../agent.ts'
import type { Tallied } from './tally.ts'

/** What of a check came out one way in one tenant, with one of these findings. */
export type CheckRow = {
  readonly check: string
  readonly metric: string
  readonly title: string
  readonly tenant: string
  readonly outcome: Outcome
  readonly count: number
  /** Id of the first by id. */
  readonly first: string
}

const order: readonly Outcome[] = ['fail', 'unknown', 'pass', 'not-applicable']

/** One row a tenant, check and outcome, failures first. */
export function checkRows(
  agent: Pick<Agent, 'catalogue'>,
  tallied: readonly Tallied[],
): readonly CheckRow[] {
  const titles = new Map(
    agent.catalogue().services.flatMap(({ checks }) => checks.map(({ id, title }) => [id, title])),
  )
  const rows = tallied.flatMap(({ tenant, tally }) =>
    [...Map.groupBy(tally, item => `${item.check}\n${item.outcome}`).values()].flatMap(alike => {
      const [one] = alike
      if (!one) return []
      const { check, metric, outcome } = one
      const count = alike.reduce((all, item) => all + item.count, 0)
      const [first = one.first] = alike.map(item => item.first).sort()
      return { check, metric, title: titles.get(check) ?? check, tenant, outcome, count, first }
    }),
  )
  return rows.sort(
    (a, b) => order.indexOf(a.outcome) - order.indexOf(b.outcome) || (a.check < b.check ? -1 : 1),
  )
}
