import { atLeast, choice, off, on, oneOf, savedBy, toggle } from '../../../capture/console-page.ts'
import type { Console, ConsolePage, ConsoleRow, RowSource } from '../../../capture/console-page.ts'

const basis =
  "Page and label from the CIS benchmark's manual procedures; no API is known and the page was not seen in a live tenant yet"
const entraHosts = ['entra.microsoft.com', 'portal.azure.com']

function page({
  id,
  path,
  hosts,
  headings,
  url,
  rows,
}: {
  readonly id: string
  readonly path: string
  readonly hosts: readonly string[]
  readonly headings: readonly string[]
  readonly url: string
  readonly rows: readonly ConsoleRow[]
}): ConsolePage {
  return {
    id,
    path,
    where: { hosts: [...hosts], headings: [...headings] },
    url,
    context: savedBy(['Save']),
    certainty: 'documented',
    basis,
    rows,
  }
}

/**
 * The portal shows such a setting as a switch or as the choice of Yes and No: both mean the same.
 */
function yesNo(row: RowSource): ConsoleRow {
  return { ...choice({ ...row, wordings: ['Yes', 'No'] }), roles: ['radiogroup', 'combobox'] }
}

const passwordReset = (blade: string): string =>
  `https://entra.microsoft.com/#view/Microsoft_AAD_IAM/PasswordResetMenuBlade/~/${blade}`

/**
 * Settings that Microsoft shows in its consoles and gives to no API: CIS leaves them to a person.
 */
export const consolePages: Console = {
  service: 'microsoft-365',
  resource: 'tenant',
  pages: [
    page({
      id: 'password-reset-properties',
      path: 'Entra: Entra ID > Password reset > Properties',
      hosts: entraHosts,
      headings: ['Password reset | Properties'],
      url: passwordReset('Properties'),
      rows: [
        choice({
          name: 'password-reset-scope',
          title: 'Who may reset the own password',
          label: 'Self service password reset enabled',
          wordings: ['None', 'Selected', 'All'],
          want: oneOf('account-recovery-restricted', 'low', 'All'),
        }),
      ],
    }),
    page({
      id: 'password-reset-methods',
      path: 'Entra: Entra ID > Password reset > Authentication methods',
      hosts: entraHosts,
      headings: ['Password reset | Authentication methods'],
      url: passwordReset('AuthenticationMethods'),
      rows: [
        choice({
          name: 'password-reset-methods-required',
          title: 'Methods needed to reset a password',
          label: 'Number of methods required to reset',
          wordings: ['1', '2'],
          want: atLeast('password-reset-methods', 'medium', '2'),
        }),
      ],
    }),
    page({
      id: 'password-reset-registration',
      path: 'Entra: Entra ID > Password reset > Registration',
      hosts: entraHosts,
      headings: ['Password reset | Registration'],
      url: passwordReset('Registration'),
      rows: [
        yesNo({
          name: 'password-reset-registration-required',
          title: 'Users register recovery methods when they sign in',
          label: 'Require users to register when signing in?',
          want: oneOf('account-recovery-restricted', 'medium', 'Yes'),
        }),
        {
          name: 'password-reset-reconfirm-days',
          title: 'Days before recovery methods are asked to be confirmed again',
          label: [
            'Number of days before users are asked to re-confirm their authentication information',
          ],
          type: { type: 'number' },
          read: { read: 'number' },
          roles: ['spinbutton', 'textbox'],
          want: {
            metric: 'password-reset-reconfirmation',
            severity: 'low',
            test: variable => `${variable} >= 1.0 && ${variable} <= target`,
            expected: 'a number above 0 (0 means never), at most 180',
          },
        },
      ],
    }),
    page({
      id: 'password-reset-notifications',
      path: 'Entra: Entra ID > Password reset > Notifications',
      hosts: entraHosts,
      headings: ['Password reset | Notifications'],
      url: passwordReset('Notifications'),
      rows: [
        yesNo({
          name: 'password-reset-notifies-users',
          title: 'Users are notified when their password is reset',
          label: 'Notify users on password resets?',
          want: oneOf('security-alerts-enabled', 'medium', 'Yes'),
        }),
        yesNo({
          name: 'password-reset-notifies-administrators',
          title: 'Administrators are notified when one of them resets a password',
          label: 'Notify all admins when other admins reset their password?',
          want: oneOf('security-alerts-enabled', 'high', 'Yes'),
        }),
      ],
    }),
    page({
      id: 'user-settings',
      path: 'Entra: Entra ID > Users > User settings',
      hosts: entraHosts,
      headings: ['Users | User settings'],
      url: 'https://entra.microsoft.com/#view/Microsoft_AAD_UsersAndTenants/UserManagementMenuBlade/~/UserSettings',
      rows: [
        yesNo({
          name: 'stay-signed-in-offered',
          title: 'Users are offered to stay signed in',
          label: 'Show keep user signed in',
          want: oneOf('persistent-sessions-restricted', 'medium', 'No'),
        }),
        choice({
          name: 'linkedin-connections',
          title: 'Accounts may be connected with LinkedIn',
          label: 'LinkedIn account connections',
          wordings: ['Yes', 'Selected group', 'No'],
          want: oneOf('third-party-apps-restricted', 'medium', 'No'),
        }),
        yesNo({
          name: 'admin-center-restricted',
          title: 'The Entra admin center is closed to users without a role',
          label: [
            'Restrict access to Microsoft Entra admin center',
            'Restrict access to Microsoft Entra ID administration portal',
          ],
          want: oneOf('member-privileges-restricted', 'medium', 'Yes'),
        }),
      ],
    }),
    page({
      id: 'groups-general',
      path: 'Entra: Entra ID > Groups > General',
      hosts: entraHosts,
      headings: ['Groups | General'],
      url: 'https://entra.microsoft.com/#view/Microsoft_AAD_IAM/GroupsManagementMenuBlade/~/General',
      rows: [
        yesNo({
          name: 'my-groups-restricted',
          title: 'Group features in My Groups are closed to users',
          label: [
            'Restrict user ability to access groups features in My Groups',
            'Restrict user ability to access groups features in the Access Panel',
          ],
          want: oneOf('member-privileges-restricted', 'low', 'Yes'),
        }),
        yesNo({
          name: 'group-owners-manage-requests',
          title: 'Group owners decide on membership requests',
          label: [
            'Owners can manage group membership requests in My Groups',
            'Owners can manage group membership requests in the Access Panel',
          ],
          want: oneOf('administrator-approval', 'low', 'No'),
        }),
      ],
    }),
    page({
      id: 'teams-org-wide-apps',
      path: 'Teams: Teams apps > Manage apps > Org-wide app settings',
      hosts: ['admin.teams.microsoft.com'],
      headings: ['Org-wide app settings'],
      url: 'https://admin.teams.microsoft.com/policies/manage-apps',
      rows: [
        toggle({
          name: 'teams-third-party-apps-by-default',
          title: 'Users may install third-party Teams apps by default',
          label: ['Third-party apps', 'Let users install and use available apps by default'],
          want: off('third-party-apps-restricted', 'medium'),
        }),
        toggle({
          name: 'teams-custom-apps-by-default',
          title: 'Users may install custom Teams apps by default',
          label: ['Custom apps'],
          want: off('third-party-apps-restricted', 'medium'),
        }),
        toggle({
          name: 'teams-preview-custom-apps',
          title: 'Users may use custom Teams apps in preview',
          label: ['Let users interact with custom apps in preview'],
          want: off('third-party-apps-restricted', 'low'),
        }),
      ],
    }),
    page({
      id: 'cloud-app-files',
      path: 'Defender: System > Settings > Cloud apps > Information Protection > Files',
      hosts: ['security.microsoft.com'],
      headings: ['File monitoring'],
      url: 'https://security.microsoft.com/cloudapps/settings?tabid=fileMonitoring',
      rows: [
        toggle({
          name: 'cloud-app-file-monitoring',
          title: 'Defender for Cloud Apps monitors files',
          label: 'Enable file monitoring',
          want: on('data-loss-prevention-enabled', 'medium'),
        }),
      ],
    }),
    page({
      id: 'sway-sharing',
      path: 'Microsoft 365: Settings > Org settings > Services > Sway',
      hosts: ['admin.microsoft.com', 'admin.cloud.microsoft'],
      headings: ['Sway'],
      url: 'https://admin.microsoft.com/#/Settings/Services/:/Settings/L1/Sway',
      rows: [
        toggle({
          name: 'sway-external-sharing',
          title: 'Sways may be shared with people outside',
          label:
            'Let people in your organization share their sways with people outside your organization',
          want: off('external-sharing-restricted', 'low'),
        }),
      ],
    }),
  ],
}
