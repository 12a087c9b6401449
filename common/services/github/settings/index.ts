import type { Setting, ValueType } from '../../../model/index.ts'

const flag: ValueType = { type: 'boolean', nullable: true }
const text: ValueType = { type: 'string', nullable: true }
const names: ValueType = { type: 'list', of: { type: 'string' } }
const organization = ({
  name,
  title,
  type,
  field,
  request = 'GET /orgs/{org}',
  right = 'Organization administration: read',
}: {
  readonly name: string
  readonly title: string
  readonly type: ValueType
  readonly field: string
  readonly request?: string
  readonly right?: string
}): Setting => ({
  id: `github.organization.${name}`,
  resource: 'organization',
  title,
  type,
  api: { request, field, right },
})
const repository = ({
  name,
  title,
  type,
  field,
  request = 'GraphQL organization.repositories',
  right = 'Repository metadata: read',
}: {
  readonly name: string
  readonly title: string
  readonly type: ValueType
  readonly field: string
  readonly request?: string
  readonly right?: string
}): Setting => ({
  id: `github.repository.${name}`,
  resource: 'repository',
  title,
  type,
  api: { request, field, right },
})
const page = ({
  name,
  title,
  type,
  path,
}: {
  readonly name: string
  readonly title: string
  readonly type: ValueType
  readonly path: string
}): Setting => ({
  id: `github.organization.${name}`,
  resource: 'organization',
  title,
  type,
  console: {
    path,
    url: 'https://github.com/organizations/{org}/settings/*',
    certainty: 'documented',
  },
})
const actions = 'GET /orgs/{org}/actions/permissions'
const webhooks: ValueType = {
  type: 'list',
  of: {
    type: 'record',
    fields: {
      id: { type: 'number' },
      host: { type: 'string' },
      https: { type: 'boolean' },
      insecureSsl: { type: 'boolean' },
      secretSet: { type: 'boolean' },
      active: { type: 'boolean' },
    },
  },
}

const bypass: ValueType = {
  type: 'list',
  nullable: true,
  of: { type: 'record', fields: { kind: { type: 'string' }, mode: { type: 'string' } } },
}

export const settings: readonly Setting[] = [
  organization({
    name: 'two-factor-required',
    title: 'Two-factor authentication is required',
    type: flag,
    field: 'two_factor_requirement_enabled',
  }),
  organization({
    name: 'default-repository-permission',
    title: 'Base permission of members',
    type: text,
    field: 'default_repository_permission',
  }),
  organization({
    name: 'members-can-create-repositories',
    title: 'Members can create repositories',
    type: flag,
    field: 'members_can_create_repositories',
  }),
  organization({
    name: 'members-can-create-public-repositories',
    title: 'Members can create public repositories',
    type: flag,
    field: 'members_can_create_public_repositories',
  }),
  organization({
    name: 'members-can-fork-private-repositories',
    title: 'Members can fork private repositories',
    type: flag,
    field: 'members_can_fork_private_repositories',
  }),
  organization({
    name: 'members-can-delete-repositories',
    title: 'Members can delete or transfer repositories',
    type: flag,
    field: 'members_can_delete_repositories',
  }),
  organization({
    name: 'members-can-change-visibility',
    title: 'Members can change repository visibility',
    type: flag,
    field: 'members_can_change_repo_visibility',
  }),
  organization({
    name: 'members-can-invite-outside-collaborators',
    title: 'Members can invite outside collaborators',
    type: flag,
    field: 'members_can_invite_outside_collaborators',
  }),
  organization({
    name: 'members-can-create-teams',
    title: 'Members can create teams',
    type: flag,
    field: 'members_can_create_teams',
  }),
  organization({
    name: 'members-can-create-public-pages',
    title: 'Members can publish public pages',
    type: flag,
    field: 'members_can_create_public_pages',
  }),
  organization({
    name: 'members-can-delete-issues',
    title: 'Members can delete issues',
    type: flag,
    field: 'members_can_delete_issues',
  }),
  organization({
    name: 'web-commit-signoff-required',
    title: 'Sign-off is required for commits on the web',
    type: flag,
    field: 'web_commit_signoff_required',
  }),
  organization({
    name: 'deploy-keys-enabled',
    title: 'Deploy keys are allowed',
    type: flag,
    field: 'deploy_keys_enabled_for_repositories',
  }),
  organization({
    name: 'domain-verified',
    title: 'A domain is verified',
    type: flag,
    field: 'is_verified',
  }),
  organization({
    name: 'actions-enabled-repositories',
    title: 'Repositories that may run Actions',
    type: text,
    field: 'enabled_repositories',
    request: actions,
  }),
  organization({
    name: 'actions-allowed',
    title: 'Actions and workflows that may run',
    type: text,
    field: 'allowed_actions',
    request: actions,
  }),
  organization({
    name: 'actions-sha-pinning-required',
    title: 'Actions must be pinned to a commit',
    type: flag,
    field: 'sha_pinning_required',
    request: actions,
  }),
  organization({
    name: 'workflow-token-permission',
    title: 'Default permission of the workflow token',
    type: text,
    field: 'default_workflow_permissions',
    request: `${actions}/workflow`,
  }),
  organization({
    name: 'workflow-can-approve-reviews',
    title: 'Workflows can approve pull requests',
    type: flag,
    field: 'can_approve_pull_request_reviews',
    request: `${actions}/workflow`,
  }),
  organization({
    name: 'fork-approval-policy',
    title: 'Whose fork workflows need approval',
    type: text,
    field: 'approval_policy',
    request: `${actions}/fork-pr-contributor-approval`,
  }),
  {
    ...organization({
      name: 'members',
      title: 'Members with role and second factor',
      type: {
        type: 'list',
        of: { type: 'record', fields: { login: { type: 'string' }, role: text, twoFactor: flag } },
      },
      field: 'membersWithRole',
      request: 'GraphQL organization.membersWithRole',
      right: 'Organization members: read',
    }),
    personal: true,
  },
  {
    ...organization({
      name: 'outside-collaborators',
      title: 'Outside collaborators',
      type: names,
      field: 'login',
      request: 'GET /orgs/{org}/outside_collaborators',
      right: 'Organization members: read',
    }),
    personal: true,
  },
  {
    ...organization({
      name: 'outside-collaborators-without-two-factor',
      title: 'Outside collaborators without a second factor',
      type: names,
      field: 'login',
      request: 'GET /orgs/{org}/outside_collaborators?filter=2fa_disabled',
      right: 'Organization members: read',
    }),
    personal: true,
  },
  organization({
    name: 'webhooks',
    title: 'Organization webhooks',
    type: webhooks,
    field: 'config',
    request: 'GET /orgs/{org}/hooks',
    right: 'Organization webhooks: read',
  }),
  organization({
    name: 'installed-apps',
    title: 'Installed GitHub Apps',
    type: {
      type: 'list',
      of: {
        type: 'record',
        fields: {
          slug: { type: 'string' },
          repositories: { type: 'string' },
          writes: names,
          suspended: { type: 'boolean' },
        },
      },
    },
    field: 'installations',
    request: 'GET /orgs/{org}/installations',
  }),
  organization({
    name: 'rulesets',
    title: 'Organization rulesets',
    type: {
      type: 'list',
      of: {
        type: 'record',
        fields: {
          id: { type: 'number' },
          name: { type: 'string' },
          enforcement: { type: 'string' },
          target: text,
          bypass,
          restrictsDismissals: flag,
        },
      },
    },
    field: 'rulesets',
    request: 'GET /orgs/{org}/rulesets/{id}',
    // GitHub shows an organization's rulesets to no less.
    right: 'Organization administration: write',
  }),
  organization({
    name: 'security-defaults',
    title: 'Security of new repositories',
    type: {
      type: 'list',
      of: {
        type: 'record',
        fields: {
          defaultFor: { type: 'string' },
          configuration: { type: 'string' },
          secretScanning: text,
          pushProtection: text,
          dependabotAlerts: text,
        },
      },
    },
    field: 'configurations',
    request: 'GET /orgs/{org}/code-security/configurations/defaults',
  }),
  organization({
    name: 'ip-allow-list',
    title: 'IP allow list',
    type: text,
    field: 'ipAllowListEnabledSetting',
    request: 'GraphQL organization',
  }),
  organization({
    name: 'repositories-left-out',
    title: 'Repositories that the scope of this tenant leaves out',
    type: names,
    field: 'nameWithOwner',
    request: 'GraphQL organization.repositories',
    right: 'Repository metadata: read',
  }),
  organization({
    name: 'notification-restriction',
    title: 'Notifications by e-mail go to verified domains only',
    type: text,
    field: 'notificationDeliveryRestrictionEnabledSetting',
    request: 'GraphQL organization',
  }),
  organization({
    name: 'saml-provider',
    title: 'A SAML identity provider is set up',
    type: flag,
    field: 'samlIdentityProvider',
    request: 'GraphQL organization',
    right: 'Organization members: read',
  }),
  organization({
    name: 'immutable-releases',
    title: 'Repositories whose releases cannot be changed',
    type: text,
    field: 'enforced_repositories',
    request: 'GET /orgs/{org}/settings/immutable-releases',
  }),
  organization({
    name: 'runner-groups',
    title: 'Groups of self-hosted runners',
    type: {
      type: 'list',
      of: {
        type: 'record',
        fields: {
          name: { type: 'string' },
          visibility: { type: 'string' },
          publicRepositories: flag,
        },
      },
    },
    field: 'runner_groups',
    request: 'GET /orgs/{org}/actions/runner-groups',
    right: 'Organization self-hosted runners: read',
  }),
  page({
    name: 'saml-enforced',
    title: 'SAML single sign-on is enforced',
    type: { type: 'boolean' },
    path: 'Settings > Authentication security > SAML single sign-on',
  }),
  page({
    name: 'oauth-app-restriction',
    title: 'OAuth apps need approval',
    type: { type: 'boolean' },
    path: 'Settings > Third-party Access > OAuth app policy',
  }),
  page({
    name: 'secure-two-factor-only',
    title: 'Only secure two-factor methods',
    type: { type: 'boolean' },
    path: 'Settings > Authentication security > Two-factor authentication',
  }),
  page({
    name: 'classic-token-access',
    title: 'Classic personal access tokens',
    type: { type: 'string', values: ['allowed', 'restricted'] },
    path: 'Settings > Personal access tokens > Settings > Tokens (classic)',
  }),
  page({
    name: 'fine-grained-token-approval',
    title: 'Fine-grained tokens need approval',
    type: { type: 'boolean' },
    path: 'Settings > Personal access tokens > Settings > Fine-grained tokens',
  }),

  repository({
    name: 'database-id',
    title: 'Number at GitHub, which a rename leaves as it is',
    type: { type: 'number' },
    field: 'id',
    request: 'GET /orgs/{org}/repos',
  }),
  repository({
    name: 'visibility',
    title: 'Visibility',
    type: { type: 'string' },
    field: 'visibility',
  }),
  repository({
    name: 'archived',
    title: 'Archived',
    type: { type: 'boolean' },
    field: 'isArchived',
  }),
  repository({
    name: 'default-branch',
    title: 'Default branch',
    type: text,
    field: 'defaultBranchRef.name',
  }),
  repository({
    name: 'forking-allowed',
    title: 'Forking is allowed',
    type: { type: 'boolean' },
    field: 'forkingAllowed',
  }),
  repository({
    name: 'deletes-merged-branches',
    title: 'Branches are deleted when they are merged',
    type: { type: 'boolean' },
    field: 'deleteBranchOnMerge',
    right: 'Repository administration: read',
  }),
  repository({
    name: 'pushed-at',
    title: 'Last push',
    type: text,
    field: 'pushedAt',
  }),
  repository({
    name: 'code-owners-file',
    title: 'Has a CODEOWNERS file',
    type: { type: 'boolean' },
    field: 'object',
    right: 'Repository contents: read',
  }),
  repository({
    name: 'security-policy',
    title: 'Has a security policy',
    type: flag,
    field: 'isSecurityPolicyEnabled',
  }),
  repository({
    name: 'dependabot-alerts',
    title: 'Dependabot alerts',
    type: flag,
    field: 'hasVulnerabilityAlertsEnabled',
    request: 'GraphQL organization.repositories',
    right: 'Dependabot alerts: read',
  }),
  repository({
    name: 'classic-protection',
    title: 'Branch protection rule of the default branch',
    type: {
      type: 'record',
      nullable: true,
      fields: {
        pattern: { type: 'string' },
        requiresReviews: { type: 'boolean' },
        reviewCount: { type: 'number', nullable: true },
        dismissesStaleReviews: { type: 'boolean' },
        requiresCodeOwners: { type: 'boolean' },
        requiresLastPushApproval: { type: 'boolean' },
        requiresStatusChecks: { type: 'boolean' },
        strictStatusChecks: { type: 'boolean' },
        statusChecks: { type: 'number', nullable: true },
        restrictsPushes: { type: 'boolean' },
        restrictsDismissals: { type: 'boolean' },
        adminsIncluded: { type: 'boolean' },
        forcePushes: { type: 'boolean' },
        deletions: { type: 'boolean' },
        linearHistory: { type: 'boolean' },
        signatures: { type: 'boolean' },
        conversationResolution: { type: 'boolean' },
        bypassReviews: { type: 'number', nullable: true },
        bypassForcePushes: { type: 'number', nullable: true },
      },
    },
    field: 'defaultBranchRef.branchProtectionRule',
    request: 'GraphQL organization.repositories',
    right: 'Repository administration: read',
  }),
  repository({
    name: 'branch-rules',
    title: 'Ruleset rules in force on the default branch',
    type: {
      type: 'list',
      of: {
        type: 'record',
        fields: {
          type: { type: 'string' },
          ruleset: { type: 'number', nullable: true },
          reviewCount: { type: 'number', nullable: true },
          codeOwners: flag,
          dismissesStaleReviews: flag,
          lastPushApproval: flag,
          conversationResolution: flag,
          strictStatusChecks: flag,
          checks: { type: 'number', nullable: true },
        },
      },
    },
    field: 'defaultBranchRef.rules',
  }),
  repository({
    name: 'deploy-keys',
    title: 'Deploy keys',
    type: {
      type: 'list',
      nullable: true,
      of: {
        type: 'record',
        fields: {
          title: { type: 'string' },
          readOnly: { type: 'boolean' },
          enabled: { type: 'boolean' },
        },
      },
    },
    field: 'deployKeys',
    request: 'GraphQL organization.repositories',
    right: 'Repository administration: read',
  }),
  repository({
    name: 'secret-scanning',
    title: 'Secret scanning',
    type: text,
    field: 'security_and_analysis.secret_scanning.status',
    request: 'GET /orgs/{org}/repos',
    right: 'Repository administration: read',
  }),
  repository({
    name: 'push-protection',
    title: 'Secret scanning push protection',
    type: text,
    field: 'security_and_analysis.secret_scanning_push_protection.status',
    request: 'GET /orgs/{org}/repos',
    right: 'Repository administration: read',
  }),
  repository({
    name: 'dependabot-updates',
    title: 'Dependabot security updates',
    type: text,
    field: 'security_and_analysis.dependabot_security_updates.status',
    request: 'GET /orgs/{org}/repos',
    right: 'Repository administration: read',
  }),
  repository({
    name: 'environments',
    title: 'Environments of deployments, each with its protection rules',
    type: {
      type: 'list',
      of: { type: 'record', fields: { name: { type: 'string' }, rules: names } },
    },
    field: 'environments',
    right: 'Repository actions: read',
  }),
  repository({
    name: 'webhooks',
    title: 'Webhooks of the repository',
    type: webhooks,
    field: 'config',
    request: 'GET /repos/{owner}/{repo}/hooks',
    right: 'Repository webhooks: read',
  }),
  repository({
    name: 'workflow-token-permission',
    title: 'Default permission of the workflow token in the repository',
    type: text,
    field: 'default_workflow_permissions',
    request: 'GET /repos/{owner}/{repo}/actions/permissions/workflow',
    right: 'Repository administration: read',
  }),
  repository({
    name: 'workflow-can-approve-reviews',
    title: 'Workflows of the repository can approve pull requests',
    type: flag,
    field: 'can_approve_pull_request_reviews',
    request: 'GET /repos/{owner}/{repo}/actions/permissions/workflow',
    right: 'Repository administration: read',
  }),
]
