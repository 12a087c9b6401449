import type { CollectorContext, CollectorPart, EvidenceHandle } from '../../../model/collector.ts'
import type { Value } from '../../../model/value.ts'
import type { Fields } from '../predicates/read.ts'
import { fields, objects, string } from '../predicates/read.ts'
import { nextLink, valueOf } from './graph.ts'
import { assignments, directory, membersOf } from './privileged.ts'

// Who has an account, for reviews of access. Four lists, so that what changes each day (when who
// signed in), or needs a plan of its own, neither takes the others with it nor makes them anew.
// Sorted by id: Graph says nothing of an order.

export const accountParts: readonly CollectorPart[] = [
  {
    id: 'accounts',
    settings: ['microsoft-365.tenant.accounts'],
    async *collect(context) {
      // https://learn.microsoft.com/graph/api/user-list
      const fieldsOf = 'id,userPrincipalName,userType,accountEnabled'
      const { items, evidence } = await people(context, `/v1.0/users?$select=${fieldsOf}&$top=999`)
      const accounts = items.map(user => ({
        id: string(user['id']),
        name: string(user['userPrincipalName']) || string(user['id']),
        // Null for accounts that are older than the field.
        guest: string(user['userType']) === 'Guest',
        enabled: user['accountEnabled'] === true,
      }))
      yield valueOf(context, 'accounts', byId(accounts), evidence)
    },
  },
  {
    id: 'account-roles',
    settings: ['microsoft-365.tenant.account-roles'],
    async *collect(context) {
      const named = await people(context, `${directory}/roleDefinitions?$select=id,displayName`)
      const names = new Map(
        named.items.map(role => [string(role['id']), string(role['displayName'])]),
      )
      const evidence = [...named.evidence]
      const held = new Map<string, Set<string>>()
      const members = new Map<string, readonly string[]>()
      for await (const { assignment, eligible } of assignments(context, evidence)) {
        const definition = string(assignment['roleDefinitionId'])
        const role = `${names.get(definition) || definition}${eligible ? ' (eligible)' : ''}`
        const id = string(assignment['principalId'])
        const isGroup = string(fields(assignment['principal'])['@odata.type']).endsWith('.group')
        if (isGroup && !members.has(id)) {
          const of: string[] = []
          for await (const member of membersOf(context, id, evidence)) of.push(member)
          members.set(id, of)
        }
        for (const holder of isGroup ? (members.get(id) ?? []) : [id])
          held.set(holder, (held.get(holder) ?? new Set()).add(role))
      }
      const roles = [...held].map(([id, of]) => ({ id, roles: [...of].sort() }))
      yield valueOf(context, 'account-roles', byId(roles), evidence)
    },
  },
  {
    id: 'account-sign-ins',
    settings: ['microsoft-365.tenant.account-sign-ins'],
    async *collect(context) {
      // Not in every plan. Graph gives at most 500 a page with this field:
      // https://learn.microsoft.com/graph/api/resources/signinactivity
      const { items, evidence } = await people(
        context,
        '/v1.0/users?$select=id,signInActivity&$top=500',
      )
      const found = items.map(user => ({
        id: string(user['id']),
        last: lastDay(fields(user['signInActivity'])),
      }))
      yield valueOf(context, 'account-sign-ins', byId(found), evidence)
    },
  },
  {
    id: 'account-second-factors',
    settings: ['microsoft-365.tenant.account-second-factors'],
    async *collect(context) {
      // Not in every plan: https://learn.microsoft.com/graph/api/authenticationmethodsroot-list-userregistrationdetails
      const { items, evidence } = await people(
        context,
        '/v1.0/reports/authenticationMethods/userRegistrationDetails?$top=999',
      )
      // Capable: a strong method is registered, and the policy allows it.
      const found = items.flatMap(user =>
        typeof user['isMfaCapable'] === 'boolean'
          ? [{ id: string(user['id']), capable: user['isMfaCapable'] }]
          : [],
      )
      yield valueOf(context, 'account-second-factors', byId(found), evidence)
    },
  },
]

/** The day on which an account signed in last, by itself or a program for it; null: none on record. */
function lastDay(activity: Fields): string | null {
  const successful = string(activity['lastSuccessfulSignInDateTime'])
  // Kept since December 2023 only. The other two count what was refused, too.
  const times = successful
    ? [successful]
    : ['lastSignInDateTime', 'lastNonInteractiveSignInDateTime'].map(name => string(activity[name]))
  return times.sort().at(-1)?.slice(0, 10) || null
}

function byId<T extends { readonly id: string }>(items: readonly T[]): readonly T[] {
  return items.toSorted((a, b) => (a.id < b.id ? -1 : 1))
}

async function people(
  { api }: CollectorContext,
  path: string,
): Promise<{ readonly items: readonly Fields[]; readonly evidence: readonly EvidenceHandle[] }> {
  const items: Fields[] = []
  const evidence: EvidenceHandle[] = []
  for await (const page of api.pages(path, nextLink, { personal: true })) {
    items.push(...objects(page.items as Value))
    evidence.push(page.evidence)
  }
  return { items, evidence }
}
