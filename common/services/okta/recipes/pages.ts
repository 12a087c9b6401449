import { choice, off, on, oneOf, toggle } from '../../../capture/console-page.ts'
import type { Console, ConsolePage } from '../../../capture/console-page.ts'

const basis = "Labels from Okta's documentation; not seen in a live organization yet"
const page = (
  id: string,
  path: string,
  address: string,
  headings: readonly string[],
  rows: ConsolePage['rows'],
  certainty: ConsolePage['certainty'] = 'documented',
): ConsolePage => ({
  id,
  path,
  where: {
    hosts: [':organization.okta.com', '{base}'],
    paths: ['/admin/**'],
    headings: [...headings],
  },
  url: `https://{organization}.okta.com${address}`,
  context: { save: 'button', saveButton: ['Save'] },
  certainty,
  basis,
  rows,
})
const enabled = ['Enabled', 'Disabled']
const notification = (name: string, title: string, label: string) =>
  choice(name, title, label, enabled, oneOf('security-alerts-enabled', 'medium', 'Enabled'))

export const consolePages: Console = {
  service: 'okta',
  resource: 'organization',
  pages: [
    page(
      'security-general',
      'Security > General',
      '/admin/access/security-general',
      ['Security General', 'General Security', 'General'],
      [
        choice(
          'enumeration-prevention-authentication',
          'User enumeration prevention: authentication',
          ['Authentication', 'User enumeration prevention: Authentication'],
          enabled,
          oneOf('risk-based-sign-in', 'medium', 'Enabled'),
        ),
        choice(
          'enumeration-prevention-recovery',
          'User enumeration prevention: recovery',
          ['Recovery', 'User enumeration prevention: Recovery'],
          enabled,
          oneOf('account-recovery-restricted', 'medium', 'Enabled'),
        ),
        notification(
          'new-sign-on-notification',
          'E-mail on a sign-in from a new device',
          'New sign-on notification email',
        ),
        notification(
          'authenticator-enrolled-notification',
          'E-mail when an authenticator is enrolled',
          'Authenticator enrolled notification email',
        ),
        notification(
          'authenticator-reset-notification',
          'E-mail when an authenticator is reset',
          'Authenticator reset notification email',
        ),
        notification(
          'password-changed-notification',
          'E-mail when a password changes',
          'Password changed notification email',
        ),
        choice(
          'suspicious-activity-reporting',
          'People may report suspicious activity',
          'Report suspicious activity via email',
          enabled,
          oneOf('security-alerts-enabled', 'medium', 'Enabled'),
        ),
      ],
    ),
    page(
      'protected-actions',
      'Security > General > Protected Actions',
      '/admin/access/security-general',
      ['Protected actions', 'Protected Actions'],
      [
        toggle(
          'protected-actions',
          'Sensitive actions ask for authentication again',
          ['Protected actions', 'Require step-up authentication for protected actions'],
          on('administrator-approval', 'high'),
        ),
      ],
    ),
    page(
      'account',
      'Settings > Account',
      '/admin/settings/account',
      ['Account', 'Organization settings'],
      [
        choice(
          'public-client-app-admins',
          'Public client apps may be administrators',
          'Public client app admins',
          enabled,
          oneOf('privileged-roles-limited', 'medium', 'Disabled'),
        ),
        choice(
          'support-access',
          'Okta support may enter',
          ['Give access to Okta Support', 'Okta Support access'],
          enabled,
          oneOf('external-collaborators-restricted', 'medium', 'Disabled'),
        ),
      ],
    ),
    page(
      'admin-console',
      'Applications > Okta Admin Console > Sign On',
      '/admin/app/saasure/instance/',
      ['Okta Admin Console', 'Okta Admin Console session'],
      [
        choice(
          'admin-console-idle-session',
          'Idle session of the admin console',
          ['Session idle timeout', 'Maximum app session idle time'],
          ['5 minutes', '15 minutes', '30 minutes', '1 hour', '2 hours'],
          oneOf('session-lifetime', 'high', '5 minutes', '15 minutes'),
        ),
        toggle(
          'admin-console-persistent-session',
          'Admin console sessions outlive the browser',
          [
            'Session cookies persist across browser sessions',
            'Okta global session cookies persist across browser sessions',
          ],
          off('session-lifetime', 'medium'),
        ),
      ],
      'source',
    ),
  ],
}
