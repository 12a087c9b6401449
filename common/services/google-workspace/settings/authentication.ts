import { policy } from './define.ts'

/** Section, field and default as Google documents them for the Policy API. */
export const authenticationSettings = [
  policy('two-step-enrollment', 'security_two_step_verification_enrollment', 'allowEnrollment', 'boolean', 'Users may turn on 2-Step Verification', 'Security > Authentication > 2-Step Verification', true),
  policy('two-step-enforced-from', 'security_two_step_verification_enforcement', 'enforcedFrom', 'string', '2-Step Verification is enforced from', 'Security > Authentication > 2-Step Verification', '1970-01-01T00:00:00Z'),
  policy('two-step-factors', 'security_two_step_verification_enforcement_factor', 'allowedSignInFactorSet', 'string', 'Allowed 2-Step Verification methods', 'Security > Authentication > 2-Step Verification', 'ALL'),
  policy('two-step-grace-period', 'security_two_step_verification_grace_period', 'enrollmentGracePeriod', 'string', 'New user enrollment period', 'Security > Authentication > 2-Step Verification', '0s'),
  policy('two-step-trusted-devices', 'security_two_step_verification_device_trust', 'allowTrustingDevice', 'boolean', 'Users may trust a device', 'Security > Authentication > 2-Step Verification', true),
  policy('web-session-duration', 'security_session_controls', 'webSessionDuration', 'string', 'Web session duration', 'Security > Access and data control > Google session control'),
  policy('password-strength', 'security_password', 'allowedStrength', 'string', 'Password strength', 'Security > Authentication > Password management'),
  policy('password-minimum-length', 'security_password', 'minimumLength', 'number', 'Minimum password length', 'Security > Authentication > Password management'),
  policy('password-enforced-at-login', 'security_password', 'enforceRequirementsAtLogin', 'boolean', 'Password policy is enforced at next sign-in', 'Security > Authentication > Password management'),
  policy('password-reuse', 'security_password', 'allowReuse', 'boolean', 'Passwords may be reused', 'Security > Authentication > Password management'),
  policy('password-expiration', 'security_password', 'expirationDuration', 'string', 'Passwords expire after', 'Security > Authentication > Password management'),
  policy('conflicting-accounts', 'provisioning_conflicting_accounts_management', 'option', 'string', 'Conflicting unmanaged accounts', 'Account > Account settings > Conflicting accounts management'),
  policy('super-admin-recovery', 'security_super_admin_account_recovery', 'enableAccountRecovery', 'boolean', 'Super admins may recover their account', 'Security > Authentication > Account Recovery', false),
  policy('user-recovery', 'security_user_account_recovery', 'enableAccountRecovery', 'boolean', 'Users may recover their account', 'Security > Authentication > Account Recovery', false),
  policy('less-secure-apps', 'security_less_secure_apps', 'allowLessSecureApps', 'boolean', 'Less secure apps', 'Security > Overview > Less Secure Apps', false),
] as const
