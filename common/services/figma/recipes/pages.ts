import { choice, entries, notEmpty, off, on, oneOf, toggle } from '../../../capture/console-page.ts'
import type { Console, ConsolePage } from '../../../capture/console-page.ts'

const basis = "Labels from Figma's help centre; not seen in a live organization yet"
const page = (
  id: string,
  path: string,
  headings: readonly string[],
  rows: ConsolePage['rows'],
): ConsolePage => ({
  id,
  path,
  where: {
    hosts: ['www.figma.com'],
    paths: ['/files/:organization/admin/**', '/files/:organization/admin'],
    headings: [...headings],
  },
  url: 'https://www.figma.com/files/{organization}/admin',
  context: { save: 'button', saveButton: ['Save', 'Save changes', 'Update'] },
  certainty: 'documented',
  basis,
  rows,
})

export const consolePages: Console = {
  service: 'figma',
  resource: 'organization',
  pages: [
    page(
      'login',
      'Admin > Settings > Login and provisioning',
      ['Login and provisioning', 'Authentication'],
      [
        choice(
          'login-method',
          'How members log in',
          ['Authentication', 'Log in and provisioning', 'Login method'],
          [
            'Members may log in with any method',
            'Members must log in with SAML SSO',
            'Members must log in with Google SSO',
          ],
          oneOf(
            'single-sign-on-enforced',
            'high',
            'Members must log in with SAML SSO',
            'Members must log in with Google SSO',
          ),
        ),
        choice(
          'session-timeout',
          'Idle session timeout',
          ['Session timeout', 'Idle session timeout'],
          ['None', '1 hour', '8 hours', '12 hours', '1 day', '7 days', '14 days', '30 days'],
          oneOf('session-lifetime', 'medium', '1 hour', '8 hours', '12 hours'),
        ),
        toggle(
          'guests-two-factor',
          'Guests need a second factor',
          ['Enforced 2FA', 'Require two-factor authentication for guests'],
          on('mfa-enforced', 'high'),
        ),
      ],
    ),
    page(
      'security',
      'Admin > Settings > Security',
      ['Security', 'Network access'],
      [
        entries(
          'ip-allow-list',
          'IP allow list',
          ['IP allowlist', 'IP allowlist ranges'],
          notEmpty('network-access-restricted', 'low'),
        ),
        toggle(
          'network-access-restricted',
          "Only the organization's accounts on its network",
          'Network access restrictions',
          on('network-access-restricted', 'low'),
        ),
        toggle(
          'exporting-restricted',
          'Export is restricted',
          ['Restrict exporting', 'File exporting'],
          on('data-loss-prevention-enabled', 'low'),
        ),
      ],
    ),
    page(
      'sharing',
      'Admin > Settings > Sharing',
      ['Sharing', 'Public sharing'],
      [
        toggle(
          'public-links',
          'Public links',
          ['Public link sharing', 'Allow public links'],
          off('anonymous-links-restricted', 'high'),
        ),
        toggle(
          'link-password-required',
          'Public links need a password',
          ['Require password', 'Link password'],
          on('anonymous-links-restricted', 'medium'),
        ),
        toggle(
          'link-expiry-required',
          'Public links end',
          ['Require expiration', 'Link expiry'],
          on('anonymous-links-restricted', 'medium'),
        ),
      ],
    ),
    page(
      'ai',
      'Admin > Settings > AI',
      ['AI', 'AI features'],
      [
        toggle(
          'content-training',
          "Content trains Figma's models",
          'Content training',
          off('ai-access-restricted', 'high'),
        ),
        toggle('ai-features', 'AI features', ['AI features', 'Enable AI features']),
      ],
    ),
  ],
}
