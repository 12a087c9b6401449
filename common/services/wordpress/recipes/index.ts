import { Recipe } from '../../../capture/recipe.ts'
import type { RecipeSource } from '../../../capture/recipe.ts'

const common = {
  service: 'wordpress',
  resource: { type: 'site' },
  languages: ['en', 'de', 'fr', 'es'],
  certainty: 'confirmed',
  basis:
    'WordPress 6.1 from Debian, run by the product tests; field names are the option names that options.php saves',
  context: { save: 'submit', account: [{ css: '#wp-admin-bar-my-account .display-name' }] },
} as const satisfies Partial<RecipeSource>

/**
 * WordPress names its form fields after its options, in every language and for twenty years: they
 * come first.
 */
const box = (setting: string, option: string): RecipeSource['settings'][number] => ({
  setting: `wordpress.site.${setting}`,
  read: 'checked',
  locate: [{ css: `input[type="checkbox"][name="${option}"]` }],
})
const count = (setting: string, option: string): RecipeSource['settings'][number] => ({
  setting: `wordpress.site.${setting}`,
  read: 'number',
  locate: [{ css: `input[name="${option}"]` }],
})
const status = { values: { true: 'open', false: 'closed' } }

const general = {
  ...common,
  id: 'wordpress-general',
  title: 'Settings > General',
  where: { hosts: ['{base}'], paths: ['/wp-admin/options-general.php'] },
  url: '{base}/wp-admin/options-general.php',
  settings: [
    {
      ...box('users-can-register', 'users_can_register'),
      locate: [
        { css: 'input[type="checkbox"][name="users_can_register"]' },
        {
          role: 'checkbox',
          name: [
            'Anyone can register',
            'Jeder kann sich registrieren',
            'Tout le monde peut s’enregistrer',
            'Cualquiera puede registrarse',
          ],
        },
      ],
    },
    {
      setting: 'wordpress.site.default-role',
      read: 'selected',
      by: 'value',
      locate: [{ css: 'select[name="default_role"]' }],
    },
    { setting: 'wordpress.site.address', read: 'text', locate: [{ css: 'input[name="siteurl"]' }] },
    {
      setting: 'wordpress.site.administration-email',
      read: 'text',
      locate: [{ css: 'input[name="new_admin_email"]' }],
    },
  ],
} satisfies RecipeSource

const discussion = {
  ...common,
  id: 'wordpress-discussion',
  title: 'Settings > Discussion',
  where: { hosts: ['{base}'], paths: ['/wp-admin/options-discussion.php'] },
  url: '{base}/wp-admin/options-discussion.php',
  settings: [
    box('attempt-notify-linked-sites', 'default_pingback_flag'),
    { ...box('default-ping-status', 'default_ping_status'), map: status },
    { ...box('default-comment-status', 'default_comment_status'), map: status },
    box('comment-author-details-required', 'require_name_email'),
    box('comment-registration-required', 'comment_registration'),
    box('old-posts-close-comments', 'close_comments_for_old_posts'),
    count('old-posts-close-days', 'close_comments_days_old'),
    box('comment-cookies-opt-in', 'show_comments_cookies_opt_in'),
    box('notify-of-comments', 'comments_notify'),
    box('notify-of-moderation', 'moderation_notify'),
    box('comment-moderation', 'comment_moderation'),
    box('comment-previously-approved', 'comment_previously_approved'),
    count('comment-links-held', 'comment_max_links'),
    box('avatars-shown', 'show_avatars'),
  ],
} satisfies RecipeSource

const reading = {
  ...common,
  id: 'wordpress-reading',
  title: 'Settings > Reading',
  where: { hosts: ['{base}'], paths: ['/wp-admin/options-reading.php'] },
  url: '{base}/wp-admin/options-reading.php',
  settings: [
    // The box is called blog_public, carries the value 0, and says "discourage".
    { ...box('search-engines-allowed', 'blog_public'), map: { invert: true } },
    {
      setting: 'wordpress.site.feed-full-text',
      read: 'selected',
      by: 'value',
      locate: [{ css: 'input[type="radio"][name="rss_use_excerpt"]' }],
      map: { values: { 0: true, 1: false } },
    },
  ],
} satisfies RecipeSource

/** The mail account's password stands on this page in clear: no recipe names it. */
const writing = {
  ...common,
  id: 'wordpress-writing',
  title: 'Settings > Writing',
  where: { hosts: ['{base}'], paths: ['/wp-admin/options-writing.php'] },
  url: '{base}/wp-admin/options-writing.php',
  settings: [
    {
      setting: 'wordpress.site.mail-server',
      read: 'text',
      locate: [{ css: 'input[name="mailserver_url"]' }],
    },
    count('mail-server-port', 'mailserver_port'),
  ],
} satisfies RecipeSource

export const recipes: readonly Recipe[] = [general, discussion, reading, writing].map(source =>
  Recipe.parse(source),
)
