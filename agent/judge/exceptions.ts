import { existsSync, readFileSync, rmSync } from 'node:fs'
import { userInfo } from 'node:os'
import { join } from 'node:path'
import { canonicalBytes } from '../../common/log/canonical.ts'
import { isRealDay } from '../../common/model/day.ts'
import { nearest } from '../../common/model/nearest.ts'
import { Exception } from '../../common/model/index.ts'
import { theAgent } from '../actor.ts'
import type { Actor } from '../actor.ts'
import type { Agent } from '../agent.ts'
import { tenantOf } from '../agent.ts'
import { writeAtomically } from '../files.ts'
import { ownFile } from '../home/schemas.ts'
import { isOfEarlierVersion } from '../log/current-rows.ts'
import { Problem } from '../problem.ts'
import { inRun } from '../record/run.ts'
import type { RunCommit } from '../record/run.ts'
import { assessTenant } from './assess-tenant.ts'

export type NewException = {
  readonly tenant: string
  readonly check: string
  readonly resource?: string | undefined
  readonly reason: string
  readonly until: string
  readonly by?: string | undefined
}

/**
 * Writes a dated acceptance as YAML and into the evidence log, and judges again. @throws Problem
 * `check-unknown`, `exception-end`, `tenant-unknown`
 */
export async function addException(
  agent: Agent,
  actor: Actor,
  { check, resource, ...wanted }: NewException,
): Promise<Exception> {
  const [exception] = await addExceptions(agent, actor, { ...wanted, of: [{ check, resource }] })
  if (!exception) throw new Error('one was asked for')
  return exception
}

export type NewExceptions = Omit<NewException, 'check' | 'resource'> & {
  readonly of: readonly Pick<NewException, 'check' | 'resource'>[]
}

/** Several of one tenant for the same reason, in one act: all of them or none. @throws as `addException` */
export async function addExceptions(
  agent: Agent,
  actor: Actor,
  { tenant, of, reason, by, ...wanted }: NewExceptions,
): Promise<readonly Exception[]> {
  for (const { check } of of) assertCheck(agent, tenant, check)
  const now = agent.clock()
  const until = endOfAcceptance(wanted.until, now)
  const ids = await freeIds(agent, `exception-${now.toISOString().slice(0, 10)}`, of.length)
  const exceptions = of.map(({ check, resource }, index) =>
    Exception.parse({
      id: ids[index],
      tenant,
      check,
      ...(resource ? { resource } : {}),
      reason,
      acceptedBy: by ?? userInfo().username,
      from: now.toISOString(),
      until,
    }),
  )
  await record(agent, actor, allAs('added', exceptions))
  return exceptions
}

/** @throws Problem `exception-end` */
function endOfAcceptance(text: string, now: Date): string {
  const until = new Date(text)
  if (!isRealDay(text) || Number.isNaN(until.getTime()) || until <= now)
    throw new Problem('exception-end', { until: text })
  return until.toISOString()
}

/** So many ids that neither the log nor a file has. */
async function freeIds(agent: Agent, prefix: string, count: number): Promise<string[]> {
  const [sealed, proposed] = [await agent.exceptions(), await agent.proposals()]
  const taken = new Set([...sealed, ...proposed.map(item => item.exception)].map(item => item.id))
  const free: string[] = []
  for (let number = sealed.length + 1; free.length < count; number++) {
    const id = `${prefix}-${number}`
    if (!taken.has(id)) free.push(id)
  }
  return free
}

export type NewBaseline = Omit<NewException, 'check' | 'resource'>

/**
 * Accepts what of a tenant fails or cannot be told now, until a day, whatever check it is of: one acceptance
 * for each of the two, sealed in one act. It takes the place of a baseline that is in force.
 * @returns the new ones
 * @throws Problem `exception-end`, `tenant-unknown`, `baseline-empty`
 */
export async function addBaseline(
  agent: Agent,
  actor: Actor,
  wanted: NewBaseline,
): Promise<Exception[]> {
  const { tenant, reason } = wanted
  tenantOf(agent, tenant)
  const now = agent.clock()
  const until = endOfAcceptance(wanted.until, now)
  const outcomes = await openOutcomes(agent, tenant)
  if (outcomes.length === 0) throw new Problem('baseline-empty', { tenant })
  const from = now.toISOString()
  const ids = await freeIds(agent, `baseline-${from.slice(0, 10)}`, outcomes.length)
  const begun = outcomes.map((covers, index) =>
    Exception.parse({
      id: ids[index],
      tenant,
      covers,
      reason,
      acceptedBy: wanted.by ?? userInfo().username,
      from,
      until,
    }),
  )
  const replaced = (await baselinesOf(agent)).filter(item => item.tenant === tenant)
  await record(agent, actor, [
    ...replaced.map(item => ({ exception: { ...item, endedAt: from }, act: 'ended' as const })),
    ...begun.map(exception => ({ exception, act: 'added' as const })),
  ])
  return begun
}

/** Of the two outcomes that a baseline takes, those that the tenant has, whatever of it is accepted. */
async function openOutcomes(agent: Agent, tenant: string): Promise<('fail' | 'unknown')[]> {
  const verdicts = [...(await agent.store.verdicts(tenant)).values()]
  const wanted = ['fail', 'unknown'] as const
  return wanted.filter(outcome => verdicts.some(verdict => verdict.outcome === outcome))
}

/** The baselines in force. */
export async function baselinesOf(agent: Agent): Promise<Exception[]> {
  const now = agent.clock().toISOString()
  return (await agent.exceptions()).filter(
    item => item.covers !== undefined && !item.endedAt && item.until > now,
  )
}

/**
 * Seals what files of the home propose, with who applied it, and judges again. The file stays what
 * the person wrote.
 * @param id of one proposal; else all of them
 * @throws Problem `exception-unknown`, `exception-over`, `tenant-unknown`, `check-unknown`,
 * `baseline-empty`
 */
export async function applyExceptions(
  agent: Agent,
  actor: Actor,
  id?: string,
): Promise<readonly Exception[]> {
  const proposed = await agent.proposals()
  const named = proposed.filter(({ exception }) => id === undefined || exception.id === id)
  // A new one that is over accepts nothing, and holds up no other.
  const now = agent.clock().toISOString()
  const over = named.filter(({ change, exception }) => change === 'new' && exception.until <= now)
  const chosen = named.filter(item => !over.includes(item))
  const [first] = over
  if (first && chosen.length === 0) throw new Problem('exception-over', first.exception)
  if (id !== undefined && chosen.length === 0) throw new Problem('exception-unknown', { id })
  for (const { change, exception } of chosen) {
    const { tenant, check, covers } = exception
    if (check !== undefined) assertCheck(agent, tenant, check)
    if (covers === undefined || change === 'changed') continue
    tenantOf(agent, tenant)
    if (!(await openOutcomes(agent, tenant)).includes(covers))
      throw new Problem('baseline-empty', { tenant })
  }
  const exceptions = chosen.map(item => item.exception)
  await sealAll(agent, actor, allAs('applied', exceptions))
  return exceptions
}

/**
 * Seals once what files of an earlier version said, when nobody asked the log: marked as taken over,
 * since nothing tells who wrote them. A tenant whose last assessment seals its rows was judged by
 * this version, and its files are proposals.
 */
export async function takeOverExceptions(agent: Agent): Promise<void> {
  const { tenants } = agent.config()
  const proposed = (await agent.proposals()).map(item => item.exception)
  const earlier: Exception[] = []
  for (const item of proposed)
    if (tenants[item.tenant] && (await isOfEarlierVersion(agent.store, item.tenant)))
      earlier.push({ ...item, unattributed: true })
  await sealAll(agent, theAgent, allAs('taken over', earlier))
}

/** Ends an acceptance now; the file stays as history. @throws Problem */
export async function endException(agent: Agent, actor: Actor, id: string): Promise<Exception> {
  const found = (await agent.exceptions()).find(item => item.id === id)
  if (!found) throw new Problem('exception-unknown', { id })
  if (found.endedAt) throw new Problem('exception-ended', { id, at: found.endedAt })
  const ended = { ...found, endedAt: agent.clock().toISOString() }
  await record(agent, actor, [{ exception: ended, act: 'ended' }])
  return ended
}

/**
 * Seals again what is in force: retention takes out the entries that said so, and an acceptance ends
 * by its date or by a person, not by their age.
 */
export async function restateExceptions(agent: Agent, actor: Actor): Promise<void> {
  const now = agent.clock().toISOString()
  const inForce = (await agent.exceptions()).filter(item => !item.endedAt && item.until > now)
  await sealAll(agent, actor, allAs('restated', inForce))
}

/** @throws Problem `tenant-unknown`, `check-unknown` */
function assertCheck(agent: Agent, tenant: string, check: string): void {
  const { service } = tenantOf(agent, tenant)
  const checks = service.checks.map(item => item.id)
  if (!checks.includes(check))
    throw new Problem('check-unknown', {
      check,
      service: service.title,
      like: nearest(check, checks),
    })
}

type Act = 'added' | 'ended' | 'applied' | 'taken over' | 'restated'

type Sealing = { readonly exception: Exception; readonly act: Act }

function allAs(act: Act, exceptions: readonly Exception[]): Sealing[] {
  return exceptions.map(exception => ({ exception, act }))
}

/** Writes the files, and seals what they say; half an acceptance is none: a file follows the log. */
async function record(agent: Agent, actor: Actor, acts: readonly Sealing[]): Promise<void> {
  const files = acts.map(({ exception: { unattributed: _, ...written } }) => {
    const file = join(agent.home, 'exceptions', `${written.id}.yaml`)
    return { file, written, before: existsSync(file) ? readFileSync(file) : null }
  })
  try {
    for (const { file, written } of files) writeAtomically(file, ownFile('exception', written))
    await sealAll(agent, actor, acts)
  } catch (error) {
    for (const { file, before } of files)
      if (before) writeAtomically(file, before)
      else rmSync(file, { force: true })
    throw error
  }
}

/** One run a tenant: an entry for each acceptance, then its findings are judged again. */
async function sealAll(agent: Agent, actor: Actor, acts: readonly Sealing[]): Promise<void> {
  const before = await agent.exceptions()
  const known = new Set(before.map(item => item.id))
  const { tenants } = agent.config()
  for (const [tenant, items] of Map.groupBy(acts, item => item.exception.tenant)) {
    const sealed = items.map(item => item.exception)
    // What this commit seals counts in its own judgement.
    const now = [...new Map([...before, ...sealed].map(item => [item.id, item])).values()]
    // A baseline takes what stands when it is first sealed, and nothing later.
    const beginning = sealed.filter(item => item.covers !== undefined && !known.has(item.id))
    const accepting = { before, now, beginning: new Set(beginning.map(item => item.id)) }
    await inRun(agent, actor, { kind: 'exception', tenant }, async run => {
      await run.append(items.map(({ exception, act }) => entryOf(run, exception, act)))
      // A tenant that nothing is known of yet is judged when something is; one that left, no more.
      if (!tenants[tenant]) return
      const [assessed] = await agent.store.runs({ tenant, status: 'finished', limit: 1 })
      if (assessed) await assessTenant(agent, run, accepting)
    })
  }
}

function entryOf(
  { tenant, at, catalogue }: RunCommit,
  exception: Exception,
  act: Act,
): Parameters<RunCommit['append']>[0][number] {
  return {
    kind: 'exception',
    subject: `${tenant} ${exception.id} ${act}`,
    mediaType: 'application/json',
    personal: true,
    body: canonicalBytes({ act, ...exception }),
    ipe: {
      request: `exception ${act}`,
      tenant,
      collector: 'agent',
      catalogue,
      seenAt: at,
      recordedAt: at,
    },
  }
}
