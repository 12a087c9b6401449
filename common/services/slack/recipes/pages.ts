import {
  choice,
  entries,
  notEmpty,
  off,
  on,
  oneOf,
  savedBy,
  toggle,
  within,
} from '../../../capture/console-page.ts'
import type { Console, ConsolePage } from '../../../capture/console-page.ts'

const basis = "Labels from Slack's help pages; not seen in a live workspace yet"
const page = ({
  id,
  path,
  headings,
  rows,
  certainty = 'documented',
}: {
  readonly id: string
  readonly path: string
  readonly headings: readonly string[]
  readonly rows: ConsolePage['rows']
  readonly certainty?: ConsolePage['certainty']
}): ConsolePage => ({
  id,
  path,
  where: { hosts: [':workspace.slack.com'], paths: ['/admin/**'], headings: [...headings] },
  url: 'https://{workspace}.slack.com/admin/settings',
  context: savedBy(['Save', 'Save settings', 'Save Changes']),
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
    page({
      id: 'security',
      path: 'Workspace settings > Security',
      headings: ['Security', 'Session duration'],
      rows: [
        choice({
          name: 'desktop-session-duration',
          title: 'Desktop session duration',
          label: 'Desktop session duration',
          wordings: [
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
          want: within('session-lifetime', 'medium', 12, 'hours'),
        }),
        choice({
          name: 'mobile-session-duration',
          title: 'Mobile session duration',
          label: 'Mobile session duration',
          wordings: [
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
          want: within('mobile-session-lifetime', 'medium', 168, 'hours'),
        }),
      ],
      certainty: 'source',
    }),
    page({
      id: 'authentication',
      path: 'Workspace settings > Authentication',
      headings: ['Authentication', 'SSO & authentication'],
      rows: [
        toggle({
          name: 'single-sign-on-required',
          title: 'Single sign-on is required',
          label: ['Require SSO authentication', 'Require single sign-on'],
          want: on('single-sign-on-enforced', 'high'),
        }),
        toggle({
          name: 'two-factor-required',
          title: 'Two-factor authentication is mandatory',
          label: [
            'Workspace-wide two-factor authentication',
            'Mandatory two-factor authentication',
          ],
          want: on('mfa-enforced', 'high'),
        }),
        entries({
          name: 'single-sign-on-exclusions',
          title: 'People excluded from single sign-on',
          label: ['SSO member exclusions', 'SSO guest exclusions'],
          want: {
            metric: 'single-sign-on-enforced',
            severity: 'medium',
            expect: { op: 'empty' },
            expected: 'nobody',
          },
        }),
      ],
    }),
    page({
      id: 'network',
      path: 'Organization settings > Security > Security Settings',
      headings: ['Security Settings', 'IP allowlist'],
      rows: [
        toggle({
          name: 'ip-allow-list-enabled',
          title: 'IP allow list',
          label: ['Enable IP allowlist for this organization', 'Enable IP allowlist'],
          want: on('network-access-restricted'),
        }),
        entries({
          name: 'ip-allow-list',
          title: 'Addresses on the IP allow list',
          label: ['Allowed IP addresses', 'IP ranges'],
          want: notEmpty('network-access-restricted', 'low'),
        }),
      ],
      certainty: 'source',
    }),
    page({
      id: 'apps',
      path: 'Apps and workflows > App Management Settings',
      headings: ['App Management Settings', 'App management settings'],
      rows: [
        toggle({
          name: 'approved-apps-only',
          title: 'Only approved apps',
          label: ['Only allow pre-approved apps', 'Require App Approval', 'Approve Apps'],
          want: on('third-party-apps-restricted', 'high'),
        }),
        toggle({
          name: 'app-requests-allowed',
          title: 'Members may request apps',
          label: 'Allow members to request apps for approval',
        }),
        entries({
          name: 'app-managers',
          title: 'App managers',
          label: ['Select App Managers', 'App Managers'],
        }),
      ],
    }),
    page({
      id: 'connect',
      path: 'Workspace settings > Permissions > Slack Connect',
      headings: ['Slack Connect', 'Slack Connect Channels'],
      rows: [
        choice({
          name: 'connect-invitations',
          title: 'Who may invite people from outside',
          label: ['Inviting people from outside', 'Who can send invitations to channels'],
          wordings: [
            'Everyone',
            'Everyone, except guests',
            'Workspace admins and owners only',
            'No one',
          ],
          want: oneOf(
            'external-collaborators-restricted',
            'high',
            'Workspace admins and owners only',
            'No one',
          ),
        }),
        choice({
          name: 'connect-approvals',
          title: 'Who approves Slack Connect channels',
          label: ['Approvals', 'Who can approve channel invitations'],
          wordings: ['No approval needed', 'Workspace admins and owners only', 'Specific people'],
          want: oneOf(
            'administrator-approval',
            'medium',
            'Workspace admins and owners only',
            'Specific people',
          ),
        }),
      ],
    }),
    page({
      id: 'permissions',
      path: 'Workspace settings > Permissions',
      headings: ['Permissions', 'Message editing & deletion'],
      rows: [
        choice({
          name: 'message-deletion',
          title: 'Who may delete messages',
          label: ['Who can delete messages', 'Message deletion'],
          wordings: ['Everyone', 'Everyone, except guests', 'Workspace admins and owners only'],
          want: oneOf('member-privileges-restricted', 'low', 'Workspace admins and owners only'),
        }),
        toggle({
          name: 'file-uploads-enabled',
          title: 'File uploads',
          label: ['File uploads', 'Allow file uploads'],
        }),
        toggle({
          name: 'public-file-links',
          title: 'Public links to files',
          label: ['Public file sharing', 'Allow public file URL creation'],
          want: off('anonymous-links-restricted', 'high'),
        }),
        choice({
          name: 'workspace-invitations',
          title: 'Who may invite new members',
          label: ['Invitations', 'Who can invite people to this workspace'],
          wordings: ['Everyone', 'Everyone, except guests', 'Workspace admins and owners only'],
          want: oneOf('member-privileges-restricted', 'medium', 'Workspace admins and owners only'),
        }),
      ],
    }),
    page({
      id: 'ai',
      path: 'Workspace settings > Roles & permissions > Feature access > AI',
      headings: ['AI', 'Feature access'],
      rows: [
        choice({
          name: 'ai-search',
          title: 'Who may use AI search',
          label: ['Search answers', 'AI search'],
          wordings: everyoneOrNo,
          want: oneOf('ai-access-restricted', 'medium', 'No one', 'Specific people'),
        }),
        choice({
          name: 'ai-summaries',
          title: 'Who may use AI summaries',
          label: ['Channel and thread summaries', 'Conversation summaries'],
          wordings: everyoneOrNo,
          want: oneOf('ai-access-restricted', 'low', 'No one', 'Specific people'),
        }),
      ],
      certainty: 'source',
    }),
    page({
      id: 'retention',
      path: 'Workspace settings > Data retention',
      headings: ['Data retention', 'Message retention & exports', 'File history'],
      rows: [
        choice({
          name: 'message-retention',
          title: 'Message retention',
          label: ['Message retention', 'Data retention', 'Public channels'],
          wordings: retention,
          want: oneOf('data-retention-configured', 'medium', 'Delete after a set time', 'Custom'),
        }),
        choice({
          name: 'file-retention',
          title: 'File retention',
          label: ['File retention', 'File history'],
          wordings: ['Keep all files', 'Keep everything', 'Delete after a set time', 'Custom'],
          want: oneOf('data-retention-configured', 'medium', 'Delete after a set time', 'Custom'),
        }),
        toggle({
          name: 'retention-override',
          title: 'Members may override retention',
          label: 'Let workspace members override these settings',
          want: off('data-retention-configured', 'medium'),
        }),
      ],
      certainty: 'source',
    }),
  ],
}
