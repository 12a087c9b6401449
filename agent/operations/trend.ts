import { z } from 'zod'
import { trendOf } from '../export/trend.ts'
import { assertNames } from '../judge/names.ts'
import { standingOf } from '../judge/standing.ts'
import { answering, list } from './operation.ts'
import { Counts, standing } from './shapes.ts'

/** How many findings came out which way, day by day, as the assessments sealed it. */
export const trend = answering({
  title: 'The counts over the last year, by day',
  role: 'reader',
  needs: 'home',
  input: z.strictObject({ tenant: z.string().optional() }),
  kind: 'trend',
  output: z.strictObject({
    ...standing,
    days: list(
      z.strictObject({
        day: z.iso.date(),
        counts: Counts,
        /** Tenants that were judged on an earlier day only. */
        carried: z.int().nonnegative(),
      }),
    ),
  }),
  async run(agent, _, { tenant }) {
    assertNames(agent, { tenant })
    const all = Object.keys(agent.config().tenants).sort()
    const days = await trendOf(agent, tenant === undefined ? all : [tenant])
    return { ...(await standingOf(agent)), days }
  },
})
