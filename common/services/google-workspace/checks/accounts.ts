import type { CheckSource } from '../../../model/check.ts'
import { defineCheck } from '../../../model/define-check.ts'
import { scuba } from './scuba.ts'
import { everyUnit, wholeTenant } from './units.ts'

export const accountsChecks: readonly CheckSource[] = [
  defineCheck({
    id: 'google-workspace.tenant.privileged-accounts-cloud-only',
    title:
      "All administrative accounts SHALL be provisioned as cloud-only accounts separate from an agency's authoritative on-premises or other federated identity providers",
    metric: 'privileged-accounts-separate',
    severity: 'critical',
    ...scuba('GWS.COMMONCONTROLS.6.1v1', 'SHALL'),
    rule: wholeTenant({
      reads: ['privileged-users', 'sso-assignments', 'organizational-units'],
      test: 'verdict(adminsWithSingleSignOn(privilegedUsers, ssoAssignments, organizationalUnits), [])',
    }),
    expected: 'No single sign-on profile applies to an account with an admin role',
    steps: [
      'Determine how to track highly privileged accounts. For example, create an OU or a group containing all highly privileged accounts.',
      'Follow the instructions in the Set up SSO for your organization guide, under "Decide which users should use SSO." For all OUs or groups with highly privileged users, set the SSO profile assignment to None.',
    ],
  }),
  defineCheck({
    id: 'google-workspace.tenant.super-admin-count',
    title:
      'A minimum of two and a maximum of eight separate and distinct super admin users SHALL be configured',
    metric: 'administrators-number',
    target: 8,
    severity: 'high',
    ...scuba('GWS.COMMONCONTROLS.6.2v1', 'SHALL'),
    rule: wholeTenant({
      reads: ['super-admins'],
      test: 'countExcept(superAdmins, accepted, "GWS.COMMONCONTROLS.6.2") >= 2.0 && countExcept(superAdmins, accepted, "GWS.COMMONCONTROLS.6.2") <= target',
    }),
    expected: 'Two to eight super admins, break-glass accounts not counted',
    steps: ['Account > Admin roles > Super Admin: keep between two and eight accounts'],
  }),
  defineCheck({
    id: 'google-workspace.tenant.conflicting-accounts-replaced',
    title:
      'Account conflict management SHOULD be configured to replace conflicting unmanaged accounts with managed accounts',
    metric: 'self-registration-disabled',
    severity: 'medium',
    ...scuba('GWS.COMMONCONTROLS.7.1v1', 'SHOULD'),
    rule: everyUnit({
      reads: ['conflicting-accounts'],
      deviates: 'u.conflictingAccounts != "REPLACE_CONFLICTING_ACCOUNT"',
    }),
    expected: 'Replaced with managed accounts',
    steps: [
      'Navigate to Account > Account settings.',
      'Click the Conflicting accounts management section.',
      'Select the radio button option reading "Replace conflicting unmanaged accounts with managed ones."',
    ],
  }),
  defineCheck({
    id: 'google-workspace.tenant.super-admin-recovery-disabled',
    title: 'Account self-recovery for super admins SHALL be disabled',
    metric: 'account-recovery-restricted',
    severity: 'high',
    ...scuba('GWS.COMMONCONTROLS.8.1v1', 'SHALL'),
    rule: everyUnit({
      reads: ['super-admin-recovery'],
      deviates: 'u.superAdminRecovery != false',
    }),
    expected: 'Off',
    steps: [
      'Select Security > Authentication.',
      'Select Account Recovery.',
      'Click Super admin account recovery.',
      'Deselect the Allow Super Admins to recover their account checkbox.',
    ],
  }),
  defineCheck({
    id: 'google-workspace.tenant.user-recovery-disabled',
    title: 'Account self-recovery for users and non-super admins SHALL be disabled',
    metric: 'account-recovery-restricted',
    severity: 'high',
    ...scuba('GWS.COMMONCONTROLS.8.2v1', 'SHALL'),
    rule: everyUnit({
      reads: ['user-recovery'],
      deviates: 'u.userRecovery != false',
    }),
    expected: 'Off',
    steps: [
      'Select Security > Authentication.',
      'Select Account Recovery.',
      'Click User account recovery.',
      'Deselect the Allow users and all non-super admins to recover their account checkbox.',
    ],
  }),
  defineCheck({
    id: 'google-workspace.tenant.recovery-information-disabled',
    title: 'Ability to add recovery information SHOULD be disabled',
    metric: 'account-recovery-restricted',
    severity: 'medium',
    ...scuba('GWS.COMMONCONTROLS.8.3v1', 'SHOULD'),
    rule: wholeTenant({
      reads: ['recovery-email-allowed', 'recovery-phone-allowed'],
      test: '!recoveryEmailAllowed && !recoveryPhoneAllowed',
    }),
    expected: 'Neither e-mail addresses nor phone numbers',
    steps: [
      'Select Security > Authentication.',
      'Select Account Recovery.',
      'Click Recovery Information.',
      'Deselect the Allow admins and users to add recovery email information to their account checkbox.',
      'Deselect the Allow admins and users to add recovery phone information to their account checkbox.',
    ],
  }),
  defineCheck({
    id: 'google-workspace.tenant.privileged-accounts-advanced-protection',
    title:
      'Highly privileged accounts SHALL be enrolled in the Google Workspace (GWS) Advanced Protection Program',
    metric: 'mfa-phishing-resistant',
    severity: 'high',
    ...scuba('GWS.COMMONCONTROLS.9.1v1', 'SHALL'),
    rule: wholeTenant({
      reads: ['privileged-accounts-unprotected'],
      test: 'verdict(privilegedAccountsUnprotected, [])',
    }),
    expected: 'Every highly privileged account is enrolled',
    steps: [
      'Directory > Users > (the account) > Security > Advanced Protection: enroll every highly privileged account',
    ],
  }),
  defineCheck({
    id: 'google-workspace.tenant.sensitive-accounts-advanced-protection',
    title:
      'All sensitive user accounts SHOULD be enrolled into the GWS Advanced Protection Program',
    metric: 'mfa-phishing-resistant',
    severity: 'medium',
    ...scuba('GWS.COMMONCONTROLS.9.2v1', 'SHOULD'),
    rule: wholeTenant({
      reads: ['sensitive-accounts-unprotected'],
      test: 'verdict(sensitiveAccountsUnprotected, [])',
    }),
    expected: 'Every sensitive account is enrolled',
    steps: [
      'Directory > Users > (the account) > Security > Advanced Protection: enroll every sensitive account',
    ],
  }),
]
