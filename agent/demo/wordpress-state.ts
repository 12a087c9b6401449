/**
 * What the fictional site holds: options as WordPress stores them (strings), people, plugins.
 * Mutable, so that tests and visitors can change it.
 */
export type WordpressState = {
  readonly options: Record<string, string>
  readonly users: WordpressUser[]
  readonly plugins: WordpressPlugin[]
  readonly themes: { stylesheet: string; status: 'active' | 'inactive' }[]
  readonly health: Record<
    'background-updates' | 'https-status',
    'good' | 'recommended' | 'critical'
  >
  /** REST routes that answer 403, as for an account without the right (`/wp/v2/plugins`). */
  readonly forbidden: Set<string>
  /** Requests answered so far, by route. */
  readonly requests: Record<string, number>
}
export type WordpressUser = {
  readonly id: number
  username: string
  name: string
  email: string
  roles: string[]
  applicationPasswords: { name: string; created: string; last_used: string | null }[]
}
type WordpressPlugin = {
  plugin: string
  name: string
  version: string
  status: 'active' | 'inactive'
}

/**
 * 'The Tidewater Gazette': a small newspaper with a few settings that nobody looked at for a while.
 * @param readers subscribers beside the staff @param address for the options that name it
 */
export function tidewaterGazette(readers: number, address: string): WordpressState {
  const staff: WordpressUser[] = [
    {
      id: 1,
      username: 'admin',
      name: 'admin',
      email: 'webmaster@tidewater.example',
      roles: ['administrator'],
      applicationPasswords: [
        {
          name: 'Old newsletter tool',
          created: '2022-02-11T09:14:00',
          last_used: '2022-08-30T06:00:00',
        },
      ],
    },
    {
      id: 2,
      username: 'marisol.vane',
      name: 'Marisol Vane',
      email: 'marisol@tidewater.example',
      roles: ['administrator'],
      applicationPasswords: [],
    },
    {
      id: 3,
      username: 'odhran',
      name: 'Odhrán Pike',
      email: 'odhran@tidewater.example',
      roles: ['editor'],
      applicationPasswords: [],
    },
    {
      id: 4,
      username: 'tamsin',
      name: 'Tamsin Okoro',
      email: 'tamsin@tidewater.example',
      roles: ['author'],
      applicationPasswords: [],
    },
    {
      id: 5,
      username: 'freelance',
      name: 'Freelance Desk',
      email: 'desk@tidewater.example',
      roles: ['contributor'],
      applicationPasswords: [],
    },
  ]
  const subscribers = Array.from({ length: readers }, (_, i) => ({
    id: 100 + i,
    username: `reader${i + 1}`,
    name: `Reader ${i + 1}`,
    email: `reader${i + 1}@mail.example`,
    roles: ['subscriber'],
    applicationPasswords: [],
  }))
  return {
    options: {
      blogname: 'The Tidewater Gazette',
      blogdescription: 'News between high and low water',
      siteurl: address,
      home: address,
      new_admin_email: 'webmaster@tidewater.example',
      users_can_register: '1',
      default_role: 'contributor',
      default_pingback_flag: '1',
      default_ping_status: 'open',
      default_comment_status: 'open',
      require_name_email: '1',
      comment_registration: '',
      close_comments_for_old_posts: '',
      close_comments_days_old: '14',
      show_comments_cookies_opt_in: '1',
      comments_notify: '1',
      moderation_notify: '',
      comment_moderation: '',
      comment_previously_approved: '',
      comment_max_links: '2',
      show_avatars: '1',
      blog_public: '1',
      posts_per_page: '10',
      rss_use_excerpt: '0',
      mailserver_url: 'mail.tidewater.example',
      mailserver_port: '110',
      mailserver_login: 'post@tidewater.example',
      mailserver_pass: 'ebb-and-flow-1926',
    },
    users: [...staff, ...subscribers],
    plugins: [
      { plugin: 'akismet/akismet', name: 'Akismet Anti-Spam', version: '5.3', status: 'active' },
      { plugin: 'hello', name: 'Hello Dolly', version: '1.7.2', status: 'inactive' },
      {
        plugin: 'tide-tables/tide-tables',
        name: 'Tide Tables',
        version: '0.9.1',
        status: 'active',
      },
    ],
    themes: [
      { stylesheet: 'gazette', status: 'active' },
      { stylesheet: 'twentytwentythree', status: 'inactive' },
      { stylesheet: 'twentytwentytwo', status: 'inactive' },
      { stylesheet: 'twentytwentyone', status: 'inactive' },
    ],
    health: { 'background-updates': 'good', 'https-status': 'recommended' },
    forbidden: new Set(),
    requests: {},
  }
}
