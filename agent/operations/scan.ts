import { z } from 'zod'
import { collectors } from '../../common/services/collectors.ts'
import type { Actor } from '../actor.ts'
import type { Agent } from '../agent.ts'
import { scan as scanTenant } from '../collect/scan.ts'
import type { ScanOptions } from '../collect/scan.ts'
import { anchor } from '../keep/anchor.ts'
import { notify } from '../notify/deliver.ts'
import { pause } from '../collect/transport.ts'
import type { Assessed } from '../judge/assess-tenant.ts'
import { messageOf, Problem } from '../problem.ts'
import { standingOf } from '../judge/standing.ts'
import { summarized } from '../judge/summary.ts'
import { AssessmentSummary, standing } from './shapes.ts'
import { list, steps, streaming } from './operation.ts'
import type { Progress } from './operation.ts'
import { scanQueueOf } from '../collect/scan-queue.ts'

const ANCHOR_MILLISECONDS = 5000

/** Reads the named tenants, or all that have a collector; judges and keeps what was read. */
export const scan = streaming({
  title: 'Read, judge and keep',
  role: 'administrator',
  needs: 'record',
  input: z.strictObject({
    tenants: z.array(z.string()).default([]),
    /** Only what reads a setting of this group of each. */
    group: z.string().optional(),
  }),
  kind: 'assessments',
  output: z.strictObject({
    assessments: list(AssessmentSummary),
    /** Tenants of which nothing was assessed, and why; the others go on. */
    failed: list(z.strictObject({ tenant: z.string(), problem: z.string() })),
    /** Tenants whose service could not be reached, and why: all of them is unknown. */
    unreached: list(z.strictObject({ tenant: z.string(), problem: z.string() })),
    /** What an authority or witness could not be asked for; it is asked again. */
    waiting: list(z.string()),
    baselines: standing.baselines,
    /** What could not be told of it, by channel; it is tried again while the agent runs. */
    untold: list(z.string()),
  }),
  stream: (agent, actor, { tenants, group }) =>
    steps(async tell => {
      // A check that is set aside is missed later, where nobody looks for it: it is said before.
      for (const { file, problem } of await agent.setAside())
        tell({ done: 0, total: 0, text: `${file}: ${problem}`, notice: true })
      const { assessments, failed, unreached } = await scanAll(agent, actor, tenants, {
        tell,
        group,
      })
      return {
        failed,
        unreached,
        assessments: await Array.fromAsync(assessments, async item => summarized(agent, item)),
        baselines: (await standingOf(agent)).baselines,
        waiting: (await anchor(agent, { timeoutMs: ANCHOR_MILLISECONDS })).problems,
        untold: await notify(agent, { timeoutMs: ANCHOR_MILLISECONDS }),
      }
    }),
})

type Told = { readonly tenant: string; readonly problem: string }

/**
 * Scans each tenant behind what else is asked of it. One that throws ends its own run and no other.
 * @param options `transport` for tests and benches
 * @throws Problem `tenant-unknown`, `nothing-to-scan`; of the first tenant where none was assessed
 */
export async function scanAll(
  agent: Agent,
  actor: Actor,
  wanted: readonly string[],
  options: Pick<ScanOptions, 'transport' | 'group'> & {
    readonly tell?: (progress: Progress) => void
  } = {},
): Promise<{
  readonly assessments: Assessed[]
  readonly failed: Told[]
  readonly unreached: Told[]
}> {
  const tenants = chosen(agent, wanted)
  const { transport, group, tell } = options
  const unreached: Told[] = []
  const ended = await Promise.allSettled(
    tenants.map(tenant =>
      scanQueueOf(agent).run(tenant, waiting =>
        scanTenant(agent, actor, tenant, {
          group,
          onUnreached: ({ message }) => unreached.push({ tenant, problem: message }),
          onProgress: ({ done, total, text }) => tell?.({ done, total, text: `${tenant} ${text}` }),
          transport: {
            ...transport,
            sleep: milliseconds => waiting(() => (transport?.sleep ?? pause)(milliseconds)),
          },
        }),
      ),
    ),
  )
  const assessments = ended.flatMap(item => (item.status === 'fulfilled' ? [item.value] : []))
  const errors = ended.flatMap((item, index) =>
    item.status === 'rejected'
      ? [{ tenant: tenants[index] ?? '', error: item.reason as unknown }]
      : [],
  )
  if (errors[0] && assessments.length === 0) throw errors[0].error
  return {
    assessments,
    unreached,
    failed: errors.map(({ tenant, error }) => ({ tenant, problem: messageOf(error) })),
  }
}

function chosen(agent: Agent, tenants: readonly string[]): string[] {
  const configured = agent.config().tenants
  const known = Object.keys(configured)
  for (const tenant of tenants)
    if (!configured[tenant]) throw new Problem('tenant-unknown', { tenant, known })
  const readable = (id: string): boolean =>
    collectors.some(item => item.service === configured[id]?.service)
  // Who named it is told that it is not read, and not that all is well without it.
  const mute = tenants.find(tenant => !readable(tenant))
  const service = mute === undefined ? undefined : configured[mute]?.service
  if (service !== undefined) throw new Problem('no-collector', { service })
  const found = (tenants.length > 0 ? [...tenants] : known).filter(readable).sort()
  if (found.length === 0) throw new Problem('nothing-to-scan', { connected: known })
  return found
}
