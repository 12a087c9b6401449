import type { Actor } from '../actor.ts'
import type { Agent } from '../agent.ts'
import { editConfig } from '../home/config.ts'
import { Problem } from '../problem.ts'
import { inCommit } from '../record/commit.ts'

/**
 * Tenants that the record knows, the configuration has no more, and nobody ended: what was recorded
 * stays, and that they are missing is shown until `tenant end` says who ended them and why.
 */
export async function leftTenants(agent: Pick<Agent, 'config' | 'store'>): Promise<string[]> {
  const configured = agent.config().tenants
  const left: string[] = []
  for (const tenant of await agent.store.tenants())
    if (configured[tenant] === undefined && !(await isEnded(agent, tenant))) left.push(tenant)
  return left
}

/** Ended, and not connected again since: a run after the end makes it a tenant again. */
async function isEnded({ store }: Pick<Agent, 'store'>, tenant: string): Promise<boolean> {
  const ended = (await store.lastEvidence('target', tenant))?.index ?? -1
  return ended > ((await store.lastEvidence('run', tenant))?.index ?? -1)
}

/**
 * Ends a tenant: an entry says who and why, then configuration and credential go. Its record stays.
 * @throws Problem `tenant-unknown` for one that neither the configuration nor the record knows
 */
export async function endTenant(
  agent: Agent,
  actor: Actor,
  tenant: string,
  reason: string,
): Promise<void> {
  const configured = Object.keys(agent.config().tenants)
  const known = [...new Set([...configured, ...(await agent.store.tenants())])].sort()
  if (!known.includes(tenant)) throw new Problem('tenant-unknown', { tenant, known })
  await inCommit(agent, actor, { kind: 'target', tenant, run: null }, commit =>
    commit.append([
      agent.log.own('target', tenant, `${tenant} ended`, { act: 'ended', tenant, reason }),
    ]),
  )
  if (!configured.includes(tenant)) return
  await agent.secrets.delete(tenant)
  editConfig(agent.home, ['tenants', tenant], undefined)
}
