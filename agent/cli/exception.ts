import { rmSync } from 'node:fs'
import { userInfo } from 'node:os'
import { join } from 'node:path'
import { stringify } from 'yaml'
import { canonicalBytes } from '../../common/log/canonical.ts'
import { Exception } from '../../common/model/index.ts'
import type { Agent } from '../agent.ts'
import { tenantOf } from '../agent.ts'
import { assessTenant } from '../judge/assess-tenant.ts'
import { writeAtomically } from '../home/config.ts'
import { UsageError, plainText, withAgent } from './context.ts'
import type { Context } from './context.ts'
import { withHome } from './read.ts'
import { askRunningAgent } from './running-agent.ts'

export type NewException = {
  readonly tenant: string
  readonly check: string
  readonly resource?: string | undefined
  readonly reason: string
  readonly until: string
  readonly by?: string | undefined
}

/**
 * Writes a dated acceptance as YAML and into the evidence log, and judges again. @throws UsageError
 * for words that do not fit
 */
export async function addException(agent: Agent, wanted: NewException): Promise<Exception> {
  const { service } = tenantOf(agent, wanted.tenant)
  if (!service.checks.some(check => check.id === wanted.check))
    throw new UsageError(`no check "${wanted.check}" in ${service.title}`)
  const until = new Date(wanted.until)
  const now = agent.clock()
  if (Number.isNaN(until.getTime()) || until <= now)
    throw new UsageError(
      `--until "${wanted.until}" is not a day in the future (such as 2027-03-31): an acceptance has an end`,
    )
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

/** Ends an acceptance now; the file stays as history. @throws UsageError */
export async function endException(agent: Agent, id: string): Promise<Exception> {
  const found = agent.exceptions().find(item => item.id === id)
  if (!found) throw new UsageError(`no exception "${id}"`)
  if (found.endedAt) throw new UsageError(`"${id}" ended ${found.endedAt} already`)
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

/** By the running agent, where there is one. @throws UsageError with its sentence */
async function through(context: Context, path: string, body: object): Promise<Exception | null> {
  const answer = await askRunningAgent<{ readonly exception?: Exception }>(context, path, body)
  if (answer && !answer.body.exception)
    throw new UsageError(answer.body.error ?? `the running agent answered ${answer.status}`)
  return answer?.body.exception ?? null
}

export async function exceptionAdd(context: Context, wanted: NewException): Promise<number> {
  const exception =
    (await through(context, '/exceptions', wanted)) ??
    (await withAgent(context, ({ agent }) => addException(agent, wanted)))
  if (context.json) context.printJson('exception', { exception })
  else
    context.print(
      `Accepted until ${exception.until.slice(0, 10)} as ${exception.id}. The finding still says "fail": an acceptance never changes the outcome.`,
    )
  return 0
}

export async function exceptionEnd(context: Context, id: string): Promise<number> {
  const exception =
    (await through(context, `/exceptions/${encodeURIComponent(id)}/end`, {})) ??
    (await withAgent(context, ({ agent }) => endException(agent, id)))
  if (context.json) context.printJson('exception', { exception })
  else context.print(`${id} ended.`)
  return 0
}

export async function exceptionList(context: Context): Promise<number> {
  return withHome(context, async ({ loaded }) => {
    const { exceptions } = loaded()
    if (context.json) context.printJson('exceptions', { exceptions })
    else
      for (const item of exceptions)
        context.print(
          `${item.id}  ${item.tenant}  ${item.check}${item.resource ? ` on ${plainText(item.resource)}` : ''}  until ${item.until.slice(0, 10)}${item.endedAt ? ` (ended ${item.endedAt.slice(0, 10)})` : ''}  ${plainText(item.reason)} (${plainText(item.acceptedBy)})`,
        )
    context.say(`${exceptions.length} exceptions`)
    return 0
  })
}
