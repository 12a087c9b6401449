import { rmSync } from 'node:fs'
import { userInfo } from 'node:os'
import { join } from 'node:path'
import { canonicalBytes } from '../../common/log/canonical.ts'
import { isRealDay } from '../../common/model/day.ts'
import { nearest } from '../../common/model/nearest.ts'
import { Exception } from '../../common/model/index.ts'
import type { Actor } from '../actor.ts'
import type { Agent } from '../agent.ts'
import { tenantOf } from '../agent.ts'
import { writeAtomically } from '../files.ts'
import { ownFile } from '../home/schemas.ts'
import { Problem } from '../problem.ts'
import { inRun } from '../record/run.ts'
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
  const { service } = tenantOf(agent, wanted.tenant)
  const checks = service.checks.map(check => check.id)
  const { check } = wanted
  if (!checks.includes(check))
    throw new Problem('check-unknown', {
      check,
      service: service.title,
      like: nearest(check, checks),
    })
  const until = new Date(wanted.until)
  const now = agent.clock()
  if (!isRealDay(wanted.until) || Number.isNaN(until.getTime()) || until <= now)
    throw new Problem('exception-end', { until: wanted.until })
  const number = (await agent.exceptions()).length + 1
  const exception = Exception.parse({
    id: `exception-${now.toISOString().slice(0, 10)}-${number}`,
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

/** Ends an acceptance now; the file stays as history. @throws Problem */
export async function endException(agent: Agent, actor: Actor, id: string): Promise<Exception> {
  const found = (await agent.exceptions()).find(item => item.id === id)
  if (!found) throw new Problem('exception-unknown', { id })
  if (found.endedAt) throw new Problem('exception-ended', { id, at: found.endedAt })
  const ended = { ...found, endedAt: agent.clock().toISOString() }
  await record(agent, actor, ended, 'ended')
  return ended
}

async function record(
  agent: Agent,
  actor: Actor,
  exception: Exception,
  act: 'added' | 'ended',
): Promise<void> {
  const { tenant, id } = exception
  const file = join(agent.home, 'exceptions', `${id}.yaml`)
  const before = (await agent.exceptions()).find(item => item.id === id)
  writeAtomically(file, ownFile('exception', exception))
  try {
    await inRun(agent, actor, { kind: 'exception', tenant }, async run => {
      const { at, catalogue } = run
      await run.append([
        {
          kind: 'exception',
          subject: `${tenant} ${id} ${act}`,
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
        },
      ])
      // A tenant that nothing is known of yet is judged when something is.
      const [assessed] = await agent.store.runs({ tenant, status: 'finished', limit: 1 })
      if (assessed) await assessTenant(agent, run)
    })
  } catch (error) {
    // Half an acceptance is none: the file follows the log.
    if (before) writeAtomically(file, ownFile('exception', before))
    else rmSync(file, { force: true })
    throw error
  }
}
