import type { WordpressState } from './wordpress-state.ts'

/** Boxes and fields of one settings page; options.php saves these and no others. */
export type Field =
  | {
      readonly option: string
      readonly kind: 'box' | 'text' | 'number' | 'email' | 'url'
      readonly label: string
      readonly value?: string
    }
  | {
      readonly option: string
      readonly kind: 'select' | 'radio'
      readonly label: string
      readonly choices: Readonly<Record<string, string>>
    }
export type Row = {
  readonly title: string
  readonly fields: readonly Field[]
  readonly description?: string
}
export type AdminPage = {
  readonly heading: string
  readonly optionPage: string
  readonly rows: readonly Row[]
}

const box = (option: string, label: string, value = '1'): Field => ({
  option,
  kind: 'box',
  label,
  value,
})
const one = (title: string, field: Field): Row => ({ title, fields: [field] })
const field = (
  title: string,
  option: string,
  kind: 'text' | 'number' | 'email' | 'url' = 'text',
): Row => one(title, { option, kind, label: title })

/**
 * The four settings pages, with WordPress's names, ids and labels:
 * https://core.trac.wordpress.org/browser/branches/6.1/src/wp-admin
 */
export const adminPages: Readonly<Record<string, AdminPage>> = {
  'options-general.php': {
    heading: 'General Settings',
    optionPage: 'general',
    rows: [
      field('Site Title', 'blogname'),
      field('Tagline', 'blogdescription'),
      field('WordPress Address (URL)', 'siteurl', 'url'),
      field('Site Address (URL)', 'home', 'url'),
      field('Administration Email Address', 'new_admin_email', 'email'),
      one('Membership', box('users_can_register', 'Anyone can register')),
      one('New User Default Role', {
        option: 'default_role',
        kind: 'select',
        label: 'New User Default Role',
        choices: {
          subscriber: 'Subscriber',
          contributor: 'Contributor',
          author: 'Author',
          editor: 'Editor',
          administrator: 'Administrator',
        },
      }),
    ],
  },
  'options-writing.php': {
    heading: 'Writing Settings',
    optionPage: 'writing',
    rows: [
      {
        title: 'Mail Server',
        fields: [
          { option: 'mailserver_url', kind: 'text', label: 'Mail Server' },
          { option: 'mailserver_port', kind: 'text', label: 'Port' },
        ],
      },
      field('Login Name', 'mailserver_login'),
      field('Password', 'mailserver_pass'),
    ],
  },
  'options-reading.php': {
    heading: 'Reading Settings',
    optionPage: 'reading',
    rows: [
      field('Blog pages show at most', 'posts_per_page', 'number'),
      one('For each post in a feed, include', {
        option: 'rss_use_excerpt',
        kind: 'radio',
        label: '',
        choices: { 0: 'Full text', 1: 'Excerpt' },
      }),
      {
        title: 'Search engine visibility',
        fields: [box('blog_public', 'Discourage search engines from indexing this site', '0')],
        description: 'It is up to search engines to honor this request.',
      },
    ],
  },
  'options-discussion.php': {
    heading: 'Discussion Settings',
    optionPage: 'discussion',
    rows: [
      {
        title: 'Default post settings',
        fields: [
          box('default_pingback_flag', 'Attempt to notify any blogs linked to from the post'),
          box(
            'default_ping_status',
            'Allow link notifications from other blogs (pingbacks and trackbacks) on new posts',
            'open',
          ),
          box('default_comment_status', 'Allow people to submit comments on new posts', 'open'),
        ],
      },
      {
        title: 'Other comment settings',
        fields: [
          box('require_name_email', 'Comment author must fill out name and email'),
          box('comment_registration', 'Users must be registered and logged in to comment'),
          box('close_comments_for_old_posts', 'Automatically close comments on posts older than'),
          { option: 'close_comments_days_old', kind: 'number', label: 'days' },
          box(
            'show_comments_cookies_opt_in',
            'Show comments cookies opt-in checkbox, allowing comment author cookies to be set',
          ),
        ],
      },
      {
        title: 'Email me whenever',
        fields: [
          box('comments_notify', 'Anyone posts a comment'),
          box('moderation_notify', 'A comment is held for moderation'),
        ],
      },
      {
        title: 'Before a comment appears',
        fields: [
          box('comment_moderation', 'Comment must be manually approved'),
          box(
            'comment_previously_approved',
            'Comment author must have a previously approved comment',
          ),
        ],
      },
      field(
        'Comment Moderation: hold a comment in the queue if it contains this many links or more',
        'comment_max_links',
        'number',
      ),
      one('Avatar Display', box('show_avatars', 'Show Avatars')),
    ],
  },
}

/**
 * What options.php does with a posted form: fields of the page's own list, a box that is not there
 * is empty.
 */
export function saveOptions(state: WordpressState, form: URLSearchParams): boolean {
  const page = Object.values(adminPages).find(item => item.optionPage === form.get('option_page'))
  if (!page) return false
  for (const { fields } of page.rows) {
    for (const item of fields) {
      const posted = form.get(item.option)
      state.options[item.option] =
        item.option === 'blog_public' ? (posted === null ? '1' : '0') : (posted ?? '')
    }
  }
  return true
}
