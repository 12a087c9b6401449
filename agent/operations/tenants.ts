import { z } from 'zod'
import { emptyCounts } from '../../common/model/index.ts'
import type { Agent } from '../agent.ts'
import { findingIndexOf } from '../judge/finding-index.ts'
import { countsOf, select } from '../judge/finding-list.ts'
import { leftTenants } from '../judge/left-tenants.ts'
import { standingOf } from '../judge/standing.ts'
import { answering, list } from './operation.ts'
import { Counts, Run, standing } from './shapes.ts'

/**
 * Each connected tenant with what was found and its latest runs, and those that left the
 * configuration: their record stays, and none of their findings is current.
 */
export const tenants = answering({
  title: 'The connected tenants',
  role: 'reader',
  needs: 'home',
  input: z.strictObject({}),
  kind: 'tenants',
  output: z.strictObject({
    tenants: list(
      z.strictObject({
        id: z.string(),
        /** What people read: as `config.yaml` calls it, its id where it does not. */
        name: z.string(),
        service: z.string(),
        title: z.string().optional(),
        testedAgainst: z.string().optional(),
        schedule: z.string(),
        target: z.record(z.string(), z.string()),
        counts: Counts,
        resources: z.int(),
        runs: list(Run),
        /** The configuration has it no more. */
        left: z.boolean(),
      }),
    ),
    ...standing,
  }),
  async run(agent) {
    const index = findingIndexOf(agent)
    const configured = Object.entries(agent.config().tenants).sort(([a], [b]) => (a < b ? -1 : 1))
    const rows = configured.map(
      async ([id, { service: of, title: name = id, schedule, target }]) => {
        const service = agent.catalogue().services.find(item => item.id === of)
        return {
          id,
          name,
          service: of,
          title: service?.title,
          testedAgainst: service?.testedAgainst,
          schedule,
          target,
          counts: countsOf(await select(agent, [await index.of(id)], {})),
          resources: (await agent.store.resources(id)).length,
          runs: await agent.store.runs({ tenant: id, limit: 10 }),
          left: false,
        }
      },
    )
    const left = (await leftTenants(agent)).map(id => leftRow(agent, id))
    return { tenants: await Promise.all([...rows, ...left]), ...(await standingOf(agent)) }
  },
})

async function leftRow(agent: Agent, id: string) {
  const [group] = await agent.store.findingGroups(id)
  const first = group && (await agent.store.finding(id, group.first))
  const service = agent.catalogue().services.find(item => item.id === first?.service)
  return {
    id,
    name: id,
    service: first?.service ?? '',
    title: service?.title,
    testedAgainst: service?.testedAgainst,
    schedule: 'off',
    target: {},
    counts: emptyCounts(),
    resources: (await agent.store.resources(id)).length,
    runs: await agent.store.runs({ tenant: id, limit: 10 }),
    left: true,
  }
}
