import { z } from 'zod'
import { findingPeriods } from '../export/period.ts'
import { livePeriods } from '../export/live-period.ts'
import { standingOf } from '../judge/standing.ts'
import { Problem } from '../problem.ts'
import { timeOf } from './changes.ts'
import { answering } from './operation.ts'
import { PeriodShape, shapeOfPeriod } from './period-shape.ts'
import { standing } from './shapes.ts'

/** One finding over a window: by default the last 365 days. */
export const findingPeriod = answering({
  title: 'One finding over a period: effective throughout, deviations, gaps',
  role: 'reader',
  needs: 'home',
  input: z.strictObject({
    id: z.string().default(''),
    from: z.string().optional(),
    to: z.string().optional(),
  }),
  kind: 'finding-period',
  output: z.strictObject({ ...standing, id: z.string(), period: PeriodShape.nullable() }),
  async run(agent, _, { id, from, to }) {
    const line = (await agent.store.findingHistory(id)).at(-1)?.finding
    if (!line || !agent.config().tenants[line.tenant]) throw new Problem('finding-unknown', { id })
    const [source] = await livePeriods(agent, [line.tenant], {
      from: from === undefined ? undefined : timeOf(from),
      to: to === undefined ? undefined : timeOf(to),
    })
    const [found] = source ? await Array.fromAsync(findingPeriods(source, id)) : []
    return {
      ...(await standingOf(agent)),
      id,
      // It was not there in that window.
      period: found ? shapeOfPeriod(found.period, found.read) : null,
    }
  },
})
