import { randomBytes } from 'node:crypto'
import { z } from 'zod'
import { Outcome, ShownFinding, Time } from '../../common/model/index.ts'
import { livePeriods } from '../export/live-period.ts'
import { sampleOf } from '../export/sample.ts'
import { standingOf } from '../judge/standing.ts'
import { Problem } from '../problem.ts'
import { timeOf } from './changes.ts'
import { assertChoice, assertNames } from '../judge/names.ts'
import { answering, list } from './operation.ts'
import { standing } from './shapes.ts'

const MOST = 10_000

/** Items and days as auditors pick them, with what was sealed of each: at random by a seed, or chosen. */
export const sample = answering({
  title: 'A sample of items and days, with what was sealed of each',
  role: 'reader',
  needs: 'home',
  input: z.strictObject({
    tenant: z.string().default(''),
    type: z.string().optional(),
    check: z.string().optional(),
    /** How many at random; all where neither a number nor any are named. */
    items: z.coerce.number().int().min(1).max(MOST).optional(),
    days: z.coerce.number().int().min(1).max(MOST).optional(),
    /** By type and id ("repository acme/web"), or by day; several with commas. */
    chosenItems: z.string().optional(),
    chosenDays: z.string().optional(),
    /** Draws the same again; one is made where none is given. */
    seed: z.string().min(1).max(200).optional(),
    from: z.string().optional(),
    to: z.string().optional(),
  }),
  kind: 'sample',
  output: z.strictObject({
    ...standing,
    tenant: z.string(),
    seed: z.string(),
    from: Time,
    to: Time,
    population: z.strictObject({ items: z.int(), days: z.int() }),
    items: list(z.string()),
    days: list(z.string()),
    rows: list(
      z.strictObject({
        day: z.string(),
        finding: z.string(),
        check: z.string(),
        resource: ShownFinding.shape.resource,
        outcome: z.union([Outcome, z.enum(['none', 'absent'])]),
        reason: z.string().nullable(),
        at: Time.nullable(),
        entry: z.int().nullable(),
        read: z.string().nullable(),
      }),
    ),
  }),
  async run(agent, _, { tenant, seed, from, to, chosenItems, chosenDays, ...wish }) {
    assertNames(agent, { tenant })
    const [source] = await livePeriods(agent, [tenant], {
      from: from === undefined ? undefined : timeOf(from),
      to: to === undefined ? undefined : timeOf(to),
    })
    if (!source) throw new Problem('record-empty', {})
    const found = await sampleOf(agent.store, source, {
      ...wish,
      seed: seed ?? randomBytes(8).toString('hex'),
      chosenItems: partsOf(chosenItems),
      chosenDays: partsOf(chosenDays),
    })
    // One that is judged or read no more may stand in the past.
    if (found.population.items === 0) {
      const { services } = agent.catalogue()
      const types = services.flatMap(service => service.resourceTypes.map(({ id }) => id))
      assertNames(agent, { check: wish.check })
      assertChoice('type', wish.type, [...new Set(types)].sort())
    }
    return { ...(await standingOf(agent)), tenant, ...found }
  },
})

function partsOf(text: string | undefined): string[] {
  return (text ?? '')
    .split(',')
    .map(part => part.trim())
    .filter(part => part !== '')
}
