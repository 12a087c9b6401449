import type { Setting } from '../../../model/setting.ts'
import type { ValueType } from '../../../model/value.ts'
import { documents, flag, graph, page, setting, settingOf, word, workload } from './setting.ts'

const fabric = {
  ...workload('/v1/admin/tenantsettings', 'power-bi-admin', 'documented'),
  ...page(
    'Settings > Admin portal > Tenant settings',
    'https://app.powerbi.com/admin-portal/tenantSettings',
  ),
}
const admin = 'https://admin.powerplatform.microsoft.com/'
/** A Power BI tenant setting: on for the organisation, or for named groups only. */
const toggle = {
  type: 'record',
  nullable: true,
  fields: {
    enabled: { type: 'boolean' },
    securityGroups: { type: 'list', of: { type: 'string' } },
  },
} as const satisfies ValueType

export const powerSettings: readonly Setting[] = [
  setting(
    'power-bi-licensed',
    'Power BI is licensed',
    flag,
    graph('/v1.0/subscribedSkus', 'Organization.Read.All'),
  ),
  setting('power-bi-publish-to-web', 'Publish to web', toggle, fabric),
  setting('power-bi-guest-access', 'Guest users can access Microsoft Fabric', toggle, fabric),
  setting('power-bi-external-invitations', 'Users can invite guest users', toggle, fabric),
  setting(
    'power-bi-service-principal-access',
    'Service principals can call Fabric public APIs',
    toggle,
    fabric,
  ),
  setting(
    'power-bi-service-principal-profiles',
    'Service principals can create and use profiles',
    toggle,
    fabric,
  ),
  setting(
    'power-bi-resource-key-authentication-blocked',
    'Block ResourceKey authentication',
    toggle,
    fabric,
  ),
  setting(
    'power-bi-python-and-r-visuals',
    'Interact with and share R and Python visuals',
    toggle,
    fabric,
  ),
  setting('power-bi-sensitivity-labels', 'Users can apply sensitivity labels', toggle, fabric),
  setting(
    'power-platform-environment-creation',
    'Tenant settings',
    documents,
    page('Manage > Tenant settings', `${admin}tenantsettings`),
  ),
  setting(
    'power-platform-tenant-id',
    'Tenant id',
    word,
    graph('/v1.0/organization', 'Organization.Read.All'),
  ),
  setting('power-platform-environments', 'Environments', documents, {
    ...workload(
      '/providers/Microsoft.BusinessAppPlatform/scopes/admin/environments',
      'power-platform-admin',
    ),
    ...page('Manage > Environments', `${admin}environments`),
  }),
  setting('power-platform-data-policies', 'Data policies', documents, {
    ...workload('/providers/PowerPlatform.Governance/v1/policies', 'power-platform-admin'),
    ...page('Security > Data and privacy > Data policy', `${admin}policies/data`),
  }),
  setting('power-platform-tenant-isolation', 'Tenant isolation', documents, {
    ...workload(
      '/providers/PowerPlatform.Governance/v1/tenants/{id}/tenantIsolationPolicy',
      'power-platform-admin',
    ),
    ...page(
      'Security > Identity and access > Tenant isolation',
      `${admin}policies/tenantisolation`,
    ),
  }),
  setting('power-platform-isolation-allowlist', 'Tenants that isolation lets through', documents, {
    ...workload(
      '/providers/PowerPlatform.Governance/v1/tenants/{id}/tenantIsolationPolicy',
      'power-platform-admin',
    ),
    ...page(
      'Security > Identity and access > Tenant isolation',
      `${admin}policies/tenantisolation`,
    ),
  }),
  settingOf(
    'environment',
    'content-security-policy-model-driven',
    'Content security policy is enforced in model-driven apps',
    { type: 'boolean' },
    page(
      'Manage > Environments > (environment) > Settings > Product > Privacy + Security',
      `${admin}manage/environments`,
    ),
  ),
  settingOf(
    'environment',
    'content-security-policy-canvas',
    'Content security policy is enforced in canvas apps',
    { type: 'boolean' },
    page(
      'Manage > Environments > (environment) > Settings > Product > Privacy + Security',
      `${admin}manage/environments`,
    ),
  ),
]
