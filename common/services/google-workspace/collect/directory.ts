import { z } from 'zod'
import type { Found } from '../../../dns/look-up.ts'
import { lookUpDkim, lookUpDmarc, lookUpSpf } from '../../../dns/look-up.ts'
import type {
  CollectorContext,
  CollectorPart,
  EvidenceHandle,
  Value,
} from '../../../model/index.ts'
import { addressesOf, listOf, unitsOf, valueOf } from './request.ts'

const id = (name: string): string => `google-workspace.tenant.${name}`
const User = z.looseObject({
  primaryEmail: z.string(),
  orgUnitPath: z.string().optional(),
  suspended: z.boolean().optional(),
})
const Listed = z.looseObject({
  id: z.string(),
  primaryEmail: z.string(),
  suspended: z.boolean().optional(),
  archived: z.boolean().optional(),
  isAdmin: z.boolean().optional(),
  isDelegatedAdmin: z.boolean().optional(),
  isEnrolledIn2Sv: z.boolean().optional(),
  lastLoginTime: z.string().optional(),
})
const Assignment = z.looseObject({ assignedTo: z.string(), assigneeType: z.string().optional() })
const Sso = z.looseObject({
  ssoMode: z.string().optional(),
  targetOrgUnit: z.string().optional(),
  targetGroup: z.string().optional(),
  rank: z.number().optional(),
})
const Domain = z.looseObject({
  domainName: z.string(),
  verified: z.boolean().optional(),
  domainAliases: z
    .array(z.looseObject({ domainAliasName: z.string(), verified: z.boolean().optional() }))
    .optional(),
})
const Member = z.looseObject({ id: z.string(), type: z.string().optional() })
const Group = z.looseObject({ id: z.string(), email: z.string() })

/**
 * https://developers.google.com/workspace/admin/directory/reference/rest: lists of the tenant as a
 * whole.
 */
export const directoryParts: readonly CollectorPart[] = [
  {
    id: 'organizational-units',
    settings: [id('organizational-units')],
    async *collect(context) {
      const { items, evidence } = await unitsOf(context)
      yield valueOf(
        context,
        'organizational-units',
        items.map(unit => ({ id: unit.orgUnitId.replace(/^id:/, ''), path: unit.orgUnitPath })),
        evidence,
      )
    },
  },
  {
    id: 'accounts',
    settings: [id('accounts')],
    async *collect(context) {
      const fields = `nextPageToken,users(${Object.keys(Listed.shape).join(',')})`
      const { items, evidence } = await listOf(
        context.api,
        `${addressesOf(context.target).admin}/admin/directory/v1/users?customer=my_customer&maxResults=500&fields=${fields}`,
        'users',
        Listed,
        true,
      )
      yield valueOf(
        context,
        'accounts',
        items
          .map(user => ({
            id: user.id,
            name: user.primaryEmail,
            roles: [
              ...(user.isAdmin ? ['super admin'] : []),
              ...(user.isDelegatedAdmin ? ['administrator role'] : []),
              ...(user.isAdmin || user.isDelegatedAdmin ? [] : ['user']),
            ],
            enabled: !user.suspended && !user.archived,
            secondFactor: user.isEnrolledIn2Sv ?? null,
            lastUse: lastLogin(user.lastLoginTime),
          }))
          .toSorted((a, b) => (a.id < b.id ? -1 : 1)),
        evidence,
      )
    },
  },
  {
    // The service filters: of 50,000 users only the super admins are sent.
    id: 'super-admins',
    settings: [id('super-admins')],
    async *collect(context) {
      const { items, evidence } = await listOf(
        context.api,
        `${addressesOf(context.target).admin}/admin/directory/v1/users?customer=my_customer&query=isAdmin%3Dtrue&maxResults=500&fields=nextPageToken,users(primaryEmail,orgUnitPath,suspended)`,
        'users',
        User,
        true,
      )
      yield valueOf(
        context,
        'super-admins',
        items
          .filter(user => user.suspended !== true)
          .map(user => ({ email: user.primaryEmail, unit: user.orgUnitPath ?? '/' })),
        evidence,
      )
    },
  },
  {
    id: 'sso-assignments',
    settings: [id('sso-assignments')],
    async *collect(context) {
      const { items, evidence } = await listOf(
        context.api,
        `${addressesOf(context.target).identity}/v1/inboundSsoAssignments?pageSize=100`,
        'inboundSsoAssignments',
        Sso,
      )
      yield valueOf(
        context,
        'sso-assignments',
        items.map(({ ssoMode = 'SSO_MODE_UNSPECIFIED', targetOrgUnit, targetGroup, rank }) => ({
          ssoMode,
          ...(targetOrgUnit ? { targetOrgUnit } : {}),
          ...(targetGroup ? { targetGroup } : {}),
          ...(rank === undefined ? {} : { rank }),
        })),
        evidence,
      )
    },
  },
]

/** The day; `never`, which Google writes as the first moment of 1970; null where it is not said. */
function lastLogin(time: string | undefined): string | null {
  if (time === undefined) return null
  return Date.parse(time) === 0 ? 'never' : time.slice(0, 10)
}

/**
 * Everybody with an admin role, through groups too, with unit and groups: what decides whether
 * single sign-on applies.
 */
export const privilegedPart: CollectorPart = {
  id: 'privileged-users',
  settings: [id('privileged-users')],
  async *collect(context) {
    const { api, target } = context
    const base = `${addressesOf(target).admin}/admin/directory/v1`
    const assigned = await listOf(
      api,
      `${base}/customer/my_customer/roleassignments?maxResults=200`,
      'items',
      Assignment,
    )
    const evidence: EvidenceHandle[] = [...assigned.evidence]
    const users = new Set(
      assigned.items
        .filter(item => item.assigneeType?.toLowerCase() !== 'group')
        .map(item => item.assignedTo),
    )
    for (const group of new Set(
      assigned.items
        .filter(item => item.assigneeType?.toLowerCase() === 'group')
        .map(item => item.assignedTo),
    )) {
      const members = await listOf(
        api,
        `${base}/groups/${encodeURIComponent(group)}/members?includeDerivedMembership=true&maxResults=200`,
        'members',
        Member,
        true,
      )
      evidence.push(...members.evidence)
      for (const member of members.items)
        if (member.type === undefined || member.type === 'USER') users.add(member.id)
    }
    const found: Value[] = []
    for (const user of [...users].sort()) {
      // A service account may hold a role; it is no user and has no single sign-on.
      const reply = await api.get(
        `${base}/users/${encodeURIComponent(user)}?fields=primaryEmail,orgUnitPath,suspended`,
        { accept: [404], personal: true },
      )
      evidence.push(reply.evidence)
      if (reply.status === 404) continue
      const { primaryEmail, orgUnitPath, suspended } = User.parse(reply.body)
      if (suspended) continue
      const groups = await listOf(
        api,
        `${base}/groups?userKey=${encodeURIComponent(user)}&maxResults=200`,
        'groups',
        Group,
        true,
      )
      evidence.push(...groups.evidence)
      found.push({
        email: primaryEmail,
        unit: orgUnitPath ?? '/',
        groups: groups.items.flatMap(group => [group.id, group.email]),
      })
    }
    yield valueOf(context, 'privileged-users', found, evidence)
  },
}

/** Domains, and what DNS has for each. */
export const domainParts: readonly CollectorPart[] = [
  {
    id: 'domains',
    settings: [id('domains')],
    async *collect(context) {
      const { names, evidence } = await domainsOf(context)
      yield valueOf(context, 'domains', names, evidence)
    },
  },
  recordsPart('spf', lookUpSpf),
  // The console's own selector first, then two that are common; a key under another one is not
  // found.
  recordsPart('dkim', (dns, domain) =>
    lookUpDkim(dns, ['google', 'selector1', 'selector2'], domain),
  ),
  recordsPart('dmarc', lookUpDmarc),
]

function recordsPart(
  kind: string,
  read: (dns: CollectorContext['dns'], domain: string) => Promise<Found>,
): CollectorPart {
  return {
    id: `${kind}-records`,
    settings: [id(`${kind}-records`)],
    async *collect(context) {
      const { names, aliases, evidence } = await domainsOf(context)
      const found: Value[] = []
      const from = [...evidence]
      for (const domain of kind === 'dmarc' ? [...names, ...aliases] : names) {
        const { evidence: of, ...records } = await read(context.dns, domain)
        found.push({ domain, ...records } as Value)
        from.push(...of)
      }
      yield valueOf(context, `${kind}-records`, found, from)
    },
  }
}

/** Domains that are verified: nobody can use others. Policies on DMARC are about aliases too. */
async function domainsOf({ api, target }: CollectorContext): Promise<{
  readonly names: readonly string[]
  readonly aliases: readonly string[]
  readonly evidence: readonly EvidenceHandle[]
}> {
  const { items, evidence } = await listOf(
    api,
    `${addressesOf(target).admin}/admin/directory/v1/customer/my_customer/domains`,
    'domains',
    Domain,
  )
  const used = items.filter(domain => domain.verified !== false)
  return {
    names: [...new Set(used.map(domain => domain.domainName))].sort(),
    aliases: [
      ...new Set(
        used
          .flatMap(domain => domain.domainAliases ?? [])
          .filter(alias => alias.verified !== false)
          .map(alias => alias.domainAliasName),
      ),
    ].sort(),
    evidence,
  }
}
