import { choice, entries, off, on, oneOf, toggle } from '../../../capture/console-page.ts'
import type { Console, ConsolePage } from '../../../capture/console-page.ts'

const basis = "Labels from Atlassian's support pages; not seen in a live organization yet"
const page = (
  id: string,
  path: string,
  headings: readonly string[],
  rows: ConsolePage['rows'],
  certainty: ConsolePage['certainty'] = 'source',
): ConsolePage => ({
  id,
  path,
  where: {
    hosts: ['admin.atlassian.com'],
    paths: ['/o/:organization/**'],
    headings: [...headings],
  },
  url: 'https://admin.atlassian.com/o/{organization}',
  context: { save: 'button', saveButton: ['Update', 'Save', 'Save changes'] },
  certainty,
  basis,
  rows,
})

export const consolePages: Console = {
  service: 'atlassian',
  resource: 'organization',
  pages: [
    page(
      'authentication-policy',
      'Security > Authentication policies > default policy',
      ['Default policy', 'Authentication policy', 'Edit authentication policy'],
      [
        toggle(
          'single-sign-on-enforced',
          'Single sign-on is enforced',
          'Enforce single sign-on',
          on('single-sign-on-enforced', 'high'),
        ),
        choice(
          'two-step-verification',
          'Two-step verification',
          ['Two-step verification', 'Require two-step verification'],
          ['Required', 'Optional'],
          oneOf('mfa-enforced', 'high', 'Required'),
        ),
        toggle(
          'third-party-login-allowed',
          'Third-party log-in',
          ['Third-party login', 'Allow third-party login'],
          off('single-sign-on-enforced', 'medium'),
        ),
        toggle(
          'local-passwords-allowed',
          'Local passwords',
          ['Allow local passwords', 'Password login'],
          off('single-sign-on-enforced', 'medium'),
        ),
        choice(
          'password-strength',
          'Password strength',
          ['Minimum password strength', 'Password requirements', 'Password strength'],
          ['Weak', 'Fair', 'Good', 'Strong', 'Very strong'],
          oneOf('password-policy', 'medium', 'Strong', 'Very strong'),
        ),
        choice(
          'idle-session',
          'Idle session duration',
          'Idle session duration',
          [
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
          oneOf(
            'session-lifetime',
            'medium',
            '15 minutes',
            '30 minutes',
            '1 hour',
            '4 hours',
            '8 hours',
            '12 hours',
          ),
        ),
      ],
    ),
    page(
      'api-tokens',
      'Security > API tokens > Settings',
      ['API tokens', 'API token settings', 'User API tokens'],
      [
        toggle(
          'api-tokens-allowed',
          'Users may create API tokens',
          ['Allow users to create API tokens', 'API token access'],
          off('api-access-restricted', 'medium'),
        ),
        choice(
          'api-token-expiry',
          'API token expiry',
          ['Token expiration', 'Maximum token expiry'],
          ['1 week', '1 month', '3 months', '6 months', '1 year', 'Never'],
          oneOf('api-access-restricted', 'medium', '1 week', '1 month', '3 months'),
        ),
      ],
    ),
    page(
      'app-policies',
      'Security > App policies',
      ['App policies', 'App access settings'],
      [
        choice(
          'app-installation',
          'Who may install apps',
          'Who can install apps',
          ['Everyone', 'Admins only', 'Organization admins', 'No one'],
          oneOf(
            'third-party-apps-restricted',
            'high',
            'Admins only',
            'Organization admins',
            'No one',
          ),
        ),
        choice('app-install-requests', 'Users may request apps', 'User install requests', [
          'Allowed',
          'Not allowed',
        ]),
        entries('blocked-apps', 'Blocked apps', 'App block list'),
      ],
    ),
    page(
      'external-users',
      'Security > External users',
      ['External users', 'External user policy', 'External user security'],
      [
        toggle(
          'external-users-verified',
          'External users verify themselves',
          ['Two-step verification', 'Single sign-on for external users', 'Authorization method'],
          on('guest-access-restricted', 'high'),
        ),
        toggle(
          'external-users-api-tokens',
          'External users may use API tokens',
          'API token access',
          off('api-access-restricted', 'medium'),
        ),
        choice(
          'external-users-session',
          'Sessions of external users',
          ['Session expiration', 'Session duration'],
          ['1 day', '7 days', '14 days', '30 days'],
          oneOf('session-lifetime', 'low', '1 day', '7 days'),
        ),
      ],
      'documented',
    ),
    page(
      'mobile-policy',
      'Security > Mobile app policies',
      ['Mobile app policy', 'Mobile policy'],
      [
        toggle(
          'mobile-biometric-required',
          'Mobile apps need biometrics or a passcode',
          [
            'Require biometric authentication or device passcode',
            'Require biometric authentication',
          ],
          on('managed-devices-required', 'low'),
        ),
        toggle(
          'mobile-compromised-blocked',
          'Compromised devices are blocked',
          ['Block compromised devices'],
          on('managed-devices-required', 'medium'),
        ),
        toggle(
          'mobile-data-export-blocked',
          'Mobile apps may not share data',
          ['Disable sharing, saving or backing up data', 'Block data export'],
          on('data-loss-prevention-enabled', 'low'),
        ),
      ],
      'guess',
    ),
  ],
}
