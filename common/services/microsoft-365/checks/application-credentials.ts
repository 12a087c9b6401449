import type { CheckSource } from '../../../model/check.ts'

/** What MS.AAD.5.6v1 asks of new passwords, seen in those that are there. */
export const applicationCredentialChecks: readonly CheckSource[] = [
  {
    id: 'microsoft-365.tenant.application-passwords-short-lived',
    title: 'Passwords of service principals end within 180 days',
    metric: 'api-access-restricted',
    resource: 'tenant',
    reads: ['microsoft-365.tenant.application-credentials'],
    test: 'applicationCredentials != null && applicationCredentials.longLivedPasswords == 0.0',
    expected:
      'No service principal of the tenant holds a password that lives longer than 180 days.',
    severity: 'medium',
    remediation: {
      steps: [
        'In Microsoft Entra admin center, open Enterprise apps and App registrations.',
        'Replace long-lived client secrets by certificates, managed identities, or secrets that end within 180 days.',
      ],
      url: 'https://learn.microsoft.com/entra/identity/enterprise-apps/configure-app-management-policies',
      seen: 'documented',
    },
  },
]
