import type { Setting, ValueType } from '../../model/index.ts'

const flag: ValueType = { type: 'boolean', nullable: true }
const text: ValueType = { type: 'string', nullable: true }
const names: ValueType = { type: 'list', of: { type: 'string' } }
const organization = (name: string, title: string, type: ValueType, field: string, request = 'GET /orgs/{org}', right = 'Organization administration: read'): Setting => ({
  id: `github.organization.${name}`, resource: 'organization', title, type, api: { request, field, right },
})
const repository = (name: string, title: string, type: ValueType, field: string, request = 'GraphQL organization.repositories', right = 'Repository metadata: read'): Setting => ({
  id: `github.repository.${name}`, resource: 'repository', title, type, api: { request, field, right },
})
const page = (name: string, title: string, type: ValueType, path: string): Setting => ({
  id: `github.organization.${name}`, resource: 'organization', title, type, console: { path, url: 'https://github.com/organizations/{org}/settings/*', certainty: 'documented' },
})
const actions = 'GET /orgs/{org}/actions/permissions'

export const bypass: ValueType = { type: 'list', nullable: true, of: { type: 'record', fields: { kind: { type: 'string' }, mode: { type: 'string' } } } }

export const settings: readonly Setting[] = [
  organization('two-factor-required', 'Two-factor authentication is required', flag, 'two_factor_requirement_enabled'),
  organization('default-repository-permission', 'Base permission of members', text, 'default_repository_permission'),
  organization('members-can-create-public-repositories', 'Members can create public repositories', flag, 'members_can_create_public_repositories'),
  organization('members-can-fork-private-repositories', 'Members can fork private repositories', flag, 'members_can_fork_private_repositories'),
  organization('members-can-delete-repositories', 'Members can delete or transfer repositories', flag, 'members_can_delete_repositories'),
  organization('members-can-change-visibility', 'Members can change repository visibility', flag, 'members_can_change_repo_visibility'),
  organization('members-can-invite-outside-collaborators', 'Members can invite outside collaborators', flag, 'members_can_invite_outside_collaborators'),
  organization('members-can-create-teams', 'Members can create teams', flag, 'members_can_create_teams'),
  organization('members-can-create-public-pages', 'Members can publish public pages', flag, 'members_can_create_public_pages'),
  organization('members-can-delete-issues', 'Members can delete issues', flag, 'members_can_delete_issues'),
  organization('web-commit-signoff-required', 'Sign-off is required for commits on the web', flag, 'web_commit_signoff_required'),
  organization('deploy-keys-enabled', 'Deploy keys are allowed', flag, 'deploy_keys_enabled_for_repositories'),
  organization('domain-verified', 'A domain is verified', flag, 'is_verified'),
  organization('actions-enabled-repositories', 'Repositories that may run Actions', text, 'enabled_repositories', actions),
  organization('actions-allowed', 'Actions and workflows that may run', text, 'allowed_actions', actions),
  organization('actions-sha-pinning-required', 'Actions must be pinned to a commit', flag, 'sha_pinning_required', actions),
  organization('workflow-token-permission', 'Default permission of the workflow token', text, 'default_workflow_permissions', `${actions}/workflow`),
  organization('workflow-can-approve-reviews', 'Workflows can approve pull requests', flag, 'can_approve_pull_request_reviews', `${actions}/workflow`),
  organization('fork-approval-policy', 'Whose fork workflows need approval', text, 'approval_policy', `${actions}/fork-pr-contributor-approval`),
  { ...organization('members', 'Members with role and second factor', { type: 'list', of: { type: 'record', fields: { login: { type: 'string' }, role: text, twoFactor: flag } } }, 'membersWithRole', 'GraphQL organization.membersWithRole', 'Organization members: read'), personal: true },
  { ...organization('outside-collaborators', 'Outside collaborators', names, 'login', 'GET /orgs/{org}/outside_collaborators', 'Organization members: read'), personal: true },
  { ...organization('outside-collaborators-without-two-factor', 'Outside collaborators without a second factor', names, 'login', 'GET /orgs/{org}/outside_collaborators?filter=2fa_disabled', 'Organization members: read'), personal: true },
  organization('webhooks', 'Organization webhooks', { type: 'list', of: { type: 'record', fields: { id: { type: 'number' }, host: { type: 'string' }, https: { type: 'boolean' }, insecureSsl: { type: 'boolean' }, secretSet: { type: 'boolean' }, active: { type: 'boolean' } } } }, 'config', 'GET /orgs/{org}/hooks', 'Organization webhooks: read'),
  organization('installed-apps', 'Installed GitHub Apps', { type: 'list', of: { type: 'record', fields: { slug: { type: 'string' }, repositories: { type: 'string' }, writes: names, suspended: { type: 'boolean' } } } }, 'installations', 'GET /orgs/{org}/installations'),
  organization('rulesets', 'Organization rulesets', { type: 'list', of: { type: 'record', fields: { id: { type: 'number' }, name: { type: 'string' }, enforcement: { type: 'string' }, target: text, bypass } } }, 'rulesets', 'GET /orgs/{org}/rulesets/{id}'),
  organization('security-defaults', 'Security of new repositories', { type: 'list', of: { type: 'record', fields: { defaultFor: { type: 'string' }, configuration: { type: 'string' }, secretScanning: text, pushProtection: text, dependabotAlerts: text } } }, 'configurations', 'GET /orgs/{org}/code-security/configurations/defaults'),
  organization('ip-allow-list', 'IP allow list', text, 'ipAllowListEnabledSetting', 'GraphQL organization'),
  page('saml-enforced', 'SAML single sign-on is enforced', { type: 'boolean' }, 'Settings > Authentication security > SAML single sign-on'),
  page('oauth-app-restriction', 'OAuth apps need approval', { type: 'boolean' }, 'Settings > Third-party Access > OAuth app policy'),
  page('secure-two-factor-only', 'Only secure two-factor methods', { type: 'boolean' }, 'Settings > Authentication security > Two-factor authentication'),
  page('classic-token-access', 'Classic personal access tokens', { type: 'string', values: ['allowed', 'restricted'] }, 'Settings > Personal access tokens > Settings > Tokens (classic)'),
  page('fine-grained-token-approval', 'Fine-grained tokens need approval', { type: 'boolean' }, 'Settings > Personal access tokens > Settings > Fine-grained tokens'),

  repository('visibility', 'Visibility', { type: 'string' }, 'visibility'),
  repository('archived', 'Archived', { type: 'boolean' }, 'isArchived'),
  repository('default-branch', 'Default branch', text, 'defaultBranchRef.name'),
  repository('forking-allowed', 'Forking is allowed', { type: 'boolean' }, 'forkingAllowed'),
  repository('security-policy', 'Has a security policy', flag, 'isSecurityPolicyEnabled'),
  repository('dependabot-alerts', 'Dependabot alerts', flag, 'hasVulnerabilityAlertsEnabled', 'GraphQL organization.repositories', 'Dependabot alerts: read'),
  repository('classic-protection', 'Branch protection rule of the default branch', {
    type: 'record', nullable: true, fields: {
      pattern: { type: 'string' }, requiresReviews: { type: 'boolean' }, reviewCount: { type: 'number', nullable: true }, dismissesStaleReviews: { type: 'boolean' }, requiresCodeOwners: { type: 'boolean' },
      requiresLastPushApproval: { type: 'boolean' }, requiresStatusChecks: { type: 'boolean' }, strictStatusChecks: { type: 'boolean' }, adminsIncluded: { type: 'boolean' }, forcePushes: { type: 'boolean' }, deletions: { type: 'boolean' },
      linearHistory: { type: 'boolean' }, signatures: { type: 'boolean' }, conversationResolution: { type: 'boolean' }, bypassReviews: { type: 'number', nullable: true },
    },
  }, 'defaultBranchRef.branchProtectionRule', 'GraphQL organization.repositories', 'Repository administration: read'),
  repository('branch-rules', 'Ruleset rules in force on the default branch', {
    type: 'list', of: {
      type: 'record', fields: {
        type: { type: 'string' }, ruleset: { type: 'number', nullable: true }, reviewCount: { type: 'number', nullable: true }, codeOwners: flag, dismissesStaleReviews: flag, lastPushApproval: flag, conversationResolution: flag, strictStatusChecks: flag,
      },
    },
  }, 'defaultBranchRef.rules'),
  repository('deploy-keys', 'Deploy keys', { type: 'list', nullable: true, of: { type: 'record', fields: { title: { type: 'string' }, readOnly: { type: 'boolean' }, enabled: { type: 'boolean' } } } }, 'deployKeys', 'GraphQL organization.repositories', 'Repository administration: read'),
  repository('secret-scanning', 'Secret scanning', text, 'security_and_analysis.secret_scanning.status', 'GET /orgs/{org}/repos', 'Repository administration: read'),
  repository('push-protection', 'Secret scanning push protection', text, 'security_and_analysis.secret_scanning_push_protection.status', 'GET /orgs/{org}/repos', 'Repository administration: read'),
  repository('dependabot-updates', 'Dependabot security updates', text, 'security_and_analysis.dependabot_security_updates.status', 'GET /orgs/{org}/repos', 'Repository administration: read'),
]
