import type { MatchTenant } from '../../common/capture/match.ts'
import type { Agent } from '../agent.ts'
import { Problem } from '../problem.ts'

/** Tenants as matching sees them; `console` is the first configured console address. */
export function matchTenants(agent: Agent): readonly (MatchTenant & { readonly title: string })[] {
  return Object.entries(agent.config().tenants).map(([id, tenant]) => ({
    id,
    service: tenant.service,
    title: tenant.title ?? id,
    target: { ...tenant.target, ...(tenant.consoles[0] ? { console: tenant.consoles[0] } : {}) },
  }))
}

/** @throws Problem `tenant-unknown` */
export function consoleTenant(agent: Agent, id: string): MatchTenant & { readonly title: string } {
  const tenants = matchTenants(agent)
  const found = tenants.find(item => item.id === id)
  if (found) return found
  throw new Problem('tenant-unknown', { tenant: id, known: tenants.map(item => item.id) })
}
