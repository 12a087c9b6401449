import type { Setting } from '../../../model/setting.ts'
import type { ValueType } from '../../../model/value.ts'

const flag = { type: 'boolean' } as const satisfies ValueType
const word = { type: 'string' } as const satisfies ValueType
const amount = { type: 'number' } as const satisfies ValueType
const words = { type: 'list', of: word } as const satisfies ValueType
const openOrClosed = { type: 'string', values: ['open', 'closed'] } as const satisfies ValueType
const healthStatus = {
  type: 'string',
  values: ['good', 'recommended', 'critical'],
  words: {
    good: 'Site Health finds it in order',
    recommended: 'Site Health recommends an improvement',
    critical: 'Site Health finds a critical issue',
  },
} as const satisfies ValueType

const general = shown('Settings > General', 'options-general.php')
const discussion = shown('Settings > Discussion', 'options-discussion.php')
const reading = shown('Settings > Reading', 'options-reading.php')
const writing = shown('Settings > Writing', 'options-writing.php')
const options = (field: string): Pick<Setting, 'api'> => ({
  api: { request: 'GET /wp/v2/settings', field, right: 'manage_options', certainty: 'confirmed' },
})

/** What the REST API shows: https://developer.wordpress.org/rest-api/reference/ */
const byApi: readonly Setting[] = [
  {
    id: 'wordpress.site.application-passwords-available',
    title: 'Application passwords are available',
    resource: 'site',
    type: flag,
    api: { request: 'GET /', field: 'authentication', certainty: 'confirmed' },
  },
  {
    id: 'wordpress.site.address',
    title: 'WordPress address',
    resource: 'site',
    type: word,
    ...options('url'),
    ...general,
  },
  {
    id: 'wordpress.site.administration-email',
    title: 'Administration e-mail address',
    resource: 'site',
    type: word,
    personal: true,
    ...options('email'),
    ...general,
  },
  {
    id: 'wordpress.site.default-comment-status',
    title: 'New posts accept comments',
    resource: 'site',
    type: openOrClosed,
    ...options('default_comment_status'),
    ...discussion,
    description:
      'The API answers null once the box was unticked in the page; WordPress treats everything but "open" as closed.',
  },
  {
    id: 'wordpress.site.default-ping-status',
    title: 'New posts accept pingbacks and trackbacks',
    resource: 'site',
    type: openOrClosed,
    ...options('default_ping_status'),
    ...discussion,
  },
  {
    id: 'wordpress.site.administrators',
    title: 'Administrators',
    resource: 'site',
    type: words,
    personal: true,
    api: {
      request: 'GET /wp/v2/users',
      field: 'roles',
      right: 'list_users',
      certainty: 'confirmed',
    },
  },
  {
    id: 'wordpress.site.people-by-role',
    title: 'Number of accounts by role',
    resource: 'site',
    type: { type: 'any' },
    api: {
      request: 'GET /wp/v2/users',
      field: 'roles',
      right: 'list_users',
      certainty: 'confirmed',
    },
  },
  {
    id: 'wordpress.site.inactive-themes',
    title: 'Installed themes not in use',
    resource: 'site',
    type: words,
    api: {
      request: 'GET /wp/v2/themes',
      field: 'status',
      right: 'switch_themes',
      certainty: 'confirmed',
    },
  },
  {
    id: 'wordpress.site.background-updates',
    title: 'Background updates work',
    resource: 'site',
    type: healthStatus,
    api: {
      request: 'GET /wp-site-health/v1/tests/background-updates',
      field: 'status',
      right: 'view_site_health_checks',
      certainty: 'confirmed',
    },
  },
  {
    id: 'wordpress.site.https-status',
    title: 'The site runs over HTTPS',
    resource: 'site',
    type: healthStatus,
    api: {
      request: 'GET /wp-site-health/v1/tests/https-status',
      field: 'status',
      right: 'view_site_health_checks',
      certainty: 'confirmed',
    },
  },
  {
    id: 'wordpress.user.username',
    title: 'Login name',
    resource: 'user',
    type: word,
    personal: true,
    api: {
      request: 'GET /wp/v2/users',
      field: 'username',
      right: 'list_users',
      certainty: 'confirmed',
    },
  },
  {
    id: 'wordpress.user.roles',
    title: 'Roles',
    resource: 'user',
    type: words,
    api: {
      request: 'GET /wp/v2/users',
      field: 'roles',
      right: 'list_users',
      certainty: 'confirmed',
    },
  },
  {
    id: 'wordpress.user.application-passwords',
    title: 'Application passwords',
    resource: 'user',
    personal: true,
    type: {
      type: 'list',
      of: {
        type: 'record',
        fields: { name: word, created: word, lastUsed: { type: 'string', nullable: true } },
      },
    },
    api: {
      request: 'GET /wp/v2/users/{id}/application-passwords',
      right: 'edit_user',
      certainty: 'confirmed',
    },
  },
  {
    id: 'wordpress.plugin.status',
    title: 'Plugin status',
    resource: 'plugin',
    type: word,
    api: {
      request: 'GET /wp/v2/plugins',
      field: 'status',
      right: 'activate_plugins',
      certainty: 'confirmed',
    },
  },
  {
    id: 'wordpress.plugin.version',
    title: 'Plugin version',
    resource: 'plugin',
    type: word,
    api: {
      request: 'GET /wp/v2/plugins',
      field: 'version',
      right: 'activate_plugins',
      certainty: 'confirmed',
    },
  },
]

/** What no API shows: only the administrator's own pages do. */
const byPage: readonly Setting[] = [
  {
    id: 'wordpress.site.users-can-register',
    title: 'Anyone can register',
    resource: 'site',
    type: flag,
    vendorDefault: false,
    ...general,
  },
  {
    id: 'wordpress.site.default-role',
    title: 'New user default role',
    resource: 'site',
    type: word,
    vendorDefault: 'subscriber',
    ...general,
  },
  {
    id: 'wordpress.site.attempt-notify-linked-sites',
    title: 'Notify other sites that a post links to',
    resource: 'site',
    type: flag,
    vendorDefault: true,
    ...discussion,
  },
  {
    id: 'wordpress.site.comment-author-details-required',
    title: 'Comment authors must give name and e-mail',
    resource: 'site',
    type: flag,
    vendorDefault: true,
    ...discussion,
  },
  {
    id: 'wordpress.site.comment-registration-required',
    title: 'People must be registered and logged in to comment',
    resource: 'site',
    type: flag,
    vendorDefault: false,
    ...discussion,
  },
  {
    id: 'wordpress.site.old-posts-close-comments',
    title: 'Comments close on old posts',
    resource: 'site',
    type: flag,
    vendorDefault: false,
    ...discussion,
  },
  {
    id: 'wordpress.site.old-posts-close-days',
    title: 'Days until comments close',
    resource: 'site',
    type: { type: 'number', unit: 'd' },
    vendorDefault: 14,
    ...discussion,
  },
  {
    id: 'wordpress.site.comment-cookies-opt-in',
    title: 'Comment cookies ask for consent',
    resource: 'site',
    type: flag,
    vendorDefault: true,
    ...discussion,
  },
  {
    id: 'wordpress.site.notify-of-comments',
    title: 'E-mail when anyone posts a comment',
    resource: 'site',
    type: flag,
    vendorDefault: true,
    ...discussion,
  },
  {
    id: 'wordpress.site.notify-of-moderation',
    title: 'E-mail when a comment is held for moderation',
    resource: 'site',
    type: flag,
    vendorDefault: true,
    ...discussion,
  },
  {
    id: 'wordpress.site.comment-moderation',
    title: 'Comments must be manually approved',
    resource: 'site',
    type: flag,
    vendorDefault: false,
    ...discussion,
  },
  {
    id: 'wordpress.site.comment-previously-approved',
    title: 'Comment authors need an approved comment',
    resource: 'site',
    type: flag,
    vendorDefault: true,
    ...discussion,
  },
  {
    id: 'wordpress.site.comment-links-held',
    title: 'Links from which on a comment is held',
    resource: 'site',
    type: amount,
    vendorDefault: 2,
    ...discussion,
  },
  {
    id: 'wordpress.site.avatars-shown',
    title: 'Avatars are shown',
    resource: 'site',
    type: flag,
    vendorDefault: true,
    ...discussion,
  },
  {
    id: 'wordpress.site.search-engines-allowed',
    title: 'Search engines may index the site',
    resource: 'site',
    type: flag,
    vendorDefault: true,
    ...reading,
    description: 'The box on the page says the opposite: "Discourage search engines".',
  },
  {
    id: 'wordpress.site.feed-full-text',
    title: 'Feeds carry the full text',
    resource: 'site',
    type: flag,
    vendorDefault: true,
    ...reading,
  },
  {
    id: 'wordpress.site.mail-server',
    title: 'Post via e-mail: mail server',
    resource: 'site',
    type: word,
    vendorDefault: 'mail.example.com',
    ...writing,
  },
  {
    id: 'wordpress.site.mail-server-port',
    title: 'Post via e-mail: port',
    resource: 'site',
    type: amount,
    vendorDefault: 110,
    ...writing,
  },
]

export const settings: readonly Setting[] = [...byApi, ...byPage]

/** A page of the site's own console, seen to match WordPress 6.1. */
function shown(path: string, file: string): Pick<Setting, 'console'> {
  return { console: { path, url: `{base}/wp-admin/${file}`, certainty: 'confirmed' } }
}
