import { requirementsOf } from '../../common/words/shown-finding.ts'
import type { Agent } from '../agent.ts'
import type { Config } from '../home/config.ts'

/** What somebody may look after. */
type Subject = {
  readonly tenant: string
  /** Null: what is of the tenant as a whole. */
  readonly check: string | null
  /** `framework:requirement` ids. */
  readonly requirements: readonly string[]
}

/** Who looks after it: the first of config.yaml's `owners` of whom everything fits; null where nobody does. */
export function ownerOf(
  owners: Config['owners'],
  { tenant, check, requirements }: Subject,
): string | null {
  const found = owners.find(
    ({ tenants, checks, areas }) =>
      (tenants?.includes(tenant) ?? true) &&
      (checks?.some(item => check !== null && isOf(check, item)) ?? true) &&
      (areas?.some(area => requirements.some(id => isIn(id, area))) ?? true),
  )
  return found?.owner ?? null
}

/** The same of a check as the catalogue has it now, or of the tenant as a whole. */
export function ownerOfCheck(agent: Agent, tenant: string, check: string | null): string | null {
  const { owners, tenants } = agent.config()
  if (owners.length === 0) return null
  const service = tenants[tenant]?.service
  const compiled =
    check !== null && service !== undefined
      ? agent
          .catalogue()
          .checksOf(service)
          .find(item => item.check.id === check)
      : undefined
  const requirements = compiled
    ? requirementsOf(
        { check: compiled.check.id, metric: compiled.check.metric, requirements: [] },
        agent.catalogue(),
      )
    : []
  return ownerOf(owners, { tenant, check, requirements })
}

/** `github.organization.*` names all that begin so. */
export function isOf(check: string, named: string): boolean {
  return named.endsWith('.*') ? check.startsWith(named.slice(0, -1)) : check === named
}

/** `eucs`, `eucs:IAM` and `eucs:IAM-02` have `eucs:IAM-02.1` in them. */
export function isIn(requirement: string, area: string): boolean {
  return requirement === area || [':', '-', '.'].some(end => requirement.startsWith(area + end))
}
