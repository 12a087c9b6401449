import type { RecipeSource } from '../../../capture/recipe.ts'

const basis = 'The SCuBA baseline\'s steps and Microsoft\'s documentation name page and label; not run against the console yet'
const page = { resource: { type: 'tenant' }, certainty: 'guess' as const, basis }

/** Pages for the policies that CISA's own tools leave to a person: what no API and no export shows.
 * Only pages that show the whole of a setting: one alert policy, one rule or one environment would stand for all of them, and a half check must not pass. */
export const manualPolicies: readonly RecipeSource[] = [
  {
    ...page, id: 'microsoft-365-users-at-risk-alerts', service: 'microsoft-365', title: 'Entra: Identity Protection > Users at risk detected alerts',
    where: { hosts: ['entra.microsoft.com', 'portal.azure.com'], headings: ['Users at risk detected alerts', 'Identity Protection | Users at risk detected alerts'] },
    url: 'https://entra.microsoft.com/#view/Microsoft_AAD_IAM/IdentityProtectionMenuBlade/~/UsersAtRiskAlerts', context: { save: 'button', saveButton: ['Save'] },
    settings: [{ setting: 'microsoft-365.tenant.risk-notification-recipients', read: 'list', locate: [{ near: ['Emails are sent to the following users', 'Email will be sent to the following users'], role: 'list' }, { near: ['Emails are sent to the following users'], role: 'grid' }] }],
  },
  {
    ...page, id: 'microsoft-365-diagnostic-settings', service: 'microsoft-365', title: 'Entra: Monitoring & health > Diagnostic settings',
    where: { hosts: ['entra.microsoft.com', 'portal.azure.com'], headings: ['Diagnostic settings', 'General | Diagnostic settings'] },
    url: 'https://entra.microsoft.com/#view/Microsoft_AAD_IAM/DiagnosticSettings.ReactView', context: { save: 'button', saveButton: ['Save'] },
    settings: [{ setting: 'microsoft-365.tenant.security-log-destinations', read: 'rows', locate: [{ role: 'grid', name: ['Diagnostic settings'] }, { css: 'table' }] }],
  },
  {
    ...page, id: 'microsoft-365-collaboration-restrictions', service: 'microsoft-365', title: 'Entra: External Identities > External collaboration settings',
    where: { hosts: ['entra.microsoft.com', 'portal.azure.com'], headings: ['External collaboration settings', 'External Identities | External collaboration settings'] },
    url: 'https://entra.microsoft.com/#view/Microsoft_AAD_IAM/AllowlistPolicyBlade', context: { save: 'button', saveButton: ['Save'] },
    settings: [{
      setting: 'microsoft-365.tenant.guest-invitation-restriction', read: 'selected', locate: [{ role: 'radiogroup', name: ['Collaboration restrictions'] }, { near: ['Collaboration restrictions'], role: 'radiogroup' }],
      map: { values: { 'Allow invitations to be sent to any domain (most inclusive)': 'none', 'Deny invitations to the specified domains': 'denyList', 'Allow invitations only to the specified domains (most restrictive)': 'allowList' } },
    }],
  },
  {
    ...page, id: 'microsoft-365-restricted-apps', service: 'microsoft-365', title: 'Purview: Endpoint DLP settings > Restricted apps and app groups',
    where: { hosts: ['purview.microsoft.com', 'compliance.microsoft.com'], headings: ['Restricted apps and app groups', 'Restricted apps'] }, context: { save: 'button', saveButton: ['Save'] },
    settings: [{ setting: 'microsoft-365.tenant.dlp-restricted-apps', read: 'rows', locate: [{ role: 'grid', name: ['Restricted apps'] }, { near: ['Restricted apps'], role: 'grid' }] }],
  },
  {
    ...page, id: 'microsoft-365-tenant-isolation', service: 'microsoft-365', title: 'Power Platform: Tenant isolation',
    where: { hosts: ['admin.powerplatform.microsoft.com'], headings: ['Tenant isolation'] }, url: 'https://admin.powerplatform.microsoft.com/security/identitymanagement/tenantIsolation', context: { save: 'button', saveButton: ['Save'] },
    settings: [{ setting: 'microsoft-365.tenant.power-platform-isolation-allowlist', read: 'rows', locate: [{ role: 'grid', name: ['Exceptions', 'Tenant rules'] }, { near: ['Exceptions'], role: 'grid' }] }],
  },
]
