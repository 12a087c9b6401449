/**
 * Every query is validated against GitHub's published schema by a contract test. Asked for apart:
 * fields that fail as a whole where the credential may not see them.
 */
export const membersQuery = `query Members($org: String!, $first: Int!, $after: String) {
  organization(login: $org) {
    membersWithRole(first: $first, after: $after) {
      totalCount
      pageInfo { hasNextPage endCursor }
      edges { role hasTwoFactorEnabled node { login } }
    }
  }
}`

export const environmentsQuery = `query Environments($org: String!, $topics: Boolean!, $first: Int!, $after: String) {
  organization(login: $org) {
    repositories(first: $first, after: $after, orderBy: { field: NAME, direction: ASC }) {
      pageInfo { hasNextPage endCursor }
      nodes {
        nameWithOwner visibility
        repositoryTopics(first: 20) @include(if: $topics) { totalCount nodes { topic { name } } }
        environments(first: 20) {
          totalCount
          nodes { name protectionRules(first: 10) { nodes { type } } }
        }
      }
    }
  }
}`

export const restrictionsQuery = `query Restrictions($org: String!) {
  addresses: organization(login: $org) { ipAllowListEnabledSetting }
  notifications: organization(login: $org) { notificationDeliveryRestrictionEnabledSetting }
  identity: organization(login: $org) { samlIdentityProvider { id } }
}`

/**
 * Effective rules as GitHub itself combines them (organization rulesets included), beside the
 * classic rule: a branch is protected by either.
 */
export const repositoriesQuery = `query Repositories($org: String!, $topics: Boolean!, $first: Int!, $after: String) {
  organization(login: $org) {
    repositories(first: $first, after: $after, orderBy: { field: NAME, direction: ASC }) {
      pageInfo { hasNextPage endCursor }
      nodes {
        repositoryTopics(first: 20) @include(if: $topics) { totalCount nodes { topic { name } } }
        deleteBranchOnMerge pushedAt
        ownersInFolder: object(expression: "HEAD:.github/CODEOWNERS") { id }
        ownersAtTop: object(expression: "HEAD:CODEOWNERS") { id }
        ownersInDocs: object(expression: "HEAD:docs/CODEOWNERS") { id }
        nameWithOwner databaseId visibility isArchived isEmpty forkingAllowed isSecurityPolicyEnabled hasVulnerabilityAlertsEnabled viewerCanAdminister
        deployKeys(first: 10) { totalCount nodes { title readOnly enabled } }
        defaultBranchRef {
          name
          branchProtectionRule {
            pattern requiresApprovingReviews requiredApprovingReviewCount dismissesStaleReviews requiresCodeOwnerReviews requireLastPushApproval
            requiresStatusChecks requiresStrictStatusChecks requiredStatusChecks { context } restrictsPushes restrictsReviewDismissals isAdminEnforced allowsForcePushes allowsDeletions requiresLinearHistory requiresCommitSignatures requiresConversationResolution
            bypassPullRequestAllowances(first: 1) { totalCount }
            bypassForcePushAllowances(first: 1) { totalCount }
          }
          rules(first: 50) {
            totalCount
            nodes {
              type repositoryRuleset { databaseId enforcement }
              parameters {
                ... on PullRequestParameters { requiredApprovingReviewCount requireCodeOwnerReview dismissStaleReviewsOnPush requireLastPushApproval requiredReviewThreadResolution }
                ... on RequiredStatusChecksParameters { strictRequiredStatusChecksPolicy requiredStatusChecks { context } }
                ... on WorkflowsParameters { workflows { path } }
              }
            }
          }
        }
      }
    }
  }
}`
