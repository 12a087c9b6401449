import type { Setting } from '../../../model/setting.ts'
import type { Value, ValueType } from '../../../model/value.ts'

const flag = { type: 'boolean' } as const satisfies ValueType
const word = { type: 'string' } as const satisfies ValueType
const words = { type: 'list', of: word } as const satisfies ValueType
const choice = (...values: readonly string[]): ValueType => ({
  type: 'string',
  values: [...values],
})

/**
 * How a value of `GET /settings/` becomes the setting's: as it is; a flag that may come as text; a
 * list or an object written as JSON text; whether there is any.
 */
export type Form = 'plain' | 'flag' | 'list' | 'flags' | 'presence'

/**
 * One key of Ghost's settings. `with`: a key without which this one has no effect; the setting is
 * what is in effect.
 */
export type Key = {
  readonly key: string
  readonly form: Form
  readonly with?: string
  readonly setting: Setting
}

/**
 * A section of the settings page, which is one page for all. @param route what stands behind
 * `#/settings/`
 */
const shown = (section: string, route: string): Pick<Setting, 'console'> => ({
  console: {
    path: `Settings > ${section}`,
    url: `{base}/ghost/#/settings/${route}`,
    certainty: 'confirmed',
  },
})
const analytics = shown('General settings > Analytics', 'analytics')
const access = shown('Membership > Access', 'members')
const portal = shown('Membership > Signup portal > Customize', 'portal/edit')
const explore = shown('Growth > Ghost Explore', 'explore')

function key(
  name: string,
  title: string,
  field: string,
  form: Form,
  type: ValueType,
  vendorDefault: Value,
  more: Partial<Setting> = {},
): Key {
  return {
    key: field,
    form,
    setting: {
      id: `ghost.site.${name}`,
      title,
      resource: 'site',
      type,
      vendorDefault,
      api: { request: 'GET /settings/', field, right: 'settings', certainty: 'confirmed' },
      ...more,
    },
  }
}

/**
 * The keys that are read and kept; every other key (access code, payment and mail credentials) is
 * dropped before anything is recorded.
 */
export const keys: readonly Key[] = [
  key(
    'email-code-on-each-login',
    'A code by e-mail is required on every staff login',
    'require_email_mfa',
    'flag',
    flag,
    false,
    {
      ...shown('General settings > Staff', 'staff'),
      description:
        'Off, a code is asked for only where a device is new. A fresh site answers "0.0", which is off.',
    },
  ),
  key('private', 'The site is behind an access code', 'is_private', 'flag', flag, false, access),
  key(
    'signup-access',
    'Who may subscribe',
    'members_signup_access',
    'plain',
    choice('all', 'invite', 'paid', 'none'),
    'all',
    access,
  ),
  key(
    'post-visibility',
    'Who may read new posts',
    'default_content_visibility',
    'plain',
    choice('public', 'members', 'paid', 'tiers'),
    'public',
    access,
  ),
  key(
    'commenting',
    'Who may comment',
    'comments_enabled',
    'plain',
    choice('all', 'paid', 'off'),
    'all',
    access,
  ),
  key(
    'blocked-email-domains',
    'Mail domains that may not subscribe',
    'blocked_email_domains',
    'list',
    words,
    [],
    shown('Membership > Spam filters', 'spam-filters'),
  ),
  key(
    'signup-terms',
    'The signup portal shows terms',
    'portal_signup_terms_html',
    'presence',
    flag,
    false,
    portal,
  ),
  {
    ...key(
      'signup-terms-required',
      'Terms must be agreed to',
      'portal_signup_checkbox_required',
      'flag',
      flag,
      false,
      { ...portal, description: 'Off where there are no terms.' },
    ),
    with: 'portal_signup_terms_html',
  },
  key(
    'member-sources-tracked',
    'Where members came from is recorded',
    'members_track_sources',
    'flag',
    flag,
    true,
    analytics,
  ),
  key(
    'email-opens-tracked',
    'Opening a newsletter is recorded',
    'email_track_opens',
    'flag',
    flag,
    true,
    analytics,
  ),
  key(
    'email-clicks-tracked',
    'Clicks in a newsletter are recorded',
    'email_track_clicks',
    'flag',
    flag,
    true,
    analytics,
  ),
  key(
    'outbound-links-tagged',
    "Outgoing links carry the site's name",
    'outbound_link_tagging',
    'flag',
    flag,
    true,
    analytics,
  ),
  key('web-analytics', 'Visits are recorded', 'web_analytics', 'flag', flag, true),
  key(
    'offered-to-ai',
    'Structured data is offered to AI',
    'llms_enabled',
    'flag',
    flag,
    true,
    shown('General settings > Meta data', 'metadata'),
  ),
  key('social-web', 'Posts go out to the social web', 'social_web', 'flag', flag, true),
  key(
    'listed-in-explore',
    'The site is listed in Ghost Explore',
    'explore_ping',
    'flag',
    flag,
    true,
    explore,
  ),
  {
    ...key(
      'growth-shared',
      'Revenue and member numbers go to Ghost Explore',
      'explore_ping_growth',
      'flag',
      flag,
      false,
      { ...explore, description: 'Off where the site is not listed.' },
    ),
    with: 'explore_ping',
  },
  key(
    'recommendations',
    'Other sites are recommended',
    'recommendations_enabled',
    'flag',
    flag,
    false,
  ),
  key(
    'unsplash',
    'Pictures are searched at Unsplash',
    'unsplash',
    'flag',
    flag,
    true,
    shown('Advanced > Integrations > Unsplash', 'integrations/unsplash'),
  ),
  key(
    'code-in-head',
    'Code is injected into the head of every page',
    'codeinjection_head',
    'presence',
    flag,
    false,
  ),
  key(
    'code-in-foot',
    'Code is injected at the foot of every page',
    'codeinjection_foot',
    'presence',
    flag,
    false,
  ),
  key('labs', 'Experimental features that are on', 'labs', 'flags', words, []),
  key(
    'default-recipients',
    'Newsletters go by default to',
    'editor_default_email_recipients',
    'plain',
    choice('visibility', 'filter', 'disabled'),
    'visibility',
    shown('Newsletters > Default recipients', 'default-recipients'),
  ),
  key(
    'language',
    'Language of the site',
    'locale',
    'plain',
    word,
    'en',
    shown('General settings > Publication language', 'publication-language'),
  ),
  key('timezone', 'Time zone of the site', 'timezone', 'plain', word, 'Etc/UTC'),
]

const users = (field: string): Pick<Setting, 'api'> => ({
  api: { request: 'GET /users/', field, right: 'staff', certainty: 'confirmed' },
})

export const settings: readonly Setting[] = [
  ...keys.map(item => item.setting),
  {
    id: 'ghost.site.address',
    title: 'Address',
    resource: 'site',
    type: word,
    api: { request: 'GET /site/', field: 'url', certainty: 'confirmed' },
  },
  {
    id: 'ghost.site.version',
    title: 'Version',
    resource: 'site',
    type: word,
    api: {
      request: 'GET /config/',
      field: 'version',
      right: 'configuration',
      certainty: 'confirmed',
    },
  },
  {
    id: 'ghost.site.new-device-code',
    title: 'A code by e-mail is required on new devices',
    resource: 'site',
    type: flag,
    vendorDefault: true,
    api: {
      request: 'GET /config/',
      field: 'security.staffDeviceVerification',
      right: 'configuration',
      certainty: 'confirmed',
    },
    description: "Set in the server's configuration file, not in the console.",
  },
  {
    id: 'ghost.site.administrators',
    title: 'Owner and administrators',
    resource: 'site',
    type: words,
    personal: true,
    ...users('roles'),
  },
  {
    id: 'ghost.site.custom-integrations',
    title: 'Custom integrations',
    resource: 'site',
    type: words,
    api: {
      request: 'GET /integrations/',
      field: 'name',
      right: 'integrations',
      certainty: 'confirmed',
    },
    description: 'Each holds a key to the Admin API that does not end.',
  },
  {
    id: 'ghost.site.invitations',
    title: 'Open invitations',
    resource: 'site',
    type: {
      type: 'list',
      of: { type: 'record', fields: { email: word, role: word, expires: word } },
    },
    personal: true,
    api: { request: 'GET /invites/', right: 'invitations', certainty: 'confirmed' },
  },
  { id: 'ghost.user.role', title: 'Role', resource: 'user', type: word, ...users('roles') },
  { id: 'ghost.user.status', title: 'Status', resource: 'user', type: word, ...users('status') },
  {
    id: 'ghost.user.last-seen',
    title: 'Last seen',
    resource: 'user',
    type: { ...word, nullable: true },
    ...users('last_seen'),
    description: 'A day, in UTC; null for one who never signed in.',
  },
]
