import {
  choice,
  entries,
  notEmpty,
  off,
  on,
  oneOf,
  savedBy,
  toggle,
  within,
} from '../../../capture/console-page.ts'
import type { Console, ConsolePage } from '../../../capture/console-page.ts'

const basis = "Labels from Figma's help centre; not seen in a live organization yet"
const page = ({
  id,
  path,
  headings,
  rows,
}: {
  readonly id: string
  readonly path: string
  readonly headings: readonly string[]
  readonly rows: ConsolePage['rows']
}): ConsolePage => ({
  id,
  path,
  where: {
    hosts: ['www.figma.com'],
    paths: ['/files/:organization/admin/**', '/files/:organization/admin'],
    headings: [...headings],
  },
  url: 'https://www.figma.com/files/{organization}/admin',
  context: savedBy(['Save', 'Save changes', 'Update']),
  certainty: 'documented',
  basis,
  rows,
})

export const consolePages: Console = {
  service: 'figma',
  resource: 'organization',
  pages: [
    page({
      id: 'login',
      path: 'Admin > Settings > Login and provisioning',
      headings: ['Login and provisioning', 'Authentication'],
      rows: [
        choice({
          name: 'login-method',
          title: 'How members log in',
          label: ['Authentication', 'Log in and provisioning', 'Login method'],
          wordings: [
            'Members may log in with any method',
            'Members must log in with SAML SSO',
            'Members must log in with Google SSO',
          ],
          want: oneOf(
            'single-sign-on-enforced',
            'high',
            'Members must log in with SAML SSO',
            'Members must log in with Google SSO',
          ),
        }),
        choice({
          name: 'session-timeout',
          title: 'Idle session timeout',
          label: ['Session timeout', 'Idle session timeout'],
          wordings: [
            'None',
            '1 hour',
            '8 hours',
            '12 hours',
            '1 day',
            '7 days',
            '14 days',
            '30 days',
          ],
          want: within('session-lifetime', 'medium', 12, 'hours'),
        }),
        toggle({
          name: 'guests-two-factor',
          title: 'Guests need a second factor',
          label: ['Enforced 2FA', 'Require two-factor authentication for guests'],
          want: on('mfa-enforced', 'high'),
        }),
      ],
    }),
    page({
      id: 'security',
      path: 'Admin > Settings > Security',
      headings: ['Security', 'Network access'],
      rows: [
        entries({
          name: 'ip-allow-list',
          title: 'IP allow list',
          label: ['IP allowlist', 'IP allowlist ranges'],
          want: notEmpty('network-access-restricted', 'low'),
        }),
        toggle({
          name: 'network-access-restricted',
          title: "Only the organization's accounts on its network",
          label: 'Network access restrictions',
          want: on('network-access-restricted', 'low'),
        }),
        toggle({
          name: 'exporting-restricted',
          title: 'Export is restricted',
          label: ['Restrict exporting', 'File exporting'],
          want: on('data-loss-prevention-enabled', 'low'),
        }),
      ],
    }),
    page({
      id: 'sharing',
      path: 'Admin > Settings > Sharing',
      headings: ['Sharing', 'Public sharing'],
      rows: [
        toggle({
          name: 'public-links',
          title: 'Public links',
          label: ['Public link sharing', 'Allow public links'],
          want: off('anonymous-links-restricted', 'high'),
        }),
        toggle({
          name: 'link-password-required',
          title: 'Public links need a password',
          label: ['Require password', 'Link password'],
          want: on('anonymous-links-restricted', 'medium'),
        }),
        toggle({
          name: 'link-expiry-required',
          title: 'Public links end',
          label: ['Require expiration', 'Link expiry'],
          want: on('anonymous-links-restricted', 'medium'),
        }),
      ],
    }),
    page({
      id: 'ai',
      path: 'Admin > Settings > AI',
      headings: ['AI', 'AI features'],
      rows: [
        toggle({
          name: 'content-training',
          title: "Content trains Figma's models",
          label: 'Content training',
          want: off('ai-access-restricted', 'high'),
        }),
        toggle({
          name: 'ai-features',
          title: 'AI features',
          label: ['AI features', 'Enable AI features'],
        }),
      ],
    }),
  ],
}
