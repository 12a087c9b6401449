import { shiftOfAll, withTargets } from '../../common/assess/targets.ts'
import type { CompiledCheck } from '../../common/assess/assess.ts'
import { equal } from '../../common/assess/expectation.ts'
import { OwnTarget } from '../../common/model/index.ts'
import { nearest } from '../../common/model/nearest.ts'
import type { Actor } from '../actor.ts'
import type { Agent } from '../agent.ts'
import { sealedTargets } from '../log/sealed-targets.ts'
import { Problem } from '../problem.ts'
import { inCommit } from '../record/commit.ts'
import { inRun } from '../record/run.ts'
import { assessTenant } from './assess-tenant.ts'

/** A target that config.yaml says and the log does not: it counts for nothing. */
export type TargetProposal = Pick<OwnTarget, 'metric' | 'value' | 'by' | 'reason'> & {
  readonly change: 'new' | 'changed'
}

/** The owner's own targets that count: what the log sealed last of each metric, and nobody ended. */
export async function ownTargets(agent: Pick<Agent, 'store'>): Promise<readonly OwnTarget[]> {
  return [...(await sealedTargets(agent.store)).values()].filter(item => item.endedAt === undefined)
}

/** What config.yaml says otherwise than the log, sorted by metric. */
export async function targetProposals(
  agent: Pick<Agent, 'store' | 'config'>,
): Promise<readonly TargetProposal[]> {
  const counting = new Map((await ownTargets(agent)).map(item => [item.metric, item]))
  return Object.entries(agent.config().targets)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .flatMap(([metric, { value, by, reason }]) => {
      const sealed = counting.get(metric)
      if (sealed && equal(sealed.value, value) && sealed.by === by && sealed.reason === reason)
        return []
      const change = sealed ? ('changed' as const) : ('new' as const)
      return [{ change, metric, value, by, ...(reason === undefined ? {} : { reason }) }]
    })
}

/**
 * Seals what config.yaml proposes; it counts from now on, and every tenant is judged again.
 * @param metric of one; else all
 * @throws Problem `target-unknown`, `target-value`, `target-unused`, `target-same`, `target-reason`;
 * nothing is sealed then
 */
export async function applyTargets(
  agent: Agent,
  actor: Actor,
  metric?: string,
): Promise<readonly OwnTarget[]> {
  const proposed = await targetProposals(agent)
  const chosen = metric === undefined ? proposed : proposed.filter(item => item.metric === metric)
  if (metric !== undefined && chosen.length === 0) throw await nothingProposed(agent, metric)
  const checks = await judgingChecks(agent)
  for (const proposal of chosen) assertChanges(agent, checks, proposal)
  const made = chosen.map(({ change: _, ...target }) => (at: string): OwnTarget => ({
    ...target,
    from: at,
  }))
  return sealAll(agent, actor, 'set', made)
}

/** The metric's own target counts again from now on. @throws Problem `target-not-set` */
export async function endTarget(
  agent: Agent,
  actor: Actor,
  { metric, reason }: { readonly metric: string; readonly reason: string },
): Promise<OwnTarget> {
  const found = (await ownTargets(agent)).find(item => item.metric === metric)
  if (!found) throw new Problem('target-not-set', { metric })
  const [ended] = await sealAll(agent, actor, 'ended', [
    (at): OwnTarget => ({ ...found, reason, endedAt: at }),
  ])
  return ended ?? found
}

/** Seals again what counts: retention takes out the entries that said so. */
export async function restateTargets(agent: Agent, actor: Actor): Promise<void> {
  const counting = await ownTargets(agent)
  await seal(
    agent,
    actor,
    'restated',
    counting.map(target => () => target),
  )
}

async function nothingProposed(agent: Agent, metric: string): Promise<Problem> {
  const written = agent.config().targets[metric]
  return written
    ? new Problem('target-same', { metric, value: JSON.stringify(written.value) })
    : new Problem('target-unknown', {
        metric,
        like: nearest(metric, Object.keys(agent.config().targets)),
      })
}

/** Those of the connected tenants, as they judge now. */
async function judgingChecks(agent: Agent): Promise<readonly CompiledCheck[]> {
  const used = new Set(Object.values(agent.config().tenants).map(tenant => tenant.service))
  const catalogue = agent.catalogue()
  const known = catalogue.services.filter(service => used.has(service.id))
  const checks = known.flatMap(service => catalogue.checksOf(service.id))
  return withTargets(checks, await ownTargets(agent))
}

/**
 * That a value of a metric would change something. @returns whether it asks for more or for less
 * @throws Problem `target-unknown`, `target-value`, `target-unused`, `target-same`
 */
export async function shiftBy(
  agent: Agent,
  wanted: Pick<OwnTarget, 'metric' | 'value'>,
): Promise<'stricter' | 'looser'> {
  return shiftAmong(agent, await judgingChecks(agent), wanted)
}

function assertChanges(
  agent: Agent,
  checks: readonly CompiledCheck[],
  { reason, ...wanted }: TargetProposal,
): void {
  const shift = shiftAmong(agent, checks, wanted)
  if (shift === 'looser' && !reason?.trim())
    throw new Problem('target-reason', { metric: wanted.metric })
}

function shiftAmong(
  agent: Agent,
  checks: readonly CompiledCheck[],
  { metric: id, value }: Pick<OwnTarget, 'metric' | 'value'>,
): 'stricter' | 'looser' {
  const { metrics } = agent.catalogue()
  const metric = metrics.find(item => item.id === id)
  if (!metric) {
    const like = nearest(
      id,
      metrics.map(item => item.id),
    )
    throw new Problem('target-unknown', { metric: id, like })
  }
  if (metric.scale === 'number' && (typeof value !== 'number' || value < 0))
    throw new Problem('target-value', { metric: id, unit: metric.unit ?? '' })
  const shift = shiftOfAll(checks, id, value)
  if (shift === null) throw new Problem('target-unused', { metric: id })
  if (shift === 'same')
    throw new Problem('target-same', { metric: id, value: JSON.stringify(value) })
  return shift
}

type Act = 'set' | 'ended' | 'restated'

/** Seals each, then judges each tenant again that was judged before. */
async function sealAll(
  agent: Agent,
  actor: Actor,
  act: Act,
  made: readonly ((at: string) => OwnTarget)[],
): Promise<readonly OwnTarget[]> {
  const sealed = await seal(agent, actor, act, made)
  if (sealed.length === 0) return sealed
  for (const tenant of Object.keys(agent.config().tenants)) {
    const [assessed] = await agent.store.runs({ tenant, status: 'finished', limit: 1 })
    if (assessed)
      await inRun(agent, actor, { kind: 'target', tenant }, run => assessTenant(agent, run))
  }
  return sealed
}

/**
 * One commit a target, which its entry ends. @param make what is sealed, from the time of the commit:
 * a target never counts backwards
 */
async function seal(
  agent: Agent,
  actor: Actor,
  act: Act,
  made: readonly ((at: string) => OwnTarget)[],
): Promise<readonly OwnTarget[]> {
  const what = { kind: 'target' as const, tenant: null, run: null }
  const sealed: OwnTarget[] = []
  for (const make of made)
    sealed.push(
      await inCommit(agent, actor, what, async ({ at, append }) => {
        const target = OwnTarget.parse(make(at))
        const subject = `target ${target.metric} ${act}`
        const entry = agent.log.own('target', '', subject, { act, ...target })
        await append([{ ...entry, personal: true }])
        return target
      }),
    )
  return sealed
}
