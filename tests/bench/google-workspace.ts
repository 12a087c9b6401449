import { createApi } from '../../agent/collect/api.ts'
import { assess } from '../../common/assess/assess.ts'
import { current } from '../../common/assess/current.ts'
import { loadCatalogue } from '../../common/catalogue.ts'
import { metrics } from '../../common/metrics.ts'
import type { Observation } from '../../common/model/index.ts'
import { collector as googleWorkspaceCollector } from '../../common/services/google-workspace/collect/index.ts'
import { service as googleWorkspace } from '../../common/services/google-workspace/service.ts'
import { policySettings } from '../../common/services/google-workspace/settings/index.ts'
import { startGoogle } from '../support/google-workspace.ts'

/**
 * What a large Google Workspace costs, on this machine, server and collector in one process: 500
 * units that set 20 settings each, 200 accounts with an admin role among 50,000 users (the replay
 * holds all of them and filters as Google does; the others are not asked for). `node
 * tests/bench/google-workspace.ts`
 */
const [units, each, people, admins] = [500, 20, 50_000, 200]
const directory = '/admin/directory/v1'
const value = (type: string): unknown =>
  ({ boolean: true, number: 12, any: [], string: 'ENABLED', list: [], record: {} })[type] ?? null
const policies = Array.from({ length: units }, (_, unit) =>
  policySettings
    .filter(setting => setting.field !== null)
    .slice(0, each)
    .map(setting => {
      const of =
        setting.type.type === 'list' && setting.type.of.type === 'record'
          ? (setting.type.of.fields['value']?.type ?? 'any')
          : 'any'
      return {
        policyQuery: { orgUnit: `orgUnits/${unit}`, sortOrder: 1 },
        setting: {
          type: `settings/${setting.section}`,
          value: { [setting.field ?? '']: value(of) },
        },
      }
    }),
).flat()
const everybody = Array.from({ length: people }, (_, i) => ({
  primaryEmail: `a${i}@example.org`,
  orgUnitPath: `/u${i % units}`,
  isAdmin: i < admins,
}))
const users = everybody.filter(user => user.isAdmin)
const google = await startGoogle({
  pageSize: 500,
  lists: {
    [`${directory}/customer/my_customer/orgunits`]: {
      name: 'organizationUnits',
      items: Array.from({ length: units }, (_, i) => ({
        orgUnitId: `id:${i}`,
        orgUnitPath: i === 0 ? '/' : `/u${i}`,
        name: `u${i}`,
      })),
    },
    '/v1/policies': { name: 'policies', items: policies },
    // Who forgets the filter gets all of them.
    [`${directory}/users`]: { name: 'users', items: everybody },
    [`${directory}/users?query=isAdmin=true`]: { name: 'users', items: users },
    [`${directory}/customer/my_customer/roleassignments`]: {
      name: 'items',
      items: users.map((_, i) => ({ assignedTo: `u${i}`, assigneeType: 'user' })),
    },
    [`${directory}/groups`]: { name: 'groups', items: [] },
    '/v1/inboundSsoAssignments': { name: 'inboundSsoAssignments', items: [] },
    [`${directory}/customer/my_customer/domains`]: {
      name: 'domains',
      items: [{ domainName: 'example.org' }],
    },
    '/admin/reports/v1/activity/users/all/applications/admin': { name: 'items', items: [] },
  },
  objects: Object.fromEntries(users.map((user, i) => [`${directory}/users/u${i}`, user])),
})
const target = { domain: 'example.org', url: google.url }
const api = createApi({
  ...googleWorkspaceCollector.endpoint(target),
  secret: 'google-token',
  recorder: { earlier: async () => null, record: async () => 0, unchanged: () => 0 },
})
const now = new Date('2026-11-23T12:00:00Z')
const observations: Observation[] = []
const started = performance.now()
for (const part of googleWorkspaceCollector.parts) {
  for await (const item of part.collect({
    api,
    dns: { txt: async () => ({ records: [], evidence: 0 }) },
    target,
    now: () => now,
  })) {
    if (item.kind === 'value')
      observations.push({
        setting: item.setting,
        resource: { type: 'tenant', id: 'example.org' },
        reading: { state: 'observed', value: item.value },
        source: 'api',
        grade: 'A',
        at: now.toISOString(),
        evidence: [],
      })
  }
}
const collected = performance.now()
const checks = loadCatalogue({ services: [googleWorkspace], metrics, frameworks: [] }).checksOf(
  'google-workspace',
)
const compiled = performance.now()
const findings = assess(
  checks,
  current({
    tenant: 'b',
    service: 'google-workspace',
    at: now.toISOString(),
    resources: [{ type: 'tenant', id: 'example.org', name: 'b' }],
    observations,
  }),
)
const judged = performance.now()
google.close()
process.stdout.write(
  `${JSON.stringify({ users: people, usersSent: users.length, units, policies: policies.length, requests: google.requests.length, collectMs: Math.round(collected - started), compileMs: Math.round(compiled - collected), assessMs: Math.round(judged - compiled), findings: findings.length, peakMb: Math.round(process.resourceUsage().maxRSS / 1000) })}\n`,
)
