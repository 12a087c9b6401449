import { savedBy } from '../../../capture/console-page.ts'
import type { RecipeSource } from '../../../capture/recipe.ts'

const basis =
  "The SCuBA baseline's steps and Microsoft's documentation name page and label; not run against the console yet"
const page = { resource: { type: 'tenant' }, certainty: 'guess' as const, basis }

/**
 * Tables without a save button of their own: what they show is true, and a table that fills after
 * its headings is read once it is still.
 */
const table = {
  save: 'instant' as const,
  saveBasis: 'a table that shows what is saved: it is edited on pages of its own',
}
/** Fluent's tables show their headings before their rows: one without rows may still be filling. */
const empty = { unknown: "nobody has seen this without entries in a tenant's console yet" }

/**
 * Pages for the policies that CISA's own tools leave to a person: what no API and no export shows.
 * These show the whole of a setting; for the others see one-at-a-time.ts.
 */
export const manualPolicies: readonly RecipeSource[] = [
  {
    ...page,
    id: 'microsoft-365-users-at-risk-alerts',
    service: 'microsoft-365',
    title: 'Entra: Identity Protection > Users at risk detected alerts',
    where: {
      hosts: ['entra.microsoft.com', 'portal.azure.com'],
      headings: [
        'Users at risk detected alerts',
        'Identity Protection | Users at risk detected alerts',
      ],
    },
    url: 'https://entra.microsoft.com/#view/Microsoft_AAD_IAM/IdentityProtectionMenuBlade/~/UsersAtRiskAlerts',
    context: savedBy(['Save']),
    settings: [
      {
        setting: 'microsoft-365.tenant.risk-notification-recipients',
        read: 'list',
        empty,
        locate: [
          {
            near: [
              'Emails are sent to the following users',
              'Email will be sent to the following users',
            ],
            role: 'list',
          },
          { near: ['Emails are sent to the following users'], role: 'grid' },
        ],
      },
    ],
  },
  {
    ...page,
    id: 'microsoft-365-diagnostic-settings',
    service: 'microsoft-365',
    title: 'Entra: Monitoring & health > Diagnostic settings',
    where: {
      hosts: ['entra.microsoft.com', 'portal.azure.com'],
      headings: ['Diagnostic settings', 'General | Diagnostic settings'],
    },
    url: 'https://entra.microsoft.com/#view/Microsoft_AAD_IAM/DiagnosticSettings.ReactView',
    context: table,
    settings: [
      {
        setting: 'microsoft-365.tenant.security-log-destinations',
        read: 'rows',
        empty,
        locate: [{ role: 'grid', name: ['Diagnostic settings'] }, { css: 'table' }],
      },
    ],
  },
  {
    ...page,
    id: 'microsoft-365-collaboration-restrictions',
    service: 'microsoft-365',
    title: 'Entra: External Identities > External collaboration settings',
    where: {
      hosts: ['entra.microsoft.com', 'portal.azure.com'],
      headings: [
        'External collaboration settings',
        'External Identities | External collaboration settings',
      ],
    },
    url: 'https://entra.microsoft.com/#view/Microsoft_AAD_IAM/AllowlistPolicyBlade',
    context: savedBy(['Save']),
    settings: [
      {
        setting: 'microsoft-365.tenant.guest-invitation-restriction',
        read: 'selected',
        locate: [
          { role: 'radiogroup', name: ['Collaboration restrictions'] },
          { near: ['Collaboration restrictions'], role: 'radiogroup' },
        ],
        map: {
          values: {
            'Allow invitations to be sent to any domain (most inclusive)': 'none',
            'Deny invitations to the specified domains': 'denyList',
            'Allow invitations only to the specified domains (most restrictive)': 'allowList',
          },
        },
      },
    ],
  },
  {
    ...page,
    id: 'microsoft-365-restricted-apps',
    service: 'microsoft-365',
    title: 'Purview: Endpoint DLP settings > Restricted apps and app groups',
    where: {
      hosts: ['purview.microsoft.com', 'compliance.microsoft.com'],
      headings: ['Restricted apps and app groups', 'Restricted apps'],
    },
    context: table,
    settings: [
      {
        setting: 'microsoft-365.tenant.dlp-restricted-apps',
        read: 'rows',
        empty,
        locate: [
          { role: 'grid', name: ['Restricted apps'] },
          { near: ['Restricted apps'], role: 'grid' },
        ],
      },
    ],
  },
  {
    ...page,
    id: 'microsoft-365-tenant-isolation',
    service: 'microsoft-365',
    title: 'Power Platform: Tenant isolation',
    where: { hosts: ['admin.powerplatform.microsoft.com'], headings: ['Tenant isolation'] },
    url: 'https://admin.powerplatform.microsoft.com/security/identitymanagement/tenantIsolation',
    context: savedBy(['Save']),
    settings: [
      {
        setting: 'microsoft-365.tenant.power-platform-isolation-allowlist',
        read: 'rows',
        empty,
        locate: [
          { role: 'grid', name: ['Exceptions', 'Tenant rules'] },
          { near: ['Exceptions'], role: 'grid' },
        ],
      },
    ],
  },
  {
    ...page,
    id: 'microsoft-365-audit-retention',
    service: 'microsoft-365',
    title: 'Purview: Audit > Audit retention policies',
    where: {
      hosts: ['purview.microsoft.com', 'compliance.microsoft.com'],
      headings: ['Audit retention policies', 'Audit'],
    },
    url: 'https://purview.microsoft.com/audit/auditpolicies',
    context: {
      ...table,
      showing: [{ role: 'tab', name: ['Audit retention policies', 'Policies'] }],
    },
    settings: [
      {
        // The shortest policy counts. Without any, what Microsoft keeps by itself does (a year for
        // some records and 180 days for the others): unknown, until somebody has seen that table.
        setting: 'microsoft-365.tenant.audit-log-retention-months',
        read: 'rows',
        empty,
        locate: [
          { role: 'grid', name: ['Audit retention policies'] },
          { near: ['Audit retention policies'], role: 'grid' },
          { css: '[role=tabpanel] [role=grid], [role=tabpanel] table' },
        ],
        map: {
          columns: [{ heading: ['Duration', 'Retention duration'], as: 'duration' }],
          unit: { day: 1 / 30, days: 1 / 30, month: 1, months: 1, year: 12, years: 12 },
          least: {},
        },
      },
    ],
  },
  {
    ...page,
    id: 'microsoft-365-alert-policies',
    service: 'microsoft-365',
    title: 'Defender: Email & collaboration > Policies & rules > Alert policy',
    where: {
      hosts: ['security.microsoft.com', 'purview.microsoft.com', 'compliance.microsoft.com'],
      paths: ['/alertpoliciesv2/**', '/alertpolicies/**'],
      headings: ['Alert policy', 'Alert policies'],
    },
    url: 'https://security.microsoft.com/alertpoliciesv2',
    context: table,
    settings: [
      {
        setting: 'microsoft-365.tenant.alert-policies',
        read: 'rows',
        empty,
        locate: [
          { role: 'grid', name: ['Alert policy', 'Alert policies'] },
          { css: '[role=grid]' },
          { css: 'table' },
        ],
        map: {
          columns: [
            { heading: ['Name', 'Policy name'], as: 'name' },
            {
              heading: ['Status'],
              as: 'disabled',
              values: { On: false, Off: true, Enabled: false, Disabled: true },
            },
          ],
        },
      },
    ],
  },
]
