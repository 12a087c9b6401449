import { choice, on, oneOf, toggle } from '../../../capture/console-page.ts'
import type { Console, ConsolePage } from '../../../capture/console-page.ts'

const basis = "Labels from Dropbox's help centre; not seen in a live team yet"
const page = (
  id: string,
  path: string,
  headings: readonly string[],
  rows: ConsolePage['rows'],
  certainty: ConsolePage['certainty'] = 'source',
): ConsolePage => ({
  id,
  path,
  where: { hosts: ['www.dropbox.com'], paths: ['/team/admin/**'], headings: [...headings] },
  url: 'https://www.dropbox.com/team/admin/settings',
  context: { save: 'button', saveButton: ['Save', 'Apply', 'Save changes'] },
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
    page(
      'authentication',
      'Settings > Security > Authentication',
      ['Authentication', 'Single sign-on', 'Single sign-on (SSO)'],
      [
        choice(
          'single-sign-on',
          'Single sign-on',
          'Single sign-on',
          ['Off', 'Optional', 'Required'],
          oneOf('single-sign-on-enforced', 'high', 'Required'),
        ),
        choice(
          'two-step-verification',
          'Two-step verification',
          'Two-step verification',
          ['Off', 'Optional', 'Required'],
          oneOf('mfa-enforced', 'high', 'Required'),
        ),
        choice(
          'password-strength',
          'Password strength',
          ['Password control', 'Password strength'],
          ['Weak', 'Moderate', 'Strong'],
          oneOf('password-policy', 'medium', 'Strong'),
        ),
      ],
    ),
    page(
      'devices',
      'Settings > Security > Devices',
      ['Devices', 'Device approvals'],
      [
        choice(
          'computers-limit',
          'Computers a person may link',
          'Computers',
          devices,
          oneOf('managed-devices-required', 'medium', '0', '1', '2', '3'),
        ),
        choice(
          'mobile-devices-limit',
          'Mobile devices a person may link',
          'Mobile devices',
          devices,
          oneOf('managed-devices-required', 'medium', '0', '1', '2', '3'),
        ),
        choice(
          'device-limit-reached',
          'When the device limit is reached',
          ['If a member goes over the limit', 'Device limit reached'],
          ['Remove oldest', 'Remove all', 'Make exception'],
          oneOf('managed-devices-required', 'low', 'Remove oldest', 'Remove all'),
        ),
      ],
    ),
    page(
      'sessions',
      'Settings > Security > Web session control',
      ['Web session control', 'Web sessions', 'Session length'],
      [
        choice(
          'fixed-web-session',
          'Longest web session',
          'Fixed web session',
          [
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
          oneOf('session-lifetime', 'medium', '1 day'),
        ),
        choice(
          'idle-web-session',
          'Idle web sessions end',
          'Idle web sessions',
          [
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
          oneOf(
            'session-lifetime',
            'medium',
            '15 minutes',
            '30 minutes',
            '1 hour',
            '3 hours',
            '6 hours',
            '12 hours',
          ),
        ),
      ],
    ),
    page(
      'network',
      'Settings > Security > Restricted Dropbox traffic',
      ['Restricted Dropbox traffic', 'Network control'],
      [
        toggle(
          'network-control',
          "Only the team's own accounts on its network",
          ['Restricted Dropbox traffic', 'Network control'],
          on('network-access-restricted', 'low'),
        ),
      ],
    ),
    page(
      'domains',
      'Settings > Account > Domains',
      ['Domains', 'Domain verification', 'Manage domains'],
      [
        toggle(
          'invite-enforcement',
          "Accounts on the team's domains must join",
          'Invite enforcement',
          on('domain-ownership-verified', 'medium'),
        ),
        toggle(
          'account-capture',
          "Personal accounts on the team's domains are captured",
          'Account capture',
          on('domain-ownership-verified', 'low'),
        ),
      ],
    ),
    page(
      'integrations',
      'Products > Dropbox > Settings > Integrations',
      ['Integrations', 'Team app integrations'],
      [
        choice(
          'registered-integrations',
          'Registered integrations',
          'Connecting registered integrations',
          blocked,
          oneOf('third-party-apps-restricted', 'medium', 'Block', 'Block with exceptions'),
        ),
        choice(
          'unregistered-integrations',
          'Unregistered integrations',
          'Connecting unregistered integrations',
          blocked,
          oneOf('third-party-apps-restricted', 'high', 'Block', 'Block with exceptions'),
        ),
      ],
    ),
    page(
      'sharing',
      'Products > Dropbox > Settings > External sharing',
      ['External sharing', 'Sharing'],
      [
        choice(
          'link-audience',
          'Who may open links by default',
          'Who can access links by default',
          ['Anyone', 'Team', 'Only people invited'],
          oneOf('anonymous-links-restricted', 'high', 'Team', 'Only people invited'),
        ),
        choice(
          'link-passwords',
          'Passwords on links',
          'Passwords for links',
          ['Required', 'Optional'],
          oneOf('anonymous-links-restricted', 'medium', 'Required'),
        ),
      ],
      'documented',
    ),
  ],
}
