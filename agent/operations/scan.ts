import { z } from 'zod'
import { collectors } from '../../common/services/collectors.ts'
import type { Actor } from '../actor.ts'
import type { Agent } from '../agent.ts'
import { joinAudit } from '../collect/audit.ts'
import { scan as scanTenant } from '../collect/scan.ts'
import type { ScanOptions } from '../collect/scan.ts'
import { anchor } from '../keep/anchor.ts'
import { notify } from '../notify/deliver.ts'
import { pause } from '../collect/transport.ts'
import type { Assessed } from '../judge/assess-tenant.ts'
import { messageOf, Problem } from '../problem.ts'
import { standingOf } from '../judge/standing.ts'
import { summarized } from '../judge/summary.ts'
import { ConsolePage, openPages } from './overview.ts'
import { AssessmentSummary, lastAssessed, standing } from './shapes.ts'
import type { RunKind } from '../store/store.ts'
import { list, steps, streaming } from './operation.ts'
import type { Progress } from './operation.ts'
import { scanQueueOf } from '../collect/scan-queue.ts'

const ANCHOR_MILLISECONDS = 5000

/**
 * Reads the named tenants, or all, by their APIs; judges and keeps what was read. Of those that no API
 * shows it says which pages are to be opened.
 */
export const scan = streaming({
  title: 'Read, judge and keep',
  role: 'administrator',
  needs: 'record',
  input: z.strictObject({
    tenants: z.array(z.string()).default([]),
    /** Only what reads a setting of this group of each; where none is named, of those that have it. */
    group: z.string().optional(),
  }),
  kind: 'assessments',
  output: z.strictObject({
    assessments: list(AssessmentSummary),
    /** Tenants of which nothing was assessed, and why; the others go on. */
    failed: list(z.strictObject({ tenant: z.string(), problem: z.string() })),
    /** Tenants whose service could not be reached, and why: all of them is unknown. */
    unreached: list(z.strictObject({ tenant: z.string(), problem: z.string() })),
    /** Tenants that are read on console pages alone: as last assessed, and what is to be opened. */
    byPage: list(
      z.strictObject({
        tenant: z.string(),
        assessment: AssessmentSummary.nullable(),
        pages: list(ConsolePage),
      }),
    ),
    /** Tenants that came with an export and are not connected: as last assessed, and when it was imported. */
    imported: list(
      z.strictObject({
        tenant: z.string(),
        assessment: AssessmentSummary.nullable(),
        at: z.string(),
      }),
    ),
    /** Connected tenants that nobody asked for here: as last assessed, null where they never were. */
    beside: list(z.strictObject({ tenant: z.string(), assessment: AssessmentSummary.nullable() })),
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
      const { api, pages, imported } = await chosen(agent, tenants, group)
      const { assessments, failed, unreached } = await scanAll(agent, actor, api, { tell, group })
      const asked = [...api, ...pages, ...imported.keys()]
      const others = Object.keys(agent.config().tenants).filter(id => !asked.includes(id))
      const open = pages.length > 0 ? await openPages(agent) : []
      const asLast = async (tenant: string) => ({
        tenant,
        assessment: await lastAssessed(agent, tenant),
      })
      return {
        failed,
        unreached,
        byPage: await Array.fromAsync(pages, async tenant => ({
          ...(await asLast(tenant)),
          pages: open.filter(page => page.tenant === tenant),
        })),
        imported: await Array.fromAsync(imported, async ([tenant, at]) => ({
          ...(await asLast(tenant)),
          at,
        })),
        beside: await Array.fromAsync(others.sort(), asLast),
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
 * @param tenants ids of connected ones
 * @param options `transport` for tests and benches
 * @throws Problem of the first tenant where none was assessed
 */
export async function scanAll(
  agent: Agent,
  actor: Actor,
  tenants: readonly string[],
  options: Pick<ScanOptions, 'transport' | 'group'> & {
    readonly tell?: (progress: Progress) => void
  } = {},
): Promise<{
  readonly assessments: Assessed[]
  readonly failed: Told[]
  readonly unreached: Told[]
}> {
  const { transport, group, tell } = options
  const unreached: Told[] = []
  const queued = (waiting: <T>(work: () => Promise<T>) => Promise<T>) => ({
    ...transport,
    sleep: (milliseconds: number) => waiting(() => (transport?.sleep ?? pause)(milliseconds)),
  })
  const ended = await Promise.allSettled(
    tenants.map(tenant =>
      scanQueueOf(agent).run(tenant, async waiting => {
        const assessed = await scanTenant(agent, actor, tenant, {
          group,
          onUnreached: ({ message }) => unreached.push({ tenant, problem: message }),
          onProgress: ({ done, total, text }) => tell?.({ done, total, text: `${tenant} ${text}` }),
          transport: queued(waiting),
        })
        if (group === undefined)
          await joinAudit(agent, actor, tenant, { transport: queued(waiting) }).catch(
            (error: unknown) =>
              // What was judged stands, whatever becomes of this.
              tell?.({ done: 0, total: 0, text: `${tenant}: ${messageOf(error)}`, notice: true }),
          )
        return assessed
      }),
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

/**
 * The named tenants, or all connected ones, by how they are read; of imported ones, when they last were.
 * @throws Problem `tenant-unknown`, `nothing-to-scan`
 */
async function chosen(
  agent: Agent,
  tenants: readonly string[],
  group: string | undefined,
): Promise<{
  readonly api: readonly string[]
  readonly pages: readonly string[]
  readonly imported: ReadonlyMap<string, string>
}> {
  const configured = agent.config().tenants
  const known = Object.keys(configured)
  const having = known.filter(id => group !== undefined && configured[id]?.groups[group])
  for (const tenant of tenants)
    if (!configured[tenant]) throw new Problem('tenant-unknown', { tenant, known })
  const wanted = [
    ...new Set(tenants.length > 0 ? tenants : having.length > 0 ? having : known),
  ].sort()
  if (wanted.length === 0) throw new Problem('nothing-to-scan', {})
  const { api = [], pages = [] } = Object.groupBy(wanted, id =>
    collectors.some(item => item.service === configured[id]?.service) ? 'api' : 'pages',
  )
  const imported = new Map<string, string>()
  for (const tenant of api) {
    const at = await onlyImported(agent, tenant)
    if (at !== null) imported.set(tenant, at)
  }
  return { api: api.filter(id => !imported.has(id)), pages, imported }
}

/**
 * When a tenant was last imported that was never asked and has no credential; null for any other. Asking
 * it would only put "no credential" in place of what its export said.
 */
async function onlyImported({ store, secrets }: Agent, tenant: string): Promise<string | null> {
  const runs = async (kind: RunKind) => store.runs({ tenant, kind, limit: 1 })
  const [last] = await runs('import')
  if (!last || (await runs('scan')).length > 0) return null
  // Of secrets that cannot be opened the scan says why.
  const kept = await secrets.get(tenant).catch(() => '')
  return kept === null ? last.startedAt : null
}
