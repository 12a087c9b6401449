import type { CheckSource } from '../../../model/check.ts'
import { defineCheck } from '../../../model/define-check.ts'
import { scuba } from './scuba.ts'
import { everyUnit } from './units.ts'

export const passwordsChecks: readonly CheckSource[] = [
  defineCheck({
    id: 'google-workspace.tenant.password-strong',
    title: 'User password strength SHALL be enforced',
    metric: 'password-policy',
    severity: 'high',
    ...scuba('GWS.COMMONCONTROLS.5.1v1', 'SHALL'),
    rule: everyUnit({
      reads: ['password-strength'],
      deviates: 'u.passwordStrength != "STRONG"',
    }),
    expected: 'Strong',
    steps: ['Under Strength, select the Enforce strong password checkbox.'],
  }),
  defineCheck({
    id: 'google-workspace.tenant.password-length',
    title: 'User password length SHALL be at least 12 characters',
    metric: 'password-length',
    severity: 'high',
    ...scuba('GWS.COMMONCONTROLS.5.2v1', 'SHALL'),
    rule: everyUnit({
      reads: ['password-minimum-length'],
      deviates: 'u.passwordMinimumLength < target',
    }),
    expected: '12 characters or more',
    steps: ['Under Length, set Minimum Length to 12+.'],
  }),
  defineCheck({
    id: 'google-workspace.tenant.password-length-recommended',
    title: 'User password length SHOULD be at least 16 characters',
    metric: 'password-length-recommended',
    severity: 'medium',
    ...scuba('GWS.COMMONCONTROLS.5.3v1', 'SHOULD'),
    rule: everyUnit({
      reads: ['password-minimum-length'],
      deviates: 'u.passwordMinimumLength < target',
    }),
    expected: '16 characters or more',
    steps: ['Under Length, set Minimum Length to 16+.'],
  }),
  defineCheck({
    id: 'google-workspace.tenant.password-policy-at-next-sign-in',
    title: 'Password policy SHALL be enforced at next sign-in',
    metric: 'password-policy',
    severity: 'high',
    ...scuba('GWS.COMMONCONTROLS.5.4v1', 'SHALL'),
    rule: everyUnit({
      reads: ['password-enforced-at-login'],
      deviates: 'u.passwordEnforcedAtLogin != true',
    }),
    expected: 'On',
    steps: [
      'Under Strength and Length enforcement, select the Enforce password policy at next sign-in checkbox.',
    ],
  }),
  defineCheck({
    id: 'google-workspace.tenant.password-not-reused',
    title: 'User passwords SHALL NOT be reused',
    metric: 'password-policy',
    severity: 'high',
    ...scuba('GWS.COMMONCONTROLS.5.5v1', 'SHALL NOT'),
    rule: everyUnit({
      reads: ['password-reuse'],
      deviates: 'u.passwordReuse != false',
    }),
    expected: 'Off',
    steps: ['Under Reuse, uncheck the Allow password reuse checkbox.'],
  }),
  defineCheck({
    id: 'google-workspace.tenant.password-no-expiration',
    title: 'User passwords SHALL NOT expire',
    metric: 'password-age',
    severity: 'high',
    ...scuba('GWS.COMMONCONTROLS.5.6v1', 'SHALL NOT'),
    rule: everyUnit({
      reads: ['password-expiration'],
      deviates: 'seconds(u.passwordExpiration) != target * 86400.0',
    }),
    expected: 'Never',
    steps: ['Under Expiration, select Never Expires.'],
  }),
]
