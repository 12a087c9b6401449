import type { ValueType } from '../../../model/value.ts'
import type { Setting } from '../../../model/setting.ts'
import {
  documents,
  documentsWith,
  flag,
  graph,
  listOf,
  page,
  setting,
  text,
  texts,
  word,
} from './setting.ts'

const entra = 'https://entra.microsoft.com/'

const part = { type: 'record', fields: {}, nullable: true } as const satisfies ValueType
/** What a policy is under: a part in another shape may narrow it. */
const conditionalAccess = documentsWith({
  conditions: {
    type: 'record',
    nullable: true,
    fields: Object.fromEntries(
      [
        'applications',
        'authenticationFlows',
        'clientApplications',
        'devices',
        'deviceStates',
        'locations',
        'platforms',
        'times',
        'users',
      ].map(name => [name, part]),
    ),
  },
})

export const entraSettings: readonly Setting[] = [
  setting({
    name: 'conditional-access-policies',
    title: 'Conditional access policies',
    type: conditionalAccess,
    ...graph('/v1.0/identity/conditionalAccess/policies', 'Policy.Read.All'),
    ...page('Entra ID > Conditional Access > Policies', entra),
  }),
  setting({
    name: 'service-plans',
    title: 'Service plans of the tenant',
    type: documents,
    ...graph('/v1.0/subscribedSkus', 'Organization.Read.All'),
  }),
  setting({
    name: 'authentication-methods',
    title: 'Authentication methods and their settings',
    type: documents,
    ...graph('/beta/policies/authenticationMethodsPolicy', 'Policy.Read.All'),
  }),
  setting({
    name: 'authentication-method-migration',
    title: 'Migration to the authentication methods policy',
    type: word,
    ...graph('/beta/policies/authenticationMethodsPolicy', 'Policy.Read.All'),
  }),
  setting({
    name: 'authorization-policies',
    title: 'Authorization policies',
    type: documents,
    ...graph('/v1.0/policies/authorizationPolicy', 'Policy.Read.All'),
  }),
  setting({
    name: 'risky-permission-classifications',
    title: 'Risky permissions that are classified as low-risk',
    type: documents,
    ...page('Enterprise apps > Consent and permissions > Permission classifications', entra),
  }),
  setting({
    name: 'admin-consent-requests',
    title: 'Users can request admin consent',
    type: flag,
    ...graph('/v1.0/policies/adminConsentRequestPolicy', 'Policy.Read.All'),
  }),
  setting({
    name: 'default-app-management-policies',
    title: 'Default app management policy',
    type: documents,
    ...graph('/v1.0/policies/defaultAppManagementPolicy', 'Policy.Read.All'),
  }),
  setting({
    name: 'domains',
    title: 'Domains of the tenant',
    type: documents,
    ...graph('/v1.0/domains', 'Domain.Read.All'),
  }),
  setting({
    name: 'privileged-users',
    title: 'Holders of highly privileged roles, active or eligible',
    type: documents,
    ...graph('/v1.0/roleManagement/directory/roleAssignments', 'RoleManagement.Read.Directory'),
    personal: true,
  }),
  setting({
    name: 'accounts',
    title: 'Accounts, guests too',
    type: listOf({ id: text, name: text, guest: flag, enabled: flag }),
    ...graph('/v1.0/users', 'User.Read.All'),
    personal: true,
  }),
  setting({
    name: 'account-roles',
    title: 'Directory roles of accounts, active or eligible',
    type: listOf({ id: text, roles: texts }),
    ...graph('/v1.0/roleManagement/directory/roleAssignments', 'RoleManagement.Read.Directory'),
    personal: true,
  }),
  setting({
    name: 'account-sign-ins',
    title: 'Day on which each account signed in last',
    description:
      'By itself, or a program in its name. Graph keeps it since April 2020; Entra ID P1.',
    type: listOf({ id: text, last: word }),
    ...graph('/v1.0/users', 'AuditLog.Read.All'),
    personal: true,
  }),
  setting({
    name: 'account-second-factors',
    title: 'Accounts that are capable of a second factor',
    description:
      'One is registered, and the policy of authentication methods allows it. Entra ID P1.',
    type: listOf({ id: text, capable: flag }),
    ...graph('/v1.0/reports/authenticationMethods/userRegistrationDetails', 'AuditLog.Read.All'),
    personal: true,
  }),
  setting({
    name: 'privileged-roles',
    title: 'Highly privileged roles with assignments and rules',
    type: documents,
    ...graph(
      '/v1.0/roleManagement/directory/roleAssignmentScheduleInstances',
      'RoleManagement.Read.Directory',
    ),
    personal: true,
  }),
  setting({
    name: 'application-credentials',
    title: 'Passwords of applications and service principals',
    type: {
      type: 'record',
      nullable: true,
      fields: {
        applications: { type: 'number', nullable: true },
        servicePrincipals: { type: 'number' },
        withPasswords: { type: 'number' },
        longLivedPasswords: { type: 'number' },
        expiredPasswords: { type: 'number' },
      },
    },
    ...graph('/v1.0/applications, /v1.0/servicePrincipals', 'Application.Read.All'),
  }),
  setting({
    name: 'application-permissions',
    title: 'Applications that could take the tenant over',
    type: documents,
    ...graph('/v1.0/servicePrincipals(appId=...)/appRoleAssignedTo', 'Application.Read.All'),
  }),
  setting({
    name: 'delegated-permissions',
    title: "Applications that could take the tenant over in an administrator's name",
    type: documents,
    ...graph('/v1.0/oauth2PermissionGrants', 'Directory.Read.All'),
  }),
  setting({
    name: 'risk-notification-recipients',
    title: 'Who is notified of users at risk',
    type: texts,
    ...page('Protection > Identity Protection > Users at risk detected alerts', entra),
    personal: true,
  }),
  setting({
    name: 'security-log-destinations',
    title: 'Where security logs are sent',
    type: documents,
    ...page('Monitoring & health > Diagnostic settings', entra),
  }),
  setting({
    name: 'guest-invitation-restriction',
    title: 'Domains from which guests may be invited',
    type: word,
    ...page(
      'External Identities > External collaboration settings > Collaboration restrictions',
      entra,
    ),
  }),
]
