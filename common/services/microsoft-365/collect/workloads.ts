import type {
  CollectorContext,
  CollectorPart,
  EvidenceHandle,
  Yield,
} from '../../../model/collector.ts'
import { Unreadable } from '../../../model/collector.ts'
import type { Value } from '../../../model/value.ts'
import { said } from '../../../words/said.ts'
import { nextLink, unreadable, valueOf } from './graph.ts'
import { sections, settingsOf } from '../import/index.ts'
import { placeOf } from './origins.ts'
import type { Workload } from './origins.ts'
import type { Fields } from '../predicates/read.ts'
import { at, fields, items, objects, string, strings } from '../predicates/read.ts'

type Reply = { readonly body: Value; readonly evidence: readonly EvidenceHandle[] }
const governance = '/providers/PowerPlatform.Governance/v1'
/**
 * The Power Platform's and Fabric's lists:
 * https://learn.microsoft.com/rest/api/fabric/admin/tenants/list-tenant-settings
 */
const bapList = { style: 'next-url', field: 'nextLink', items: 'value' } as const

/**
 * Settings that Graph does not have, from the endpoints that Microsoft's own administration modules
 * and CISA's tool read, by GET. Replies go through the same mapping as the sections of an export,
 * so that checks see one form.
 */
export const workloadParts: readonly CollectorPart[] = [
  // What Graph has of SharePoint (two of ten) is read there, with a right of its own.
  section(
    'sharepoint',
    'sharepoint-admin',
    'SPO_tenant',
    async context => {
      const { body, evidence } = await context.api.get(
        `${address('sharepoint', context)}/_api/SPO.Tenant`,
        { headers: { accept: 'application/json;odata=verbose' } },
      )
      return { body: at(body as Value, 'd'), evidence: [evidence] }
    },
    ['sharepoint-sharing-capability', 'sharepoint-sharing-domain-restriction'],
  ),
  teams('teams-meetings', 'meeting_policies', 'TeamsMeetingPolicy'),
  teams('teams-events', 'broadcast_policies', 'TeamsMeetingBroadcastPolicy'),
  teams('teams-federation', 'federation_configuration', 'TenantFederationSettings', withDomains),
  teams('teams-client', 'client_configuration', 'TeamsClientConfiguration'),
  teams('teams-apps', 'app_policies', 'TeamsAppPermissionPolicy'),
  section('teams', 'teams-tenant', 'teams_tenant_info', async context => {
    const { body, evidence } = await context.api.get(
      `${address('teams', context)}/Teams.Tenant/tenants`,
    )
    return { body: body as Value, evidence: [evidence] }
  }),
  section('power-platform', 'power-platform-environments', 'environment_list', async context => {
    const found = await list(
      context,
      `${address('power-platform', context)}/providers/Microsoft.BusinessAppPlatform/scopes/admin/environments?api-version=2023-06-01`,
    )
    return {
      ...found,
      body: objects(found.body).map(item => ({
        environmentName: item['name'] ?? null,
        displayName: at(item, 'properties.displayName'),
        isDefault: at(item, 'properties.isDefault'),
        environmentType: at(item, 'properties.environmentSku'),
      })),
    }
  }),
  section('power-platform', 'power-platform-data-policies', 'dlp_policies', context =>
    list(context, `${address('power-platform', context)}${governance}/policies`),
  ),
  {
    id: 'power-platform-isolation',
    settings: ['power-platform-tenant-isolation', 'power-platform-isolation-allowlist'].map(
      name => `microsoft-365.tenant.${name}`,
    ),
    async *collect(context) {
      if (!placeOf('power-platform', context.target))
        return yield* unplaced(context, 'power-platform', [
          'power-platform-tenant-isolation',
          'power-platform-isolation-allowlist',
        ])
      const organization = await context.api.get('/v1.0/organization?$select=id,displayName')
      const id = string(objects(fields(organization.body as Value)['value'])[0]?.['id'])
      if (id === '')
        throw new Unreadable('not-found', said('not-in-reply'), [organization.evidence])
      const { body, evidence } = await context.api.get(
        `${address('power-platform', context)}${governance}/tenants/${encodeURIComponent(id)}/tenantIsolationPolicy?api-version=2020-06-01`,
      )
      for (const [name, value] of settingsOf('tenant_isolation', body as Value)) {
        yield valueOf(context, name, value, [evidence])
        yield valueOf(
          context,
          'power-platform-isolation-allowlist',
          objects(at(objects(value)[0], 'properties.allowedTenants')),
          [evidence],
        )
      }
    },
  },
  section('power-bi', 'power-bi', 'powerbi_tenant_settings', async context => {
    const found: Fields[] = []
    const evidence: EvidenceHandle[] = []
    for await (const page of context.api.pages(
      `${address('power-bi', context)}/v1/admin/tenantsettings`,
      // Microsoft's description says `value`; earlier replies have `tenantSettings`.
      { style: 'next-url', field: 'continuationUri', items: ['value', 'tenantSettings'] },
    )) {
      found.push(...objects(page.items as Value))
      evidence.push(page.evidence)
    }
    return { body: found, evidence }
  }),
  {
    id: 'power-bi-plan',
    settings: ['microsoft-365.tenant.power-bi-licensed'],
    async *collect(context) {
      const evidence: EvidenceHandle[] = []
      const plans: string[] = []
      for await (const page of context.api.pages(
        '/v1.0/subscribedSkus?$select=skuPartNumber,capabilityStatus,servicePlans',
        nextLink,
      )) {
        evidence.push(page.evidence)
        plans.push(
          ...objects(page.items as Value)
            .flatMap(sku => objects(sku['servicePlans']))
            .map(plan => string(plan['servicePlanName'])),
        )
      }
      // The plans' names as
      // https://learn.microsoft.com/entra/identity/users/licensing-service-plan-reference lists
      // them.
      yield valueOf(
        context,
        'power-bi-licensed',
        plans.some(name => /^(POWER_BI|BI_AZURE|PBI_PREMIUM|FABRIC)/.test(name)),
        evidence,
      )
    },
  },
]

/** A part that fills what one section of an export would. */
function section(
  workload: Workload,
  id: string,
  key: string,
  read: (context: CollectorContext) => Promise<Reply>,
  elsewhere: readonly string[] = [],
): CollectorPart {
  const names = Object.keys(sections[key]?.settings ?? {}).filter(name => !elsewhere.includes(name))
  return {
    id,
    settings: names.map(name => `microsoft-365.tenant.${name}`),
    async *collect(context) {
      if (!placeOf(workload, context.target)) return yield* unplaced(context, workload, names)
      const { body, evidence } = await read(context)
      for (const [name, value] of settingsOf(key, body))
        if (names.includes(name)) yield valueOf(context, name, value, evidence)
    },
  }
}

function teams(
  id: string,
  key: string,
  type: string,
  change: (item: Fields) => Fields = item => item,
): CollectorPart {
  return section('teams', id, key, async context => {
    const { body, evidence } = await context.api.get(
      `${address('teams', context)}/Skype.Policy/configurations/${type}`,
    )
    return { body: objects(body as Value).map(change), evidence: [evidence] }
  })
}

/**
 * The list of allowed domains is an object around a list of names, or of objects with a name; open
 * federation has no list.
 */
function withDomains(item: Fields): Fields {
  const found = item['AllowedDomains'] ?? item['allowedDomains'] ?? null
  const { AllowedDomains: _, allowedDomains: __, ...rest } = item
  const entries = Array.isArray(found)
    ? items(found)
    : items(fields(found)['AllowedDomain'] ?? fields(found)['allowedDomain'])
  return {
    ...rest,
    allowedDomains: [
      ...strings(entries as readonly Value[]),
      ...objects(entries as readonly Value[]).map(entry =>
        string(entry['Domain'] ?? entry['domain']),
      ),
    ].filter(name => name !== ''),
  }
}

async function list({ api }: CollectorContext, path: string): Promise<Reply> {
  const found: Fields[] = []
  const evidence: EvidenceHandle[] = []
  for await (const page of api.pages(path, bapList)) {
    found.push(...objects(page.items as Value))
    evidence.push(page.evidence)
  }
  return { body: found, evidence }
}

function address(workload: Workload, { target }: CollectorContext): string {
  return placeOf(workload, target)?.origin ?? ''
}

function* unplaced(
  context: CollectorContext,
  workload: Workload,
  names: readonly string[],
): Iterable<Yield> {
  const why =
    workload === 'sharepoint' ? said('sharepoint-name-missing') : said('no-address', { workload })
  for (const name of names) yield unreadable(context, name, 'not-readable-by-api', why)
}
