import type { WordpressState, WordpressUser } from './wordpress-state.ts'

/** A reply as WordPress's REST server gives it. */
export type RestReply = {
  readonly status: number
  readonly body: unknown
  readonly headers?: Readonly<Record<string, string>>
}
export type RestRequest = {
  readonly route: string
  readonly query: URLSearchParams
  readonly authorization: string | undefined
  readonly address: string
}

/**
 * Answers one GET of the REST API: https://developer.wordpress.org/rest-api/reference/ . @param
 * credential `name:application password`
 */
export function answerRest(
  state: WordpressState,
  credential: string,
  request: RestRequest,
): RestReply {
  const route = request.route.replace(/\/+$/, '') || '/'
  state.requests[route] = (state.requests[route] ?? 0) + 1
  const account = authenticate(state, credential, request.authorization)
  if (account === 'wrong')
    return refusal(
      'incorrect_password',
      'The provided password is an invalid application password.',
      401,
    )
  if (route === '/') return { status: 200, body: index(state, request.address) }
  if (!account) return refusal('rest_forbidden', 'Sorry, you are not allowed to do that.', 401)
  if (state.forbidden.has(route))
    return refusal('rest_forbidden', 'Sorry, you are not allowed to do that.', 403)

  const passwordsOf = /^\/wp\/v2\/users\/(\d+)\/application-passwords$/.exec(route)?.[1]
  if (passwordsOf !== undefined) {
    const user = state.users.find(item => item.id === Number(passwordsOf))
    if (!user) return refusal('rest_user_invalid_id', 'Invalid user ID.', 404)
    return {
      status: 200,
      body: user.applicationPasswords.map((item, i) => ({
        uuid: `00000000-0000-4000-8000-${String(user.id * 100 + i).padStart(12, '0')}`,
        app_id: '',
        last_ip: item.last_used ? '192.0.2.7' : null,
        ...item,
      })),
    }
  }
  const health = /^\/wp-site-health\/v1\/tests\/(background-updates|https-status)$/.exec(
    route,
  )?.[1] as keyof WordpressState['health'] | undefined
  if (health)
    return {
      status: 200,
      body: {
        label: health,
        status: state.health[health],
        badge: { label: 'Security', color: 'blue' },
        description: '',
        actions: '',
        test: health.replace('-', '_'),
      },
    }
  switch (route) {
    case '/wp/v2/settings':
      return { status: 200, body: settings(state) }
    case '/wp/v2/users':
      return page(state.users, request, user =>
        describe(user, request.query.get('context') === 'edit'),
      )
    case '/wp/v2/users/me':
      return { status: 200, body: describe(account, request.query.get('context') === 'edit') }
    case '/wp/v2/plugins':
      return {
        status: 200,
        body: state.plugins.map(item => ({
          ...item,
          plugin_uri: '',
          author: '',
          author_uri: '',
          description: { raw: '', rendered: '' },
          network_only: false,
          requires_wp: '',
          requires_php: '',
          textdomain: '',
        })),
      }
    case '/wp/v2/themes':
      return {
        status: 200,
        body: state.themes.map(item => ({
          ...item,
          template: item.stylesheet,
          name: { raw: item.stylesheet, rendered: item.stylesheet },
        })),
      }
    default:
      return refusal(
        'rest_no_route',
        'No route was found matching the URL and request method.',
        404,
      )
  }
}

function refusal(code: string, message: string, status: number): RestReply {
  return { status, body: { code, message, data: { status } } }
}

function index(state: WordpressState, address: string): unknown {
  return {
    name: state.options['blogname'],
    description: state.options['blogdescription'],
    url: address,
    home: address,
    gmt_offset: '0',
    timezone_string: '',
    namespaces: ['oembed/1.0', 'wp/v2', 'wp-site-health/v1', 'wp-block-editor/v1'],
    authentication: {
      'application-passwords': {
        endpoints: { authorization: `${address}/wp-admin/authorize-application.php` },
      },
    },
    routes: {},
  }
}

/**
 * An option that was unticked is stored empty; the schema knows "open" and "closed" only, so the
 * reply says null.
 */
function settings({ options }: WordpressState): unknown {
  const status = (name: string): string | null =>
    options[name] === 'open' || options[name] === 'closed' ? options[name] : null
  return {
    title: options['blogname'],
    description: options['blogdescription'],
    url: options['siteurl'],
    email: options['new_admin_email'],
    timezone: '',
    date_format: 'F j, Y',
    time_format: 'g:i a',
    start_of_week: 1,
    language: '',
    use_smilies: true,
    default_category: 1,
    default_post_format: '0',
    posts_per_page: Number(options['posts_per_page']),
    show_on_front: 'posts',
    page_on_front: 0,
    page_for_posts: 0,
    default_ping_status: status('default_ping_status'),
    default_comment_status: status('default_comment_status'),
    site_logo: null,
    site_icon: 0,
  }
}

function describe(user: WordpressUser, edit: boolean): unknown {
  const open = {
    id: user.id,
    name: user.name,
    url: '',
    description: '',
    link: '',
    slug: user.username,
    avatar_urls: {},
    meta: [],
  }
  if (!edit) return open
  const administers = user.roles.includes('administrator')
  const capabilities = Object.fromEntries(
    [
      'read',
      ...(administers
        ? [
            'manage_options',
            'list_users',
            'edit_users',
            'activate_plugins',
            'install_plugins',
            'edit_plugins',
            'switch_themes',
            'publish_posts',
          ]
        : []),
    ].map(name => [name, true]),
  )
  return {
    ...open,
    username: user.username,
    first_name: '',
    last_name: '',
    email: user.email,
    locale: 'en_US',
    nickname: user.name,
    registered_date: '2021-05-01T08:00:00+00:00',
    roles: user.roles,
    capabilities,
    extra_capabilities: {},
  }
}

/** WordPress pages with X-WP-Total, X-WP-TotalPages and Link; a page beyond the last is a 400. */
function page(
  all: readonly WordpressUser[],
  request: RestRequest,
  map: (user: WordpressUser) => unknown,
): RestReply {
  const size = Number(request.query.get('per_page') ?? 10)
  if (!Number.isInteger(size) || size < 1 || size > 100) {
    return {
      status: 400,
      body: {
        code: 'rest_invalid_param',
        message: 'Invalid parameter(s): per_page',
        data: {
          status: 400,
          params: { per_page: 'per_page must be between 1 (inclusive) and 100 (inclusive)' },
        },
      },
    }
  }
  const number = Number(request.query.get('page') ?? 1)
  const pages = Math.max(1, Math.ceil(all.length / size))
  if (number > pages)
    return refusal(
      'rest_user_invalid_page_number',
      'The page number requested is larger than the number of pages available.',
      400,
    )
  const to = (target: number): string => {
    const query = new URLSearchParams(request.query)
    query.set('page', String(target))
    return `${request.address}/${query.has('rest_route') ? '' : 'wp-json/wp/v2/users'}?${query.toString()}`
  }
  const link = [
    ...(number > 1 ? [`<${to(number - 1)}>; rel="prev"`] : []),
    ...(number < pages ? [`<${to(number + 1)}>; rel="next"`] : []),
  ].join(', ')
  return {
    status: 200,
    body: all.slice((number - 1) * size, number * size).map(map),
    headers: {
      'X-WP-Total': String(all.length),
      'X-WP-TotalPages': String(pages),
      ...(link ? { Link: link } : {}),
    },
  }
}

/** The spaces of an application password do not matter. */
function authenticate(
  state: WordpressState,
  credential: string,
  header: string | undefined,
): WordpressUser | 'wrong' | null {
  if (!header?.startsWith('Basic ')) return null
  const plain = (text: string): string => text.replaceAll(' ', '')
  if (plain(Buffer.from(header.slice(6), 'base64').toString()) !== plain(credential)) return 'wrong'
  return state.users.find(user => user.username === credential.split(':')[0]) ?? 'wrong'
}
