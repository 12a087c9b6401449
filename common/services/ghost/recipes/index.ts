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

function page(
  id: string,
  title: string,
  route: string,
  heading: string,
  mark: string,
  context: RecipeSource['context'],
  settings: RecipeSource['settings'],
): RecipeSource {
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
function inSection(
  id: string,
  title: string,
  route: string,
  heading: string,
  name: string,
  settings: RecipeSource['settings'],
): RecipeSource {
  return page(
    id,
    title,
    route,
    heading,
    section(name),
    { save: 'instant', unsaved: [{ css: `${section(name)}[data-editing="true"]` }] },
    settings,
  )
}

/** A dialogue's button reads "Saved" for a moment once Ghost has taken the change. */
function inDialogue(
  id: string,
  title: string,
  route: string,
  heading: string,
  name: string,
  mark: string,
  settings: RecipeSource['settings'],
): RecipeSource {
  return page(
    id,
    title,
    route,
    heading,
    `${section(name)} ${mark}`,
    {
      save: 'button',
      saveButton: ['Save'],
      saved: [{ role: 'button', name: ['Saved'], within: section(name) }],
    },
    settings,
  )
}

export const recipes: readonly Recipe[] = [
  inSection(
    'language',
    'Settings > General settings > Publication language',
    'publication-language',
    'Publication Language',
    'publication-language',
    [
      // "Portuguese (Brazil) (pt-BR)"; a language that is not in the list stands there as it was
      // typed.
      {
        setting: 'ghost.site.language',
        read: 'text',
        locate: [{ css: `${section('publication-language')} ${section('locale-select')}` }],
        map: { pattern: '^(?:.*\\()?([A-Za-z][A-Za-z0-9-]*)\\)?$' },
      },
    ],
  ),
  // On a fresh site this switch looks on while it is off (aria-checked="0.0"): that is no reading.
  inSection('staff', 'Settings > General settings > Staff', 'staff', 'Staff', 'users', [
    toggle(
      'email-code-on-each-login',
      `${section('users')} button[role="switch"][aria-label="Require email 2FA codes on staff logins"]`,
    ),
  ]),
  inSection(
    'metadata',
    'Settings > General settings > Meta data',
    'metadata',
    'Meta data',
    'seometa',
    [toggle('offered-to-ai', '#llms-enabled')],
  ),
  inSection(
    'analytics',
    'Settings > General settings > Analytics',
    'analytics',
    'Analytics',
    'analytics',
    [
      toggle('email-opens-tracked', '#email-opens'),
      toggle('email-clicks-tracked', '#email-clicks'),
      toggle('member-sources-tracked', '#member-sources'),
      toggle('outbound-links-tagged', '#outbound-link-tagging'),
    ],
  ),
  inSection('access', 'Settings > Membership > Access', 'members', 'Access', 'access', [
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
  ]),
  inSection(
    'spam-filters',
    'Settings > Membership > Spam filters',
    'spam-filters',
    'Spam filters',
    'spam-filters',
    [
      {
        setting: 'ghost.site.blocked-email-domains',
        read: 'list',
        locate: [{ css: '#blocked-email-domains' }],
      },
    ],
  ),
  inSection(
    'newsletters',
    'Settings > Newsletters > Default recipients',
    'default-recipients',
    'Newsletter sending',
    'enable-newsletters',
    [
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
  ),
  inSection('explore', 'Settings > Growth > Ghost Explore', 'explore', 'Ghost Explore', 'explore', [
    toggle('listed-in-explore', section('explore-toggle')),
    // Its switch is there while the site is listed.
    {
      ...toggle('growth-shared', section('explore-growth-toggle')),
      empty: {
        locate: [{ css: `${section('explore-toggle')}[aria-checked="false"]` }],
        value: false,
      },
    },
  ]),
  inDialogue(
    'portal',
    'Settings > Membership > Signup portal > Customize',
    'portal/edit',
    'Portal',
    'portal-modal',
    '#portal-display-name',
    [
      {
        setting: 'ghost.site.signup-terms',
        read: 'presence',
        locate: [{ css: '#portal-require-agreement' }],
      },
      // There where there are terms.
      { ...toggle('signup-terms-required', '#portal-require-agreement'), absent: false },
    ],
  ),
  inDialogue(
    'unsplash',
    'Settings > Advanced > Integrations > Unsplash',
    'integrations/unsplash',
    'Unsplash',
    'unsplash-modal',
    '#unsplash-enabled',
    [toggle('unsplash', '#unsplash-enabled')],
  ),
].map(source => Recipe.parse(source))
