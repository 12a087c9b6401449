import { z } from 'zod'
import { Unreadable } from '../../../model/index.ts'
import type {
  CollectorContext,
  CollectorPart,
  EvidenceHandle,
  GraphqlReply,
  Value,
  Yield,
} from '../../../model/index.ts'
import { said } from '../../../words/said.ts'
import { repositoriesQuery } from './queries.ts'
import { asksForTopics, inScope } from './scope.ts'
import type { Scoped } from './scope.ts'
import { fieldErrors, organizationOf, organizationReply, reasonOf, restList } from './reading.ts'

const Rule = z.object({
  type: z.string(),
  repositoryRuleset: z
    .object({ databaseId: z.number().nullable(), enforcement: z.string() })
    .nullable(),
  parameters: z
    .object({
      requiredApprovingReviewCount: z.number().optional(),
      requireCodeOwnerReview: z.boolean().optional(),
      dismissStaleReviewsOnPush: z.boolean().optional(),
      requireLastPushApproval: z.boolean().optional(),
      requiredReviewThreadResolution: z.boolean().optional(),
      strictRequiredStatusChecksPolicy: z.boolean().optional(),
      requiredStatusChecks: z.array(z.unknown()).optional(),
      workflows: z.array(z.unknown()).optional(),
    })
    .nullable(),
})
const Protection = z.object({
  pattern: z.string(),
  requiresApprovingReviews: z.boolean(),
  requiredApprovingReviewCount: z.number().nullable(),
  dismissesStaleReviews: z.boolean(),
  requiresCodeOwnerReviews: z.boolean(),
  requireLastPushApproval: z.boolean(),
  requiresStatusChecks: z.boolean(),
  requiresStrictStatusChecks: z.boolean(),
  requiredStatusChecks: z.array(z.unknown()).nullable(),
  restrictsPushes: z.boolean(),
  restrictsReviewDismissals: z.boolean(),
  isAdminEnforced: z.boolean(),
  allowsForcePushes: z.boolean(),
  allowsDeletions: z.boolean(),
  requiresLinearHistory: z.boolean(),
  requiresCommitSignatures: z.boolean(),
  requiresConversationResolution: z.boolean(),
  bypassPullRequestAllowances: z.object({ totalCount: z.number() }).nullable(),
  bypassForcePushAllowances: z.object({ totalCount: z.number() }).nullable(),
})
const Repository = z.object({
  nameWithOwner: z.string(),
  databaseId: z.number().nullable(),
  visibility: z.string(),
  isArchived: z.boolean(),
  isEmpty: z.boolean(),
  repositoryTopics: z
    .object({
      totalCount: z.number(),
      nodes: z.array(z.object({ topic: z.object({ name: z.string() }) }).nullable()).nullable(),
    })
    .optional(),
  deleteBranchOnMerge: z.boolean(),
  pushedAt: z.string().nullable(),
  ownersInFolder: z.object({}).nullable(),
  ownersAtTop: z.object({}).nullable(),
  ownersInDocs: z.object({}).nullable(),
  forkingAllowed: z.boolean(),
  isSecurityPolicyEnabled: z.boolean().nullable(),
  hasVulnerabilityAlertsEnabled: z.boolean().nullable(),
  viewerCanAdminister: z.boolean(),
  deployKeys: z
    .object({
      totalCount: z.number(),
      nodes: z
        .array(
          z.object({ title: z.string(), readOnly: z.boolean(), enabled: z.boolean() }).nullable(),
        )
        .nullable(),
    })
    .nullable(),
  defaultBranchRef: z
    .object({
      name: z.string(),
      branchProtectionRule: Protection.nullable(),
      rules: z
        .object({ totalCount: z.number(), nodes: z.array(Rule.nullable()).nullable() })
        .nullable(),
    })
    .nullable(),
})
const Page = z.object({
  organization: z.object({ repositories: z.object({ nodes: z.array(z.unknown()).nullable() }) }),
})
const Totals = z.object({ public_repos: z.number(), total_private_repos: z.number().nullish() })
const status = z.object({ status: z.string().optional() }).nullish()
const Minimal = z.object({
  id: z.number(),
  visibility: z.string().nullish(),
  topics: z.array(z.string()).nullish(),
  full_name: z.string(),
  security_and_analysis: z
    .object({
      secret_scanning: status,
      secret_scanning_push_protection: status,
      dependabot_security_updates: status,
    })
    .nullish(),
})

const setting = (name: string): string => `github.repository.${name}`
/** Told when all pages were read. */
export const leftOutSetting = 'github.organization.repositories-left-out'
const graphqlSettings = [
  'visibility',
  'archived',
  'default-branch',
  'forking-allowed',
  'security-policy',
  'deletes-merged-branches',
  'pushed-at',
  'code-owners-file',
  'dependabot-alerts',
  'classic-protection',
  'branch-rules',
  'deploy-keys',
]
/** Fields that an administrator sees and others get as null, false or empty. */
const administratorOnly = new Set([
  'deletes-merged-branches',
  'dependabot-alerts',
  'classic-protection',
  'deploy-keys',
])
/** What is in the default branch is shown where the branch itself is. */
const branchSettings = new Set([
  'code-owners-file',
  'default-branch',
  'classic-protection',
  'branch-rules',
])
const fieldSettings: Readonly<Record<string, readonly string[]>> = {
  deployKeys: ['deploy-keys'],
  defaultBranchRef: [...branchSettings],
  branchProtectionRule: ['classic-protection'],
  rules: ['branch-rules'],
  hasVulnerabilityAlertsEnabled: ['dependabot-alerts'],
  ownersInFolder: ['code-owners-file'],
  ownersAtTop: ['code-owners-file'],
  ownersInDocs: ['code-owners-file'],
}

export const repositoryParts: readonly CollectorPart[] = [
  {
    id: 'repositories',
    lists: ['repository'],
    settings: [leftOutSetting, ...graphqlSettings.map(setting)],
    async *collect({ api, target }) {
      const parent = { type: 'organization', id: organizationOf(target) }
      let shown = 0
      const leftOut: string[] = []
      const pages: EvidenceHandle[] = []
      let hidden: Unreadable | null = null
      for await (const reply of api.graphqlPages(
        repositoriesQuery,
        { org: organizationOf(target), topics: asksForTopics(target) },
        { connection: 'organization.repositories', first: 25, most: 100 },
      )) {
        fieldErrors(reply, ['organization', 'repositories'])
        pages.push(reply.evidence)
        const { nodes } = Page.parse(reply.data).organization.repositories
        for (const [index, node] of (nodes ?? []).entries()) {
          if (node === null) {
            hidden = hiddenRepository(reply, index)
            continue
          }
          shown++
          const item = Repository.parse(node)
          if (!inScope(target, scopedOf(item))) {
            leftOut.push(item.nameWithOwner)
            continue
          }
          const resource = { type: 'repository', id: item.nameWithOwner }
          yield {
            kind: 'resource',
            resource: { ...resource, name: item.nameWithOwner, parent },
            identity: item.databaseId === null ? null : String(item.databaseId),
            evidence: [reply.evidence],
          }
          const broken = new Map(
            reply.errors
              .filter(error => error.path?.[3] === index)
              .flatMap(error => {
                const field = error.path?.findLast(
                  key => typeof key === 'string' && key in fieldSettings,
                )
                return (fieldSettings[String(field)] ?? []).map(name => [name, error] as const)
              }),
          )
          for (const [name, value] of Object.entries(valuesOf(item))) {
            const error = broken.get(name)
            if (error)
              yield {
                kind: 'unobserved',
                resource,
                setting: setting(name),
                reason: reasonOf(error),
                why: said('told', { message: error.message }),
                evidence: [reply.evidence],
              }
            else if (administratorOnly.has(name) && !item.viewerCanAdminister)
              yield {
                kind: 'unobserved',
                resource,
                setting: setting(name),
                reason: 'forbidden',
                why: said('github-administrator-only'),
                evidence: [reply.evidence],
              }
            else if (item.defaultBranchRef === null && !item.isEmpty && branchSettings.has(name))
              yield {
                kind: 'unobserved',
                resource,
                setting: setting(name),
                reason: 'forbidden',
                why: said('github-branch-not-shown'),
                evidence: [reply.evidence],
              }
            else if (cutOff(item, name))
              yield {
                kind: 'unobserved',
                resource,
                setting: setting(name),
                reason: 'not-readable-by-api',
                why: said('github-not-all-shown'),
                evidence: [reply.evidence],
              }
            else
              yield {
                kind: 'value',
                resource,
                setting: setting(name),
                value,
                evidence: [reply.evidence],
              }
          }
        }
      }
      if (hidden) throw hidden
      yield {
        kind: 'value',
        resource: parent,
        setting: leftOutSetting,
        value: leftOut,
        evidence: pages,
      }
      const { total, evidence } = await totalOf({ api, target }, shown)
      yield { kind: 'counted', type: 'repository', total, shown }
      if (shown < total)
        throw new Unreadable('forbidden', said('github-repositories-hidden', { shown, total }), [
          evidence,
        ])
      yield { kind: 'listed', type: 'repository' }
    },
  },
  {
    id: 'code security',
    settings: ['database-id', 'secret-scanning', 'push-protection', 'dependabot-updates'].map(
      setting,
    ),
    async *collect(context) {
      for await (const { items, evidence } of restList(context, 'repos', false)) {
        for (const item of items) {
          const {
            id: number,
            full_name: id,
            security_and_analysis: security,
            visibility = null,
            topics = null,
          } = Minimal.parse(item)
          if (!inScope(context.target, { name: nameOf(id), visibility, topics })) continue
          const resource = { type: 'repository', id }
          // Here a repository may have its name that is hidden there.
          const parent = { type: 'organization', id: organizationOf(context.target) }
          yield {
            kind: 'resource',
            resource: { ...resource, name: id, parent },
            identity: String(number),
            evidence: [evidence],
          }
          yield {
            kind: 'value',
            resource,
            setting: setting('database-id'),
            value: number,
            evidence: [evidence],
          }
          const states = {
            'secret-scanning': security?.secret_scanning?.status,
            'push-protection': security?.secret_scanning_push_protection?.status,
            'dependabot-updates': security?.dependabot_security_updates?.status,
          }
          for (const [name, value] of Object.entries(states)) {
            yield value === undefined
              ? ({
                  kind: 'unobserved',
                  resource,
                  setting: setting(name),
                  reason: 'forbidden',
                  why: said('github-security-managers-only'),
                  evidence: [evidence],
                } satisfies Yield)
              : ({
                  kind: 'value',
                  resource,
                  setting: setting(name),
                  value,
                  evidence: [evidence],
                } satisfies Yield)
          }
        }
      }
    },
  },
]

/**
 * A list shown in part is judged only where what is shown decides: one key that writes is enough to
 * fail.
 */
function cutOff(
  { deployKeys, defaultBranchRef: branch }: z.infer<typeof Repository>,
  name: string,
): boolean {
  if (name === 'branch-rules')
    return (
      branch !== null &&
      (branch.rules === null || branch.rules.totalCount > shownOf(branch.rules.nodes).length)
    )
  const keys = shownOf(deployKeys?.nodes)
  return (
    name === 'deploy-keys' &&
    deployKeys !== null &&
    deployKeys.totalCount > keys.length &&
    !keys.some(key => key.enabled && !key.readOnly)
  )
}

function nameOf(fullName: string): string {
  return fullName.slice(fullName.indexOf('/') + 1)
}

function scopedOf({
  nameWithOwner,
  visibility,
  repositoryTopics,
}: z.infer<typeof Repository>): Scoped {
  const shown = shownOf(repositoryTopics?.nodes).map(({ topic }) => topic.name)
  return {
    name: nameOf(nameWithOwner),
    visibility,
    topics: repositoryTopics?.totalCount === shown.length ? shown : null,
  }
}

/** What is hidden from the credential comes as null. */
function shownOf<T>(nodes: readonly (T | null)[] | null | undefined): readonly T[] {
  return (nodes ?? []).filter(node => node !== null)
}

/** A repository that GitHub counts and does not show. */
function hiddenRepository(reply: GraphqlReply, index: number): Unreadable {
  const error = reply.errors.find(({ path }) => path?.[2] === 'nodes' && path[3] === index)
  return error
    ? new Unreadable(reasonOf(error), said('told', { message: error.message }), [reply.evidence])
    : new Unreadable('forbidden', said('github-repository-hidden'), [reply.evidence])
}

/**
 * A token for chosen repositories lists these alone, as if there were no others: only the
 * organization's own numbers tell. Asked for last, so that what was shown is kept.
 * @throws Unreadable forbidden where GitHub does not say
 */
async function totalOf(
  { api, target }: Pick<CollectorContext, 'api' | 'target'>,
  shown: number,
): Promise<{ readonly total: number; readonly evidence: EvidenceHandle }> {
  const { body, evidence } = await organizationReply({ api, target })
  const { public_repos: open, total_private_repos: closed } = Totals.parse(body)
  if (typeof closed !== 'number')
    throw new Unreadable('forbidden', said('github-total-not-told', { shown }), [evidence])
  return { total: open + closed, evidence }
}

function valuesOf(item: z.infer<typeof Repository>): Readonly<Record<string, Value>> {
  const branch = item.defaultBranchRef
  const rule = branch?.branchProtectionRule
  return {
    'visibility': item.visibility,
    'archived': item.isArchived,
    'default-branch': branch?.name ?? null,
    'forking-allowed': item.forkingAllowed,
    'security-policy': item.isSecurityPolicyEnabled,
    'deletes-merged-branches': item.deleteBranchOnMerge,
    'pushed-at': item.pushedAt,
    'code-owners-file': [item.ownersInFolder, item.ownersAtTop, item.ownersInDocs].some(
      file => file !== null,
    ),
    'dependabot-alerts': item.hasVulnerabilityAlertsEnabled,
    'classic-protection': rule
      ? {
          pattern: rule.pattern,
          requiresReviews: rule.requiresApprovingReviews,
          reviewCount: rule.requiredApprovingReviewCount,
          dismissesStaleReviews: rule.dismissesStaleReviews,
          requiresCodeOwners: rule.requiresCodeOwnerReviews,
          requiresLastPushApproval: rule.requireLastPushApproval,
          requiresStatusChecks: rule.requiresStatusChecks,
          strictStatusChecks: rule.requiresStrictStatusChecks,
          statusChecks: rule.requiredStatusChecks?.length ?? null,
          restrictsPushes: rule.restrictsPushes,
          restrictsDismissals: rule.restrictsReviewDismissals,
          adminsIncluded: rule.isAdminEnforced,
          forcePushes: rule.allowsForcePushes,
          deletions: rule.allowsDeletions,
          linearHistory: rule.requiresLinearHistory,
          signatures: rule.requiresCommitSignatures,
          conversationResolution: rule.requiresConversationResolution,
          bypassReviews: rule.bypassPullRequestAllowances?.totalCount ?? null,
          bypassForcePushes: rule.bypassForcePushAllowances?.totalCount ?? null,
        }
      : null,
    'branch-rules': shownOf(branch?.rules?.nodes)
      // What is only evaluated, or switched off, stops nobody.
      .filter(node => (node.repositoryRuleset?.enforcement ?? 'ACTIVE') === 'ACTIVE')
      .map(({ type, repositoryRuleset, parameters }) => ({
        type,
        ruleset: repositoryRuleset?.databaseId ?? null,
        reviewCount: parameters?.requiredApprovingReviewCount ?? null,
        codeOwners: parameters?.requireCodeOwnerReview ?? null,
        dismissesStaleReviews: parameters?.dismissStaleReviewsOnPush ?? null,
        lastPushApproval: parameters?.requireLastPushApproval ?? null,
        conversationResolution: parameters?.requiredReviewThreadResolution ?? null,
        strictStatusChecks: parameters?.strictRequiredStatusChecksPolicy ?? null,
        checks: (parameters?.requiredStatusChecks ?? parameters?.workflows)?.length ?? null,
      })),
    'deploy-keys': item.deployKeys
      ? shownOf(item.deployKeys.nodes).map(({ title, readOnly, enabled }) => ({
          title,
          readOnly,
          enabled,
        }))
      : null,
  }
}
