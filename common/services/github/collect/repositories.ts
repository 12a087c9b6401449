import { z } from 'zod'
import { Unreadable } from '../../../model/index.ts'
import type {
  CollectorContext,
  CollectorPart,
  EvidenceHandle,
  GraphqlError,
  GraphqlReply,
  Reason,
  Value,
  Yield,
} from '../../../model/index.ts'
import { said } from '../../../words/said.ts'
import type { Said } from '../../../words/said.ts'
import { repositoriesQuery } from './queries.ts'
import { notAsked } from './each-repository.ts'
import { inScope, nameOf } from './scope.ts'
import { organizationOf, organizationReply, reasonOf, restList } from './reading.ts'
import { listedBy, shownOf } from './repository-pages.ts'

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
/** What an older server does not have is absent; the parts of a branch are parsed where they are read. */
const Repository = z
  .object({
    nameWithOwner: z.string(),
    databaseId: z.number().nullable(),
    visibility: z.string(),
    isArchived: z.boolean(),
    isEmpty: z.boolean(),
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
        branchProtectionRule: z.unknown().optional(),
        rules: z.unknown().optional(),
      })
      .nullable(),
  })
  .partial()
  .required({ nameWithOwner: true })
const Rules = z
  .object({ totalCount: z.number(), nodes: z.array(Rule.nullable()).nullable() })
  .nullable()
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
  visibility: ['visibility'],
  isArchived: ['archived'],
  forkingAllowed: ['forking-allowed'],
  isSecurityPolicyEnabled: ['security-policy'],
  deleteBranchOnMerge: ['deletes-merged-branches'],
  pushedAt: ['pushed-at'],
  viewerCanAdminister: [...administratorOnly],
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
      for await (const listed of listedBy({ api, target }, repositoriesQuery)) {
        const { reply, index } = listed
        if (pages.at(-1) !== reply.evidence) pages.push(reply.evidence)
        if (listed.hidden) {
          hidden = listed.hidden
          continue
        }
        shown++
        if (!listed.inScope) {
          leftOut.push(listed.id)
          continue
        }
        const item = Repository.parse(listed.node)
        const resource = { type: 'repository', id: item.nameWithOwner }
        yield {
          kind: 'resource',
          resource: { ...resource, name: item.nameWithOwner, parent },
          identity: typeof item.databaseId === 'number' ? String(item.databaseId) : null,
          evidence: [reply.evidence],
        }
        const broken = brokenOf(reply, index)
        const read = { ...item, ...branchOf(item, broken) }
        for (const [name, value] of Object.entries(valuesOf(read)))
          yield {
            resource,
            setting: setting(name),
            evidence: [reply.evidence],
            ...(whyNot(read, name, broken) ??
              (value === undefined
                ? { kind: 'unobserved', reason: 'not-found', why: said('not-in-reply') }
                : { kind: 'value', value })),
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
          yield* notAsked(context, resource)
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

type Broken = ReadonlyMap<string, GraphqlError>

/**
 * Settings of one repository whose field has an error, or is one that this server does not have:
 * each with the first, since GitHub names what is around before what is within.
 */
function brokenOf({ errors }: GraphqlReply, index: number): Broken {
  return new Map(
    errors
      .filter(error => error.type === 'undefinedField' || error.path?.[3] === index)
      .toReversed()
      .flatMap(error => {
        const field = error.path?.findLast(key => typeof key === 'string' && key in fieldSettings)
        return (fieldSettings[String(field)] ?? []).map(name => [name, error] as const)
      }),
  )
}

type BranchParts = {
  readonly protection: z.infer<typeof Protection> | null
  readonly rules: z.infer<typeof Rules>
}
type Read = z.infer<typeof Repository> & BranchParts

/** What protects the default branch, but for what an error stands on. */
function branchOf(
  { defaultBranchRef: branch }: z.infer<typeof Repository>,
  broken: Broken,
): BranchParts {
  return {
    protection:
      branch && !broken.has('classic-protection')
        ? Protection.nullable().parse(branch.branchProtectionRule)
        : null,
    rules: branch && !broken.has('branch-rules') ? Rules.parse(branch.rules) : null,
  }
}

/** Why a setting of a repository cannot be told from what was shown. */
function whyNot(
  item: Read,
  name: string,
  broken: Broken,
): Pick<Extract<Yield, { kind: 'unobserved' }>, 'kind' | 'reason' | 'why'> | null {
  const unobserved = (reason: Reason, why: Said) => ({ kind: 'unobserved', reason, why }) as const
  const error = broken.get(name)
  if (error) return unobserved(reasonOf(error), said('told', { message: error.message }))
  if (administratorOnly.has(name) && !item.viewerCanAdminister)
    return unobserved('forbidden', said('github-administrator-only'))
  if (item.defaultBranchRef === null && !item.isEmpty && branchSettings.has(name))
    return unobserved('forbidden', said('github-branch-not-shown'))
  return cutOff(item, name) ? unobserved('not-readable-by-api', said('github-not-all-shown')) : null
}

/**
 * A list shown in part is judged only where what is shown decides: one key that writes is enough to
 * fail.
 */
function cutOff({ deployKeys, defaultBranchRef: branch, rules }: Read, name: string): boolean {
  if (name === 'branch-rules')
    return Boolean(branch) && (rules === null || rules.totalCount > shownOf(rules.nodes).length)
  const keys = shownOf(deployKeys?.nodes)
  return (
    name === 'deploy-keys' &&
    Boolean(deployKeys) &&
    (deployKeys?.totalCount ?? 0) > keys.length &&
    !keys.some(key => key.enabled && !key.readOnly)
  )
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

/** Undefined: not in the reply. */
function valuesOf(item: Read): Readonly<Record<string, Value | undefined>> {
  const { defaultBranchRef: branch, protection: rule, rules } = item
  const owners = [item.ownersInFolder, item.ownersAtTop, item.ownersInDocs]
  return {
    'visibility': item.visibility,
    'archived': item.isArchived,
    'default-branch': branch ? branch.name : branch,
    'forking-allowed': item.forkingAllowed,
    'security-policy': item.isSecurityPolicyEnabled,
    'deletes-merged-branches': item.deleteBranchOnMerge,
    'pushed-at': item.pushedAt,
    'code-owners-file': owners.some(Boolean) || (owners.includes(undefined) ? undefined : false),
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
      : branch && null,
    'branch-rules':
      branch === undefined
        ? undefined
        : shownOf(rules?.nodes)
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
      : item.deployKeys,
  }
}
