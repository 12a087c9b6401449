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

function key({
  name,
  title,
  field,
  form,
  type,
  vendorDefault,
  ...more
}: {
  readonly name: string
  readonly title: string
  readonly field: string
  readonly form: Form
  readonly type: ValueType
  readonly vendorDefault: Value
} & Partial<Setting>): Key {
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
  key({
    name: 'email-code-on-each-login',
    title: 'A code by e-mail is required on every staff login',
    field: 'require_email_mfa',
    form: 'flag',
    type: flag,
    vendorDefault: false,
    ...shown('General settings > Staff', 'staff'),
    description:
      'Off, a code is asked for only where a device is new. A fresh site answers "0.0", which is off.',
  }),
  key({
    name: 'private',
    title: 'The site is behind an access code',
    field: 'is_private',
    form: 'flag',
    type: flag,
    vendorDefault: false,
    ...access,
  }),
  key({
    name: 'signup-access',
    title: 'Who may subscribe',
    field: 'members_signup_access',
    form: 'plain',
    type: choice('all', 'invite', 'paid', 'none'),
    vendorDefault: 'all',
    ...access,
  }),
  key({
    name: 'post-visibility',
    title: 'Who may read new posts',
    field: 'default_content_visibility',
    form: 'plain',
    type: choice('public', 'members', 'paid', 'tiers'),
    vendorDefault: 'public',
    ...access,
  }),
  key({
    name: 'commenting',
    title: 'Who may comment',
    field: 'comments_enabled',
    form: 'plain',
    type: choice('all', 'paid', 'off'),
    vendorDefault: 'all',
    ...access,
  }),
  key({
    name: 'blocked-email-domains',
    title: 'Mail domains that may not subscribe',
    field: 'blocked_email_domains',
    form: 'list',
    type: words,
    vendorDefault: [],
    ...shown('Membership > Spam filters', 'spam-filters'),
  }),
  key({
    name: 'signup-terms',
    title: 'The signup portal shows terms',
    field: 'portal_signup_terms_html',
    form: 'presence',
    type: flag,
    vendorDefault: false,
    ...portal,
  }),
  {
    ...key({
      name: 'signup-terms-required',
      title: 'Terms must be agreed to',
      field: 'portal_signup_checkbox_required',
      form: 'flag',
      type: flag,
      vendorDefault: false,
      ...portal,
      description: 'Off where there are no terms.',
    }),
    with: 'portal_signup_terms_html',
  },
  key({
    name: 'member-sources-tracked',
    title: 'Where members came from is recorded',
    field: 'members_track_sources',
    form: 'flag',
    type: flag,
    vendorDefault: true,
    ...analytics,
  }),
  key({
    name: 'email-opens-tracked',
    title: 'Opening a newsletter is recorded',
    field: 'email_track_opens',
    form: 'flag',
    type: flag,
    vendorDefault: true,
    ...analytics,
  }),
  key({
    name: 'email-clicks-tracked',
    title: 'Clicks in a newsletter are recorded',
    field: 'email_track_clicks',
    form: 'flag',
    type: flag,
    vendorDefault: true,
    ...analytics,
  }),
  key({
    name: 'outbound-links-tagged',
    title: "Outgoing links carry the site's name",
    field: 'outbound_link_tagging',
    form: 'flag',
    type: flag,
    vendorDefault: true,
    ...analytics,
  }),
  key({
    name: 'web-analytics',
    title: 'Visits are recorded',
    field: 'web_analytics',
    form: 'flag',
    type: flag,
    vendorDefault: true,
  }),
  key({
    name: 'offered-to-ai',
    title: 'Structured data is offered to AI',
    field: 'llms_enabled',
    form: 'flag',
    type: flag,
    vendorDefault: true,
    ...shown('General settings > Meta data', 'metadata'),
  }),
  key({
    name: 'social-web',
    title: 'Posts go out to the social web',
    field: 'social_web',
    form: 'flag',
    type: flag,
    vendorDefault: true,
  }),
  key({
    name: 'listed-in-explore',
    title: 'The site is listed in Ghost Explore',
    field: 'explore_ping',
    form: 'flag',
    type: flag,
    vendorDefault: true,
    ...explore,
  }),
  {
    ...key({
      name: 'growth-shared',
      title: 'Revenue and member numbers go to Ghost Explore',
      field: 'explore_ping_growth',
      form: 'flag',
      type: flag,
      vendorDefault: false,
      ...explore,
      description: 'Off where the site is not listed.',
    }),
    with: 'explore_ping',
  },
  key({
    name: 'recommendations',
    title: 'Other sites are recommended',
    field: 'recommendations_enabled',
    form: 'flag',
    type: flag,
    vendorDefault: false,
  }),
  key({
    name: 'unsplash',
    title: 'Pictures are searched at Unsplash',
    field: 'unsplash',
    form: 'flag',
    type: flag,
    vendorDefault: true,
    ...shown('Advanced > Integrations > Unsplash', 'integrations/unsplash'),
  }),
  key({
    name: 'code-in-head',
    title: 'Code is injected into the head of every page',
    field: 'codeinjection_head',
    form: 'presence',
    type: flag,
    vendorDefault: false,
  }),
  key({
    name: 'code-in-foot',
    title: 'Code is injected at the foot of every page',
    field: 'codeinjection_foot',
    form: 'presence',
    type: flag,
    vendorDefault: false,
  }),
  key({
    name: 'labs',
    title: 'Experimental features that are on',
    field: 'labs',
    form: 'flags',
    type: words,
    vendorDefault: [],
  }),
  key({
    name: 'default-recipients',
    title: 'Newsletters go by default to',
    field: 'editor_default_email_recipients',
    form: 'plain',
    type: choice('visibility', 'filter', 'disabled'),
    vendorDefault: 'visibility',
    ...shown('Newsletters > Default recipients', 'default-recipients'),
  }),
  key({
    name: 'language',
    title: 'Language of the site',
    field: 'locale',
    form: 'plain',
    type: word,
    vendorDefault: 'en',
    ...shown('General settings > Publication language', 'publication-language'),
  }),
  key({
    name: 'timezone',
    title: 'Time zone of the site',
    field: 'timezone',
    form: 'plain',
    type: word,
    vendorDefault: 'Etc/UTC',
  }),
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
