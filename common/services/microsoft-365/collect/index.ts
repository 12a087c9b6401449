import { service } from '../service.ts'
import type {
  Collector,
  CollectorContext,
  CollectorPart,
  EvidenceHandle,
  Yield,
} from '../../../model/collector.ts'
import { Unreadable } from '../../../model/collector.ts'
import type { Value } from '../../../model/value.ts'
import { accountParts } from './accounts.ts'
import { audit } from './audit.ts'
import { graphPrincipal, grantParts } from './grants.ts'
import { mailDomainParts } from './domains.ts'
import { privilegedParts } from './privileged.ts'
import { outOfReachPart, snapshotPart } from './snapshot.ts'
import { workloadParts } from './workloads.ts'
import { nextLink, rootOf, valueOf } from './graph.ts'
import { readsOnly } from './permissions.ts'
import { audiencesOf, graphOrigin, placeOf } from './origins.ts'
import type { Fields } from '../predicates/read.ts'
import { at, fields, objects, string, strings } from '../predicates/read.ts'

/** Service principals Microsoft itself owns: their credentials are not the tenant's to rotate. */
const microsoft = new Set([
  'f8cdef31-a31e-4b4a-93e4-5f571e91255a',
  '72f988bf-86f1-41af-91ab-2d7cd011db47',
  '47df5bb7-e6bc-4256-afb0-dd8c8e3c1ce8',
])

/**
 * https://learn.microsoft.com/graph/api/overview: read only, in documented shapes; no live tenant
 * has confirmed it yet.
 */
export const collector = {
  service: 'microsoft-365',
  target: [
    { key: 'tenant', means: 'the id of the directory', required: true },
    { key: 'client', means: 'the id of the application', required: true },
    { key: 'name', means: 'what people call the tenant' },
    { key: 'cloud', means: 'commercial, gcc, gcchigh, dod or china' },
    { key: 'sharepoint', means: 'the part before .sharepoint.com' },
    { key: 'url', means: 'the address of Microsoft Graph', address: true },
    { key: 'sharepoint-url', means: 'the address of SharePoint administration', address: true },
    { key: 'teams-url', means: 'the address of Teams administration', address: true },
    { key: 'power-platform-url', means: 'the address of Power Platform', address: true },
    { key: 'power-bi-url', means: 'the address of Power BI', address: true },
    { key: 'authority', means: 'the address that signs in', address: true },
  ],
  credential: 'application',
  scopes: service.rights.flatMap(right => (right.id.endsWith('-admin') ? [] : right.id)),
  version: '3',
  root: rootOf,
  endpoint(target) {
    const audiences = audiencesOf(target)
    return {
      baseUrl: graphOrigin(target),
      otherOrigins: Object.keys(audiences),
      audiences,
      headers: {},
      auth: 'Bearer',
    }
  },
  audit,
  parts: [
    {
      id: 'organization',
      settings: ['microsoft-365.tenant.power-platform-tenant-id'],
      lists: ['tenant'],
      async *collect(context) {
        const { api, target } = context
        const { body, evidence } = await api.get('/v1.0/organization?$select=id,displayName')
        const found = objects(fields(body as Value)['value'])[0]
        const name = string(found?.['displayName'])
        yield {
          kind: 'resource',
          resource: { ...rootOf(target), name: name || rootOf(target).name },
          evidence: [evidence],
        }
        yield { kind: 'listed', type: 'tenant' }
        const own = found?.['id']
        if (own !== undefined) yield valueOf(context, 'power-platform-tenant-id', own, [evidence])
      },
    },
    listPart(
      'conditional-access',
      'conditional-access-policies',
      '/beta/identity/conditionalAccess/policies',
    ),
    {
      id: 'service-plans',
      settings: ['microsoft-365.tenant.service-plans'],
      async *collect(context) {
        const { items, evidence } = await all(
          context,
          '/v1.0/subscribedSkus?$select=skuPartNumber,capabilityStatus,servicePlans',
        )
        const plans = items
          .filter(sku => string(sku['capabilityStatus']) !== 'Deleted')
          .flatMap(sku =>
            objects(sku['servicePlans']).map(plan => ({
              servicePlanName: plan['servicePlanName'] ?? null,
              servicePlanId: plan['servicePlanId'] ?? null,
              provisioningStatus: plan['provisioningStatus'] ?? null,
            })),
          )
        yield valueOf(context, 'service-plans', plans, evidence)
      },
    },
    {
      id: 'authentication-methods',
      settings: [
        'microsoft-365.tenant.authentication-methods',
        'microsoft-365.tenant.authentication-method-migration',
      ],
      async *collect(context) {
        const { body, evidence } = await context.api.get(
          '/beta/policies/authenticationMethodsPolicy',
        )
        const policy = fields(body as Value)
        const { authenticationMethodConfigurations, policyMigrationState } = policy
        if (authenticationMethodConfigurations !== undefined)
          yield valueOf(context, 'authentication-methods', authenticationMethodConfigurations, [
            evidence,
          ])
        if (policyMigrationState !== undefined)
          yield valueOf(context, 'authentication-method-migration', policyMigrationState, [
            evidence,
          ])
      },
    },
    onePart(
      'authorization',
      'authorization-policies',
      '/v1.0/policies/authorizationPolicy',
      policy => [
        {
          ...policy,
          // PowerShell's module lifts this list to the top; the checks read it there.
          permissionGrantPolicyIdsAssignedToDefaultUserRole: at(
            policy,
            'defaultUserRolePermissions.permissionGrantPoliciesAssigned',
          ),
        },
      ],
    ),
    onePart(
      'admin-consent',
      'admin-consent-requests',
      '/v1.0/policies/adminConsentRequestPolicy',
      policy => policy['isEnabled'],
    ),
    onePart(
      'app-management',
      'default-app-management-policies',
      '/v1.0/policies/defaultAppManagementPolicy',
      policy => [policy],
    ),
    listPart('domains', 'domains', '/v1.0/domains'),
    onePart(
      'sharepoint-sharing',
      'sharepoint-sharing-capability',
      '/v1.0/admin/sharepoint/settings',
      found => found['sharingCapability'],
    ),
    onePart(
      'sharepoint-domains',
      'sharepoint-sharing-domain-restriction',
      '/v1.0/admin/sharepoint/settings',
      found => found['sharingDomainRestrictionMode'],
    ),
    ...privilegedParts,
    ...accountParts,
    ...grantParts,
    ...mailDomainParts,
    // What a workload's own endpoint says comes after what a snapshot has of it, and counts.
    snapshotPart,
    ...workloadParts,
    outOfReachPart,
    {
      id: 'service-principals',
      settings: ['microsoft-365.tenant.application-credentials'],
      async *collect(context) {
        // A large tenant has over 100,000: only the fields that count are asked for, and only sums
        // are kept.
        const sums = {
          applications: 0,
          servicePrincipals: 0,
          withPasswords: 0,
          longLivedPasswords: 0,
          expiredPasswords: 0,
        }
        const evidence: EvidenceHandle[] = []
        const now = context.now().getTime()
        for await (const page of context.api.pages(
          '/v1.0/servicePrincipals?$select=id,appOwnerOrganizationId,passwordCredentials&$top=999',
          nextLink,
        )) {
          evidence.push(page.evidence)
          for (const principal of objects(page.items as Value)) {
            sums.servicePrincipals++
            if (!ownedByMicrosoft(principal)) count(principal, sums, now)
          }
        }
        // The secrets of an app registration stand on it alone, not on its service principal.
        for await (const page of context.api.pages(
          '/v1.0/applications?$select=id,passwordCredentials&$top=999',
          nextLink,
        )) {
          evidence.push(page.evidence)
          for (const application of objects(page.items as Value)) {
            sums.applications++
            count(application, sums, now)
          }
        }
        yield valueOf(context, 'application-credentials', sums, evidence)
      },
    },
  ],
  async probe(context) {
    const organization = await context.api.get('/v1.0/organization?$select=id,displayName', {
      accept: [403],
    })
    const granted: string[] = []
    const missing: { right: string; costs: readonly string[] }[] = []
    const notes = [
      'Tested against documented shapes only: please report what differs.',
      'Exchange and Defender answer by POST only: their settings come from a configuration snapshot that you have Microsoft make, from an import, or from their pages.',
    ]
    for (const [right, path] of Object.entries(probes(context.target))) {
      // An endpoint that refuses, or that signs nobody in, costs its own settings and nothing else.
      const status = await context.api.get(path, { accept: [400, 401, 403, 404] }).then(
        reply => reply.status,
        error => {
          if (!(error instanceof Unreadable)) throw error
          notes.push(`${right}: ${error.message}`)
          return 401
        },
      )
      if (status === 401 || status === 403) missing.push({ right, costs: lostWithout(right) })
      else granted.push(right)
    }
    if (!placeOf('sharepoint', context.target)) {
      missing.push({ right: 'sharepoint-admin', costs: lostWithout('sharepoint-admin') })
      notes.push(
        'sharepoint-admin: add --set sharepoint=NAME, where NAME-admin.sharepoint.com is the administration site',
      )
    }
    return {
      account:
        string(objects(fields(organization.body as Value)['value'])[0]?.['displayName']) || null,
      validUntil: null,
      granted,
      missing,
      canWrite: await writing(context),
      notes,
    }
  },
} satisfies Collector

/**
 * Rights of the app registration that could change something, or null where they cannot be told (a
 * token from elsewhere, or no right to look).
 */
async function writing({ api, target }: CollectorContext): Promise<readonly string[] | null> {
  if (!target['client']) return null
  const accept = [400, 401, 403, 404]
  const own = `/v1.0/servicePrincipals(appId='${encodeURIComponent(target['client'])}')`
  const [registration, assigned, graph] = [
    await api.get(`${own}?$select=id`, { accept }),
    await api.get(`${own}/appRoleAssignments?$top=999`, { accept }),
    await api.get(`${graphPrincipal}?$select=id,appRoles`, { accept }),
  ]
  const granted = await api.get(
    `/v1.0/oauth2PermissionGrants?$filter=${encodeURIComponent(`clientId eq '${string(fields(registration.body as Value)['id'])}'`)}`,
    { accept },
  )
  if ([registration, assigned, graph, granted].some(reply => reply.status !== 200)) return null
  const names = new Map(
    objects(at(graph.body as Value, 'appRoles')).map(role => [
      string(role['id']),
      string(role['value']),
    ]),
  )
  // What another resource's permission allows is not looked at: SharePoint's and Exchange's for
  // applications can all change something.
  const roles = objects(at(assigned.body as Value, 'value')).map(
    item =>
      names.get(string(item['appRoleId'])) ??
      `a permission of ${string(item['resourceDisplayName']) || 'another resource'}`,
  )
  const scopes = objects(at(granted.body as Value, 'value')).flatMap(item =>
    string(item['scope']).split(' '),
  )
  return [...new Set([...roles, ...scopes])].filter(name => name !== '' && !readsOnly(name)).sort()
}

/** One cheap request that each right is needed for. */
function probes(target: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  const [teams, platform, bi, sharepoint] = (
    ['teams', 'power-platform', 'power-bi', 'sharepoint'] as const
  ).map(workload => placeOf(workload, target)?.origin)
  return {
    'Policy.Read.All': '/v1.0/policies/authorizationPolicy?$select=id',
    'Organization.Read.All': '/v1.0/subscribedSkus?$select=id',
    'Domain.Read.All': '/v1.0/domains',
    'RoleManagement.Read.Directory': '/v1.0/roleManagement/directory/roleAssignments?$top=1',
    'Application.Read.All': '/v1.0/servicePrincipals?$top=1&$select=id',
    'SharePointTenantSettings.Read.All': '/v1.0/admin/sharepoint/settings',
    'Directory.Read.All': '/v1.0/oauth2PermissionGrants?$top=1',
    'GroupMember.Read.All': '/v1.0/groups?$top=1&$select=id',
    'User.Read.All': '/v1.0/users?$top=1&$select=id',
    'AuditLog.Read.All': '/v1.0/auditLogs/directoryAudits?$top=1',
    'ConfigurationMonitoring.Read.All':
      '/v1.0/admin/configurationManagement/configurationSnapshotJobs?$top=1',
    ...(teams
      ? { 'teams-admin': `${teams}/Skype.Policy/configurations/TeamsClientConfiguration` }
      : {}),
    ...(platform
      ? { 'power-platform-admin': `${platform}/providers/PowerPlatform.Governance/v1/policies` }
      : {}),
    ...(bi ? { 'power-bi-admin': `${bi}/v1/admin/tenantsettings` } : {}),
    ...(sharepoint ? { 'sharepoint-admin': `${sharepoint}/_api/SPO.Tenant` } : {}),
  }
}

/** Settings that cannot be read without it. */
function lostWithout(right: string): readonly string[] {
  return service.rights.find(item => item.id === right)?.reads ?? []
}

function listPart(id: string, setting: string, path: string): CollectorPart {
  return {
    id,
    settings: [`microsoft-365.tenant.${setting}`],
    async *collect(context) {
      const { items, evidence } = await all(context, path)
      yield valueOf(context, setting, items, evidence)
    },
  }
}

function onePart(
  id: string,
  setting: string,
  path: string,
  map: (object: Fields) => Value | undefined,
): CollectorPart {
  return {
    id,
    settings: [`microsoft-365.tenant.${setting}`],
    async *collect(context): AsyncIterable<Yield> {
      const { body, evidence } = await context.api.get(path)
      const value = map(fields(body as Value))
      if (value !== undefined) yield valueOf(context, setting, value, [evidence])
    },
  }
}

async function all(
  { api }: CollectorContext,
  path: string,
): Promise<{ readonly items: readonly Fields[]; readonly evidence: readonly EvidenceHandle[] }> {
  const items: Fields[] = []
  const evidence: EvidenceHandle[] = []
  for await (const page of api.pages(path, nextLink)) {
    items.push(...objects(page.items as Value))
    evidence.push(page.evidence)
  }
  return { items, evidence }
}

type Sums = {
  applications: number
  servicePrincipals: number
  withPasswords: number
  longLivedPasswords: number
  expiredPasswords: number
}

const day = 86_400_000
function ownedByMicrosoft(principal: Fields): boolean {
  return strings(principal['appOwnerOrganizationId']).some(owner => microsoft.has(owner))
}

/** @param holder an application or a service principal */
function count(holder: Fields, sums: Sums, now: number): void {
  const passwords = objects(holder['passwordCredentials'])
  if (passwords.length === 0) return
  sums.withPasswords++
  for (const password of passwords) {
    const [start, end] = [
      Date.parse(string(password['startDateTime'])),
      Date.parse(string(password['endDateTime'])),
    ]
    if (end < now) sums.expiredPasswords++
    // A password without an end, or whose dates cannot be read, lives too long.
    else if (!(end - start <= 181 * day)) sums.longLivedPasswords++
  }
}
