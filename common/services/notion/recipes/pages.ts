import { choice, entries, off, on, oneOf, toggle } from '../../../capture/console-page.ts'
import type { Console, ConsolePage } from '../../../capture/console-page.ts'

const basis =
  "Labels from Notion's help centre; settings are a dialog without an address of its own, so the heading decides; not seen in a live workspace yet"
const page = (
  id: string,
  path: string,
  headings: readonly string[],
  rows: ConsolePage['rows'],
): ConsolePage => ({
  id,
  path,
  where: { hosts: ['www.notion.so', 'app.notion.com'], headings: [...headings] },
  context: { save: 'instant' },
  certainty: 'documented',
  basis,
  rows,
})

export const consolePages: Console = {
  service: 'notion',
  resource: 'workspace',
  pages: [
    page(
      'security',
      'Settings > Security',
      ['Security', 'Security & data'],
      [
        toggle(
          'publishing-disabled',
          'Publishing of sites and forms is disabled',
          ['Disable publishing sites and forms', 'Disable publishing sites'],
          on('public-exposure-restricted', 'high'),
        ),
        toggle(
          'export-disabled',
          'Export is disabled',
          'Disable export',
          on('data-loss-prevention-enabled', 'medium'),
        ),
        toggle(
          'duplication-outside-disabled',
          'Moving pages to other workspaces is disabled',
          'Disable moving or duplicating pages to other workspaces',
          on('external-sharing-restricted', 'medium'),
        ),
        toggle(
          'guests-disabled',
          'Guests are disabled',
          ['Disable guests', 'Disable inviting guests to pages'],
          on('guest-access-restricted', 'medium'),
        ),
        toggle('guest-requests-allowed', 'Members may request guests', [
          'Allow members to request adding guests',
        ]),
      ],
    ),
    page(
      'identity',
      'Settings > Identity',
      ['Identity', 'Identity & provisioning', 'General'],
      [
        choice(
          'login-method',
          'Login method',
          'Login method',
          ['Only SAML SSO', 'Any method'],
          oneOf('single-sign-on-enforced', 'high', 'Only SAML SSO'),
        ),
        toggle(
          'automatic-account-creation',
          'Accounts are created at first log-in',
          'Automatic account creation',
          off('self-registration-disabled', 'low'),
        ),
        entries(
          'allowed-email-domains',
          'E-mail domains whose people may join',
          'Allowed email domains',
        ),
      ],
    ),
    page(
      'connections',
      'Settings > Connections > Permissions',
      ['Connections', 'Permissions'],
      [
        choice(
          'ai-apps',
          'AI apps members may connect',
          'Restrict AI apps members can connect',
          ['No restrictions', 'Only from approved list', 'None'],
          oneOf('ai-access-restricted', 'medium', 'Only from approved list', 'None'),
        ),
        choice(
          'connections-allowed',
          'Connections members may install',
          ['Restrict members from adding connections', 'Members can install'],
          ['No restrictions', 'Only from approved list', 'None'],
          oneOf('third-party-apps-restricted', 'high', 'Only from approved list', 'None'),
        ),
      ],
    ),
    page(
      'ai',
      'Settings > Notion AI',
      ['Notion AI'],
      [
        toggle(
          'ai-web-search',
          'AI may search the web',
          'Enable web search for workspace',
          off('ai-access-restricted', 'low'),
        ),
        toggle(
          'ai-web-confirmation',
          'AI web requests need confirmation',
          'Require confirmation for web requests',
          on('ai-access-restricted', 'medium'),
        ),
      ],
    ),
  ],
}
