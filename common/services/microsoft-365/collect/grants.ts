import type { CollectorPart, EvidenceHandle } from '../../../model/collector.ts'
import type { Value } from '../../../model/value.ts'
import { nextLink, valueOf } from './graph.ts'
import { at, objects, string } from '../predicates/read.ts'
import { takeover } from './takeover.ts'

/** Graph itself, under its well-known application id. */
export const graphPrincipal =
  "/v1.0/servicePrincipals(appId='00000003-0000-0000-c000-000000000000')"

/**
 * Who may do what through Graph. Two lists of the whole tenant, whatever the number of
 * applications: nothing is asked once for each of them, and of what is read only the grants that
 * count are kept.
 */
export const grantParts: readonly CollectorPart[] = [
  {
    id: 'application-permissions',
    settings: ['microsoft-365.tenant.application-permissions'],
    async *collect(context) {
      const roles = await context.api.get(`${graphPrincipal}?$select=id,appRoles`)
      const evidence: EvidenceHandle[] = [roles.evidence]
      const names = new Map(
        objects(at(roles.body as Value, 'appRoles')).map(role => [
          string(role['id']),
          string(role['value']),
        ]),
      )
      const held = new Map<string, { name: string; permissions: Set<string> }>()
      for await (const page of context.api.pages(
        `${graphPrincipal}/appRoleAssignedTo?$select=principalId,principalDisplayName,appRoleId&$top=999`,
        nextLink,
      )) {
        evidence.push(page.evidence)
        for (const assignment of objects(page.items as Value)) {
          const permission = names.get(string(assignment['appRoleId'])) ?? ''
          if (takeover.has(permission))
            hold(
              held,
              string(assignment['principalId']),
              string(assignment['principalDisplayName']),
              [permission],
            )
        }
      }
      yield valueOf(context, 'application-permissions', listed(held), evidence)
    },
  },
  {
    id: 'delegated-permissions',
    settings: ['microsoft-365.tenant.delegated-permissions'],
    async *collect(context) {
      const evidence: EvidenceHandle[] = []
      const held = new Map<string, { name: string; permissions: Set<string> }>()
      // What one person consented to for themselves ends with that person's own rights; what was
      // granted for everybody reaches administrators too.
      for await (const page of context.api.pages(
        '/v1.0/oauth2PermissionGrants?$select=clientId,consentType,scope&$top=999',
        nextLink,
      )) {
        evidence.push(page.evidence)
        for (const grant of objects(page.items as Value)) {
          const permissions = string(grant['scope'])
            .split(' ')
            .filter(scope => takeover.has(scope))
          if (string(grant['consentType']) === 'AllPrincipals' && permissions.length > 0)
            hold(held, string(grant['clientId']), '', permissions)
        }
      }
      yield valueOf(context, 'delegated-permissions', listed(held), evidence)
    },
  },
]

function hold(
  held: Map<string, { name: string; permissions: Set<string> }>,
  id: string,
  name: string,
  permissions: readonly string[],
): void {
  const found = held.get(id) ?? { name, permissions: new Set<string>() }
  for (const permission of permissions) found.permissions.add(permission)
  held.set(id, found)
}

function listed(
  held: ReadonlyMap<string, { name: string; permissions: ReadonlySet<string> }>,
): Value {
  return [...held]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([id, { name, permissions }]) => ({
      id,
      displayName: name === '' ? id : name,
      permissions: [...permissions].sort(),
    }))
}
