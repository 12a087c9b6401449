import { choice, off, on, oneOf, toggle } from '../../../capture/console-page.ts'
import type { Console, ConsolePage, ConsoleRow, Want } from '../../../capture/console-page.ts'

const basis =
  "Page and label from the CIS benchmark's manual procedures; no API is known and the page was not seen in a live tenant yet"
const entraHosts = ['entra.microsoft.com', 'portal.azure.com']

function page(
  id: string,
  path: string,
  hosts: readonly string[],
  headings: readonly string[],
  url: string,
  rows: readonly ConsoleRow[],
): ConsolePage {
  return {
    id,
    path,
    where: { hosts: [...hosts], headings: [...headings] },
    url,
    context: { save: 'button', saveButton: ['Save'] },
    certainty: 'documented',
    basis,
    rows,
  }
}

/**
 * The portal shows such a setting as a switch or as the choice of Yes and No: both mean the same.
 */
function yesNo(
  name: string,
  title: string,
  label: string | readonly string[],
  want?: Want,
): ConsoleRow {
  return { ...choice(name, title, label, ['Yes', 'No'], want), roles: ['radiogroup', 'combobox'] }
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
    page(
      'password-reset-properties',
      'Entra: Entra ID > Password reset > Properties',
      entraHosts,
      ['Password reset | Properties'],
      passwordReset('Properties'),
      [
        choice(
          'password-reset-scope',
          'Who may reset the own password',
          'Self service password reset enabled',
          ['None', 'Selected', 'All'],
          oneOf('account-recovery-restricted', 'low', 'All'),
        ),
      ],
    ),
    page(
      'password-reset-methods',
      'Entra: Entra ID > Password reset > Authentication methods',
      entraHosts,
      ['Password reset | Authentication methods'],
      passwordReset('AuthenticationMethods'),
      [
        choice(
          'password-reset-methods-required',
          'Methods needed to reset a password',
          'Number of methods required to reset',
          ['1', '2'],
          oneOf('account-recovery-restricted', 'medium', '2'),
        ),
      ],
    ),
    page(
      'password-reset-registration',
      'Entra: Entra ID > Password reset > Registration',
      entraHosts,
      ['Password reset | Registration'],
      passwordReset('Registration'),
      [
        yesNo(
          'password-reset-registration-required',
          'Users register recovery methods when they sign in',
          'Require users to register when signing in?',
          oneOf('account-recovery-restricted', 'medium', 'Yes'),
        ),
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
            metric: 'account-recovery-restricted',
            severity: 'low',
            expect: { op: 'atLeast', value: 1 },
            expected: 'a number above 0 (0 means never)',
          },
        },
      ],
    ),
    page(
      'password-reset-notifications',
      'Entra: Entra ID > Password reset > Notifications',
      entraHosts,
      ['Password reset | Notifications'],
      passwordReset('Notifications'),
      [
        yesNo(
          'password-reset-notifies-users',
          'Users are notified when their password is reset',
          'Notify users on password resets?',
          oneOf('security-alerts-enabled', 'medium', 'Yes'),
        ),
        yesNo(
          'password-reset-notifies-administrators',
          'Administrators are notified when one of them resets a password',
          'Notify all admins when other admins reset their password?',
          oneOf('security-alerts-enabled', 'high', 'Yes'),
        ),
      ],
    ),
    page(
      'user-settings',
      'Entra: Entra ID > Users > User settings',
      entraHosts,
      ['Users | User settings'],
      'https://entra.microsoft.com/#view/Microsoft_AAD_UsersAndTenants/UserManagementMenuBlade/~/UserSettings',
      [
        yesNo(
          'stay-signed-in-offered',
          'Users are offered to stay signed in',
          'Show keep user signed in',
          oneOf('session-lifetime', 'medium', 'No'),
        ),
        choice(
          'linkedin-connections',
          'Accounts may be connected with LinkedIn',
          'LinkedIn account connections',
          ['Yes', 'Selected group', 'No'],
          oneOf('third-party-apps-restricted', 'medium', 'No'),
        ),
        yesNo(
          'admin-center-restricted',
          'The Entra admin center is closed to users without a role',
          [
            'Restrict access to Microsoft Entra admin center',
            'Restrict access to Microsoft Entra ID administration portal',
          ],
          oneOf('member-privileges-restricted', 'medium', 'Yes'),
        ),
      ],
    ),
    page(
      'groups-general',
      'Entra: Entra ID > Groups > General',
      entraHosts,
      ['Groups | General'],
      'https://entra.microsoft.com/#view/Microsoft_AAD_IAM/GroupsManagementMenuBlade/~/General',
      [
        yesNo(
          'my-groups-restricted',
          'Group features in My Groups are closed to users',
          [
            'Restrict user ability to access groups features in My Groups',
            'Restrict user ability to access groups features in the Access Panel',
          ],
          oneOf('member-privileges-restricted', 'low', 'Yes'),
        ),
        yesNo(
          'group-owners-manage-requests',
          'Group owners decide on membership requests',
          [
            'Owners can manage group membership requests in My Groups',
            'Owners can manage group membership requests in the Access Panel',
          ],
          oneOf('administrator-approval', 'low', 'No'),
        ),
      ],
    ),
    page(
      'teams-org-wide-apps',
      'Teams: Teams apps > Manage apps > Org-wide app settings',
      ['admin.teams.microsoft.com'],
      ['Org-wide app settings'],
      'https://admin.teams.microsoft.com/policies/manage-apps',
      [
        toggle(
          'teams-third-party-apps-by-default',
          'Users may install third-party Teams apps by default',
          ['Third-party apps', 'Let users install and use available apps by default'],
          off('third-party-apps-restricted', 'medium'),
        ),
        toggle(
          'teams-custom-apps-by-default',
          'Users may install custom Teams apps by default',
          ['Custom apps'],
          off('third-party-apps-restricted', 'medium'),
        ),
        toggle(
          'teams-preview-custom-apps',
          'Users may use custom Teams apps in preview',
          ['Let users interact with custom apps in preview'],
          off('third-party-apps-restricted', 'low'),
        ),
      ],
    ),
    page(
      'cloud-app-files',
      'Defender: System > Settings > Cloud apps > Information Protection > Files',
      ['security.microsoft.com'],
      ['File monitoring'],
      'https://security.microsoft.com/cloudapps/settings?tabid=fileMonitoring',
      [
        toggle(
          'cloud-app-file-monitoring',
          'Defender for Cloud Apps monitors files',
          'Enable file monitoring',
          on('data-loss-prevention-enabled', 'medium'),
        ),
      ],
    ),
    page(
      'sway-sharing',
      'Microsoft 365: Settings > Org settings > Services > Sway',
      ['admin.microsoft.com', 'admin.cloud.microsoft'],
      ['Sway'],
      'https://admin.microsoft.com/#/Settings/Services/:/Settings/L1/Sway',
      [
        toggle(
          'sway-external-sharing',
          'Sways may be shared with people outside',
          'Let people in your organization share their sways with people outside your organization',
          off('external-sharing-restricted', 'low'),
        ),
      ],
    ),
  ],
}
