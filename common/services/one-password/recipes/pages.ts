import { choice, off, on, oneOf, savedBy, toggle, within } from '../../../capture/console-page.ts'
import type { Console, ConsolePage } from '../../../capture/console-page.ts'

const basis = "Labels from 1Password's support pages on team policies; not seen in a live team yet"
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
    hosts: [':team.1password.com', ':team.1password.eu', ':team.1password.ca'],
    headings: [...headings],
  },
  url: 'https://{team}.1password.com/policies',
  context: savedBy(['Save', 'Save Changes', 'Update']),
  certainty: 'documented',
  basis,
  rows,
})

export const consolePages: Console = {
  service: 'one-password',
  resource: 'team',
  pages: [
    page({
      id: 'authentication',
      path: 'Policies > Authentication',
      headings: ['Authentication', 'Account password', 'Two-factor authentication'],
      rows: [
        choice({
          name: 'account-password',
          title: 'Account password requirements',
          label: ['Account password requirements', 'Password requirements'],
          wordings: ['Minimum', 'Medium', 'Strict', 'Custom'],
          want: oneOf('password-policy', 'medium', 'Medium', 'Strict'),
        }),
        toggle({
          name: 'two-factor-enforced',
          title: 'Two-factor authentication is enforced',
          label: ['Enforce two-factor authentication', 'Require two-factor authentication'],
          want: on('mfa-enforced', 'high'),
        }),
        toggle({
          name: 'security-keys-allowed',
          title: 'Security keys may be the second factor',
          label: ['Allow security keys', 'Security key'],
          want: on('mfa-phishing-resistant', 'medium'),
        }),
      ],
    }),
    page({
      id: 'devices',
      path: 'Policies > Apps and devices',
      headings: ['App usage', 'Apps and devices', 'Auto-lock'],
      rows: [
        toggle({
          name: 'latest-version-required',
          title: 'The latest app is required',
          label: 'Require team members to use the latest version',
          want: on('installed-software-maintained', 'medium'),
        }),
        choice({
          name: 'auto-lock',
          title: 'Apps lock after',
          label: ['Auto-lock', 'Lock after the device is idle for'],
          wordings: [
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
          want: within('idle-session', 'medium', 1 / 6, 'hours'),
        }),
        toggle({
          name: 'agentic-autofill',
          title: 'AI agents may fill in',
          label: ['Agentic autofill', 'Allow agentic autofill'],
          want: off('ai-access-restricted', 'medium'),
        }),
      ],
    }),
    page({
      id: 'sharing',
      path: 'Policies > Sharing',
      headings: ['Sharing and permissions', 'Item sharing', 'Sharing'],
      rows: [
        choice({
          name: 'item-sharing',
          title: 'Items may be shared with',
          label: ['Item sharing', 'Who can items be shared with'],
          wordings: ['Anyone', 'Only specific people', 'No one'],
          want: oneOf('anonymous-links-restricted', 'high', 'Only specific people', 'No one'),
        }),
        choice({
          name: 'item-sharing-expiry',
          title: 'Shared items end after',
          label: ['Link expiry', 'Shared items expire after'],
          wordings: ['1 hour', '1 day', '7 days', '14 days', '30 days'],
          want: within('link-lifetime', 'low', 7, 'days'),
        }),
        toggle({
          name: 'file-storage',
          title: 'Files may be stored',
          label: 'File storage',
        }),
      ],
    }),
    page({
      id: 'firewall',
      path: 'Policies > Firewall rules',
      headings: ['Firewall rules', 'Firewall'],
      rows: [
        choice({
          name: 'firewall-default',
          title: 'What happens to sign-ins no rule names',
          label: ['Everyone else', 'Default rule', 'All other locations'],
          wordings: ['Allow', 'Report', 'Deny'],
          want: oneOf('network-access-restricted', 'medium', 'Report', 'Deny'),
        }),
      ],
    }),
  ],
}
