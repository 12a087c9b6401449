import { z } from 'zod'
import { diff as differences } from '../../common/assess/diff.ts'
import { Outcome, ShownFinding } from '../../common/model/index.ts'
import type { Agent } from '../agent.ts'
import { Problem } from '../problem.ts'
import { endOf } from '../store/store.ts'
import type { Run } from '../store/store.ts'
import { standingOf } from '../judge/standing.ts'
import { answering, list } from './operation.ts'
import { Drift, standing } from './shapes.ts'

/** What changed between two runs of one tenant; without them, the latest two scans. */
export const diff = answering({
  title: 'What changed between two runs',
  role: 'reader',
  needs: 'home',
  input: z.strictObject({
    tenant: z.string().default(''),
    /** Run ids. */
    from: z.string().optional(),
    to: z.string().optional(),
  }),
  kind: 'diff',
  output: z.strictObject({
    ...standing,
    tenant: z.string(),
    from: z.string(),
    to: z.string(),
    changes: list(
      z.strictObject({
        drift: Drift,
        id: z.string(),
        check: z.string(),
        title: z.string().optional(),
        resource: ShownFinding.shape.resource,
        before: Outcome.nullable(),
        after: Outcome.nullable(),
      }),
    ),
  }),
  async run(agent, _, { tenant, ...wanted }) {
    const runs = (await judgingRuns(agent, tenant)).filter(run => run.finishedAt)
    const to = runs.find(run => run.id === wanted.to) ?? runs[0]
    const from =
      runs.find(run => run.id === wanted.from) ??
      runs.slice(to ? runs.indexOf(to) + 1 : 0).find(run => scans.has(run.kind))
    if (!to || !from) throw new Problem('no-two-runs', { tenant })
    const between = await agent.store.findingsBetween(tenant, endOf(from), endOf(to))
    const changes = differences(between.before, between.after)
    const checks = agent.catalogue().services.flatMap(service => service.checks)
    const titles = new Map(checks.map(check => [check.id, check.title]))
    return {
      tenant,
      from: from.id,
      to: to.id,
      ...(await standingOf(agent)),
      changes: changes.flatMap(({ drift, before, after: later }) => {
        const shown = later ?? before
        if (!shown || drift === 'still-failing') return []
        const { id, check, resource } = shown
        return {
          drift,
          id,
          check,
          title: titles.get(check),
          resource,
          before: before?.outcome ?? null,
          after: later?.outcome ?? null,
        }
      }),
    }
  },
})

const scans: ReadonlySet<Run['kind']> = new Set(['scan', 'import'])
const silent: ReadonlySet<Run['kind']> = new Set(['picture', 'exception', 'audit'])

/** Runs that brought something to judge, newest first: a picture or an acceptance changes no outcome. */
export async function judgingRuns(agent: Agent, tenant: string): Promise<Run[]> {
  const runs = await agent.store.runs({ tenant, status: 'finished' })
  return runs.filter(run => !silent.has(run.kind))
}
