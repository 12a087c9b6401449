import { choice, entries, off, on, oneOf, savedBy, toggle } from '../../../capture/console-page.ts'
import type { Console, ConsolePage } from '../../../capture/console-page.ts'

const basis =
  "Labels from Notion's help centre; settings are a dialog without an address of its own, so the heading decides; whether a change counts at once or by a button is not told, so it counts once the page is loaded again; not seen in a live workspace yet"
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
  where: { hosts: ['www.notion.so', 'app.notion.com'], headings: [...headings] },
  context: savedBy(['Update', 'Save', 'Save changes']),
  certainty: 'documented',
  basis,
  rows,
})

export const consolePages: Console = {
  service: 'notion',
  resource: 'workspace',
  pages: [
    page({
      id: 'security',
      path: 'Settings > Security',
      headings: ['Security', 'Security & data'],
      rows: [
        toggle({
          name: 'publishing-disabled',
          title: 'Publishing of sites and forms is disabled',
          label: ['Disable publishing sites and forms', 'Disable publishing sites'],
          want: on('public-exposure-restricted', 'high'),
        }),
        toggle({
          name: 'export-disabled',
          title: 'Export is disabled',
          label: 'Disable export',
          want: on('data-loss-prevention-enabled', 'medium'),
        }),
        toggle({
          name: 'duplication-outside-disabled',
          title: 'Moving pages to other workspaces is disabled',
          label: 'Disable moving or duplicating pages to other workspaces',
          want: on('external-sharing-restricted', 'medium'),
        }),
        toggle({
          name: 'guests-disabled',
          title: 'Guests are disabled',
          label: ['Disable guests', 'Disable inviting guests to pages'],
          want: on('guest-access-restricted', 'medium'),
        }),
        toggle({
          name: 'guest-requests-allowed',
          title: 'Members may request guests',
          label: ['Allow members to request adding guests'],
        }),
      ],
    }),
    page({
      id: 'identity',
      path: 'Settings > Identity',
      headings: ['Identity', 'Identity & provisioning', 'General'],
      rows: [
        choice({
          name: 'login-method',
          title: 'Login method',
          label: 'Login method',
          wordings: ['Only SAML SSO', 'Any method'],
          want: oneOf('single-sign-on-enforced', 'high', 'Only SAML SSO'),
        }),
        toggle({
          name: 'automatic-account-creation',
          title: 'Accounts are created at first log-in',
          label: 'Automatic account creation',
          want: off('self-registration-disabled', 'low'),
        }),
        entries({
          name: 'allowed-email-domains',
          title: 'E-mail domains whose people may join',
          label: 'Allowed email domains',
        }),
      ],
    }),
    page({
      id: 'connections',
      path: 'Settings > Connections > Permissions',
      headings: ['Connections', 'Permissions'],
      rows: [
        choice({
          name: 'ai-apps',
          title: 'AI apps members may connect',
          label: 'Restrict AI apps members can connect',
          wordings: ['No restrictions', 'Only from approved list', 'None'],
          want: oneOf('ai-access-restricted', 'medium', 'Only from approved list', 'None'),
        }),
        choice({
          name: 'connections-allowed',
          title: 'Connections members may install',
          label: ['Restrict members from adding connections', 'Members can install'],
          wordings: ['No restrictions', 'Only from approved list', 'None'],
          want: oneOf('third-party-apps-restricted', 'high', 'Only from approved list', 'None'),
        }),
      ],
    }),
    page({
      id: 'ai',
      path: 'Settings > Notion AI',
      headings: ['Notion AI'],
      rows: [
        toggle({
          name: 'ai-web-search',
          title: 'AI may search the web',
          label: 'Enable web search for workspace',
          want: off('ai-access-restricted', 'low'),
        }),
        toggle({
          name: 'ai-web-confirmation',
          title: 'AI web requests need confirmation',
          label: 'Require confirmation for web requests',
          want: on('ai-access-restricted', 'medium'),
        }),
      ],
    }),
  ],
}
