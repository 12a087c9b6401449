import { z } from 'zod'
import type { Api, CollectorPart, Yield } from '../../../model/index.ts'
import { Value as AnyValue } from '../../../model/index.ts'
import { policyReadings } from '../import/policies.ts'
import { policySettings } from '../settings/index.ts'
import { dataProtectionRules } from '../import/data-protection.ts'
import { forEverybody, reduced } from './reduce.ts'
import { addressesOf, listOf, rootOf, unitsOf } from './request.ts'

const Policy = z.looseObject({
  policyQuery: z.looseObject({
    query: z.string().optional(),
    orgUnit: z.string().optional(),
    group: z.string().optional(),
    sortOrder: z.number().optional(),
  }),
  setting: z.looseObject({ type: z.string(), value: z.record(z.string(), AnyValue).optional() }),
})
type Policy = z.infer<typeof Policy>

/**
 * https://cloud.google.com/identity/docs/reference/rest/v1/policies/list: what is set explicitly,
 * by unit and group, in order of precedence.
 */
export const policiesPart: CollectorPart = {
  id: 'policies',
  settings: [...policySettings.map(setting => setting.id), 'google-workspace.tenant.dlp-rules'],
  async *collect(context) {
    const { admin, identity } = addressesOf(context.target)
    const units = await unitsOf(context)
    const { items, evidence } = await listOf(
      context.api,
      `${identity}/v1/policies?pageSize=100`,
      'policies',
      Policy,
    )
    const groups = await groupNames(context.api, admin, items)
    const paths = new Map(
      units.items.map(unit => [unit.orgUnitId.replace(/^id:/, ''), unit.orgUnitPath]),
    )
    const yields: Yield[] = []
    const { type, id } = rootOf(context.target)
    const from = [...units.evidence, ...evidence, ...groups.evidence]
    const { places, unread } = reduced(items, paths, groups.names)
    policyReadings(
      { tenant_info: { topLevelOU: '/' }, policies: places },
      {
        observe: (setting, value) =>
          void yields.push({
            kind: 'value',
            resource: { type, id },
            setting: setting.id,
            value,
            evidence: from,
          }),
        from: 'policy-api',
        miss: (setting, reason, why) =>
          void yields.push({
            kind: 'unobserved',
            resource: { type, id },
            setting: setting.id,
            reason,
            why,
            evidence: from,
          }),
      },
      unread,
    )
    yield* yields
    const rules = items.filter(item => item.setting.type === 'settings/rule.dlp')
    yield {
      kind: 'value',
      resource: { type, id },
      setting: 'google-workspace.tenant.dlp-rules',
      value: dataProtectionRules(
        rules.map(item => ({
          value: item.setting.value,
          everywhere: forEverybody(item, paths),
        })),
      ),
      evidence: from,
    }
  },
}

/** Addresses of the groups that policies name; one that cannot be read keeps its id. */
async function groupNames(
  api: Api,
  admin: string,
  policies: readonly Policy[],
): Promise<{ readonly names: ReadonlyMap<string, string>; readonly evidence: readonly number[] }> {
  const names = new Map<string, string>()
  const evidence: number[] = []
  for (const id of new Set(
    policies.flatMap(policy => policy.policyQuery.group?.replace(/^groups\//, '') ?? []),
  )) {
    const reply = await api.get(`${admin}/admin/directory/v1/groups/${encodeURIComponent(id)}`, {
      accept: [400, 403, 404],
    })
    evidence.push(reply.evidence)
    const group = z.looseObject({ email: z.string() }).safeParse(reply.body)
    if (group.success) names.set(id, group.data.email)
  }
  return { names, evidence }
}
