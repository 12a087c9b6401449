import type { CheckSource } from '../../../model/index.ts'
import { unitCheck } from './define.ts'

export const twoStepVerificationChecks: readonly CheckSource[] = [
  unitCheck({
    name: 'mfa-phishing-resistant',
    policy: 'GWS.COMMONCONTROLS.1.1v1',
    criticality: 'SHALL',
    metric: 'mfa-phishing-resistant',
    severity: 'critical',
    title: 'Phishing-Resistant MFA SHALL be required for all users',
    reads: ['two-step-enrollment', 'two-step-enforced-from', 'two-step-factors'],
    deviates:
      '!(u.twoStepEnrollment == true && enforcedSince(u.twoStepEnforcedFrom, now) && u.twoStepFactors == "PASSKEY_ONLY")',
    expected: 'Enforced for every unit, security keys and passkeys only, no security codes',
    steps: [
      'Under Authentication, ensure that Allow users to turn on 2-Step Verification is checked.',
      'Set Enforcement to On.',
      'Under Methods select Only security key.',
      "Under Security codes select Don't allow users to select security codes.",
    ],
  }),
  unitCheck({
    name: 'mfa-enforced',
    policy: 'GWS.COMMONCONTROLS.1.2v1',
    criticality: 'SHALL',
    metric: 'mfa-enforced',
    severity: 'critical',
    title:
      'If phishing-resistant MFA has not been enforced, an alternative MFA method SHALL be enforced for all users',
    reads: ['two-step-enrollment', 'two-step-enforced-from'],
    deviates: '!(u.twoStepEnrollment == true && enforcedSince(u.twoStepEnforcedFrom, now))',
    expected: 'Enforced for every unit',
    steps: [
      'Under Authentication, ensure that Allow users to turn on 2-Step Verification is checked.',
      'Set Enforcement to On.',
    ],
  }),
  unitCheck({
    name: 'mfa-no-telephony',
    policy: 'GWS.COMMONCONTROLS.1.3v1',
    criticality: 'SHALL NOT',
    metric: 'mfa-weak-methods-disabled',
    severity: 'high',
    title: 'SMS or Voice SHALL NOT be used as the MFA method',
    reads: ['two-step-factors'],
    deviates:
      '!(u.twoStepFactors in ["NO_TELEPHONY", "PASSKEY_ONLY", "PASSKEY_PLUS_SECURITY_CODE", "PASSKEY_PLUS_IP_BOUND_SECURITY_CODE"])',
    expected: 'Any method except codes by text or phone call',
    steps: ['Under Methods, select Any except verification codes via text, phone call.'],
  }),
  unitCheck({
    name: 'mfa-enrollment-period',
    policy: 'GWS.COMMONCONTROLS.1.4v1',
    criticality: 'SHALL',
    metric: 'mfa-enforced',
    severity: 'high',
    title:
      'The Google 2-Step Verification (2SV) new user enrollment period SHALL be set to at least one day and at most one week',
    reads: ['two-step-grace-period'],
    deviates: 'seconds(u.twoStepGracePeriod) < 86400.0 || seconds(u.twoStepGracePeriod) > 604800.0',
    expected: 'One day to one week',
    steps: ['Set New user enrollment period to at least 1 Day or at most 1 Week.'],
  }),
  unitCheck({
    name: 'mfa-no-trusted-devices',
    policy: 'GWS.COMMONCONTROLS.1.5v1',
    criticality: 'SHALL',
    metric: 'mfa-enforced',
    severity: 'high',
    title: 'Allow users to trust the device SHALL be disabled',
    reads: ['two-step-trusted-devices'],
    deviates: 'u.twoStepTrustedDevices != false',
    expected: 'Off',
    steps: ['Under Frequency, deselect the Allow user to trust device checkbox.'],
  }),
]
