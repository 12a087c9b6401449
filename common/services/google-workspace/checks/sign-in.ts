import type { CheckSource } from '../../../model/index.ts'
import { unitCheck } from './define.ts'

export const signInChecks: readonly CheckSource[] = [
  unitCheck({
    name: 'context-aware-access-on',
    policy: 'GWS.COMMONCONTROLS.2.1v1',
    criticality: 'SHOULD',
    metric: 'managed-devices-required',
    severity: 'medium',
    title:
      'Policies restricting access to Google Workspace (GWS) based on enterprise device signals SHOULD be implemented',
    reads: ['context-aware-access'],
    deviates: 'u.contextAwareAccess != "ENABLED"',
    expected: 'On for everyone',
    steps: [
      'From the menu, go to Security > Access and data control > Context-Aware Access.',
      'Verify Context-Aware Access is ON for everyone. If not, click Turn On.',
      'Select Access Level and then Create Access Level. Then determine the rule conditions per agency needs.',
      'Select Assign access levels to applications, then select the applications to which the rule should apply.',
    ],
  }),
  unitCheck({
    name: 'post-sso-verification-on',
    policy: 'GWS.COMMONCONTROLS.3.1v1',
    criticality: 'SHOULD',
    metric: 'risk-based-sign-in',
    severity: 'medium',
    title:
      "Post-single sign-on (SSO) verification SHOULD be enabled for users signing in using the organization's SSO profile",
    reads: ['post-sso-verification'],
    deviates: 'u.postSsoVerification != "PERFORM_CHALLENGE_SELECTION"',
    expected: 'Google asks for additional verification',
    steps: [
      'For Settings for users signing in using the SSO profile for your organization, select Ask users for additional verifications from Google if a sign-in looks suspicious, and always apply 2-Step Verification policies (if configured).',
    ],
  }),
  unitCheck({
    name: 'post-sso-verification-other-profiles-on',
    policy: 'GWS.COMMONCONTROLS.3.2v1',
    criticality: 'SHOULD',
    metric: 'risk-based-sign-in',
    severity: 'medium',
    title: 'Post-SSO verification SHOULD be enabled for users signing in using other SSO profiles',
    reads: ['post-sso-verification-other-profiles'],
    deviates: 'u.postSsoVerificationOtherProfiles != "SSO_PROFILES_PERFORM_CHALLENGE_SELECTION"',
    expected: 'Google asks for additional verification',
    steps: [
      'For Settings for users signing in using other SSO profiles, select Ask users for additional verifications from Google if a sign-in looks suspicious, and always apply 2-Step Verification policies (if configured).',
    ],
  }),
  unitCheck({
    name: 'web-session-limited',
    policy: 'GWS.COMMONCONTROLS.4.1v1',
    criticality: 'SHALL',
    metric: 'session-lifetime',
    severity: 'high',
    title:
      'Users SHALL be forced to re-authenticate after an established 12-hour GWS login session has expired',
    reads: ['web-session-duration'],
    deviates: 'seconds(u.webSessionDuration) > 43200.0 || seconds(u.webSessionDuration) <= 0.0',
    expected: '12 hours or less',
    steps: [
      'Select Security.',
      'Select Access and data control > Google session control.',
      'Look for the Web session duration heading.',
      'Set the duration to 12 hours.',
    ],
  }),
  unitCheck({
    name: 'less-secure-apps-disabled',
    policy: 'GWS.COMMONCONTROLS.10.5v1',
    criticality: 'SHALL',
    metric: 'legacy-authentication-blocked',
    severity: 'high',
    title:
      'Access to GWS applications by less secure applications that do not meet security authentication standards SHALL be prevented',
    reads: ['less-secure-apps'],
    deviates: 'u.lessSecureApps != false',
    expected: 'Off',
    steps: [
      'Select Security > Overview.',
      'Select Less Secure Apps.',
      'Select Disable access to less secure apps (Recommended).',
    ],
  }),
]
