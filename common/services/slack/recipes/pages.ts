import { choice, entries, notEmpty, off, on, oneOf, toggle } from '../../../capture/console-page.ts'
import type { Console, ConsolePage } from '../../../capture/console-page.ts'

const basis = "Labels from Slack's help pages; not seen in a live workspace yet"
const page = (
  id: string,
  path: string,
  headings: readonly string[],
  rows: ConsolePage['rows'],
  certainty: ConsolePage['certainty'] = 'documented',
): ConsolePage => ({
  id,
  path,
  where: { hosts: [':workspace.slack.com'], paths: ['/admin/**'], headings: [...headings] },
  url: 'https://{workspace}.slack.com/admin/settings',
  context: { save: 'button', saveButton: ['Save', 'Save settings', 'Save Changes'] },
  certainty,
  basis,
  rows,
})
const everyoneOrNo = ['Everyone', 'No one', 'Specific people']
const retention = ['Keep all messages', 'Keep everything', 'Delete after a set time', 'Custom']

export const consolePages: Console = {
  service: 'slack',
  resource: 'workspace',
  pages: [
    page(
      'security',
      'Workspace settings > Security',
      ['Security', 'Session duration'],
      [
        choice(
          'desktop-session-duration',
          'Desktop session duration',
          'Desktop session duration',
          [
            'Never',
            '1 hour',
            '4 hours',
            '8 hours',
            '12 hours',
            '1 day',
            '2 days',
            '7 days',
            '14 days',
            '30 days',
            '60 days',
            '90 days',
          ],
          oneOf('session-lifetime', 'medium', '1 hour', '4 hours', '8 hours', '12 hours'),
        ),
        choice(
          'mobile-session-duration',
          'Mobile session duration',
          'Mobile session duration',
          [
            'Never',
            '1 hour',
            '4 hours',
            '8 hours',
            '12 hours',
            '1 day',
            '2 days',
            '7 days',
            '14 days',
            '30 days',
            '60 days',
            '90 days',
          ],
          oneOf(
            'session-lifetime',
            'medium',
            '1 hour',
            '4 hours',
            '8 hours',
            '12 hours',
            '1 day',
            '2 days',
            '7 days',
          ),
        ),
      ],
      'source',
    ),
    page(
      'authentication',
      'Workspace settings > Authentication',
      ['Authentication', 'SSO & authentication'],
      [
        toggle(
          'single-sign-on-required',
          'Single sign-on is required',
          ['Require SSO authentication', 'Require single sign-on'],
          on('single-sign-on-enforced', 'high'),
        ),
        toggle(
          'two-factor-required',
          'Two-factor authentication is mandatory',
          ['Workspace-wide two-factor authentication', 'Mandatory two-factor authentication'],
          on('mfa-enforced', 'high'),
        ),
        entries(
          'single-sign-on-exclusions',
          'People excluded from single sign-on',
          ['SSO member exclusions', 'SSO guest exclusions'],
          {
            metric: 'single-sign-on-enforced',
            severity: 'medium',
            expect: { op: 'empty' },
            expected: 'nobody',
          },
        ),
      ],
    ),
    page(
      'network',
      'Organization settings > Security > Security Settings',
      ['Security Settings', 'IP allowlist'],
      [
        toggle(
          'ip-allow-list-enabled',
          'IP allow list',
          ['Enable IP allowlist for this organization', 'Enable IP allowlist'],
          on('network-access-restricted'),
        ),
        entries(
          'ip-allow-list',
          'Addresses on the IP allow list',
          ['Allowed IP addresses', 'IP ranges'],
          notEmpty('network-access-restricted', 'low'),
        ),
      ],
      'source',
    ),
    page(
      'apps',
      'Apps and workflows > App Management Settings',
      ['App Management Settings', 'App management settings'],
      [
        toggle(
          'approved-apps-only',
          'Only approved apps',
          ['Only allow pre-approved apps', 'Require App Approval', 'Approve Apps'],
          on('third-party-apps-restricted', 'high'),
        ),
        toggle(
          'app-requests-allowed',
          'Members may request apps',
          'Allow members to request apps for approval',
        ),
        entries('app-managers', 'App managers', ['Select App Managers', 'App Managers']),
      ],
    ),
    page(
      'connect',
      'Workspace settings > Permissions > Slack Connect',
      ['Slack Connect', 'Slack Connect Channels'],
      [
        choice(
          'connect-invitations',
          'Who may invite people from outside',
          ['Inviting people from outside', 'Who can send invitations to channels'],
          ['Everyone', 'Everyone, except guests', 'Workspace admins and owners only', 'No one'],
          oneOf(
            'external-collaborators-restricted',
            'high',
            'Workspace admins and owners only',
            'No one',
          ),
        ),
        choice(
          'connect-approvals',
          'Who approves Slack Connect channels',
          ['Approvals', 'Who can approve channel invitations'],
          ['No approval needed', 'Workspace admins and owners only', 'Specific people'],
          oneOf(
            'administrator-approval',
            'medium',
            'Workspace admins and owners only',
            'Specific people',
          ),
        ),
      ],
    ),
    page(
      'permissions',
      'Workspace settings > Permissions',
      ['Permissions', 'Message editing & deletion'],
      [
        choice(
          'message-deletion',
          'Who may delete messages',
          ['Who can delete messages', 'Message deletion'],
          ['Everyone', 'Everyone, except guests', 'Workspace admins and owners only'],
          oneOf('member-privileges-restricted', 'low', 'Workspace admins and owners only'),
        ),
        toggle('file-uploads-enabled', 'File uploads', ['File uploads', 'Allow file uploads']),
        toggle(
          'public-file-links',
          'Public links to files',
          ['Public file sharing', 'Allow public file URL creation'],
          off('anonymous-links-restricted', 'high'),
        ),
        choice(
          'workspace-invitations',
          'Who may invite new members',
          ['Invitations', 'Who can invite people to this workspace'],
          ['Everyone', 'Everyone, except guests', 'Workspace admins and owners only'],
          oneOf('member-privileges-restricted', 'medium', 'Workspace admins and owners only'),
        ),
      ],
    ),
    page(
      'ai',
      'Workspace settings > Roles & permissions > Feature access > AI',
      ['AI', 'Feature access'],
      [
        choice(
          'ai-search',
          'Who may use AI search',
          ['Search answers', 'AI search'],
          everyoneOrNo,
          oneOf('ai-access-restricted', 'medium', 'No one', 'Specific people'),
        ),
        choice(
          'ai-summaries',
          'Who may use AI summaries',
          ['Channel and thread summaries', 'Conversation summaries'],
          everyoneOrNo,
          oneOf('ai-access-restricted', 'low', 'No one', 'Specific people'),
        ),
      ],
      'source',
    ),
    page(
      'retention',
      'Workspace settings > Data retention',
      ['Data retention', 'Message retention & exports', 'File history'],
      [
        choice(
          'message-retention',
          'Message retention',
          ['Message retention', 'Data retention', 'Public channels'],
          retention,
          oneOf('data-retention-configured', 'medium', 'Delete after a set time', 'Custom'),
        ),
        choice(
          'file-retention',
          'File retention',
          ['File retention', 'File history'],
          ['Keep all files', 'Keep everything', 'Delete after a set time', 'Custom'],
          oneOf('data-retention-configured', 'medium', 'Delete after a set time', 'Custom'),
        ),
        toggle(
          'retention-override',
          'Members may override retention',
          'Let workspace members override these settings',
          off('data-retention-configured', 'medium'),
        ),
      ],
      'source',
    ),
  ],
}
