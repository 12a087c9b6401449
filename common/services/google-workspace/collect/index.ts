import type { Collector, CollectorContext, CollectorPart } from '../../../model/collector.ts'
import { audit } from './audit.ts'
import { directoryParts, domainParts, privilegedPart } from './directory.ts'
import { adminLogPart } from './logs.ts'
import { policiesPart } from './policies.ts'
import { addressesOf, rootOf } from './request.ts'
import { service } from '../service.ts'

const parts: readonly CollectorPart[] = [
  {
    id: 'tenant',
    settings: [],
    lists: ['tenant'],
    async *collect({ target }) {
      yield { kind: 'resource', resource: rootOf(target), evidence: [] }
      yield { kind: 'listed', type: 'tenant' }
    },
  },
  policiesPart,
  ...directoryParts,
  privilegedPart,
  ...domainParts,
  adminLogPart,
]

/** What a token must be able to read, by the address that tells whether it can. */
function probes(
  context: CollectorContext,
): readonly { readonly right: string; readonly path: string }[] {
  const { admin, identity } = addressesOf(context.target)
  const customer = `${admin}/admin/directory/v1/customer/my_customer`
  return [
    { right: 'cloud-identity.policies.readonly', path: `${identity}/v1/policies?pageSize=1` },
    {
      right: 'admin.directory.orgunit.readonly',
      path: `${customer}/orgunits?type=allIncludingParent`,
    },
    {
      right: 'admin.directory.user.readonly',
      path: `${admin}/admin/directory/v1/users?customer=my_customer&query=isAdmin%3Dtrue&maxResults=1`,
    },
    {
      right: 'admin.directory.rolemanagement.readonly',
      path: `${customer}/roleassignments?maxResults=1`,
    },
    {
      right: 'admin.directory.group.readonly',
      path: `${admin}/admin/directory/v1/groups?customer=my_customer&maxResults=1`,
    },
    {
      right: 'cloud-identity.inboundsso.readonly',
      path: `${identity}/v1/inboundSsoAssignments?pageSize=1`,
    },
    { right: 'admin.directory.domain.readonly', path: `${customer}/domains` },
    {
      right: 'admin.reports.audit.readonly',
      path: `${admin}/admin/reports/v1/activity/users/all/applications/admin?maxResults=1`,
    },
  ]
}

/**
 * Google's own APIs and DNS, read only, in documented shapes; no live tenant has confirmed it yet.
 */
export const collector = {
  service: 'google-workspace',
  target: [
    { key: 'domain', means: 'the primary domain' },
    { key: 'admin', means: 'the administrator in whose name a service account reads' },
    { key: 'url', means: 'the address of the Admin SDK', address: true },
    { key: 'identity', means: 'the address of the Cloud Identity API', address: true },
  ],
  credential: 'account-file',
  scopes: service.rights.map(right => right.id),
  version: '1',
  root: rootOf,
  endpoint(target) {
    const { admin, identity } = addressesOf(target)
    return { baseUrl: admin, otherOrigins: [new URL(identity).origin], headers: {}, auth: 'Bearer' }
  },
  parts,
  audit,
  async probe(context) {
    const granted: string[] = []
    const missing: { right: string; costs: readonly string[] }[] = []
    for (const { right, path } of probes(context)) {
      const { status } = await context.api.get(path, { accept: [403, 404], personal: true })
      if (status === 200) granted.push(right)
      else
        missing.push({
          right,
          costs: service.rights.find(item => item.id.endsWith(`/${right}`))?.reads ?? [],
        })
    }
    return {
      account: null,
      validUntil: null,
      granted,
      missing,
      canWrite: null,
      notes: [
        'Tested against documented shapes only. The Policy API answers super admins alone.',
        'Google does not say here which other scopes a token carries: grant it the read-only ones named.',
      ],
    }
  },
} satisfies Collector
