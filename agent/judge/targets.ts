import { inForce, shiftOfAll, withTargets } from '../../common/assess/targets.ts'
import type { CompiledCheck } from '../../common/assess/assess.ts'
import { equal } from '../../common/assess/expectation.ts'
import { OwnTarget } from '../../common/model/index.ts'
import { nearest } from '../../common/model/nearest.ts'
import type { Actor } from '../actor.ts'
import type { Agent } from '../agent.ts'
import type { Config } from '../home/config.ts'
import { sealedTargets, targetKey } from '../log/sealed-targets.ts'
import { Problem } from '../problem.ts'
import { inCommit } from '../record/commit.ts'
import { inRun } from '../record/run.ts'
import { assessTenant } from './assess-tenant.ts'
import { assertNames } from './names.ts'

/** A target that config.yaml says and the log does not: it counts for nothing. */
export type TargetProposal = Pick<OwnTarget, 'metric' | 'tenant' | 'value' | 'by' | 'reason'> & {
  readonly change: 'new' | 'changed'
}

/** The owner's own targets that count: what the log sealed last of each metric and tenant, and nobody ended. */
export async function ownTargets(agent: Pick<Agent, 'store'>): Promise<readonly OwnTarget[]> {
  return [...(await sealedTargets(agent.store)).values()].filter(item => item.endedAt === undefined)
}

/** What config.yaml says of targets: of all, then of each tenant. */
export function writtenTargets({ targets, tenants }: Pick<Config, 'targets' | 'tenants'>) {
  const of = (written: Config['targets'], tenant: string | undefined) =>
    Object.entries(written).map(([metric, { value, by, reason }]) => ({
      metric,
      ...(tenant === undefined ? {} : { tenant }),
      value,
      by,
      ...(reason === undefined ? {} : { reason }),
    }))
  return [
    ...of(targets, undefined),
    ...Object.entries(tenants).flatMap(([tenant, item]) => of(item.targets ?? {}, tenant)),
  ]
}

/** What config.yaml says otherwise than the log, sorted by metric and tenant. */
export async function targetProposals(
  agent: Pick<Agent, 'store' | 'config'>,
): Promise<readonly TargetProposal[]> {
  const counting = new Map((await ownTargets(agent)).map(item => [targetKey(item), item]))
  return writtenTargets(agent.config())
    .sort((a, b) => (targetKey(a) < targetKey(b) ? -1 : 1))
    .flatMap(written => {
      const sealed = counting.get(targetKey(written))
      const isSame =
        sealed &&
        equal(sealed.value, written.value) &&
        sealed.by === written.by &&
        sealed.reason === written.reason
      return isSame
        ? []
        : [{ change: sealed ? ('changed' as const) : ('new' as const), ...written }]
    })
}

/**
 * Seals what config.yaml proposes; it counts from now on, and who it is for is judged again.
 * @param wanted of one metric, of one tenant; else all
 * @throws Problem `target-unknown`, `target-value`, `target-unused`, `target-same`, `target-reason`;
 * nothing is sealed then
 */
export async function applyTargets(
  agent: Agent,
  actor: Actor,
  { metric, tenant }: Wanted = {},
): Promise<readonly OwnTarget[]> {
  assertNames(agent, { tenant })
  const chosen = (await targetProposals(agent)).filter(
    item =>
      (metric === undefined || item.metric === metric) &&
      (tenant === undefined || item.tenant === tenant),
  )
  if (metric !== undefined && chosen.length === 0) throw nothingProposed(agent, metric, tenant)
  for (const proposal of chosen) await assertChanges(agent, proposal)
  const made = chosen.map(({ change: _, ...target }) => (at: string): OwnTarget => ({
    ...target,
    from: at,
  }))
  return sealAll(agent, actor, 'set', made)
}

/** Which of the targets: of every metric and tenant where none is named. */
type Wanted = { readonly metric?: string | undefined; readonly tenant?: string | undefined }

/** What counted before the target counts again from now on. @throws Problem `target-not-set` */
export async function endTarget(
  agent: Agent,
  actor: Actor,
  {
    metric,
    tenant,
    reason,
  }: { readonly metric: string; readonly tenant?: string | undefined; readonly reason: string },
): Promise<OwnTarget> {
  const found = (await ownTargets(agent)).find(
    item => item.metric === metric && item.tenant === tenant,
  )
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

function nothingProposed(agent: Agent, metric: string, tenant: string | undefined): Problem {
  const written = writtenTargets(agent.config()).filter(
    item => tenant === undefined || item.tenant === tenant,
  )
  const same = written.find(item => item.metric === metric)
  return same
    ? new Problem('target-same', { place: placeOf(same), value: JSON.stringify(same.value) })
    : new Problem('target-unknown', {
        place: placeOf({ metric, tenant }),
        like: nearest(
          metric,
          written.map(item => item.metric),
        ),
      })
}

/** Where in config.yaml it stands. */
function placeOf({ metric, tenant }: Wanted & { readonly metric: string }): string {
  return `${tenant === undefined ? '' : `tenants.${tenant}.`}targets.${metric}`
}

/**
 * Those that a target of the metric would be compared by, as they judge now: of its tenant, or of
 * every connected one that has none of its own.
 */
async function judgingChecks(
  agent: Agent,
  { metric, tenant: only }: Wanted,
): Promise<readonly CompiledCheck[]> {
  const catalogue = agent.catalogue()
  const sealed = await ownTargets(agent)
  const isMeant = (tenant: string): boolean =>
    only === undefined
      ? !sealed.some(item => item.metric === metric && item.tenant === tenant)
      : only === tenant
  return Object.entries(agent.config().tenants)
    .filter(([tenant]) => isMeant(tenant))
    .flatMap(([tenant, { service }]) =>
      withTargets(
        catalogue.checksOf(service).filter(({ check }) => check.metric === metric),
        inForce(sealed, tenant),
      ),
    )
}

/**
 * That a value of a metric would change something. @returns whether it asks for more or for less
 * @throws Problem `target-unknown`, `target-value`, `target-unused`, `target-same`
 */
export async function shiftBy(
  agent: Agent,
  wanted: Pick<OwnTarget, 'metric' | 'value'> & Wanted,
): Promise<'stricter' | 'looser'> {
  const { metric: id, value } = wanted
  const place = placeOf(wanted)
  const { metrics } = agent.catalogue()
  const metric = metrics.find(item => item.id === id)
  if (!metric) {
    const like = nearest(
      id,
      metrics.map(item => item.id),
    )
    throw new Problem('target-unknown', { place, like })
  }
  if (metric.scale === 'number' && (typeof value !== 'number' || value < 0))
    throw new Problem('target-value', { place, unit: metric.unit ?? '' })
  const shift = shiftOfAll(await judgingChecks(agent, wanted), id, value)
  if (shift === null) throw new Problem('target-unused', { place })
  if (shift === 'same') throw new Problem('target-same', { place, value: JSON.stringify(value) })
  return shift
}

async function assertChanges(agent: Agent, proposal: TargetProposal): Promise<void> {
  const shift = await shiftBy(agent, proposal)
  if (shift === 'looser' && !proposal.reason?.trim())
    throw new Problem('target-reason', { place: placeOf(proposal) })
}

type Act = 'set' | 'ended' | 'restated'

/** Seals each, then judges each tenant again that it is for and that was judged before. */
async function sealAll(
  agent: Agent,
  actor: Actor,
  act: Act,
  made: readonly ((at: string) => OwnTarget)[],
): Promise<readonly OwnTarget[]> {
  const sealed = await seal(agent, actor, act, made)
  if (sealed.length === 0) return sealed
  const isMeant = (tenant: string): boolean =>
    sealed.some(item => item.tenant === undefined || item.tenant === tenant)
  for (const tenant of Object.keys(agent.config().tenants).filter(isMeant)) {
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
        const subject = `target ${targetKey(target).trim()} ${act}`
        const entry = agent.log.own('target', '', subject, { act, ...target })
        await append([{ ...entry, personal: true }])
        return target
      }),
    )
  return sealed
}
