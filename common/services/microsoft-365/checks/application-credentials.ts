import type { CheckSource } from '../../../model/check.ts'
import { defineCheck } from '../../../model/define-check.ts'

/** What MS.AAD.5.6v1 asks of new passwords, seen in those that are there. */
export const applicationCredentialChecks: readonly CheckSource[] = [
  defineCheck({
    id: 'microsoft-365.tenant.application-passwords-short-lived',
    title: 'Passwords of applications end within 180 days',
    metric: 'api-access-restricted',
    severity: 'medium',
    reads: ['application-credentials'],
    test: 'applicationCredentials != null && applicationCredentials.longLivedPasswords == 0.0',
    expected:
      'No app registration or service principal of the tenant holds a password that lives longer than 180 days.',
    steps: [
      'In Microsoft Entra admin center, open Enterprise apps and App registrations.',
      'Replace long-lived client secrets by certificates, managed identities, or secrets that end within 180 days.',
    ],
    url: 'https://learn.microsoft.com/entra/identity/enterprise-apps/configure-app-management-policies',
  }),
]
