import { z } from 'zod'
import type { Audit } from '../../../model/collector.ts'
import { organizationOf } from './reading.ts'

// https://docs.github.com/rest/orgs/orgs#get-the-audit-log-for-an-organization (Enterprise Cloud)
const Event = z.object({
  '@timestamp': z.number(),
  'action': z.string(),
  'actor': z.string().nullish(),
  'actor_ip': z.string().nullish(),
  '_document_id': z.string(),
  'repo': z.string().nullish(),
})

/**
 * Actions by their beginning, and the settings that they change:
 * https://docs.github.com/organizations/keeping-your-organization-secure/managing-security-settings-for-your-organization/audit-log-events-for-your-organization
 */
const actions: Readonly<Record<string, readonly string[]>> = {
  'org.enable_two_factor_requirement': ['organization.two-factor-required'],
  'org.disable_two_factor_requirement': ['organization.two-factor-required'],
  'org.update_default_repository_permission': ['organization.default-repository-permission'],
  'org.update_member_repository_creation_permission': [
    'organization.members-can-create-repositories',
    'organization.members-can-create-public-repositories',
  ],
  'org.update_member_repository_invitation_permission': [
    'organization.members-can-invite-outside-collaborators',
  ],
  'private_repository_forking.': ['organization.members-can-fork-private-repositories'],
  'members_can_delete_repos.': ['organization.members-can-delete-repositories'],
  'members_can_change_repo_visibility.': ['organization.members-can-change-visibility'],
  'repository_visibility_change.': ['organization.members-can-change-visibility'],
  'members_can_create_pages.': ['organization.members-can-create-public-pages'],
  'members_can_create_public_pages.': ['organization.members-can-create-public-pages'],
  'members_can_delete_issues.': ['organization.members-can-delete-issues'],
  'team_creation_permission.': ['organization.members-can-create-teams'],
  'org.set_fork_pr_workflows_policy': ['organization.fork-approval-policy'],
  'org.set_default_workflow_permissions': ['organization.workflow-token-permission'],
  'org.set_workflow_permission_can_approve_pr': ['organization.workflow-can-approve-reviews'],
  'org.update_actions_settings': [
    'organization.actions-enabled-repositories',
    'organization.actions-allowed',
    'organization.actions-sha-pinning-required',
  ],
  'org.enable_saml': ['organization.saml-provider'],
  'org.disable_saml': ['organization.saml-provider'],
  'ip_allow_list.': ['organization.ip-allow-list'],
  'ip_allow_list_entry.': ['organization.ip-allow-list'],
  'hook.': ['organization.webhooks', 'repository.webhooks'],
  'integration_installation.': ['organization.installed-apps'],
  'repository_ruleset.': ['organization.rulesets', 'repository.branch-rules'],
  'protected_branch.': ['repository.classic-protection'],
  'repo.access': ['repository.visibility'],
  'repo.archived': ['repository.archived'],
  'repo.unarchived': ['repository.archived'],
  'public_key.': ['repository.deploy-keys'],
  'repository_secret_scanning.': ['repository.secret-scanning'],
  'repository_secret_scanning_push_protection.': ['repository.push-protection'],
  'repository_vulnerability_alerts.': ['repository.dependabot-alerts'],
  'environment.': ['repository.environments'],
}

/** By GitHub's own record: who, when and, where the organization shows addresses, from where. */
export const audit: Audit = {
  right:
    '"Administration: read" of the organization, or `read:audit_log` of a classic token (Enterprise Cloud)',
  async *events({ api, target }, { from, to }) {
    const phrase = encodeURIComponent(`created:${from.slice(0, 19)}Z..${to.slice(0, 19)}Z`)
    const path = `/orgs/${encodeURIComponent(organizationOf(target))}/audit-log?phrase=${phrase}&include=web&per_page=100`
    for await (const { items } of api.pages(path, { style: 'link-header' }))
      for (const item of z.array(Event).parse(items)) {
        const { action, actor = null, actor_ip = null, repo = null } = item
        const settings = Object.entries(actions).flatMap(([name, changed]) =>
          action === name || (name.endsWith('.') && action.startsWith(name)) ? changed : [],
        )
        const at = new Date(item['@timestamp']).toISOString()
        const event = { id: item['_document_id'], at, action, actor, from: actor_ip }
        yield { event, settings: settings.map(id => `github.${id}`), thing: repo }
      }
  },
}
