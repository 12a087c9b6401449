import { z } from 'zod'
import { Unreadable } from '../../common/model/index.ts'
import type { Collector } from '../../common/model/index.ts'
import { collectors } from '../../common/services/collectors.ts'
import { said } from '../../common/words/said.ts'
import type { Agent, CheckedItem } from '../agent.ts'
import { unreached } from '../collect/reach-service.ts'
import { probeContext } from '../collect/scan.ts'
import { originsOf, tenantCredential } from '../collect/tenant-credential.ts'
import { storeProblem } from '../home/engine.ts'
import { holderOf } from '../home/lock.ts'
import { standingOf } from '../judge/standing.ts'
import { secretOf } from '../notify/channels.ts'
import { isProblem, messageOf } from '../problem.ts'
import { answering, list } from './operation.ts'
import { Checked } from './shapes.ts'

/**
 * Where credentials are kept, and what each does, as whoever is asked has them: a passphrase, a keyring or a
 * variable of the running agent is not that of another shell.
 */
export const credentials = answering({
  title: 'What the kept credentials do',
  role: 'reader',
  needs: 'home',
  commandsOnly: true,
  input: z.strictObject({}),
  kind: 'credentials',
  output: z.strictObject({ items: list(Checked) }),
  run: async agent => ({ items: await credentialItems(agent) }),
})

/** The same in this process. */
export async function credentialItems(agent: Agent): Promise<CheckedItem[]> {
  return [await keyring(agent), ...(await tenants(agent)), ...(await channels(agent))]
}

/** That a credential is not at hand here says nothing of a process that holds the home and has it. */
function elsewhere({ home }: Agent, what: string, error: unknown): CheckedItem | null {
  const holder = holderOf(home)
  const missing =
    isProblem(error, 'secrets-passphrase', 'alert-secret-missing') ||
    (error instanceof Unreadable && error.reason === 'no-credential')
  if (!holder || !missing) return null
  return {
    what,
    ok: true,
    detail: `not known: no credential of it is at hand here, and whether process ${holder.pid}, which holds the home, has it could not be asked`,
  }
}

async function keyring({ secrets }: Agent): Promise<CheckedItem> {
  try {
    return { what: 'credentials', ok: true, detail: `kept in ${await secrets.where()}` }
  } catch (error) {
    return { what: 'credentials', ok: false, detail: messageOf(error) }
  }
}

/** Whether each channel has what it needs, and what it did not take. */
async function channels(agent: Agent): Promise<CheckedItem[]> {
  const recorded = (await storeProblem(agent)) === null
  const undelivered = recorded ? (await standingOf(agent)).undelivered : []
  return Promise.all(
    agent.config().alerts.map(async channel => {
      const what = `alerts: ${channel.name}`
      const stuck = undelivered.find(item => item.channel === channel.name)
      if (stuck)
        return {
          what,
          ok: false,
          detail: `${stuck.waiting} waiting, ${stuck.dead} given up: ${stuck.problem}`,
        }
      try {
        await secretOf(agent, channel)
        return { what, ok: true, detail: `${channel.to}, from ${channel.from} on` }
      } catch (error) {
        return elsewhere(agent, what, error) ?? { what, ok: false, detail: messageOf(error) }
      }
    }),
  )
}

/** What the service said of the credential; where nothing was heard of it, that nothing is known. */
function hindered(
  error: unknown,
  collector: Pick<Collector, 'endpoint'>,
  target: Readonly<Record<string, string>>,
): string {
  if (!(error instanceof Unreadable)) return messageOf(error)
  const away = unreached(error, collector.endpoint(target).baseUrl, false)
  return away?.message ?? `${error.message} (${error.reason})`
}

/** Whether each tenant's credential still does what it is for. */
async function tenants(agent: Agent): Promise<CheckedItem[]> {
  const items: CheckedItem[] = []
  for (const [tenant, { service, target }] of Object.entries(agent.config().tenants)) {
    const collector = collectors.find(item => item.service === service)
    if (!collector) continue
    try {
      originsOf(collector, target)
      const { secret } = (await tenantCredential(agent, tenant, collector, target)) ?? {}
      if (!secret) throw new Unreadable('no-credential', said('no-credential'))
      const { missing, account } = await collector.probe(probeContext(collector, target, secret))
      const rights = missing.map(item => item.right).join(', ')
      const detail = rights ? `missing rights: ${rights}` : account ? `as ${account}` : ''
      items.push({
        what: tenant,
        ok: true,
        detail: ['reachable', detail].filter(Boolean).join('; '),
      })
    } catch (error) {
      items.push(
        elsewhere(agent, tenant, error) ?? {
          what: tenant,
          ok: false,
          detail: hindered(error, collector, target),
        },
      )
    }
  }
  return items
}
