import type { Service } from '../../model/service.ts'
import { checks } from './checks/index.ts'
import { predicates } from './predicates/index.ts'
import { settings } from './settings/index.ts'

export const service = {
  id: 'microsoft-365',
  title: 'Microsoft 365',
  vendor: 'Microsoft',
  resourceTypes: [
    { id: 'tenant', title: 'Tenant', plural: 'Tenants' },
    {
      id: 'alert-policy',
      title: 'Alert policy',
      plural: 'Alert policies',
      listedBy: { setting: 'microsoft-365.tenant.alert-policies', id: 'name', name: 'name' },
    },
    {
      id: 'dlp-rule',
      title: 'Data loss prevention rule',
      plural: 'Data loss prevention rules',
      listedBy: { setting: 'microsoft-365.tenant.dlp-rules', id: 'name', name: 'name' },
    },
    {
      id: 'environment',
      title: 'Power Platform environment',
      plural: 'Power Platform environments',
      listedBy: {
        setting: 'microsoft-365.tenant.power-platform-environments',
        id: 'environmentName',
        name: 'displayName',
      },
    },
  ],
  rights: [
    {
      id: 'Policy.Read.All',
      title: 'Policy.Read.All: read policies',
      reads: readBy('Policy.Read.All'),
    },
    {
      id: 'Organization.Read.All',
      title: 'Organization.Read.All: read the organization and its plans',
      reads: readBy('Organization.Read.All'),
    },
    {
      id: 'Domain.Read.All',
      title: 'Domain.Read.All: read domains',
      reads: readBy('Domain.Read.All'),
    },
    {
      id: 'RoleManagement.Read.Directory',
      title: 'RoleManagement.Read.Directory: read roles, their holders and rules',
      reads: readBy('RoleManagement.Read.Directory'),
    },
    {
      id: 'Application.Read.All',
      title:
        'Application.Read.All: read applications and service principals, and when their credentials end',
      reads: readBy('Application.Read.All'),
    },
    {
      id: 'Directory.Read.All',
      title: 'Directory.Read.All: read what applications may do in the name of people',
      reads: readBy('Directory.Read.All'),
    },
    {
      id: 'GroupMember.Read.All',
      title: 'GroupMember.Read.All: read the members of groups that hold privileged roles',
      reads: ['microsoft-365.tenant.privileged-users', 'microsoft-365.tenant.account-roles'],
    },
    {
      id: 'User.Read.All',
      title: 'User.Read.All: read accounts, and whether privileged users are synchronised',
      reads: ['microsoft-365.tenant.privileged-users', ...readBy('User.Read.All')],
    },
    {
      id: 'AuditLog.Read.All',
      title:
        'AuditLog.Read.All: read when accounts were last used and whether they have a second factor (Entra ID P1), and who changed what (`audit: true`)',
      reads: readBy('AuditLog.Read.All'),
      optional: true,
    },
    {
      id: 'SharePointTenantSettings.Read.All',
      title: 'SharePointTenantSettings.Read.All: read sharing settings',
      reads: readBy('SharePointTenantSettings.Read.All'),
    },
    {
      id: 'ConfigurationMonitoring.Read.All',
      title:
        'ConfigurationMonitoring.Read.All: read configuration snapshots of Exchange and Defender',
      reads: readBy('ConfigurationMonitoring.Read.All'),
      optional: true,
    },
    {
      id: 'teams-admin',
      title: 'Teams: the role Global Reader for the person or the application that signs in',
      reads: readBy('teams-admin'),
      optional: true,
    },
    {
      id: 'power-platform-admin',
      title:
        'Power Platform: a person with the role Power Platform Administrator, or the application registered there as a management application (both could also write)',
      reads: readBy('power-platform-admin'),
      optional: true,
    },
    {
      id: 'power-bi-admin',
      title:
        'Power BI: the tenant setting that lets service principals use read-only admin APIs, for the application; or Tenant.Read.All for a Fabric administrator',
      reads: readBy('power-bi-admin'),
      optional: true,
    },
    {
      id: 'sharepoint-admin',
      title:
        "SharePoint's administration site: a person with the role Global Reader (an application would need Sites.FullControl.All, which could also write)",
      reads: readBy('sharepoint-admin'),
      optional: true,
    },
  ],
  credentialUrl:
    'https://entra.microsoft.com/#view/Microsoft_AAD_RegisteredApps/CreateApplicationBlade',
  settings,
  checks,
  predicates,
  testedAgainst: 'documented shapes only, and exports in the shape of ScubaGear',
} satisfies Service

function readBy(right: string): readonly string[] {
  return settings.filter(setting => setting.api?.right === right).map(setting => setting.id)
}
