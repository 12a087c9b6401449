import type { CollectorContext, CollectorPart, EvidenceHandle } from '../../../model/collector.ts'
import type { Value } from '../../../model/value.ts'
import { nextLink, valueOf } from './graph.ts'
import type { Fields } from '../predicates/read.ts'
import { at, fields, objects, string } from '../predicates/read.ts'

/** The baseline's highly privileged roles, by Entra's template ids. */
const roles: Readonly<Record<string, string>> = {
  '62e90394-69f5-4237-9190-012177145e10': 'Global Administrator',
  'e8611ab8-c189-46e8-94e1-60213ab1f814': 'Privileged Role Administrator',
  'fe930be7-5e62-47db-91af-98c3a49a38b1': 'User Administrator',
  'f28a1f50-f6e7-4571-818b-6a12f2af6b6c': 'SharePoint Administrator',
  '29232cdf-9323-42fd-ade2-1d097af3e4de': 'Exchange Administrator',
  '8ac3fc64-6eca-42ea-9e69-59f4c7b60eb2': 'Hybrid Identity Administrator',
  '9b895d92-2cd3-44c7-9d02-a6ac2d5ea5c3': 'Application Administrator',
  '158c047a-c907-4556-b7ef-446551a6b5f7': 'Cloud Application Administrator',
}
export const directory = '/v1.0/roleManagement/directory'

export const privilegedParts: readonly CollectorPart[] = [
  {
    id: 'privileged-users',
    settings: ['microsoft-365.tenant.privileged-users'],
    async *collect(context) {
      const evidence: EvidenceHandle[] = []
      const held = new Map<string, Set<string>>()
      const groups = new Map<string, Set<string>>()
      const hold = (into: Map<string, Set<string>>, id: string, role: string): void => {
        into.set(id, (into.get(id) ?? new Set()).add(role))
      }
      for await (const { assignment } of assignments(context, evidence)) {
        const role = roles[string(assignment['roleDefinitionId'])]
        if (!role) continue
        const principal = fields(assignment['principal'])
        hold(
          string(principal['@odata.type']).endsWith('.group') ? groups : held,
          string(assignment['principalId']),
          role,
        )
      }
      for (const [group, of] of groups)
        for await (const member of membersOf(context, group, evidence))
          for (const role of of) hold(held, member, role)
      const users: Value[] = []
      for (const [id, of] of held) {
        // Service principals hold roles too; they are no users, and Graph says so.
        const reply = await context.api.get(
          `/v1.0/users/${id}?$select=id,displayName,onPremisesImmutableId`,
          { personal: true, accept: [404] },
        )
        evidence.push(reply.evidence)
        const user = fields(reply.body as Value)
        if (reply.status === 200)
          users.push({
            id,
            displayName: user['displayName'] ?? id,
            ...given(user, ['onPremisesImmutableId']),
            roles: [...of].sort(),
          })
      }
      yield valueOf(context, 'privileged-users', users, evidence)
    },
  },
  {
    id: 'privileged-roles',
    settings: ['microsoft-365.tenant.privileged-roles'],
    async *collect(context) {
      const evidence: EvidenceHandle[] = []
      const active: Fields[] = []
      for await (const page of context.api.pages(
        `${directory}/roleAssignmentScheduleInstances?$select=principalId,roleDefinitionId,startDateTime,endDateTime,assignmentType`,
        nextLink,
        { personal: true },
      )) {
        evidence.push(page.evidence)
        // What is activated for a while is how it should be; what is assigned stays.
        active.push(
          ...objects(page.items as Value).filter(
            item => string(item['assignmentType']) !== 'Activated',
          ),
        )
      }
      const rules = new Map<string, readonly Fields[]>()
      const filter = encodeURIComponent("scopeId eq '/' and scopeType eq 'DirectoryRole'")
      for await (const page of context.api.pages(
        `/v1.0/policies/roleManagementPolicyAssignments?$filter=${filter}&$expand=policy($expand=rules)`,
        nextLink,
      )) {
        evidence.push(page.evidence)
        for (const item of objects(page.items as Value))
          rules.set(string(item['roleDefinitionId']), objects(at(item, 'policy.rules')))
      }
      yield valueOf(
        context,
        'privileged-roles',
        Object.entries(roles).map(([id, name]) => ({
          roleTemplateId: id,
          displayName: name,
          assignments: active
            .filter(item => string(item['roleDefinitionId']) === id)
            .map(item => ({
              principalId: item['principalId'] ?? null,
              ...given(item, ['startDateTime', 'endDateTime']),
            })),
          rules: (rules.get(id) ?? []).map(rule => ({
            id: rule['id'] ?? null,
            ruleSource: name,
            ruleSourceType: 'Directory Role',
            ...given(rule, ['notificationRecipients']),
            setting: given(fields(rule['setting']), ['isApprovalRequired']),
          })),
        })),
        evidence,
      )
    },
  },
]

/** The users in a group, in groups of it too: their ids. */
export async function* membersOf(
  { api }: CollectorContext,
  group: string,
  evidence: EvidenceHandle[],
): AsyncIterable<string> {
  const path = `/v1.0/groups/${group}/transitiveMembers?$select=id`
  for await (const page of api.pages(path, nextLink, { personal: true })) {
    evidence.push(page.evidence)
    // Members of other kinds are in the list too: groups, whose members it has already,
    // applications and devices. One of a kind that is not said may be a user.
    for (const member of objects(page.items as Value))
      if (/^$|[.]user$/i.test(string(member['@odata.type']))) yield string(member['id'])
  }
}

/**
 * Active assignments, and eligible ones where the plan has privileged identity management (without
 * it Graph answers 400).
 */
export async function* assignments(
  { api }: CollectorContext,
  evidence: EvidenceHandle[],
): AsyncIterable<{ readonly assignment: Fields; readonly eligible: boolean }> {
  const lists = [`${directory}/roleAssignments?$expand=principal($select=id)`]
  const eligible = `${directory}/roleEligibilityScheduleInstances?$expand=principal($select=id)`
  const asked = await api.get(`${eligible}&$top=1`, { personal: true, accept: [400] })
  evidence.push(asked.evidence)
  if (asked.status === 200) lists.push(eligible)
  for (const list of lists) {
    for await (const page of api.pages(list, nextLink, { personal: true })) {
      evidence.push(page.evidence)
      for (const assignment of objects(page.items as Value))
        yield { assignment, eligible: list === eligible }
    }
  }
}

/** What is there of a reply's fields: null is Graph's word for none, absence says nothing. */
function given(item: Fields, names: readonly string[]): Fields {
  return Object.fromEntries(
    names.flatMap(name => (item[name] === undefined ? [] : [[name, item[name]]])),
  )
}
