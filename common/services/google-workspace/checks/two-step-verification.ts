import type { CheckSource } from '../../../model/check.ts'
import { defineCheck } from '../../../model/define-check.ts'
import { scuba } from './scuba.ts'
import { everyUnit } from './units.ts'

export const twoStepVerificationChecks: readonly CheckSource[] = [
  defineCheck({
    id: 'google-workspace.tenant.mfa-phishing-resistant',
    title: 'Phishing-Resistant MFA SHALL be required for all users',
    metric: 'mfa-phishing-resistant',
    severity: 'critical',
    ...scuba('GWS.COMMONCONTROLS.1.1v1', 'SHALL'),
    rule: everyUnit({
      reads: ['two-step-enrollment', 'two-step-enforced-from', 'two-step-factors'],
      deviates:
        '!(u.twoStepEnrollment == true && enforcedSince(u.twoStepEnforcedFrom, now) && u.twoStepFactors == "PASSKEY_ONLY")',
    }),
    expected: 'Enforced for every unit, security keys and passkeys only, no security codes',
    steps: [
      'Under Authentication, ensure that Allow users to turn on 2-Step Verification is checked.',
      'Set Enforcement to On.',
      'Under Methods select Only security key.',
      "Under Security codes select Don't allow users to select security codes.",
    ],
  }),
  defineCheck({
    id: 'google-workspace.tenant.mfa-enforced',
    title:
      'If phishing-resistant MFA has not been enforced, an alternative MFA method SHALL be enforced for all users',
    metric: 'mfa-enforced',
    severity: 'critical',
    ...scuba('GWS.COMMONCONTROLS.1.2v1', 'SHALL'),
    rule: everyUnit({
      reads: ['two-step-enrollment', 'two-step-enforced-from'],
      deviates: '!(u.twoStepEnrollment == true && enforcedSince(u.twoStepEnforcedFrom, now))',
    }),
    expected: 'Enforced for every unit',
    steps: [
      'Under Authentication, ensure that Allow users to turn on 2-Step Verification is checked.',
      'Set Enforcement to On.',
    ],
  }),
  defineCheck({
    id: 'google-workspace.tenant.mfa-no-telephony',
    title: 'SMS or Voice SHALL NOT be used as the MFA method',
    metric: 'mfa-weak-methods-disabled',
    severity: 'high',
    ...scuba('GWS.COMMONCONTROLS.1.3v1', 'SHALL NOT'),
    rule: everyUnit({
      // Where it is not enforced, a method is no second factor of anybody's.
      reads: ['two-step-enrollment', 'two-step-enforced-from', 'two-step-factors'],
      deviates:
        '!(u.twoStepEnrollment == true && enforcedSince(u.twoStepEnforcedFrom, now) && u.twoStepFactors in ["NO_TELEPHONY", "PASSKEY_ONLY", "PASSKEY_PLUS_SECURITY_CODE", "PASSKEY_PLUS_IP_BOUND_SECURITY_CODE"])',
    }),
    expected: 'Any method except codes by text or phone call',
    steps: ['Under Methods, select Any except verification codes via text, phone call.'],
  }),
  defineCheck({
    id: 'google-workspace.tenant.mfa-enrollment-period',
    title:
      'The Google 2-Step Verification (2SV) new user enrollment period SHALL be set to at least one day and at most one week',
    metric: 'second-factor-grace',
    severity: 'high',
    ...scuba('GWS.COMMONCONTROLS.1.4v1', 'SHALL'),
    rule: everyUnit({
      reads: ['two-step-enrollment', 'two-step-grace-period'],
      deviates:
        'u.twoStepEnrollment != true || seconds(u.twoStepGracePeriod) < 86400.0 || seconds(u.twoStepGracePeriod) > target * 86400.0',
    }),
    expected: 'One day to one week',
    steps: ['Set New user enrollment period to at least 1 Day or at most 1 Week.'],
  }),
  defineCheck({
    id: 'google-workspace.tenant.mfa-no-trusted-devices',
    title: 'Allow users to trust the device SHALL be disabled',
    metric: 'mfa-enforced',
    severity: 'high',
    ...scuba('GWS.COMMONCONTROLS.1.5v1', 'SHALL'),
    rule: everyUnit({
      reads: ['two-step-enrollment', 'two-step-trusted-devices'],
      deviates: 'u.twoStepEnrollment != true || u.twoStepTrustedDevices != false',
    }),
    expected: 'Off',
    steps: ['Under Frequency, deselect the Allow user to trust device checkbox.'],
  }),
]
