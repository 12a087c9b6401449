import { Recipe } from '../../../capture/recipe.ts'
import type { RecipeSource } from '../../../capture/recipe.ts'

type Reading = RecipeSource['settings'][number]

// The settings are one long page of sections, each with marks that Ghost's own tests go by; a
// search in its sidebar takes sections away.
const section = (name: string): string => `[data-testid="${name}"]`
const toggle = (setting: string, css: string): Reading => ({
  setting: `ghost.site.${setting}`,
  read: 'checked',
  locate: [{ css }],
})
const choice = (
  setting: string,
  css: string,
  values: Readonly<Record<string, string | boolean>>,
): Reading => ({
  setting: `ghost.site.${setting}`,
  read: 'text',
  locate: [{ css }],
  map: { values },
})

function page({
  id,
  title,
  route,
  heading,
  mark,
  context,
  settings,
}: {
  readonly id: string
  readonly title: string
  readonly route: string
  readonly heading: string
  readonly mark: string
  readonly context: RecipeSource['context']
  readonly settings: RecipeSource['settings']
}): RecipeSource {
  return {
    id: `ghost-${id}`,
    service: 'ghost',
    title,
    where: { hosts: ['{base}'], paths: ['/ghost'], headings: [heading] },
    url: `{base}/ghost/#/settings/${route}`,
    resource: { type: 'site' },
    // The preview inside a dialogue is a page of its own.
    context: { loading: [{ css: `body:has(> #root):not(:has(${mark}))` }], ...context },
    settings,
    certainty: 'confirmed',
    basis: 'The page of Ghost 6.65, compared with its API setting by setting by the product tests',
  }
}

/** A section says itself that it is being edited, until Ghost has taken the change. */
function inSection({
  id,
  title,
  route,
  heading,
  name,
  settings,
}: {
  readonly id: string
  readonly title: string
  readonly route: string
  readonly heading: string
  readonly name: string
  readonly settings: RecipeSource['settings']
}): RecipeSource {
  return page({
    id,
    title,
    route,
    heading,
    mark: section(name),
    context: { save: 'instant', unsaved: [{ css: `${section(name)}[data-editing="true"]` }] },
    settings,
  })
}

/** A dialogue's button reads "Saved" for a moment once Ghost has taken the change. */
function inDialogue({
  id,
  title,
  route,
  heading,
  name,
  mark,
  settings,
}: {
  readonly id: string
  readonly title: string
  readonly route: string
  readonly heading: string
  readonly name: string
  readonly mark: string
  readonly settings: RecipeSource['settings']
}): RecipeSource {
  return page({
    id,
    title,
    route,
    heading,
    mark: `${section(name)} ${mark}`,
    context: {
      save: 'button',
      saveButton: ['Save'],
      saved: [{ role: 'button', name: ['Saved'], within: section(name) }],
    },
    settings,
  })
}

export const recipes: readonly Recipe[] = [
  inSection({
    id: 'language',
    name: 'publication-language',
    title: 'Settings > General settings > Publication language',
    route: 'publication-language',
    heading: 'Publication Language',
    settings: [
      // "Portuguese (Brazil) (pt-BR)"; a language that is not in the list stands there as it was
      // typed.
      {
        setting: 'ghost.site.language',
        read: 'text',
        locate: [{ css: `${section('publication-language')} ${section('locale-select')}` }],
        map: { pattern: '^(?:.*\\()?([A-Za-z][A-Za-z0-9-]*)\\)?$' },
      },
    ],
  }),
  // On a fresh site this switch looks on while it is off (aria-checked="0.0"): that is no reading.
  inSection({
    id: 'staff',
    name: 'users',
    title: 'Settings > General settings > Staff',
    route: 'staff',
    heading: 'Staff',
    settings: [
      toggle(
        'email-code-on-each-login',
        `${section('users')} button[role="switch"][aria-label="Require email 2FA codes on staff logins"]`,
      ),
    ],
  }),
  inSection({
    id: 'metadata',
    name: 'seometa',
    title: 'Settings > General settings > Meta data',
    route: 'metadata',
    heading: 'Meta data',
    settings: [toggle('offered-to-ai', '#llms-enabled')],
  }),
  inSection({
    id: 'analytics',
    name: 'analytics',
    title: 'Settings > General settings > Analytics',
    route: 'analytics',
    heading: 'Analytics',
    settings: [
      toggle('email-opens-tracked', '#email-opens'),
      toggle('email-clicks-tracked', '#email-clicks'),
      toggle('member-sources-tracked', '#member-sources'),
      toggle('outbound-links-tagged', '#outbound-link-tagging'),
    ],
  }),
  inSection({
    id: 'access',
    name: 'access',
    title: 'Settings > Membership > Access',
    route: 'members',
    heading: 'Access',
    settings: [
      choice('private', section('site-visibility-select'), { Public: false, Private: true }),
      choice('signup-access', section('subscription-access-select'), {
        'Public': 'all',
        'Paid-members only': 'paid',
        'Invite-only': 'invite',
        'Nobody': 'none',
      }),
      choice('post-visibility', section('default-post-access-select'), {
        'Public': 'public',
        'Members only': 'members',
        'Paid-members only': 'paid',
        'Specific tiers': 'tiers',
      }),
      choice('commenting', section('commenting-select'), {
        'All members': 'all',
        'Paid-members only': 'paid',
        'Nobody': 'off',
      }),
    ],
  }),
  inSection({
    id: 'spam-filters',
    name: 'spam-filters',
    title: 'Settings > Membership > Spam filters',
    route: 'spam-filters',
    heading: 'Spam filters',
    settings: [
      {
        setting: 'ghost.site.blocked-email-domains',
        read: 'list',
        locate: [{ css: '#blocked-email-domains' }],
      },
    ],
  }),
  inSection({
    id: 'newsletters',
    name: 'enable-newsletters',
    title: 'Settings > Newsletters > Default recipients',
    route: 'default-recipients',
    heading: 'Newsletter sending',
    settings: [
      {
        ...choice('default-recipients', section('default-recipients-select'), {
          'Whoever has access to the post': 'visibility',
          'All members': 'filter',
          'Paid-members only': 'filter',
          'Specific people': 'filter',
          'Usually nobody': 'filter',
        }),
        // Newsletters are off: there is nobody to choose.
        empty: {
          locate: [
            {
              css: `${section('enable-newsletters')} button[role="switch"][aria-checked="false"]:not([disabled])`,
            },
          ],
          value: 'disabled',
        },
      },
    ],
  }),
  inSection({
    id: 'explore',
    name: 'explore',
    title: 'Settings > Growth > Ghost Explore',
    route: 'explore',
    heading: 'Ghost Explore',
    settings: [
      toggle('listed-in-explore', section('explore-toggle')),
      // Its switch is there while the site is listed.
      {
        ...toggle('growth-shared', section('explore-growth-toggle')),
        empty: {
          locate: [{ css: `${section('explore-toggle')}[aria-checked="false"]` }],
          value: false,
        },
      },
    ],
  }),
  inDialogue({
    id: 'portal',
    name: 'portal-modal',
    title: 'Settings > Membership > Signup portal > Customize',
    route: 'portal/edit',
    heading: 'Portal',
    mark: '#portal-display-name',
    settings: [
      {
        setting: 'ghost.site.signup-terms',
        read: 'presence',
        locate: [{ css: '#portal-require-agreement' }],
      },
      // There where there are terms.
      { ...toggle('signup-terms-required', '#portal-require-agreement'), absent: false },
    ],
  }),
  inDialogue({
    id: 'unsplash',
    name: 'unsplash-modal',
    title: 'Settings > Advanced > Integrations > Unsplash',
    route: 'integrations/unsplash',
    heading: 'Unsplash',
    mark: '#unsplash-enabled',
    settings: [toggle('unsplash', '#unsplash-enabled')],
  }),
].map(source => Recipe.parse(source))
