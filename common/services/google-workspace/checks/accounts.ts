import type { CheckSource } from '../../../model/index.ts'
import { tenantCheck, unitCheck } from './define.ts'

export const accountsChecks: readonly CheckSource[] = [
  tenantCheck({
    name: 'privileged-accounts-cloud-only', policy: 'GWS.COMMONCONTROLS.6.1v1', criticality: 'SHALL', metric: 'privileged-accounts-separate', severity: 'critical',
    title: 'All administrative accounts SHALL be provisioned as cloud-only accounts separate from an agency\'s authoritative on-premises or other federated identity providers',
    reads: ['privileged-users', 'sso-assignments', 'organizational-units'],
    test: 'verdict(adminsWithSingleSignOn(privilegedUsers, ssoAssignments, organizationalUnits), [])',
    expected: 'No single sign-on profile applies to an account with an admin role',
    steps: ['Determine how to track highly privileged accounts. For example, create an OU or a group containing all highly privileged accounts.', 'Follow the instructions in the Set up SSO for your organization guide, under "Decide which users should use SSO." For all OUs or groups with highly privileged users, set the SSO profile assignment to None.'],
  }),
  tenantCheck({
    name: 'super-admin-count', policy: 'GWS.COMMONCONTROLS.6.2v1', criticality: 'SHALL', metric: 'privileged-roles-limited', severity: 'high',
    title: 'A minimum of two and a maximum of eight separate and distinct super admin users SHALL be configured',
    reads: ['super-admins'],
    test: 'countExcept(superAdmins, accepted, "GWS.COMMONCONTROLS.6.2") >= 2.0 && countExcept(superAdmins, accepted, "GWS.COMMONCONTROLS.6.2") <= 8.0',
    expected: 'Two to eight super admins, break-glass accounts not counted',
    steps: ['Account > Admin roles > Super Admin: keep between two and eight accounts'],
  }),
  unitCheck({
    name: 'conflicting-accounts-replaced', policy: 'GWS.COMMONCONTROLS.7.1v1', criticality: 'SHOULD', metric: 'self-registration-disabled', severity: 'medium',
    title: 'Account conflict management SHOULD be configured to replace conflicting unmanaged accounts with managed accounts',
    reads: ['conflicting-accounts'],
    deviates: 'u.conflictingAccounts != "REPLACE_CONFLICTING_ACCOUNT"',
    expected: 'Replaced with managed accounts',
    steps: ['Navigate to Account > Account settings.', 'Click the Conflicting accounts management section.', 'Select the radio button option reading "Replace conflicting unmanaged accounts with managed ones."'],
  }),
  unitCheck({
    name: 'super-admin-recovery-disabled', policy: 'GWS.COMMONCONTROLS.8.1v1', criticality: 'SHALL', metric: 'account-recovery-restricted', severity: 'high',
    title: 'Account self-recovery for super admins SHALL be disabled',
    reads: ['super-admin-recovery'],
    deviates: 'u.superAdminRecovery != false',
    expected: 'Off',
    steps: ['Select Security > Authentication.', 'Select Account Recovery.', 'Click Super admin account recovery.', 'Deselect the Allow Super Admins to recover their account checkbox.'],
  }),
  unitCheck({
    name: 'user-recovery-disabled', policy: 'GWS.COMMONCONTROLS.8.2v1', criticality: 'SHALL', metric: 'account-recovery-restricted', severity: 'high',
    title: 'Account self-recovery for users and non-super admins SHALL be disabled',
    reads: ['user-recovery'],
    deviates: 'u.userRecovery != false',
    expected: 'Off',
    steps: ['Select Security > Authentication.', 'Select Account Recovery.', 'Click User account recovery.', 'Deselect the Allow users and all non-super admins to recover their account checkbox.'],
  }),
  tenantCheck({
    name: 'recovery-information-disabled', policy: 'GWS.COMMONCONTROLS.8.3v1', criticality: 'SHOULD', metric: 'account-recovery-restricted', severity: 'medium',
    title: 'Ability to add recovery information SHOULD be disabled',
    reads: ['recovery-email-allowed', 'recovery-phone-allowed'],
    test: '!recoveryEmailAllowed && !recoveryPhoneAllowed',
    expected: 'Neither e-mail addresses nor phone numbers',
    steps: ['Select Security > Authentication.', 'Select Account Recovery.', 'Click Recovery Information.', 'Deselect the Allow admins and users to add recovery email information to their account checkbox.', 'Deselect the Allow admins and users to add recovery phone information to their account checkbox.'],
  }),
  tenantCheck({
    name: 'privileged-accounts-advanced-protection', policy: 'GWS.COMMONCONTROLS.9.1v1', criticality: 'SHALL', metric: 'mfa-phishing-resistant', severity: 'high',
    title: 'Highly privileged accounts SHALL be enrolled in the Google Workspace (GWS) Advanced Protection Program',
    reads: ['privileged-accounts-unprotected'],
    test: 'verdict(privilegedAccountsUnprotected, [])',
    expected: 'Every highly privileged account is enrolled',
    steps: ['Directory > Users > (the account) > Security > Advanced Protection: enroll every highly privileged account'],
  }),
  tenantCheck({
    name: 'sensitive-accounts-advanced-protection', policy: 'GWS.COMMONCONTROLS.9.2v1', criticality: 'SHOULD', metric: 'mfa-phishing-resistant', severity: 'medium',
    title: 'All sensitive user accounts SHOULD be enrolled into the GWS Advanced Protection Program',
    reads: ['sensitive-accounts-unprotected'],
    test: 'verdict(sensitiveAccountsUnprotected, [])',
    expected: 'Every sensitive account is enrolled',
    steps: ['Directory > Users > (the account) > Security > Advanced Protection: enroll every sensitive account'],
  }),
]
