import { z } from 'zod'
import type { Audit } from '../../../model/collector.ts'
import { nextLink } from './graph.ts'

// https://learn.microsoft.com/graph/api/directoryaudit-list
const Event = z.object({
  id: z.string(),
  activityDateTime: z.string(),
  activityDisplayName: z.string(),
  initiatedBy: z.object({
    user: z
      .object({ userPrincipalName: z.string().nullish(), ipAddress: z.string().nullish() })
      .nullish(),
    app: z.object({ displayName: z.string().nullish() }).nullish(),
  }),
})

/** Activities by their words, and the settings that they change: https://learn.microsoft.com/entra/identity/monitoring-health/reference-audit-activities */
const activities: readonly (readonly [RegExp, readonly string[]])[] = [
  [/conditional access policy/i, ['conditional-access-policies']],
  [/authorization policy/i, ['authorization-policies']],
  [
    /authentication methods? policy/i,
    ['authentication-methods', 'authentication-method-migration'],
  ],
  [/(?:admin consent|request policy)/i, ['admin-consent-requests']],
  [/app(?:lication)? management policy/i, ['default-app-management-policies']],
]

/** Entra's directory audits: who, when, from where. */
export const audit: Audit = {
  right: '`AuditLog.Read.All`',
  async *events({ api }, { from, to }) {
    const filter = encodeURIComponent(`activityDateTime ge ${from} and activityDateTime le ${to}`)
    const path = `/v1.0/auditLogs/directoryAudits?$filter=${filter}&$top=500`
    for await (const { items } of api.pages(path, nextLink))
      for (const { id, activityDateTime, activityDisplayName, initiatedBy } of z
        .array(Event)
        .parse(items)) {
        const { user, app } = initiatedBy
        const settings = activities.flatMap(([words, changed]) =>
          words.test(activityDisplayName) ? changed : [],
        )
        yield {
          event: {
            id,
            at: new Date(activityDateTime).toISOString(),
            action: activityDisplayName,
            actor: user?.userPrincipalName ?? app?.displayName ?? null,
            from: user?.ipAddress ?? null,
          },
          settings: settings.map(name => `microsoft-365.tenant.${name}`),
          thing: null,
        }
      }
  },
}
