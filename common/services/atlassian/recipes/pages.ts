import {
  choice,
  entries,
  off,
  on,
  oneOf,
  savedBy,
  toggle,
  within,
} from '../../../capture/console-page.ts'
import type { Console, ConsolePage } from '../../../capture/console-page.ts'

const basis = "Labels from Atlassian's support pages; not seen in a live organization yet"
const page = ({
  id,
  path,
  headings,
  rows,
  certainty = 'source',
}: {
  readonly id: string
  readonly path: string
  readonly headings: readonly string[]
  readonly rows: ConsolePage['rows']
  readonly certainty?: ConsolePage['certainty']
}): ConsolePage => ({
  id,
  path,
  where: {
    hosts: ['admin.atlassian.com'],
    paths: ['/o/:organization/**'],
    headings: [...headings],
  },
  url: 'https://admin.atlassian.com/o/{organization}',
  context: savedBy(['Update', 'Save', 'Save changes']),
  certainty,
  basis,
  rows,
})

export const consolePages: Console = {
  service: 'atlassian',
  resource: 'organization',
  pages: [
    page({
      id: 'authentication-policy',
      path: 'Security > Authentication policies > default policy',
      headings: ['Default policy', 'Authentication policy', 'Edit authentication policy'],
      rows: [
        toggle({
          name: 'single-sign-on-enforced',
          title: 'Single sign-on is enforced',
          label: 'Enforce single sign-on',
          want: on('single-sign-on-enforced', 'high'),
        }),
        choice({
          name: 'two-step-verification',
          title: 'Two-step verification',
          label: ['Two-step verification', 'Require two-step verification'],
          wordings: ['Required', 'Optional'],
          want: oneOf('mfa-enforced', 'high', 'Required'),
        }),
        toggle({
          name: 'third-party-login-allowed',
          title: 'Third-party log-in',
          label: ['Third-party login', 'Allow third-party login'],
          want: off('single-sign-on-enforced', 'medium'),
        }),
        toggle({
          name: 'local-passwords-allowed',
          title: 'Local passwords',
          label: ['Allow local passwords', 'Password login'],
          want: off('single-sign-on-enforced', 'medium'),
        }),
        choice({
          name: 'password-strength',
          title: 'Password strength',
          label: ['Minimum password strength', 'Password requirements', 'Password strength'],
          wordings: ['Weak', 'Fair', 'Good', 'Strong', 'Very strong'],
          want: oneOf('password-policy', 'medium', 'Strong', 'Very strong'),
        }),
        choice({
          name: 'idle-session',
          title: 'Idle session duration',
          label: 'Idle session duration',
          wordings: [
            '15 minutes',
            '30 minutes',
            '1 hour',
            '4 hours',
            '8 hours',
            '12 hours',
            '24 hours',
            '7 days',
            '15 days',
            '30 days',
          ],
          want: within('idle-session', 'medium', 12, 'hours'),
        }),
      ],
    }),
    page({
      id: 'api-tokens',
      path: 'Security > API tokens > Settings',
      headings: ['API tokens', 'API token settings', 'User API tokens'],
      rows: [
        toggle({
          name: 'api-tokens-allowed',
          title: 'Users may create API tokens',
          label: ['Allow users to create API tokens', 'API token access'],
          want: off('api-access-restricted', 'medium'),
        }),
        choice({
          name: 'api-token-expiry',
          title: 'API token expiry',
          label: ['Token expiration', 'Maximum token expiry'],
          wordings: ['1 week', '1 month', '3 months', '6 months', '1 year', 'Never'],
          want: within('access-token-lifetime', 'medium', 93, 'days'),
        }),
      ],
    }),
    page({
      id: 'app-policies',
      path: 'Security > App policies',
      headings: ['App policies', 'App access settings'],
      rows: [
        choice({
          name: 'app-installation',
          title: 'Who may install apps',
          label: 'Who can install apps',
          wordings: ['Everyone', 'Admins only', 'Organization admins', 'No one'],
          want: oneOf(
            'third-party-apps-restricted',
            'high',
            'Admins only',
            'Organization admins',
            'No one',
          ),
        }),
        choice({
          name: 'app-install-requests',
          title: 'Users may request apps',
          label: 'User install requests',
          wordings: ['Allowed', 'Not allowed'],
        }),
        entries({
          name: 'blocked-apps',
          title: 'Blocked apps',
          label: 'App block list',
        }),
      ],
    }),
    page({
      id: 'external-users',
      path: 'Security > External users',
      headings: ['External users', 'External user policy', 'External user security'],
      rows: [
        toggle({
          name: 'external-users-verified',
          title: 'External users verify themselves',
          label: [
            'Two-step verification',
            'Single sign-on for external users',
            'Authorization method',
          ],
          want: on('guest-access-restricted', 'high'),
        }),
        toggle({
          name: 'external-users-api-tokens',
          title: 'External users may use API tokens',
          label: 'API token access',
          want: off('api-access-restricted', 'medium'),
        }),
        choice({
          name: 'external-users-session',
          title: 'Sessions of external users',
          label: ['Session expiration', 'Session duration'],
          wordings: ['1 day', '7 days', '14 days', '30 days'],
          want: within('session-lifetime', 'low', 168, 'hours'),
        }),
      ],
      certainty: 'documented',
    }),
    page({
      id: 'mobile-policy',
      path: 'Security > Mobile app policies',
      headings: ['Mobile app policy', 'Mobile policy'],
      rows: [
        toggle({
          name: 'mobile-biometric-required',
          title: 'Mobile apps need biometrics or a passcode',
          label: [
            'Require biometric authentication or device passcode',
            'Require biometric authentication',
          ],
          want: on('managed-devices-required', 'low'),
        }),
        toggle({
          name: 'mobile-compromised-blocked',
          title: 'Compromised devices are blocked',
          label: ['Block compromised devices'],
          want: on('managed-devices-required', 'medium'),
        }),
        toggle({
          name: 'mobile-data-export-blocked',
          title: 'Mobile apps may not share data',
          label: ['Disable sharing, saving or backing up data', 'Block data export'],
          want: on('data-loss-prevention-enabled', 'low'),
        }),
      ],
      certainty: 'guess',
    }),
  ],
}
