import { defineCheck } from '../../../model/define-check.ts'
import { scuba } from './scuba.ts'

/**
 * CISA's SCuBA baseline for Microsoft Entra ID: titles and steps are the baseline's own (public
 * domain).
 */
export const entraAuthenticationChecks = [
  defineCheck({
    id: 'microsoft-365.tenant.authenticator-shows-context',
    title:
      'If Microsoft Authenticator is enabled, it SHALL be configured to show login context information.',
    metric: 'mfa-phishing-resistant',
    severity: 'high',
    ...scuba('MS.AAD.3.3v2', 'SHALL', [
      'IA-2(1)',
      'IA-2(2)',
      'IA-5c',
      'IA-5g',
      'IA-2(8)',
      'IA-2(13)',
    ]),
    reads: ['authentication-methods'],
    test: 'authenticatorShowsContext(authenticationMethods)',
    expected:
      'Microsoft Authenticator is off, or shows application and place to all users and gives no one-time codes.',
    steps: [
      'If Microsoft Authenticator is in use, configure Authenticator to display context information to users when they log in.',
      'In Microsoft Entra admin center, click Protection > Authentication methods > Microsoft Authenticator.',
      'Click the Configure tab.',
      'For Allow use of Microsoft Authenticator OTP select *No*.',
      'Under Show application name in push and passwordless notifications select Status > Enabled and Target > Include > All users.',
      'Under Show geographic location in push and passwordless notifications select Status > Enabled and Target > Include > All users.',
      'Select Save',
    ],
  }),
  defineCheck({
    id: 'microsoft-365.tenant.method-migration-complete',
    title:
      'The Authentication Methods Manage Migration feature SHALL be set to Migration Complete.',
    metric: 'mfa-weak-methods-disabled',
    severity: 'high',
    ...scuba('MS.AAD.3.4v1', 'SHALL', ['CM-7']),
    reads: ['authentication-method-migration'],
    test: 'authenticationMethodMigration == null || authenticationMethodMigration == "migrationComplete"',
    expected:
      'Authentication methods are managed in one place: migration is complete, or there was none.',
    steps: [
      'Go through the process of How to migrate MFA and SSPR policy settings to the Authentication methods policy for Microsoft Entra ID.',
      'Once ready to finish the migration, set the Manage Migration option to Migration Complete.',
    ],
  }),
  defineCheck({
    id: 'microsoft-365.tenant.weak-methods-disabled',
    title:
      'The authentication methods SMS, Voice Call, and Email One-Time Passcode (OTP) SHALL be disabled.',
    metric: 'mfa-weak-methods-disabled',
    severity: 'high',
    ...scuba('MS.AAD.3.5v2', 'SHALL', ['CM-7b', 'IA-5c']),
    reads: ['authentication-methods'],
    test: 'weakMethodsDisabled(authenticationMethods)',
    expected: 'SMS, voice call and e-mail codes are off.',
    steps: [
      'In Microsoft Entra admin center , click Protection > Authentication methods',
      'Click on the SMS, Voice Call, and Email OTP authentication methods and disable each of them. Their statuses should be Enabled > No on the Authentication methods > Policies page.',
    ],
  }),
  defineCheck({
    id: 'microsoft-365.tenant.security-logs-forwarded',
    title: "Security logs SHALL be sent to the agency's security operations center for monitoring.",
    metric: 'audit-log-retained',
    severity: 'high',
    ...scuba('MS.AAD.4.1v1', 'SHALL', ['AU-4']),
    reads: ['security-log-destinations'],
    expect: { op: 'notEmpty' },
    expected: 'Sign-in, audit and risk logs go to the security operations center.',
    steps: [
      'Follow the configuration instructions unique to the products and integration patterns at your organization to send the security logs to the security operations center for monitoring.',
    ],
  }),
  defineCheck({
    id: 'microsoft-365.tenant.passwords-do-not-expire',
    title: 'User passwords SHALL NOT expire.',
    metric: 'password-policy',
    severity: 'high',
    ...scuba('MS.AAD.6.1v1', 'SHALL', ['IA-5(1)']),
    reads: ['domains'],
    test: 'passwordsDoNotExpire(domains)',
    expected: 'No verified managed domain lets passwords expire.',
    steps: [
      'Sign in to the Microsoft 365 admin center and configure the Password expiration policy to Set passwords to never expire.',
      'Optionally, verify and remediate all root domains via PowerShell. This is useful if any domain had a finite expiration configured explicitly. This uses Invoke-MgGraphRequest, which is included with the Microsoft.Graph.Authentication module already required...',
    ],
  }),
]
