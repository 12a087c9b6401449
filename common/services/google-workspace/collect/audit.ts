import { z } from 'zod'
import type { Audit } from '../../../model/collector.ts'
import { loggedSettings } from '../settings/index.ts'
import { addressesOf, listOf } from './request.ts'

// https://developers.google.com/workspace/admin/reports/reference/rest/v1/activities/list
const Activity = z.object({
  id: z.object({ time: z.string(), uniqueQualifier: z.string() }),
  actor: z.object({ email: z.string().optional(), profileId: z.string().optional() }).optional(),
  ipAddress: z.string().optional(),
  events: z
    .array(
      z.object({
        name: z.string(),
        parameters: z
          .array(z.object({ name: z.string(), value: z.string().optional() }))
          .optional(),
      }),
    )
    .default([]),
})
const administrators = new Set([
  'ASSIGN_ROLE',
  'UNASSIGN_ROLE',
  'GRANT_ADMIN_PRIVILEGE',
  'REVOKE_ADMIN_PRIVILEGE',
])

/** The admin log: who, when and from where, of the settings that it names as we do, and of administrators. */
export const audit: Audit = {
  right: '`admin.reports.audit.readonly`, which a scan needs anyway',
  async *events({ api, target }, { from, to }) {
    const [startTime, endTime] = [from, to].map(encodeURIComponent)
    const query = `startTime=${startTime}&endTime=${endTime}&maxResults=1000`
    const path = `${addressesOf(target).admin}/admin/reports/v1/activity/users/all/applications/admin?${query}`
    const { items } = await listOf(api, path, 'items', Activity, true)
    for (const { id, actor, ipAddress, events } of items)
      for (const [index, { name, parameters = [] }] of events.entries()) {
        const named = parameters.find(item => item.name === 'SETTING_NAME')?.value
        const settings = loggedSettings.flatMap(setting =>
          setting.event === name || (named !== undefined && setting.names.includes(named))
            ? [setting.id]
            : [],
        )
        yield {
          event: {
            id: `${id.uniqueQualifier} ${index}`,
            at: new Date(id.time).toISOString(),
            action: named === undefined ? name : `${name} ${named}`,
            actor: actor?.email ?? actor?.profileId ?? null,
            from: ipAddress ?? null,
          },
          settings: administrators.has(name)
            ? [...settings, 'google-workspace.tenant.super-admins']
            : settings,
          thing: null,
        }
      }
  },
}
