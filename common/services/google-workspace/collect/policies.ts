import { z } from 'zod'
import type { Api, CollectorPart, Value, Yield } from '../../../model/index.ts'
import { Unreadable, Value as AnyValue } from '../../../model/index.ts'
import { said } from '../../../words/said.ts'
import { policyReadings } from '../import/policies.ts'
import { policySettings } from '../settings/index.ts'
import { dataProtectionRules } from '../import/data-protection.ts'
import { addressesOf, listOf, rootOf, unitsOf } from './request.ts'

const Policy = z.looseObject({
  policyQuery: z.looseObject({
    orgUnit: z.string().optional(),
    group: z.string().optional(),
    sortOrder: z.number().optional(),
  }),
  setting: z.looseObject({ type: z.string(), value: z.record(z.string(), AnyValue).optional() }),
})
type Policy = z.infer<typeof Policy>
type Sections = Record<string, Record<string, Value> | Value[]>

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
    policyReadings(
      { tenant_info: { topLevelOU: '/' }, policies: reduced(items, paths, groups.names) },
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
          everywhere:
            item.policyQuery.group === undefined &&
            paths.get((item.policyQuery.orgUnit ?? '').replace(/^orgUnits\//, '')) === '/',
        })),
      ),
      evidence: from,
    }
  },
}

/**
 * Policies to one value per unit or group, section and field: the highest sort order counts, fields
 * it leaves out come from the next
 * (https://cloud.google.com/identity/docs/concepts/policy-api-concepts). System-defined alerts are
 * a list of rules.
 */
function reduced(
  policies: readonly Policy[],
  paths: ReadonlyMap<string, string>,
  groups: ReadonlyMap<string, string>,
): Record<string, Sections> {
  const found: Record<string, Sections> = {}
  for (const { policyQuery, setting } of [...policies].sort(
    (a, b) => (b.policyQuery.sortOrder ?? 0) - (a.policyQuery.sortOrder ?? 0),
  )) {
    const unit =
      policyQuery.orgUnit === undefined
        ? '/'
        : paths.get(policyQuery.orgUnit.replace(/^orgUnits\//, ''))
    // A unit that was deleted lately may still have policies.
    if (unit === undefined) continue
    const group = policyQuery.group?.replace(/^groups\//, '')
    const sections = (found[group ? `${unit} (group ${groups.get(group) ?? group})` : unit] ??= {})
    const section = setting.type.replace(/^settings\//, '').replaceAll('.', '_')
    const value = setting.value ?? {}
    const before = sections[section]
    if (section === 'rule_system_defined_alerts')
      sections[section] = [...(Array.isArray(before) ? before : []), value]
    else sections[section] = { ...value, ...(Array.isArray(before) ? {} : before) }
  }
  for (const sections of Object.values(found))
    expandLists(sections, found['/']?.['gmail_email_address_lists'])
  return found
}

/** Spam rules name address lists by id: the lists themselves take the ids' place. */
function expandLists(sections: Sections, lists: Sections[string] | undefined): void {
  const rules = (sections['gmail_spam_override_lists'] as Record<string, Value> | undefined)?.[
    'spamOverride'
  ]
  if (!Array.isArray(rules)) return
  const byId = new Map(
    (
      ((lists as Record<string, Value> | undefined)?.['emailAddressList'] as
        | readonly Record<string, Value>[]
        | undefined) ?? []
    ).map(list => [String(list['id']), list]),
  )
  const expand = (ids: Value | undefined): Value =>
    (Array.isArray(ids) ? (ids as readonly Value[]) : []).map(id => {
      if (typeof id !== 'string') return id
      const list = byId.get(id)
      if (!list)
        throw new Unreadable('malformed', said('address-list-missing', { id: id.slice(0, 60) }))
      const addresses = Array.isArray(list['emailAddress'])
        ? (list['emailAddress'] as readonly Value[])
        : []
      return {
        name: list['name'] ?? id,
        list: addresses.map(item =>
          typeof item === 'object' && item !== null && 'address' in item
            ? (item.address ?? '')
            : item,
        ),
      }
    })
  const expanded = (rules as readonly Record<string, Value>[]).map(rule => ({
    ...rule,
    bypassSenderAllowlist: expand(rule['bypassSenderAllowlist']),
    hideWarningBannerSenderAllowlist: expand(rule['hideWarningBannerSenderAllowlist']),
  }))
  sections['gmail_spam_override_lists'] = { spamOverride: expanded }
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
