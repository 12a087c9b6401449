import type { CheckSource } from '../../../model/check.ts'
import { defineCheck } from '../../../model/define-check.ts'

const common = { metric: 'api-access-restricted', severity: 'high' } as const
const url =
  'https://learn.microsoft.com/entra/identity/enterprise-apps/manage-application-permissions'

/**
 * Not in the baseline, which leaves applications' permissions to a person: who could make
 * themselves global administrator.
 */
export const applicationPermissionChecks: readonly CheckSource[] = [
  defineCheck({
    id: 'microsoft-365.tenant.application-takeover-permissions',
    title: 'No undeclared application could take the tenant over',
    ...common,
    reads: ['application-permissions'],
    test: 'onlyDeclaredApplications(applicationPermissions, accepted, "microsoft-365.tenant.application-takeover-permissions", now)',
    expected:
      'Only declared applications hold permissions by which they could make themselves administrators.',
    steps: [
      'In Microsoft Entra admin center, open Enterprise apps, then the named application, then Permissions.',
      'Revoke the named application permissions, or replace them by narrower ones.',
      'Declare an application that needs them, with a reason and an end.',
    ],
    url,
  }),
  defineCheck({
    id: 'microsoft-365.tenant.delegated-takeover-permissions',
    title: "No undeclared application could take the tenant over in an administrator's name",
    ...common,
    reads: ['delegated-permissions'],
    test: 'onlyDeclaredApplications(delegatedPermissions, accepted, "microsoft-365.tenant.delegated-takeover-permissions", now)',
    expected:
      'Only declared applications may act for everybody with permissions by which an administrator could be made.',
    steps: [
      'In Microsoft Entra admin center, open Enterprise apps, then the named application, then Permissions.',
      'Revoke the named delegated permissions under Admin consent.',
      'Declare an application that needs them, with a reason and an end.',
    ],
    url,
  }),
]
