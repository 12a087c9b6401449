import { Recipe } from '../../../capture/recipe.ts'
import type { RecipeSource, SettingReading } from '../../../capture/recipe.ts'

type Reading = RecipeSource['settings'][number]
const id = (name: string): string => `github.organization.${name}`
/**
 * GitHub's forms name a box after its field, with or without `organization[...]` around it; a
 * hidden field of the same name stands beside it.
 */
const box = (
  name: string,
  field: string,
  label: readonly string[],
  map?: SettingReading['map'],
): Reading => ({
  setting: id(name),
  read: 'checked',
  ...(map ? { map } : {}),
  locate: [
    { css: `input[type="checkbox"][name="${field}"],input[type="checkbox"][name$="[${field}]"]` },
    { role: 'checkbox', name: [...label] },
  ],
})
/** One of two radio buttons says it all: chosen or not. */
const radio = (name: string, label: readonly string[], map?: SettingReading['map']): Reading => ({
  setting: id(name),
  read: 'checked',
  ...(map ? { map } : {}),
  locate: [{ role: 'radio', name: [...label] }],
})

function page({
  name,
  title,
  path,
  headings,
  settings,
  certainty = 'documented',
}: {
  readonly name: string
  readonly title: string
  readonly path: string
  readonly headings: readonly string[]
  readonly settings: readonly Reading[]
  readonly certainty?: RecipeSource['certainty']
}): RecipeSource {
  return {
    id: `github-${name}`,
    service: 'github',
    title,
    where: {
      hosts: ['github.com'],
      paths: [`/organizations/:organization/settings/${path}`],
      headings: [...headings],
    },
    url: `https://github.com/organizations/{organization}/settings/${path}`,
    resource: { type: 'organization' },
    context: { save: 'submit' },
    settings: [...settings],
    certainty,
    basis:
      "Labels from GitHub's documentation, field names as seen in its forms; not seen in a live organization yet",
  }
}

const sources: readonly RecipeSource[] = [
  page({
    name: 'authentication-security',
    title: 'Settings > Authentication security',
    path: 'security',
    headings: ['Authentication security', 'Two-factor authentication'],
    settings: [
      box('two-factor-required', 'two_factor_required', [
        'Require two-factor authentication for everyone in your organization',
        'Require two-factor authentication for everyone in the {organization} organization',
        'Require two-factor authentication for everyone in the {organization} organization.',
      ]),
      {
        setting: id('secure-two-factor-only'),
        read: 'checked',
        locate: [
          { role: 'checkbox', name: ['Only allow secure two-factor methods'] },
          { near: ['Only allow secure two-factor methods'], role: 'checkbox' },
        ],
      },
      {
        setting: id('saml-enforced'),
        read: 'checked',
        certainty: 'guess',
        locate: [
          {
            role: 'checkbox',
            name: [
              'Require SAML SSO authentication for all members of the {organization} organization',
              'Require SAML SSO authentication for all members of the {organization} organization.',
            ],
          },
          { near: ['Require SAML SSO authentication for all members'], role: 'checkbox' },
        ],
      },
    ],
  }),
  page({
    name: 'member-privileges',
    title: 'Settings > Member privileges',
    path: 'member_privileges',
    headings: ['Member privileges'],
    settings: [
      box('members-can-change-visibility', 'members_can_change_repo_visibility', [
        'Allow members to change repository visibilities for this organization',
      ]),
      box('members-can-delete-repositories', 'members_can_delete_repositories', [
        'Allow members to delete or transfer repositories for this organization',
      ]),
      box('members-can-delete-issues', 'members_can_delete_issues', [
        'Allow members to delete issues for this organization',
      ]),
      box('members-can-create-teams', 'members_can_create_teams', [
        'Allow members to create teams',
      ]),
    ],
  }),
  page({
    name: 'actions',
    title: 'Settings > Actions > General',
    path: 'actions',
    headings: ['Actions permissions', 'Workflow permissions'],
    settings: [
      radio('workflow-token-permission', ['Read and write permissions'], {
        values: { true: 'write', false: 'read' },
      }),
      {
        setting: id('workflow-can-approve-reviews'),
        read: 'checked',
        locate: [
          { role: 'checkbox', name: ['Allow GitHub Actions to create and approve pull requests'] },
        ],
      },
    ],
  }),
  page({
    name: 'oauth-apps',
    title: 'Settings > Third-party Access > OAuth app policy',
    path: 'oauth_application_policy',
    headings: [
      'Third-party application access policy',
      'OAuth app policy',
      'OAuth application policy',
    ],
    settings: [
      {
        // The page shows one of two: the way out, or the way in.
        setting: id('oauth-app-restriction'),
        read: 'text',
        map: {
          values: {
            'Remove restrictions': true,
            'Setup application access restrictions': false,
            'Set up application access restrictions': false,
          },
        },
        locate: ['button', 'link'].flatMap(role => [
          { role, name: ['Remove restrictions'] },
          {
            role,
            name: [
              'Setup application access restrictions',
              'Set up application access restrictions',
            ],
          },
        ]),
      },
    ],
  }),
  page({
    name: 'token-policy',
    title: 'Settings > Personal access tokens > Settings > Fine-grained tokens',
    path: 'personal-access-tokens',
    headings: ['Personal access tokens', 'Fine-grained personal access tokens'],
    settings: [radio('fine-grained-token-approval', ['Require administrator approval'])],
  }),
  page({
    name: 'classic-token-policy',
    title: 'Settings > Personal access tokens > Settings > Tokens (classic)',
    path: 'personal-access-tokens',
    headings: ['Personal access tokens', 'Tokens (classic)'],
    settings: [
      radio('classic-token-access', ['Restrict access via personal access tokens (classic)'], {
        values: { true: 'restricted', false: 'allowed' },
      }),
    ],
  }),
]

/** Organization pages: what no API shows, and some that it does, so that disagreement is seen. */
export const recipes: readonly Recipe[] = sources.map(source => Recipe.parse(source))
