import type { Collector, CollectorContext, CollectorPart, EvidenceHandle, Yield } from '../../model/collector.ts'
import type { Value } from '../../model/value.ts'
import { mailDomainParts } from './collect-domains.ts'
import { privilegedParts } from './collect-privileged.ts'
import { nextLink, rootOf, valueOf } from './graph.ts'
import type { Fields } from './predicates/read.ts'
import { at, fields, objects, string, strings } from './predicates/read.ts'
import { settings } from './settings/index.ts'

/** Service principals Microsoft itself owns: their credentials are not the tenant's to rotate. */
const microsoft = new Set(['f8cdef31-a31e-4b4a-93e4-5f571e91255a', '72f988bf-86f1-41af-91ab-2d7cd011db47'])

/** Graph's documented addresses in the national clouds, by `--set cloud=`. */
const clouds: Readonly<Record<string, string>> = { commercial: 'https://graph.microsoft.com', gcchigh: 'https://graph.microsoft.us', dod: 'https://dod-graph.microsoft.us', china: 'https://microsoftgraph.chinacloudapi.cn' }

/** https://learn.microsoft.com/graph/api/overview: read only, in documented shapes; no live tenant has confirmed it yet. */
export const microsoft365Collector = {
  service: 'microsoft-365',
  version: '1',
  root: rootOf,
  endpoint: target => ({ baseUrl: target['url'] ?? clouds[target['cloud'] ?? 'commercial'] ?? 'https://graph.microsoft.com', headers: {}, auth: 'bearer' }),
  parts: [
    {
      id: 'organization', settings: [], lists: ['tenant'],
      async *collect({ api, target }) {
        const { body, evidence } = await api.get('/v1.0/organization?$select=id,displayName')
        const name = string(objects(fields(body as Value)['value'])[0]?.['displayName'])
        yield { kind: 'resource', resource: { ...rootOf(target), name: name || rootOf(target).name }, evidence: [evidence] }
        yield { kind: 'listed', type: 'tenant' }
      },
    },
    listPart('conditional-access', 'conditional-access-policies', '/beta/identity/conditionalAccess/policies'),
    {
      id: 'service-plans', settings: ['microsoft-365.tenant.service-plans'],
      async *collect(context) {
        const { items, evidence } = await all(context, '/v1.0/subscribedSkus?$select=skuPartNumber,capabilityStatus,servicePlans')
        const plans = items.filter(sku => string(sku['capabilityStatus']) !== 'Deleted')
          .flatMap(sku => objects(sku['servicePlans']).map(plan => ({ servicePlanName: plan['servicePlanName'] ?? null, servicePlanId: plan['servicePlanId'] ?? null, provisioningStatus: plan['provisioningStatus'] ?? null })))
        yield valueOf(context, 'service-plans', plans, evidence)
      },
    },
    {
      id: 'authentication-methods', settings: ['microsoft-365.tenant.authentication-methods', 'microsoft-365.tenant.authentication-method-migration'],
      async *collect(context) {
        const { body, evidence } = await context.api.get('/beta/policies/authenticationMethodsPolicy')
        const policy = fields(body as Value)
        yield valueOf(context, 'authentication-methods', policy['authenticationMethodConfigurations'] ?? null, [evidence])
        yield valueOf(context, 'authentication-method-migration', policy['policyMigrationState'] ?? null, [evidence])
      },
    },
    onePart('authorization', 'authorization-policies', '/v1.0/policies/authorizationPolicy', policy => [{
      ...policy,
      // PowerShell's module lifts this list to the top; the checks read it there.
      permissionGrantPolicyIdsAssignedToDefaultUserRole: at(policy, 'defaultUserRolePermissions.permissionGrantPoliciesAssigned'),
    }]),
    onePart('admin-consent', 'admin-consent-requests', '/v1.0/policies/adminConsentRequestPolicy', policy => policy['isEnabled'] ?? null),
    onePart('app-management', 'default-app-management-policies', '/v1.0/policies/defaultAppManagementPolicy', policy => [policy]),
    listPart('domains', 'domains', '/v1.0/domains'),
    onePart('sharepoint-sharing', 'sharepoint-sharing-capability', '/v1.0/admin/sharepoint/settings', found => found['sharingCapability'] ?? null),
    onePart('sharepoint-domains', 'sharepoint-sharing-domain-restriction', '/v1.0/admin/sharepoint/settings', found => found['sharingDomainRestrictionMode'] ?? null),
    ...privilegedParts,
    ...mailDomainParts,
    {
      id: 'service-principals', settings: ['microsoft-365.tenant.application-credentials'],
      async *collect(context) {
        // A large tenant has over 100,000: only the fields that count are asked for, and only sums are kept.
        const sums = { servicePrincipals: 0, withPasswords: 0, longLivedPasswords: 0, expiredPasswords: 0 }
        const evidence: EvidenceHandle[] = []
        const now = context.now().getTime()
        for await (const page of context.api.pages('/v1.0/servicePrincipals?$select=id,appOwnerOrganizationId,passwordCredentials&$top=999', nextLink)) {
          evidence.push(page.evidence)
          for (const principal of objects(page.items as Value)) count(principal, sums, now)
        }
        yield valueOf(context, 'application-credentials', sums, evidence)
      },
    },
  ],
  async probe(context) {
    const organization = await context.api.get('/v1.0/organization?$select=id,displayName', { accept: [403] })
    const granted: string[] = []
    const missing: { right: string; costs: readonly string[] }[] = []
    for (const [right, path] of Object.entries(probes)) {
      const { status } = await context.api.get(path, { accept: [403, 400, 404] })
      if (status === 403) missing.push({ right, costs: lostWithout(right) })
      else granted.push(right)
    }
    return {
      account: string(objects(fields(organization.body as Value)['value'])[0]?.['displayName']) || null, validUntil: null, granted, missing, canWrite: [],
      notes: ['Tested against documented shapes only: please report what differs.', 'Exchange, Defender, Teams, Power BI and the Power Platform are not readable through Graph: import an export, or open their pages with the extension.'],
    }
  },
} satisfies Collector

/** One cheap request that each right is needed for. */
const probes: Readonly<Record<string, string>> = {
  'Policy.Read.All': '/v1.0/policies/authorizationPolicy?$select=id',
  'Organization.Read.All': '/v1.0/subscribedSkus?$select=id',
  'Domain.Read.All': '/v1.0/domains',
  'RoleManagement.Read.Directory': '/v1.0/roleManagement/directory/roleAssignments?$top=1',
  'Application.Read.All': '/v1.0/servicePrincipals?$top=1&$select=id',
  'SharePointTenantSettings.Read.All': '/v1.0/admin/sharepoint/settings',
}

/** Settings that cannot be read without it. */
function lostWithout(right: string): readonly string[] {
  return settings.filter(setting => setting.api?.right === right).map(setting => setting.id)
}

function listPart(id: string, setting: string, path: string): CollectorPart {
  return {
    id, settings: [`microsoft-365.tenant.${setting}`],
    async *collect(context) {
      const { items, evidence } = await all(context, path)
      yield valueOf(context, setting, items, evidence)
    },
  }
}

function onePart(id: string, setting: string, path: string, map: (object: Fields) => Value): CollectorPart {
  return {
    id, settings: [`microsoft-365.tenant.${setting}`],
    async *collect(context): AsyncIterable<Yield> {
      const { body, evidence } = await context.api.get(path)
      yield valueOf(context, setting, map(fields(body as Value)), [evidence])
    },
  }
}

async function all({ api }: CollectorContext, path: string): Promise<{ readonly items: readonly Fields[]; readonly evidence: readonly EvidenceHandle[] }> {
  const items: Fields[] = []
  const evidence: EvidenceHandle[] = []
  for await (const page of api.pages(path, nextLink)) {
    items.push(...objects(page.items as Value))
    evidence.push(page.evidence)
  }
  return { items, evidence }
}

type Sums = { servicePrincipals: number; withPasswords: number; longLivedPasswords: number; expiredPasswords: number }

const day = 86_400_000
function count(principal: Fields, sums: Sums, now: number): void {
  sums.servicePrincipals++
  const passwords = objects(principal['passwordCredentials'])
  if (passwords.length === 0 || strings(principal['appOwnerOrganizationId']).some(owner => microsoft.has(owner))) return
  sums.withPasswords++
  for (const password of passwords) {
    const [start, end] = [Date.parse(string(password['startDateTime'])), Date.parse(string(password['endDateTime']))]
    if (end < now) sums.expiredPasswords++
    // A password without an end, or whose dates cannot be read, lives too long.
    else if (!(end - start <= 181 * day)) sums.longLivedPasswords++
  }
}
