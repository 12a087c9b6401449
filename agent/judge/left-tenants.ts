import type { Agent } from '../agent.ts'

/**
 * Tenants that the record knows and the configuration has no more: what was recorded stays, and
 * counts for nothing that is current.
 */
export async function leftTenants(agent: Agent): Promise<string[]> {
  const configured = agent.config().tenants
  return (await agent.store.tenants()).filter(tenant => configured[tenant] === undefined)
}
