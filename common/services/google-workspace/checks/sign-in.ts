import type { CheckSource } from '../../../model/check.ts'
import { defineCheck } from '../../../model/define-check.ts'
import { scuba } from './scuba.ts'
import { everyUnit } from './units.ts'

export const signInChecks: readonly CheckSource[] = [
  defineCheck({
    id: 'google-workspace.tenant.context-aware-access-on',
    title:
      'Policies restricting access to Google Workspace (GWS) based on enterprise device signals SHOULD be implemented',
    metric: 'managed-devices-required',
    severity: 'medium',
    ...scuba('GWS.COMMONCONTROLS.2.1v1', 'SHOULD'),
    rule: everyUnit({
      reads: ['context-aware-access'],
      deviates: 'u.contextAwareAccess != "ENABLED"',
    }),
    expected: 'On for everyone',
    steps: [
      'From the menu, go to Security > Access and data control > Context-Aware Access.',
      'Verify Context-Aware Access is ON for everyone. If not, click Turn On.',
      'Select Access Level and then Create Access Level. Then determine the rule conditions per agency needs.',
      'Select Assign access levels to applications, then select the applications to which the rule should apply.',
    ],
  }),
  defineCheck({
    id: 'google-workspace.tenant.post-sso-verification-on',
    title:
      "Post-single sign-on (SSO) verification SHOULD be enabled for users signing in using the organization's SSO profile",
    metric: 'risk-based-sign-in',
    severity: 'medium',
    ...scuba('GWS.COMMONCONTROLS.3.1v1', 'SHOULD'),
    rule: everyUnit({
      reads: ['post-sso-verification'],
      deviates: 'u.postSsoVerification != "PERFORM_CHALLENGE_SELECTION"',
    }),
    expected: 'Google asks for additional verification',
    steps: [
      'For Settings for users signing in using the SSO profile for your organization, select Ask users for additional verifications from Google if a sign-in looks suspicious, and always apply 2-Step Verification policies (if configured).',
    ],
  }),
  defineCheck({
    id: 'google-workspace.tenant.post-sso-verification-other-profiles-on',
    title: 'Post-SSO verification SHOULD be enabled for users signing in using other SSO profiles',
    metric: 'risk-based-sign-in',
    severity: 'medium',
    ...scuba('GWS.COMMONCONTROLS.3.2v1', 'SHOULD'),
    rule: everyUnit({
      reads: ['post-sso-verification-other-profiles'],
      deviates: 'u.postSsoVerificationOtherProfiles != "SSO_PROFILES_PERFORM_CHALLENGE_SELECTION"',
    }),
    expected: 'Google asks for additional verification',
    steps: [
      'For Settings for users signing in using other SSO profiles, select Ask users for additional verifications from Google if a sign-in looks suspicious, and always apply 2-Step Verification policies (if configured).',
    ],
  }),
  defineCheck({
    id: 'google-workspace.tenant.web-session-limited',
    title:
      'Users SHALL be forced to re-authenticate after an established 12-hour GWS login session has expired',
    metric: 'session-lifetime',
    severity: 'high',
    ...scuba('GWS.COMMONCONTROLS.4.1v1', 'SHALL'),
    rule: everyUnit({
      reads: ['web-session-duration'],
      deviates:
        'seconds(u.webSessionDuration) > target * 3600.0 || seconds(u.webSessionDuration) <= 0.0',
    }),
    expected: '12 hours or less',
    steps: [
      'Select Security.',
      'Select Access and data control > Google session control.',
      'Look for the Web session duration heading.',
      'Set the duration to 12 hours.',
    ],
  }),
  defineCheck({
    id: 'google-workspace.tenant.less-secure-apps-disabled',
    title:
      'Access to GWS applications by less secure applications that do not meet security authentication standards SHALL be prevented',
    metric: 'legacy-authentication-blocked',
    severity: 'high',
    ...scuba('GWS.COMMONCONTROLS.10.5v1', 'SHALL'),
    rule: everyUnit({
      reads: ['less-secure-apps'],
      deviates: 'u.lessSecureApps != false',
    }),
    expected: 'Off',
    steps: [
      'Select Security > Overview.',
      'Select Less Secure Apps.',
      'Select Disable access to less secure apps (Recommended).',
    ],
  }),
]
