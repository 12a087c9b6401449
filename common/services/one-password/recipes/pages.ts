import { choice, off, on, oneOf, toggle } from '../../../capture/console-page.ts'
import type { Console, ConsolePage } from '../../../capture/console-page.ts'

const basis = "Labels from 1Password's support pages on team policies; not seen in a live team yet"
const page = (
  id: string,
  path: string,
  headings: readonly string[],
  rows: ConsolePage['rows'],
): ConsolePage => ({
  id,
  path,
  where: {
    hosts: [':team.1password.com', ':team.1password.eu', ':team.1password.ca'],
    headings: [...headings],
  },
  url: 'https://{team}.1password.com/policies',
  context: { save: 'button', saveButton: ['Save', 'Save Changes', 'Update'] },
  certainty: 'documented',
  basis,
  rows,
})

export const consolePages: Console = {
  service: 'one-password',
  resource: 'team',
  pages: [
    page(
      'authentication',
      'Policies > Authentication',
      ['Authentication', 'Account password', 'Two-factor authentication'],
      [
        choice(
          'account-password',
          'Account password requirements',
          ['Account password requirements', 'Password requirements'],
          ['Minimum', 'Medium', 'Strict', 'Custom'],
          oneOf('password-policy', 'medium', 'Medium', 'Strict'),
        ),
        toggle(
          'two-factor-enforced',
          'Two-factor authentication is enforced',
          ['Enforce two-factor authentication', 'Require two-factor authentication'],
          on('mfa-enforced', 'high'),
        ),
        toggle(
          'security-keys-allowed',
          'Security keys may be the second factor',
          ['Allow security keys', 'Security key'],
          on('mfa-phishing-resistant', 'medium'),
        ),
      ],
    ),
    page(
      'devices',
      'Policies > Apps and devices',
      ['App usage', 'Apps and devices', 'Auto-lock'],
      [
        toggle(
          'latest-version-required',
          'The latest app is required',
          'Require team members to use the latest version',
          on('installed-software-maintained', 'medium'),
        ),
        choice(
          'auto-lock',
          'Apps lock after',
          ['Auto-lock', 'Lock after the device is idle for'],
          [
            '1 minute',
            '2 minutes',
            '5 minutes',
            '10 minutes',
            '30 minutes',
            '1 hour',
            '4 hours',
            '8 hours',
            'Never',
          ],
          oneOf('session-lifetime', 'medium', '1 minute', '2 minutes', '5 minutes', '10 minutes'),
        ),
        toggle(
          'agentic-autofill',
          'AI agents may fill in',
          ['Agentic autofill', 'Allow agentic autofill'],
          off('ai-access-restricted', 'medium'),
        ),
      ],
    ),
    page(
      'sharing',
      'Policies > Sharing',
      ['Sharing and permissions', 'Item sharing', 'Sharing'],
      [
        choice(
          'item-sharing',
          'Items may be shared with',
          ['Item sharing', 'Who can items be shared with'],
          ['Anyone', 'Only specific people', 'No one'],
          oneOf('anonymous-links-restricted', 'high', 'Only specific people', 'No one'),
        ),
        choice(
          'item-sharing-expiry',
          'Shared items end after',
          ['Link expiry', 'Shared items expire after'],
          ['1 hour', '1 day', '7 days', '14 days', '30 days'],
          oneOf('anonymous-links-restricted', 'low', '1 hour', '1 day', '7 days'),
        ),
        toggle('file-storage', 'Files may be stored', 'File storage'),
      ],
    ),
    page(
      'firewall',
      'Policies > Firewall rules',
      ['Firewall rules', 'Firewall'],
      [
        choice(
          'firewall-default',
          'What happens to sign-ins no rule names',
          ['Everyone else', 'Default rule', 'All other locations'],
          ['Allow', 'Report', 'Deny'],
          oneOf('network-access-restricted', 'medium', 'Report', 'Deny'),
        ),
      ],
    ),
  ],
}
