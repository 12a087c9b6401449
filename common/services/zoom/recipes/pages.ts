import { choice, off, on, oneOf, toggle } from '../../../capture/console-page.ts'
import type { Console, ConsolePage } from '../../../capture/console-page.ts'

const basis = "Labels from Zoom's support pages; not seen in a live account yet"
const page = (
  id: string,
  path: string,
  address: string,
  headings: readonly string[],
  rows: ConsolePage['rows'],
  certainty: ConsolePage['certainty'] = 'documented',
): ConsolePage => ({
  id,
  path,
  where: { hosts: ['zoom.us', '*.zoom.us'], paths: ['/account/**'], headings: [...headings] },
  url: `https://zoom.us/account${address}`,
  context: { save: 'instant' },
  certainty,
  basis,
  rows,
})

export const consolePages: Console = {
  service: 'zoom',
  resource: 'account',
  pages: [
    page(
      'security',
      'Advanced > Security',
      '/security',
      ['Security', 'Authentication'],
      [
        toggle(
          'enhanced-passwords',
          'Enhanced password rules',
          ['Enhanced Password Requirement', 'Have a minimum password length'],
          on('password-policy', 'medium'),
        ),
        toggle(
          'two-factor',
          'Sign in with two-factor authentication',
          ['Sign in with Two-Factor Authentication', 'Two-factor Authentication'],
          on('mfa-enforced', 'high'),
        ),
        toggle(
          'idle-sign-in',
          'People sign in again after inactivity',
          ['Users need to sign in again after a period of inactivity'],
          on('session-lifetime', 'medium'),
        ),
        toggle(
          'single-sign-on-only',
          'People sign in by single sign-on only',
          ['Only allow users to sign in with SSO', 'Require that all users must sign in with SSO'],
          on('single-sign-on-enforced', 'high'),
        ),
        toggle('password-expiry', 'Passwords expire', [
          'Password expires automatically and needs to be changed after the specified number of days',
        ]),
      ],
      'guess',
    ),
    page(
      'meeting',
      'Account Settings > Meeting',
      '/setting',
      ['Meeting', 'In Meeting (Basic)', 'Security'],
      [
        toggle(
          'waiting-room',
          'Waiting room',
          'Waiting Room',
          on('meeting-access-restricted', 'high'),
        ),
        toggle(
          'meeting-passcode',
          'Meetings need a passcode',
          ['Require a passcode when scheduling new meetings', 'Meeting Passcode'],
          on('meeting-access-restricted', 'high'),
        ),
        toggle(
          'remote-control',
          'Remote control',
          'Remote control',
          off('meeting-access-restricted', 'medium'),
        ),
        toggle(
          'join-before-host',
          'People may join before the host',
          ['Allow participants to join before host', 'Join before host'],
          off('meeting-access-restricted', 'low'),
        ),
      ],
    ),
    page(
      'recording',
      'Account Settings > Recording',
      '/setting',
      ['Recording', 'Cloud recording'],
      [
        toggle(
          'recording-authentication',
          'Viewers of recordings sign in',
          ['Require authentication to view cloud recordings', 'Viewer authentication required'],
          on('anonymous-links-restricted', 'high'),
        ),
        toggle(
          'recording-passcode',
          'Recordings need a passcode',
          'Require passcode to access shared cloud recordings',
          on('anonymous-links-restricted', 'medium'),
        ),
      ],
    ),
    page(
      'general',
      'Account Settings > General',
      '/setting',
      ['System Updates', 'General'],
      [
        toggle(
          'client-version-control',
          'A minimum client version is required',
          ['Zoom desktop client and mobile app version control', 'Minimum required client version'],
          on('installed-software-maintained', 'medium'),
        ),
      ],
    ),
    page(
      'marketplace',
      'Advanced > App Marketplace',
      '/marketplace',
      ['App Marketplace', 'Permissions'],
      [
        toggle(
          'marketplace-approval',
          'Apps need approval first',
          ['Require pre-approval', 'Require publicly listed apps to be pre-approved'],
          on('third-party-apps-restricted', 'high'),
        ),
      ],
    ),
    page(
      'chat',
      'Account Settings > Team Chat',
      '/setting',
      ['Team Chat', 'Chat', 'External Permissions'],
      [
        choice(
          'chat-external',
          'Chat with people outside',
          ['External Permissions', 'Allow users to chat with external users'],
          ['Everyone', 'Users in the same organization and specified domains', 'No one'],
          oneOf(
            'external-communication-restricted',
            'medium',
            'Users in the same organization and specified domains',
            'No one',
          ),
        ),
      ],
    ),
  ],
}
