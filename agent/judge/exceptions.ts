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
  wanted: NewException,
): Promise<Exception> {
  assertCheck(agent, wanted.tenant, wanted.check)
  const until = new Date(wanted.until)
  const now = agent.clock()
  if (!isRealDay(wanted.until) || Number.isNaN(until.getTime()) || until <= now)
    throw new Problem('exception-end', { until: wanted.until })
  const exception = Exception.parse({
    id: await freeId(agent, now.toISOString().slice(0, 10)),
    tenant: wanted.tenant,
    check: wanted.check,
    ...(wanted.resource ? { resource: wanted.resource } : {}),
    reason: wanted.reason,
    acceptedBy: wanted.by ?? userInfo().username,
    from: now.toISOString(),
    until: until.toISOString(),
  })
  await record(agent, actor, exception, 'added')
  return exception
}

/** An id that neither the log nor a file has. */
async function freeId(agent: Agent, day: string): Promise<string> {
  const [sealed, proposed] = [await agent.exceptions(), await agent.proposals()]
  const taken = new Set([...sealed, ...proposed.map(item => item.exception)].map(item => item.id))
  for (let number = sealed.length + 1; ; number++) {
    const id = `exception-${day}-${number}`
    if (!taken.has(id)) return id
  }
}

/**
 * Seals what files of the home propose, with who applied it, and judges again. The file stays what
 * the person wrote.
 * @param id of one proposal; else all of them
 * @throws Problem `exception-unknown`, `tenant-unknown`, `check-unknown`
 */
export async function applyExceptions(
  agent: Agent,
  actor: Actor,
  id?: string,
): Promise<readonly Exception[]> {
  const proposed = (await agent.proposals()).map(item => item.exception)
  const chosen = id === undefined ? proposed : proposed.filter(item => item.id === id)
  if (id !== undefined && chosen.length === 0) throw new Problem('exception-unknown', { id })
  for (const { tenant, check } of chosen) assertCheck(agent, tenant, check)
  await sealAll(agent, actor, chosen, 'applied')
  return chosen
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
  await sealAll(agent, theAgent, earlier, 'taken over')
}

/** Ends an acceptance now; the file stays as history. @throws Problem */
export async function endException(agent: Agent, actor: Actor, id: string): Promise<Exception> {
  const found = (await agent.exceptions()).find(item => item.id === id)
  if (!found) throw new Problem('exception-unknown', { id })
  if (found.endedAt) throw new Problem('exception-ended', { id, at: found.endedAt })
  const ended = { ...found, endedAt: agent.clock().toISOString() }
  await record(agent, actor, ended, 'ended')
  return ended
}

/**
 * Seals again what is in force: retention takes out the entries that said so, and an acceptance ends
 * by its date or by a person, not by their age.
 */
export async function restateExceptions(agent: Agent, actor: Actor): Promise<void> {
  const now = agent.clock().toISOString()
  const inForce = (await agent.exceptions()).filter(item => !item.endedAt && item.until > now)
  await sealAll(agent, actor, inForce, 'restated')
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

/** Writes the file, and seals it; half an acceptance is none: the file follows the log. */
async function record(
  agent: Agent,
  actor: Actor,
  exception: Exception,
  act: 'added' | 'ended',
): Promise<void> {
  const file = join(agent.home, 'exceptions', `${exception.id}.yaml`)
  const before = existsSync(file) ? readFileSync(file) : null
  const { unattributed: _, ...written } = exception
  writeAtomically(file, ownFile('exception', written))
  try {
    await sealAll(agent, actor, [exception], act)
  } catch (error) {
    if (before) writeAtomically(file, before)
    else rmSync(file, { force: true })
    throw error
  }
}

/** One run a tenant: an entry for each acceptance, then its findings are judged again. */
async function sealAll(
  agent: Agent,
  actor: Actor,
  exceptions: readonly Exception[],
  act: Act,
): Promise<void> {
  const before = await agent.exceptions()
  const { tenants } = agent.config()
  for (const [tenant, items] of Map.groupBy(exceptions, item => item.tenant)) {
    // What this commit seals counts in its own judgement.
    const counting = new Map([...before, ...items].map(item => [item.id, item]))
    await inRun(agent, actor, { kind: 'exception', tenant }, async run => {
      await run.append(items.map(item => entryOf(run, item, act)))
      // A tenant that nothing is known of yet is judged when something is; one that left, no more.
      if (!tenants[tenant]) return
      const [assessed] = await agent.store.runs({ tenant, status: 'finished', limit: 1 })
      if (assessed) await assessTenant(agent, run, [...counting.values()])
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
