import type { Service } from '../../model/service.ts'
import { checks } from './checks/index.ts'
import { predicates } from './predicates/index.ts'
import { settings } from './settings/index.ts'

export const microsoft365 = {
  id: 'microsoft-365',
  title: 'Microsoft 365',
  vendor: 'Microsoft',
  resourceTypes: [{ id: 'tenant', title: 'Tenant', plural: 'Tenants' }],
  rights: [
    { id: 'Policy.Read.All', title: 'Policy.Read.All: read policies', reads: readBy('Policy.Read.All') },
    { id: 'Organization.Read.All', title: 'Organization.Read.All: read the organization and its plans', reads: readBy('Organization.Read.All') },
    { id: 'Domain.Read.All', title: 'Domain.Read.All: read domains', reads: readBy('Domain.Read.All') },
    { id: 'RoleManagement.Read.Directory', title: 'RoleManagement.Read.Directory: read roles, their holders and rules', reads: readBy('RoleManagement.Read.Directory') },
    { id: 'Application.Read.All', title: 'Application.Read.All: read service principals and when their credentials end', reads: readBy('Application.Read.All') },
    { id: 'User.Read.All', title: 'User.Read.All: read whether privileged users are synchronised', reads: ['microsoft-365.tenant.privileged-users'] },
    { id: 'SharePointTenantSettings.Read.All', title: 'SharePointTenantSettings.Read.All: read sharing settings', reads: readBy('SharePointTenantSettings.Read.All') },
  ],
  credentialUrl: 'https://entra.microsoft.com/#view/Microsoft_AAD_RegisteredApps/CreateApplicationBlade',
  settings,
  checks,
  predicates,
  testedAgainst: 'documented shapes only, and exports in the shape of ScubaGear',
} satisfies Service

function readBy(right: string): readonly string[] {
  return settings.filter(setting => setting.api?.right === right).map(setting => setting.id)
}
