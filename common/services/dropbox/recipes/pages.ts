import { choice, on, oneOf, savedBy, toggle, within } from '../../../capture/console-page.ts'
import type { Console, ConsolePage } from '../../../capture/console-page.ts'

const basis = "Labels from Dropbox's help centre; not seen in a live team yet"
const page = ({
  id,
  path,
  headings,
  rows,
  certainty = 'source',
}: {
  readonly id: string
  readonly path: string
  readonly headings: readonly string[]
  readonly rows: ConsolePage['rows']
  readonly certainty?: ConsolePage['certainty']
}): ConsolePage => ({
  id,
  path,
  where: { hosts: ['www.dropbox.com'], paths: ['/team/admin/**'], headings: [...headings] },
  url: 'https://www.dropbox.com/team/admin/settings',
  context: savedBy(['Save', 'Apply', 'Save changes']),
  certainty,
  basis,
  rows,
})
const devices = ['Unlimited', '0', '1', '2', '3', '4', '5']
const blocked = ['Allow', 'Block', 'Allow with exceptions', 'Block with exceptions']

export const consolePages: Console = {
  service: 'dropbox',
  resource: 'team',
  pages: [
    page({
      id: 'authentication',
      path: 'Settings > Security > Authentication',
      headings: ['Authentication', 'Single sign-on', 'Single sign-on (SSO)'],
      rows: [
        choice({
          name: 'single-sign-on',
          title: 'Single sign-on',
          label: 'Single sign-on',
          wordings: ['Off', 'Optional', 'Required'],
          want: oneOf('single-sign-on-enforced', 'high', 'Required'),
        }),
        choice({
          name: 'two-step-verification',
          title: 'Two-step verification',
          label: 'Two-step verification',
          wordings: ['Off', 'Optional', 'Required'],
          want: oneOf('mfa-enforced', 'high', 'Required'),
        }),
        choice({
          name: 'password-strength',
          title: 'Password strength',
          label: ['Password control', 'Password strength'],
          wordings: ['Weak', 'Moderate', 'Strong'],
          want: oneOf('password-policy', 'medium', 'Strong'),
        }),
      ],
    }),
    page({
      id: 'devices',
      path: 'Settings > Security > Devices',
      headings: ['Devices', 'Device approvals'],
      rows: [
        choice({
          name: 'computers-limit',
          title: 'Computers a person may link',
          label: 'Computers',
          wordings: devices,
          want: within('devices-per-person', 'medium', 3, 'of them'),
        }),
        choice({
          name: 'mobile-devices-limit',
          title: 'Mobile devices a person may link',
          label: 'Mobile devices',
          wordings: devices,
          want: within('devices-per-person', 'medium', 3, 'of them'),
        }),
        choice({
          name: 'device-limit-reached',
          title: 'When the device limit is reached',
          label: ['If a member goes over the limit', 'Device limit reached'],
          wordings: ['Remove oldest', 'Remove all', 'Make exception'],
          want: oneOf('managed-devices-required', 'low', 'Remove oldest', 'Remove all'),
        }),
      ],
    }),
    page({
      id: 'sessions',
      path: 'Settings > Security > Web session control',
      headings: ['Web session control', 'Web sessions', 'Session length'],
      rows: [
        choice({
          name: 'fixed-web-session',
          title: 'Longest web session',
          label: 'Fixed web session',
          wordings: [
            'None',
            '1 day',
            '3 days',
            '1 week',
            '2 weeks',
            '1 month',
            '3 months',
            '6 months',
            '1 year',
          ],
          want: within('session-lifetime', 'medium', 24, 'hours'),
        }),
        choice({
          name: 'idle-web-session',
          title: 'Idle web sessions end',
          label: 'Idle web sessions',
          wordings: [
            'None',
            '15 minutes',
            '30 minutes',
            '1 hour',
            '3 hours',
            '6 hours',
            '12 hours',
            '24 hours',
            '48 hours',
          ],
          want: within('idle-session', 'medium', 12, 'hours'),
        }),
      ],
    }),
    page({
      id: 'network',
      path: 'Settings > Security > Restricted Dropbox traffic',
      headings: ['Restricted Dropbox traffic', 'Network control'],
      rows: [
        toggle({
          name: 'network-control',
          title: "Only the team's own accounts on its network",
          label: ['Restricted Dropbox traffic', 'Network control'],
          want: on('network-access-restricted', 'low'),
        }),
      ],
    }),
    page({
      id: 'domains',
      path: 'Settings > Account > Domains',
      headings: ['Domains', 'Domain verification', 'Manage domains'],
      rows: [
        toggle({
          name: 'invite-enforcement',
          title: "Accounts on the team's domains must join",
          label: 'Invite enforcement',
          want: on('domain-ownership-verified', 'medium'),
        }),
        toggle({
          name: 'account-capture',
          title: "Personal accounts on the team's domains are captured",
          label: 'Account capture',
          want: on('domain-ownership-verified', 'low'),
        }),
      ],
    }),
    page({
      id: 'integrations',
      path: 'Products > Dropbox > Settings > Integrations',
      headings: ['Integrations', 'Team app integrations'],
      rows: [
        choice({
          name: 'registered-integrations',
          title: 'Registered integrations',
          label: 'Connecting registered integrations',
          wordings: blocked,
          want: oneOf('third-party-apps-restricted', 'medium', 'Block', 'Block with exceptions'),
        }),
        choice({
          name: 'unregistered-integrations',
          title: 'Unregistered integrations',
          label: 'Connecting unregistered integrations',
          wordings: blocked,
          want: oneOf('third-party-apps-restricted', 'high', 'Block', 'Block with exceptions'),
        }),
      ],
    }),
    page({
      id: 'sharing',
      path: 'Products > Dropbox > Settings > External sharing',
      headings: ['External sharing', 'Sharing'],
      rows: [
        choice({
          name: 'link-audience',
          title: 'Who may open links by default',
          label: 'Who can access links by default',
          wordings: ['Anyone', 'Team', 'Only people invited'],
          want: oneOf('anonymous-links-restricted', 'high', 'Team', 'Only people invited'),
        }),
        choice({
          name: 'link-passwords',
          title: 'Passwords on links',
          label: 'Passwords for links',
          wordings: ['Required', 'Optional'],
          want: oneOf('anonymous-links-restricted', 'medium', 'Required'),
        }),
      ],
      certainty: 'documented',
    }),
  ],
}
