import { choice, off, on, oneOf, savedBy, toggle } from '../../../capture/console-page.ts'
import type { Console, ConsolePage } from '../../../capture/console-page.ts'

const basis = "Labels from Zoom's support pages; not seen in a live account yet"
const switches: ConsolePage['context'] = {
  save: 'instant',
  saveBasis: "Zoom's help: a switch counts at once, or after the question that it asks",
}
const page = ({
  id,
  path,
  address,
  headings,
  rows,
  context = switches,
  certainty = 'documented',
}: {
  readonly id: string
  readonly path: string
  readonly address: string
  readonly headings: readonly string[]
  readonly rows: ConsolePage['rows']
  readonly context?: ConsolePage['context']
  readonly certainty?: ConsolePage['certainty']
}): ConsolePage => ({
  id,
  path,
  where: { hosts: ['zoom.us', '*.zoom.us'], paths: ['/account/**'], headings: [...headings] },
  url: `https://zoom.us/account${address}`,
  context,
  certainty,
  basis,
  rows,
})

export const consolePages: Console = {
  service: 'zoom',
  resource: 'account',
  pages: [
    page({
      id: 'security',
      path: 'Advanced > Security',
      address: '/security',
      headings: ['Security', 'Authentication'],
      rows: [
        toggle({
          name: 'enhanced-passwords',
          title: 'Enhanced password rules',
          label: ['Enhanced Password Requirement', 'Have a minimum password length'],
          want: on('password-policy', 'medium'),
        }),
        toggle({
          name: 'two-factor',
          title: 'Sign in with two-factor authentication',
          label: ['Sign in with Two-Factor Authentication', 'Two-factor Authentication'],
          want: on('mfa-enforced', 'high'),
        }),
        toggle({
          name: 'idle-sign-in',
          title: 'People sign in again after inactivity',
          label: ['Users need to sign in again after a period of inactivity'],
          want: on('persistent-sessions-restricted', 'medium'),
        }),
        toggle({
          name: 'single-sign-on-only',
          title: 'People sign in by single sign-on only',
          label: [
            'Only allow users to sign in with SSO',
            'Require that all users must sign in with SSO',
          ],
          want: on('single-sign-on-enforced', 'high'),
        }),
        toggle({
          name: 'password-expiry',
          title: 'Passwords expire',
          label: [
            'Password expires automatically and needs to be changed after the specified number of days',
          ],
        }),
      ],
      certainty: 'guess',
    }),
    page({
      id: 'meeting',
      path: 'Account Settings > Meeting',
      address: '/setting',
      headings: ['Meeting', 'In Meeting (Basic)', 'Security'],
      rows: [
        toggle({
          name: 'waiting-room',
          title: 'Waiting room',
          label: 'Waiting Room',
          want: on('meeting-access-restricted', 'high'),
        }),
        toggle({
          name: 'meeting-passcode',
          title: 'Meetings need a passcode',
          label: ['Require a passcode when scheduling new meetings', 'Meeting Passcode'],
          want: on('meeting-access-restricted', 'high'),
        }),
        toggle({
          name: 'remote-control',
          title: 'Remote control',
          label: 'Remote control',
          want: off('meeting-access-restricted', 'medium'),
        }),
        toggle({
          name: 'join-before-host',
          title: 'People may join before the host',
          label: ['Allow participants to join before host', 'Join before host'],
          want: off('meeting-access-restricted', 'low'),
        }),
      ],
    }),
    page({
      id: 'recording',
      path: 'Account Settings > Recording',
      address: '/setting',
      headings: ['Recording', 'Cloud recording'],
      rows: [
        toggle({
          name: 'recording-authentication',
          title: 'Viewers of recordings sign in',
          label: [
            'Require authentication to view cloud recordings',
            'Viewer authentication required',
          ],
          want: on('anonymous-links-restricted', 'high'),
        }),
        toggle({
          name: 'recording-passcode',
          title: 'Recordings need a passcode',
          label: 'Require passcode to access shared cloud recordings',
          want: on('anonymous-links-restricted', 'medium'),
        }),
      ],
    }),
    page({
      id: 'general',
      path: 'Account Settings > General',
      address: '/setting',
      headings: ['System Updates', 'General'],
      rows: [
        toggle({
          name: 'client-version-control',
          title: 'A minimum client version is required',
          label: [
            'Zoom desktop client and mobile app version control',
            'Minimum required client version',
          ],
          want: on('installed-software-maintained', 'medium'),
        }),
      ],
    }),
    page({
      id: 'marketplace',
      path: 'Advanced > App Marketplace',
      address: '/marketplace',
      headings: ['App Marketplace', 'Permissions'],
      rows: [
        toggle({
          name: 'marketplace-approval',
          title: 'Apps need approval first',
          label: ['Require pre-approval', 'Require publicly listed apps to be pre-approved'],
          want: on('third-party-apps-restricted', 'high'),
        }),
      ],
    }),
    page({
      id: 'chat',
      path: 'Account Settings > Team Chat',
      address: '/setting',
      headings: ['Team Chat', 'Chat', 'External Permissions'],
      // Options below a switch have a button of their own.
      context: savedBy(['Save']),
      rows: [
        choice({
          name: 'chat-external',
          title: 'Chat with people outside',
          label: ['External Permissions', 'Allow users to chat with external users'],
          wordings: ['Everyone', 'Users in the same organization and specified domains', 'No one'],
          want: oneOf(
            'external-communication-restricted',
            'medium',
            'Users in the same organization and specified domains',
            'No one',
          ),
        }),
      ],
    }),
  ],
}
