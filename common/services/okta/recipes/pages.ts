import { choice, off, on, oneOf, savedBy, toggle, within } from '../../../capture/console-page.ts'
import type { Console, ConsolePage, ConsoleRow, RowSource } from '../../../capture/console-page.ts'

const basis = "Labels from Okta's documentation; not seen in a live organization yet"
const page = ({
  id,
  path,
  address,
  headings,
  rows,
  certainty = 'documented',
}: {
  readonly id: string
  readonly path: string
  readonly address: string
  readonly headings: readonly string[]
  readonly rows: ConsolePage['rows']
  readonly certainty?: ConsolePage['certainty']
}): ConsolePage => ({
  id,
  path,
  where: {
    hosts: [':organization.okta.com', '{base}'],
    paths: ['/admin/**'],
    headings: [...headings],
  },
  url: `https://{organization}.okta.com${address}`,
  context: savedBy(['Save']),
  certainty,
  basis,
  rows,
})
const enabled = ['Enabled', 'Disabled']
const notification = (row: RowSource): ConsoleRow =>
  choice({
    ...row,
    wordings: enabled,
    want: oneOf('security-alerts-enabled', 'medium', 'Enabled'),
  })

export const consolePages: Console = {
  service: 'okta',
  resource: 'organization',
  pages: [
    page({
      id: 'security-general',
      path: 'Security > General',
      address: '/admin/access/security-general',
      headings: ['Security General', 'General Security', 'General'],
      rows: [
        choice({
          name: 'enumeration-prevention-authentication',
          title: 'User enumeration prevention: authentication',
          label: ['Authentication', 'User enumeration prevention: Authentication'],
          wordings: enabled,
          want: oneOf('risk-based-sign-in', 'medium', 'Enabled'),
        }),
        choice({
          name: 'enumeration-prevention-recovery',
          title: 'User enumeration prevention: recovery',
          label: ['Recovery', 'User enumeration prevention: Recovery'],
          wordings: enabled,
          want: oneOf('account-recovery-restricted', 'medium', 'Enabled'),
        }),
        notification({
          name: 'new-sign-on-notification',
          title: 'E-mail on a sign-in from a new device',
          label: 'New sign-on notification email',
        }),
        notification({
          name: 'authenticator-enrolled-notification',
          title: 'E-mail when an authenticator is enrolled',
          label: 'Authenticator enrolled notification email',
        }),
        notification({
          name: 'authenticator-reset-notification',
          title: 'E-mail when an authenticator is reset',
          label: 'Authenticator reset notification email',
        }),
        notification({
          name: 'password-changed-notification',
          title: 'E-mail when a password changes',
          label: 'Password changed notification email',
        }),
        choice({
          name: 'suspicious-activity-reporting',
          title: 'People may report suspicious activity',
          label: 'Report suspicious activity via email',
          wordings: enabled,
          want: oneOf('security-alerts-enabled', 'medium', 'Enabled'),
        }),
      ],
    }),
    page({
      id: 'protected-actions',
      path: 'Security > General > Protected Actions',
      address: '/admin/access/security-general',
      headings: ['Protected actions', 'Protected Actions'],
      rows: [
        toggle({
          name: 'protected-actions',
          title: 'Sensitive actions ask for authentication again',
          label: ['Protected actions', 'Require step-up authentication for protected actions'],
          want: on('administrator-approval', 'high'),
        }),
      ],
    }),
    page({
      id: 'account',
      path: 'Settings > Account',
      address: '/admin/settings/account',
      headings: ['Account', 'Organization settings'],
      rows: [
        choice({
          name: 'public-client-app-admins',
          title: 'Public client apps may be administrators',
          label: 'Public client app admins',
          wordings: enabled,
          want: oneOf('privileged-roles-limited', 'medium', 'Disabled'),
        }),
        choice({
          name: 'support-access',
          title: 'Okta support may enter',
          label: ['Give access to Okta Support', 'Okta Support access'],
          wordings: enabled,
          want: oneOf('external-collaborators-restricted', 'medium', 'Disabled'),
        }),
      ],
    }),
    page({
      id: 'admin-console',
      path: 'Applications > Okta Admin Console > Sign On',
      address: '/admin/app/saasure/instance/',
      headings: ['Okta Admin Console', 'Okta Admin Console session'],
      rows: [
        choice({
          name: 'admin-console-idle-session',
          title: 'Idle session of the admin console',
          label: ['Session idle timeout', 'Maximum app session idle time'],
          wordings: ['5 minutes', '15 minutes', '30 minutes', '1 hour', '2 hours'],
          want: within('idle-session', 'high', 0.25, 'hours'),
        }),
        toggle({
          name: 'admin-console-persistent-session',
          title: 'Admin console sessions outlive the browser',
          label: [
            'Session cookies persist across browser sessions',
            'Okta global session cookies persist across browser sessions',
          ],
          want: off('persistent-sessions-restricted', 'medium'),
        }),
      ],
      certainty: 'source',
    }),
  ],
}
