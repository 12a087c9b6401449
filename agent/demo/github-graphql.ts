import { readFileSync } from 'node:fs'
import { TypeInfo, buildSchema, graphql, parse, visit, visitWithTypeInfo } from 'graphql'
import type { GraphQLSchema } from 'graphql'
import { repositoryNumber } from './github-state.ts'
import type { DemoRepository, DemoRuleset, GithubState } from './github-state.ts'

let schema: GraphQLSchema | null = null

/** GitHub's published schema. It repeats two fields, so it is built without validating itself. */
export function githubSchema(): GraphQLSchema {
  schema ??= buildSchema(
    readFileSync(new URL('schema.graphql', import.meta.resolve('@octokit/graphql-schema')), 'utf8'),
    { assumeValidSDL: true, assumeValid: true },
  )
  return schema
}

/**
 * Executes a query over the state with graphql-js: what the schema does not have is an error, as at
 * GitHub.
 */
export function executeGithub(
  state: GithubState,
  source: string,
  variableValues: Record<string, unknown>,
): Promise<object> {
  const refused = lackingIn(source, state.lacks)
  if (refused.length > 0) return Promise.resolve({ errors: refused })
  return graphql({
    schema: githubSchema(),
    source,
    variableValues,
    typeResolver: value => String((value as { __typename?: string }).__typename),
    rootValue: {
      organization: ({ login }: { login: string }) =>
        login !== state.organization.login
          ? missing(login)
          : {
              ipAllowListEnabledSetting: state.organization['ipAllowList'],
              notificationDeliveryRestrictionEnabledSetting: state.organization['notifications'],
              samlIdentityProvider: state.organization['samlProvider'] ? { id: 'saml' } : null,
              membersWithRole: (page: Page) =>
                connection(
                  state.members,
                  page,
                  'edges',
                  ({ login: member, role, twoFactor, hidden }) => ({
                    role,
                    hasTwoFactorEnabled: twoFactor,
                    node: hidden ? null : { login: member },
                  }),
                ),
              repositories: (page: Page) =>
                connection(
                  state.repositories.filter(({ shown }) => shown !== 'not-selected'),
                  page,
                  'nodes',
                  item => (item.shown === 'hidden' ? null : repositoryOf(state, item)),
                ),
            },
    },
  }).then(result => ({
    data: result.data ?? null,
    ...(result.errors
      ? {
          errors: result.errors.map(error => ({
            type: error.extensions['type'] ?? 'FORBIDDEN',
            message: error.message,
            path: error.path,
          })),
        }
      : {}),
  }))
}

/** What an Enterprise Server says of fields that its version does not have, as GitHub's library does. */
function lackingIn(source: string, lacks: readonly string[]): object[] {
  if (lacks.length === 0) return []
  const types = new TypeInfo(githubSchema())
  const path: string[] = []
  const errors: object[] = []
  visit(
    parse(source),
    visitWithTypeInfo(types, {
      OperationDefinition: ({ operation, name }) =>
        void path.push(`${operation} ${name?.value ?? ''}`),
      InlineFragment: {
        enter: ({ typeCondition }) =>
          void path.push(`... on ${typeCondition ? typeCondition.name.value : ''}`),
        leave: () => void path.pop(),
      },
      Field: {
        enter({ alias, name }) {
          path.push((alias ?? name).value)
          const typeName = types.getParentType()?.name ?? ''
          if (!lacks.includes(`${typeName}.${name.value}`)) return
          errors.push({
            path: [...path],
            extensions: { code: 'undefinedField', typeName, fieldName: name.value },
            message: `Field '${name.value}' doesn't exist on type '${typeName}'`,
          })
        },
        leave: () => void path.pop(),
      },
    }),
  )
  return errors
}

type Page = { first: number; after?: string | null }

function missing(login: string): never {
  throw Object.assign(
    new Error(`Could not resolve to an Organization with the login of '${login}'.`),
    { extensions: { type: 'NOT_FOUND' } },
  )
}

function connection<T>(
  all: readonly T[],
  { first, after }: Page,
  field: 'edges' | 'nodes',
  map: (item: T) => object | null,
): object {
  const start = after ? Number(Buffer.from(after, 'base64').toString()) : 0
  const items = all.slice(start, start + first)
  const end = start + items.length
  return {
    totalCount: all.length,
    pageInfo: {
      hasNextPage: end < all.length,
      endCursor: Buffer.from(String(end)).toString('base64'),
    },
    [field]: items.map(map),
  }
}

function repositoryOf(state: GithubState, item: DemoRepository): object {
  const rules = [...(item.covered ? state.rulesets : []), ...(item.rulesets ?? [])]
    .filter(ruleset => ruleset.enforcement === 'active')
    .flatMap(rulesOf)
  return {
    nameWithOwner: `${state.organization.login}/${item.name}`,
    databaseId: repositoryNumber(item),
    visibility: item.visibility,
    isArchived: item.archived,
    isEmpty: item.defaultBranch === null,
    forkingAllowed: true,
    repositoryTopics: {
      totalCount: item.topics?.length ?? 0,
      nodes: (item.topics ?? []).map(name => ({ topic: { name } })),
    },
    deleteBranchOnMerge: item.deletesMerged,
    pushedAt: item.pushedAt,
    object: ({ expression }: { expression: string }) =>
      item.codeOwners && expression === 'HEAD:.github/CODEOWNERS'
        ? { __typename: 'Blob', id: 'blob' }
        : null,
    isSecurityPolicyEnabled: item.policy,
    hasVulnerabilityAlertsEnabled: item.alerts,
    viewerCanAdminister: item.administered ?? true,
    environments: () => {
      if (item.environmentsHidden)
        throw Object.assign(new Error(item.environmentsHidden), {
          extensions: { type: 'FORBIDDEN' },
        })
      const all = item.environments ?? []
      return {
        totalCount: all.length,
        nodes: all.map(({ name, rules: kinds }) => ({
          name,
          protectionRules: { nodes: kinds.map(type => ({ type })) },
        })),
      }
    },
    deployKeys: {
      totalCount: item.deployKeys ?? (item.writingKey ? 1 : 0),
      nodes: item.writingKey ? [{ title: 'deploy from CI', readOnly: false, enabled: true }] : [],
    },
    defaultBranchRef:
      item.defaultBranch === null || item.branchHidden
        ? null
        : {
            name: item.defaultBranch,
            branchProtectionRule: item.classic
              ? {
                  pattern: item.defaultBranch,
                  requiresApprovingReviews: item.reviews > 0,
                  requiredApprovingReviewCount: item.reviews,
                  dismissesStaleReviews: item.reviews > 1,
                  requiresCodeOwnerReviews: false,
                  requireLastPushApproval: false,
                  requiresStatusChecks: item.reviews > 0,
                  requiresStrictStatusChecks: false,
                  requiredStatusChecks: item.reviews > 0 ? [{ context: 'build' }] : [],
                  restrictsPushes: false,
                  restrictsReviewDismissals: false,
                  isAdminEnforced: item.admins,
                  allowsForcePushes: item.forcePushes,
                  allowsDeletions: false,
                  requiresLinearHistory: false,
                  requiresCommitSignatures: false,
                  requiresConversationResolution: false,
                  bypassPullRequestAllowances: { totalCount: 0 },
                  bypassForcePushAllowances: { totalCount: 0 },
                  ...item.protection,
                }
              : null,
            rules: { totalCount: rules.length, nodes: rules },
          },
  }
}

const usualReview = {
  required_approving_review_count: 1,
  require_code_owner_review: false,
  dismiss_stale_reviews_on_push: true,
  require_last_push_approval: false,
  required_review_thread_resolution: false,
}

/** The rules of a ruleset as GraphQL shows them: REST's names in camel case, by type of rule. */
function rulesOf({ id, enforcement, rules }: DemoRuleset): object[] {
  return rules.map(({ type, parameters }) => ({
    type: type.toUpperCase(),
    repositoryRuleset: { databaseId: id, enforcement: enforcement.toUpperCase() },
    parameters:
      type === 'pull_request'
        ? { __typename: 'PullRequestParameters', ...camel({ ...usualReview, ...parameters }) }
        : type === 'required_status_checks'
          ? { __typename: 'RequiredStatusChecksParameters', ...camel(parameters ?? {}) }
          : type === 'workflows'
            ? { __typename: 'WorkflowsParameters', ...camel(parameters ?? {}) }
            : null,
  }))
}

function camel(fields: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(fields).map(([name, value]) => [
      name.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase()),
      value,
    ]),
  )
}
