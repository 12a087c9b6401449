import type { Setting } from '../../../model/setting.ts'
import { documents, flag, graph, page, setting, word } from './setting.ts'

const entra = 'https://entra.microsoft.com/'

export const entraSettings: readonly Setting[] = [
  setting('conditional-access-policies', 'Conditional access policies', documents, {
    ...graph('/v1.0/identity/conditionalAccess/policies', 'Policy.Read.All'),
    ...page('Entra ID > Conditional Access > Policies', entra),
  }),
  setting(
    'service-plans',
    'Service plans of the tenant',
    documents,
    graph('/v1.0/subscribedSkus', 'Organization.Read.All'),
  ),
  setting(
    'authentication-methods',
    'Authentication methods and their settings',
    documents,
    graph('/beta/policies/authenticationMethodsPolicy', 'Policy.Read.All'),
  ),
  setting(
    'authentication-method-migration',
    'Migration to the authentication methods policy',
    word,
    graph('/beta/policies/authenticationMethodsPolicy', 'Policy.Read.All'),
  ),
  setting(
    'authorization-policies',
    'Authorization policies',
    documents,
    graph('/v1.0/policies/authorizationPolicy', 'Policy.Read.All'),
  ),
  setting(
    'admin-consent-requests',
    'Users can request admin consent',
    flag,
    graph('/v1.0/policies/adminConsentRequestPolicy', 'Policy.Read.All'),
  ),
  setting(
    'default-app-management-policies',
    'Default app management policy',
    documents,
    graph('/v1.0/policies/defaultAppManagementPolicy', 'Policy.Read.All'),
  ),
  setting('domains', 'Domains of the tenant', documents, graph('/v1.0/domains', 'Domain.Read.All')),
  setting('privileged-users', 'Holders of highly privileged roles, active or eligible', documents, {
    ...graph('/v1.0/roleManagement/directory/roleAssignments', 'RoleManagement.Read.Directory'),
    personal: true,
  }),
  setting('privileged-roles', 'Highly privileged roles with assignments and rules', documents, {
    ...graph(
      '/v1.0/roleManagement/directory/roleAssignmentScheduleInstances',
      'RoleManagement.Read.Directory',
    ),
    personal: true,
  }),
  setting(
    'application-credentials',
    'Passwords of service principals',
    {
      type: 'record',
      nullable: true,
      fields: {
        servicePrincipals: { type: 'number' },
        withPasswords: { type: 'number' },
        longLivedPasswords: { type: 'number' },
        expiredPasswords: { type: 'number' },
      },
    },
    graph('/v1.0/servicePrincipals', 'Application.Read.All'),
  ),
  setting(
    'application-permissions',
    'Applications that could take the tenant over',
    documents,
    graph('/v1.0/servicePrincipals(appId=...)/appRoleAssignedTo', 'Application.Read.All'),
  ),
  setting(
    'delegated-permissions',
    "Applications that could take the tenant over in an administrator's name",
    documents,
    graph('/v1.0/oauth2PermissionGrants', 'DelegatedPermissionGrant.Read.All'),
  ),
  setting('risk-notification-recipients', 'Who is notified of users at risk', documents, {
    ...page('Protection > Identity Protection > Users at risk detected alerts', entra),
    personal: true,
  }),
  setting(
    'security-log-destinations',
    'Where security logs are sent',
    documents,
    page('Monitoring & health > Diagnostic settings', entra),
  ),
  setting(
    'guest-invitation-restriction',
    'Domains from which guests may be invited',
    word,
    page(
      'External Identities > External collaboration settings > Collaboration restrictions',
      entra,
    ),
  ),
]
