import { rmSync } from 'node:fs'
import { userInfo } from 'node:os'
import { join } from 'node:path'
import { stringify } from 'yaml'
import { canonicalBytes } from '../../common/log/canonical.ts'
import { Exception } from '../../common/model/index.ts'
import type { Agent } from '../agent.ts'
import { tenantOf } from '../agent.ts'
import { writeAtomically } from '../files.ts'
import { Problem } from '../problem.ts'
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
export async function addException(agent: Agent, wanted: NewException): Promise<Exception> {
  const { service } = tenantOf(agent, wanted.tenant)
  if (!service.checks.some(check => check.id === wanted.check))
    throw new Problem('check-unknown', { check: wanted.check, service: service.title })
  const until = new Date(wanted.until)
  const now = agent.clock()
  if (Number.isNaN(until.getTime()) || until <= now)
    throw new Problem('exception-end', { until: wanted.until })
  const number = agent.exceptions().length + 1
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
  await record(agent, exception, 'added')
  return exception
}

/** Ends an acceptance now; the file stays as history. @throws Problem */
export async function endException(agent: Agent, id: string): Promise<Exception> {
  const found = agent.exceptions().find(item => item.id === id)
  if (!found) throw new Problem('exception-unknown', { id })
  if (found.endedAt) throw new Problem('exception-ended', { id, at: found.endedAt })
  const ended = { ...found, endedAt: agent.clock().toISOString() }
  await record(agent, ended, 'ended')
  return ended
}

async function record(agent: Agent, exception: Exception, act: 'added' | 'ended'): Promise<void> {
  const file = join(agent.home, 'exceptions', `${exception.id}.yaml`)
  const at = agent.clock().toISOString()
  const before = agent.exceptions().find(item => item.id === exception.id)
  writeAtomically(file, stringify(exception))
  try {
    await agent.log.commit(null, async () => {
      await agent.log.append([
        {
          kind: 'exception',
          run: '',
          tenant: exception.tenant,
          subject: `${exception.tenant} ${exception.id} ${act}`,
          mediaType: 'application/json',
          personal: true,
          body: canonicalBytes({ act, ...exception }),
          ipe: {
            request: `exception ${act}`,
            tenant: exception.tenant,
            collector: 'agent',
            catalogue: agent.catalogueDigest(),
            seenAt: at,
            recordedAt: at,
          },
        },
      ])
      const [last] = await agent.store.runs({
        tenant: exception.tenant,
        status: 'finished',
        limit: 1,
      })
      if (last) await assessTenant(agent, exception.tenant, last.id)
    })
  } catch (error) {
    // Half an acceptance is none: the file follows the log.
    if (before) writeAtomically(file, stringify(before))
    else rmSync(file, { force: true })
    throw error
  }
  agent.events.emit('changed', { tenant: exception.tenant, run: '' })
}
