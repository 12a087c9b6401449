import { z } from 'zod'
import { diff } from '../../common/assess/diff.ts'
import { isRealDay } from '../../common/model/day.ts'
import { countOutcomes, ShownFinding } from '../../common/model/index.ts'
import { shownFindings } from '../judge/shown-findings.ts'
import { Problem } from '../problem.ts'
import { endOf, placeAt } from '../store/store.ts'
import { judgingRuns } from './diff.ts'
import { assertNames } from '../judge/names.ts'
import { standingOf } from '../judge/standing.ts'
import { answering, list } from './operation.ts'
import { Counts, Drift, standing } from './shapes.ts'

const END_OF_TIME = '9999-12-31T23:59:59.999Z'

const FirstAssessment = z.strictObject({
  tenant: z.string(),
  counts: Counts,
  /** Of the failing ones. */
  accepted: z.int(),
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
    changes: list(
      z.strictObject({
        tenant: z.string(),
        from: z.string(),
        to: z.string(),
        drift: Drift,
        before: ShownFinding.nullable(),
        after: ShownFinding.nullable(),
      }),
    ),
  }),
  async run(agent, _, wanted) {
    assertNames(agent, { tenant: wanted.tenant })
    const known = Object.keys(agent.config().tenants).sort()
    const catalogue = agent.catalogue()
    const first: z.input<typeof FirstAssessment>[] = []
    const found = []
    for (const tenant of wanted.tenant !== undefined ? [wanted.tenant] : known) {
      const runs = await judgingRuns(agent, tenant)
      const [last, before] = runs
      if (!last) continue
      const from = wanted.from === undefined ? afterRun(before?.finishedAt) : timeOf(wanted.from)
      const to = wanted.to === undefined ? END_OF_TIME : timeOf(wanted.to)
      const start = wanted.from === undefined ? endOf(before ?? {}) : placeAt(runs, from)
      const end = wanted.to === undefined ? undefined : placeAt(runs, to)
      const [old, now] = [
        await shownFindings(agent.store, catalogue, tenant, start),
        await shownFindings(agent.store, catalogue, tenant, end),
      ]
      const accepted = now.filter(({ outcome, exception }) => outcome === 'fail' && exception)
      if (old.length === 0 && now.length > 0)
        first.push({ tenant, counts: countOutcomes(now), accepted: accepted.length })
      // Not spread: there may be more of them than a call takes arguments.
      else for (const change of diff(old, now)) found.push({ tenant, from, to, ...change })
    }
    return { first, changes: found, ...(await standingOf(agent)) }
  },
})

/** Just after the end of a run. */
function afterRun(finishedAt: string | null | undefined): string {
  return new Date(finishedAt ? Date.parse(finishedAt) + 1 : 0).toISOString()
}

export function timeOf(text: string): string {
  const time = new Date(text)
  if (Number.isNaN(time.getTime()) || !isRealDay(text)) throw new Problem('time-invalid', { text })
  return time.toISOString()
}
