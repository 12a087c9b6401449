import { z } from 'zod'
import { diff } from '../../common/assess/diff.ts'
import { isRealDay } from '../../common/model/day.ts'
import { ShownFinding } from '../../common/model/index.ts'
import type { Outcome } from '../../common/model/index.ts'
import { shownFinding } from '../../common/words/shown-finding.ts'
import { countsAt } from '../judge/counts-at.ts'
import { Problem } from '../problem.ts'
import { endOf, placeAt } from '../store/store.ts'
import type { Place } from '../store/store.ts'
import { judgingRuns } from './diff.ts'
import { assertNames } from '../judge/names.ts'
import { standingOf } from '../judge/standing.ts'
import { answering, list } from './operation.ts'
import { Counts, Drift, standing } from './shapes.ts'

/** After every entry. */
const NOW: Place = Number.MAX_SAFE_INTEGER
const END_OF_TIME = '9999-12-31T23:59:59.999Z'

const FirstAssessment = z.strictObject({
  tenant: z.string(),
  counts: Counts,
  /** Of the failing ones. */
  accepted: z.int(),
})

const Changed = z.strictObject({
  tenant: z.string(),
  from: z.string(),
  to: z.string(),
  drift: Drift.exclude(['still-failing']),
  before: ShownFinding.nullable(),
  after: ShownFinding.nullable(),
})

/** What changed between two times; by default since the run before the last one. */
export const changes = answering({
  title: 'What changed between two times',
  role: 'reader',
  needs: 'home',
  input: z.strictObject({
    tenant: z.string().optional(),
    from: z.string().optional(),
    to: z.string().optional(),
  }),
  kind: 'diff',
  output: z.strictObject({
    ...standing,
    /** Tenants of which nothing was known before: what was found there is no change. */
    first: list(FirstAssessment),
    changes: list(Changed),
    /** How many failed before and still do; each of them stands in the findings. */
    stillFailing: z.int(),
  }),
  async run(agent, _, wanted) {
    assertNames(agent, { tenant: wanted.tenant })
    const known = Object.keys(agent.config().tenants).sort()
    const catalogue = agent.catalogue()
    const first: z.input<typeof FirstAssessment>[] = []
    const found: z.infer<typeof Changed>[] = []
    let stillFailing = 0
    for (const tenant of wanted.tenant !== undefined ? [wanted.tenant] : known) {
      const runs = await judgingRuns(agent, tenant)
      const [last, before] = runs
      if (!last) continue
      const from = wanted.from === undefined ? afterRun(before?.finishedAt) : timeOf(wanted.from)
      const to = wanted.to === undefined ? END_OF_TIME : timeOf(wanted.to)
      const start = wanted.from === undefined ? endOf(before ?? {}) : placeAt(runs, from)
      const end = wanted.to === undefined ? NOW : placeAt(runs, to)
      const now = await countsAt(agent, tenant, end)
      const stood = await countsAt(agent, tenant, start)
      if (sum(stood.counts) === 0) {
        if (sum(now.counts) > 0) first.push({ tenant, ...now })
        continue
      }
      const between = await agent.store.findingsBetween(tenant, start, end)
      let failing = 0
      for (const change of diff(between.before, between.after)) {
        if (change.drift === 'new-failing') failing++
        if (change.drift === 'still-failing') continue
        const [old, later] = [change.before, change.after].map(
          line => line && shownFinding(line, catalogue),
        )
        found.push({
          tenant,
          from,
          to,
          drift: change.drift,
          before: old ?? null,
          after: later ?? null,
        })
      }
      stillFailing += now.counts.fail - failing
    }
    return { first, changes: found, stillFailing, ...(await standingOf(agent)) }
  },
})

function sum(counts: Readonly<Record<Outcome, number>>): number {
  return Object.values(counts).reduce((all, count) => all + count, 0)
}

/** Just after the end of a run. */
function afterRun(finishedAt: string | null | undefined): string {
  return new Date(finishedAt ? Date.parse(finishedAt) + 1 : 0).toISOString()
}

export function timeOf(text: string): string {
  const time = new Date(text)
  if (Number.isNaN(time.getTime()) || !isRealDay(text)) throw new Problem('time-invalid', { text })
  return time.toISOString()
}
