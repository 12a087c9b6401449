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
  setting({
    name: 'power-bi-licensed',
    title: 'Power BI is licensed',
    type: flag,
    ...graph('/v1.0/subscribedSkus', 'Organization.Read.All'),
  }),
  setting({
    name: 'power-bi-publish-to-web',
    title: 'Publish to web',
    type: toggle,
    ...fabric,
  }),
  setting({
    name: 'power-bi-guest-access',
    title: 'Guest users can access Microsoft Fabric',
    type: toggle,
    ...fabric,
  }),
  setting({
    name: 'power-bi-external-invitations',
    title: 'Users can invite guest users',
    type: toggle,
    ...fabric,
  }),
  setting({
    name: 'power-bi-service-principal-access',
    title: 'Service principals can call Fabric public APIs',
    type: toggle,
    ...fabric,
  }),
  setting({
    name: 'power-bi-service-principal-profiles',
    title: 'Service principals can create and use profiles',
    type: toggle,
    ...fabric,
  }),
  setting({
    name: 'power-bi-resource-key-authentication-blocked',
    title: 'Block ResourceKey authentication',
    type: toggle,
    ...fabric,
  }),
  setting({
    name: 'power-bi-python-and-r-visuals',
    title: 'Interact with and share R and Python visuals',
    type: toggle,
    ...fabric,
  }),
  setting({
    name: 'power-bi-sensitivity-labels',
    title: 'Users can apply sensitivity labels',
    type: toggle,
    ...fabric,
  }),
  setting({
    name: 'power-platform-environment-creation',
    title: 'Tenant settings',
    type: documents,
    ...page('Manage > Tenant settings', `${admin}tenantsettings`),
  }),
  setting({
    name: 'power-platform-tenant-id',
    title: 'Tenant id',
    type: word,
    ...graph('/v1.0/organization', 'Organization.Read.All'),
  }),
  setting({
    name: 'power-platform-environments',
    title: 'Environments',
    type: documents,
    ...workload(
      '/providers/Microsoft.BusinessAppPlatform/scopes/admin/environments',
      'power-platform-admin',
    ),
    ...page('Manage > Environments', `${admin}environments`),
  }),
  setting({
    name: 'power-platform-data-policies',
    title: 'Data policies',
    type: documents,
    ...workload('/providers/PowerPlatform.Governance/v1/policies', 'power-platform-admin'),
    ...page('Security > Data and privacy > Data policy', `${admin}policies/data`),
  }),
  setting({
    name: 'power-platform-tenant-isolation',
    title: 'Tenant isolation',
    type: documents,
    ...workload(
      '/providers/PowerPlatform.Governance/v1/tenants/{id}/tenantIsolationPolicy',
      'power-platform-admin',
    ),
    ...page(
      'Security > Identity and access > Tenant isolation',
      `${admin}policies/tenantisolation`,
    ),
  }),
  setting({
    name: 'power-platform-isolation-allowlist',
    title: 'Tenants that isolation lets through',
    type: documents,
    ...workload(
      '/providers/PowerPlatform.Governance/v1/tenants/{id}/tenantIsolationPolicy',
      'power-platform-admin',
    ),
    ...page(
      'Security > Identity and access > Tenant isolation',
      `${admin}policies/tenantisolation`,
    ),
  }),
  settingOf({
    name: 'content-security-policy-model-driven',
    title: 'Content security policy is enforced in model-driven apps',
    resource: 'environment',
    type: { type: 'boolean' },
    ...page(
      'Manage > Environments > (environment) > Settings > Product > Privacy + Security',
      `${admin}manage/environments`,
    ),
  }),
  settingOf({
    name: 'content-security-policy-canvas',
    title: 'Content security policy is enforced in canvas apps',
    resource: 'environment',
    type: { type: 'boolean' },
    ...page(
      'Manage > Environments > (environment) > Settings > Product > Privacy + Security',
      `${admin}manage/environments`,
    ),
  }),
]
