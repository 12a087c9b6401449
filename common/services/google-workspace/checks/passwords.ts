import type { CheckSource } from '../../../model/index.ts'
import { unitCheck } from './define.ts'

export const passwordsChecks: readonly CheckSource[] = [
  unitCheck({
    name: 'password-strong', policy: 'GWS.COMMONCONTROLS.5.1v1', criticality: 'SHALL', metric: 'password-policy', severity: 'high',
    title: 'User password strength SHALL be enforced',
    reads: ['password-strength'],
    deviates: 'u.passwordStrength != "STRONG"',
    expected: 'Strong',
    steps: ['Under Strength, select the Enforce strong password checkbox.'],
  }),
  unitCheck({
    name: 'password-length', policy: 'GWS.COMMONCONTROLS.5.2v1', criticality: 'SHALL', metric: 'password-policy', severity: 'high',
    title: 'User password length SHALL be at least 12 characters',
    reads: ['password-minimum-length'],
    deviates: 'u.passwordMinimumLength < 12.0',
    expected: '12 characters or more',
    steps: ['Under Length, set Minimum Length to 12+.'],
  }),
  unitCheck({
    name: 'password-length-recommended', policy: 'GWS.COMMONCONTROLS.5.3v1', criticality: 'SHOULD', metric: 'password-policy', severity: 'medium',
    title: 'User password length SHOULD be at least 16 characters',
    reads: ['password-minimum-length'],
    deviates: 'u.passwordMinimumLength < 16.0',
    expected: '16 characters or more',
    steps: ['Under Length, set Minimum Length to 16+.'],
  }),
  unitCheck({
    name: 'password-policy-at-next-sign-in', policy: 'GWS.COMMONCONTROLS.5.4v1', criticality: 'SHALL', metric: 'password-policy', severity: 'high',
    title: 'Password policy SHALL be enforced at next sign-in',
    reads: ['password-enforced-at-login'],
    deviates: 'u.passwordEnforcedAtLogin != true',
    expected: 'On',
    steps: ['Under Strength and Length enforcement, select the Enforce password policy at next sign-in checkbox.'],
  }),
  unitCheck({
    name: 'password-not-reused', policy: 'GWS.COMMONCONTROLS.5.5v1', criticality: 'SHALL NOT', metric: 'password-policy', severity: 'high',
    title: 'User passwords SHALL NOT be reused',
    reads: ['password-reuse'],
    deviates: 'u.passwordReuse != false',
    expected: 'Off',
    steps: ['Under Reuse, uncheck the Allow password reuse checkbox.'],
  }),
  unitCheck({
    name: 'password-no-expiration', policy: 'GWS.COMMONCONTROLS.5.6v1', criticality: 'SHALL NOT', metric: 'password-policy', severity: 'high',
    title: 'User passwords SHALL NOT expire',
    reads: ['password-expiration'],
    deviates: 'seconds(u.passwordExpiration) != 0.0',
    expected: 'Never',
    steps: ['Under Expiration, select Never Expires.'],
  }),
]
