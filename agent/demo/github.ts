import { createHash } from 'node:crypto'
import { createServer } from 'node:http'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { executeGithub } from './github-graphql.ts'
import { githubState, repositoryNumber } from './github-state.ts'
import type { GithubState } from './github-state.ts'

/** Trouble on purpose, for one path or all (`*`). */
export type Fault =
  | 'unauthorized'
  | 'forbidden'
  | 'not-found'
  | 'server-error'
  | 'truncated'
  | 'wrong-shape'
  | 'html'
  | 'hang'
  | 'rate-limited'
  | 'plan'

export type GithubReplay = {
  readonly url: string
  readonly state: GithubState
  readonly requests: { method: string; path: string; status: number }[]
  readonly faults: Map<string, Fault>
  /** Of a classic token; a fine-grained one has none. */
  scopes: string | null
  /** When its token ends, as GitHub writes it. */
  tokenEnds: string | null
  /** The one that it takes: another after it was renewed. */
  token: string
  close(): Promise<void>
}

export const demoToken = 'github_pat_demo_only_reads_a_fictional_organization'

/**
 * A fictional organization behind GitHub's own HTTP manners: Link paging, ETag and 304, rate-limit
 * headers, fine-grained rights named in headers, one 403 (webhooks, unless `webhooks`), one 429
 * with Retry-After on the first outside-collaborator call.
 */
export async function startGithubReplay(
  options: {
    readonly repositories?: number
    readonly webhooks?: boolean
    readonly throttle?: boolean
    /** What its `Date` headers say, where that is another time than now. */
    readonly clock?: () => Date
  } = {},
): Promise<GithubReplay> {
  const state = githubState(options.repositories)
  const faults = new Map<string, Fault>()
  if (!options.webhooks) faults.set('/orgs/aurora-labs/hooks', 'forbidden')
  const requests: GithubReplay['requests'] = []
  const replay: Pick<GithubReplay, 'scopes' | 'tokenEnds' | 'token'> = {
    scopes: null,
    tokenEnds: null,
    token: demoToken,
  }
  let throttled = options.throttle === false
  const server = createServer((request, response) => {
    void answer(request).then(
      ({ status, body, headers = {}, cut }) => {
        requests.push({ method: request.method ?? '', path: request.url ?? '', status })
        send(response, status, body, headers, cut)
      },
      (error: unknown) => {
        send(response, 500, { message: String(error) }, {})
      },
    )
  })

  type Answer = { status: number; body: unknown; headers?: Record<string, string>; cut?: boolean }
  async function answer(request: IncomingMessage): Promise<Answer> {
    const url = new URL(request.url ?? '/', 'http://local')
    const path = url.pathname.replace(/^\/api\/v3/, '').replace(/^\/api\/graphql/, '/graphql')
    const limits = {
      ...(options.clock ? { date: options.clock().toUTCString() } : {}),
      'x-ratelimit-limit': '5000',
      'x-ratelimit-remaining': String(5000 - requests.length),
      'x-ratelimit-reset': String(Math.floor(Date.now() / 1000) + 3600),
      'x-ratelimit-resource': path === '/graphql' ? 'graphql' : 'core',
      ...(replay.tokenEnds === null
        ? {}
        : { 'github-authentication-token-expiration': replay.tokenEnds }),
      ...(replay.scopes === null ? {} : { 'x-oauth-scopes': replay.scopes }),
    }
    if (request.headers.authorization !== `Bearer ${replay.token}`)
      return {
        status: 401,
        body: {
          message: 'Bad credentials',
          documentation_url: 'https://docs.github.com/rest',
          status: '401',
        },
        headers: limits,
      }
    const fault = faults.get(path) ?? faults.get('*')
    if (fault) {
      const trouble = await faulty(fault)
      return { ...trouble, headers: { ...limits, ...trouble.headers } }
    }
    if (path.endsWith('/outside_collaborators') && !throttled) {
      throttled = true
      return {
        status: 429,
        body: { message: 'You have exceeded a secondary rate limit.' },
        headers: { ...limits, 'retry-after': '1' },
      }
    }
    if (path === '/graphql' && request.method === 'POST') {
      const { query, variables } = JSON.parse(await readBody(request)) as {
        query: string
        variables: Record<string, unknown>
      }
      return { status: 200, body: await executeGithub(state, query, variables), headers: limits }
    }
    const person = state.people.find(login => path === `/users/${login}`)
    const own = path.startsWith(`/orgs/${state.organization.login}`)
    const body = person
      ? { login: person, type: 'User' }
      : own
        ? rest(path.replace(`/orgs/${state.organization.login}`, ''), url)
        : ofRepository(path)
    if (request.method !== 'GET' || body === undefined)
      return { status: 404, body: { message: 'Not Found', status: '404' }, headers: limits }
    return conditional(request, ...paged(body, url, request.headers.host ?? ''), limits)
  }

  function ofRepository(path: string): unknown {
    const [, owner, name, ...asked] = /^\/repos\/([^/]+)\/([^/]+)\/(.+)$/.exec(path) ?? []
    const found = state.repositories.find(item => item.name === decodeURIComponent(name ?? ''))
    if (!found || found.shown || owner !== state.organization.login) return undefined
    if (asked[0] === 'hooks') return found.hooks ?? []
    return asked[0] === 'actions/permissions/workflow'
      ? (found.workflow ?? state.workflow)
      : undefined
  }

  function rest(path: string, url: URL): unknown {
    switch (path) {
      case '': {
        const {
          ipAllowList: _,
          notifications: __,
          samlProvider: ___,
          ...organization
        } = state.organization
        const open = state.repositories.filter(({ visibility }) => visibility === 'PUBLIC').length
        return {
          public_repos: open,
          total_private_repos: state.repositories.length - open,
          ...organization,
        }
      }
      case '/actions/permissions':
        return state.actions
      case '/actions/permissions/workflow':
        return state.workflow
      case '/actions/permissions/fork-pr-contributor-approval':
        return state.forkApproval
      case '/settings/immutable-releases':
        return state.immutableReleases
      case '/actions/runner-groups':
        return { total_count: state.runnerGroups.length, runner_groups: state.runnerGroups }
      case '/outside_collaborators':
        return state.outside
          .filter(person => url.searchParams.get('filter') !== '2fa_disabled' || !person.twoFactor)
          .map(({ login }, index) => ({ login, id: 900 + index, type: 'User' }))
      case '/hooks':
        return state.hooks
      case '/installations':
        return { total_count: state.installations.length, installations: state.installations }
      case '/rulesets':
        return state.rulesets.map(({ id, name, target, enforcement }) => ({
          id,
          name,
          target,
          enforcement,
          source_type: 'Organization',
          source: state.organization.login,
        }))
      case '/audit-log':
        return auditedBetween(state.auditLog, url.searchParams.get('phrase') ?? '')
      case '/code-security/configurations/defaults':
        return [
          {
            default_for_new_repos: 'public',
            configuration: {
              id: 1,
              name: 'Baseline',
              secret_scanning: 'enabled',
              secret_scanning_push_protection: 'enabled',
              dependabot_alerts: 'enabled',
            },
          },
        ]
      case '/repos':
        return state.repositories.flatMap(item =>
          item.shown === 'not-selected'
            ? []
            : [
                {
                  id: repositoryNumber(item),
                  name: item.name,
                  full_name: `${state.organization.login}/${item.name}`,
                  private: item.visibility !== 'PUBLIC',
                  archived: item.archived,
                  visibility: item.visibility.toLowerCase(),
                  topics: item.topics ?? [],
                  security_and_analysis: {
                    secret_scanning: status(item.secretScanning),
                    secret_scanning_push_protection: status(item.pushProtection),
                    dependabot_security_updates: status(item.updates),
                  },
                },
              ],
        )
      default: {
        const ruleset = state.rulesets.find(item => path === `/rulesets/${item.id}`)
        return (
          ruleset && {
            ...ruleset,
            conditions: {},
          }
        )
      }
    }
  }

  await new Promise<void>(resolve => {
    server.listen(0, '127.0.0.1', resolve)
  })
  return Object.assign(replay, {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    state,
    requests,
    faults,
    close: (): Promise<void> =>
      new Promise(resolve => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  })
}

async function faulty(
  fault: Fault,
): Promise<{ status: number; body: unknown; headers?: Record<string, string>; cut?: boolean }> {
  switch (fault) {
    case 'unauthorized':
      return { status: 401, body: { message: 'Bad credentials' } }
    case 'forbidden':
      return {
        status: 403,
        body: { message: 'Resource not accessible by personal access token', status: '403' },
        headers: { 'x-accepted-github-permissions': 'organization_hooks=read' },
      }
    case 'not-found':
      return { status: 404, body: { message: 'Not Found' } }
    case 'server-error':
      return { status: 502, body: { message: 'Server Error' } }
    case 'rate-limited':
      return {
        status: 403,
        body: { message: 'API rate limit exceeded' },
        headers: {
          'x-ratelimit-remaining': '0',
          'x-ratelimit-reset': String(Math.floor(Date.now() / 1000) + 7200),
        },
      }
    case 'plan':
      return {
        status: 403,
        body: {
          message: 'Upgrade to GitHub Team or make this repository public to enable this feature.',
          status: '403',
        },
      }
    case 'truncated':
      return { status: 200, body: { login: 'aurora-labs', name: 'x'.repeat(2000) }, cut: true }
    case 'wrong-shape':
      return { status: 200, body: { surprise: ['not', 'what', 'was', 'documented'] } }
    case 'html':
      return {
        status: 200,
        body: '<!doctype html><title>Unicorn!</title><h1>This page is taking too long</h1>',
        headers: { 'content-type': 'text/html; charset=utf-8' },
      }
    case 'hang':
      return new Promise(() => undefined)
  }
}

function status(on: boolean): { status: string } {
  return { status: on ? 'enabled' : 'disabled' }
}

/** The asked page of a list, with GitHub's Link header. */
function paged(
  body: unknown,
  url: URL,
  host: string,
): [body: unknown, headers: Record<string, string>] {
  const fields = typeof body === 'object' && body !== null ? (body as Record<string, unknown>) : {}
  const wrapped = ['installations', 'runner_groups'].find(field => field in fields)
  const list = Array.isArray(body) ? body : wrapped ? (fields[wrapped] as unknown[]) : null
  if (!list) return [body, {}]
  const size = Number(url.searchParams.get('per_page') ?? 30)
  const page = Number(url.searchParams.get('page') ?? 1)
  const last = Math.max(1, Math.ceil(list.length / size))
  const link = (to: number, rel: string): string => {
    const next = new URL(url)
    next.host = host
    next.protocol = 'http:'
    next.searchParams.set('page', String(to))
    return `<${next.href}>; rel="${rel}"`
  }
  const items = list.slice((page - 1) * size, page * size)
  const links = [
    ...(page < last ? [link(page + 1, 'next'), link(last, 'last')] : []),
    ...(page > 1 ? [link(1, 'first'), link(page - 1, 'prev')] : []),
  ]
  return [
    wrapped ? { ...fields, [wrapped]: items } : items,
    links.length > 0 ? { link: links.join(', ') } : {},
  ]
}

function conditional(
  request: IncomingMessage,
  body: unknown,
  headers: Record<string, string>,
  limits: Record<string, string>,
): { status: number; body: unknown; headers: Record<string, string> } {
  const etag = `W/"${createHash('sha256').update(JSON.stringify(body)).digest('hex')}"`
  const all = { ...headers, ...limits, etag, 'cache-control': 'private, max-age=60, s-maxage=60' }
  // As GitHub and many servers do: "no-cache" asks for the whole reply.
  const fresh =
    request.headers['if-none-match'] === etag && request.headers['cache-control'] !== 'no-cache'
  return fresh ? { status: 304, body: null, headers: all } : { status: 200, body, headers: all }
}

function send(
  response: ServerResponse,
  code: number,
  body: unknown,
  headers: Record<string, string>,
  cut = false,
): void {
  const text = body === null ? '' : typeof body === 'string' ? body : JSON.stringify(body)
  response.writeHead(code, {
    'content-type': 'application/json; charset=utf-8',
    'x-github-media-type': 'github.v3; format=json',
    ...(code === 304 ? {} : { 'content-length': Buffer.byteLength(text) }),
    ...headers,
  })
  if (cut) {
    response.write(text.slice(0, 100))
    setTimeout(() => response.destroy(), 20)
  } else response.end(text)
}

async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  return Buffer.concat(chunks).toString('utf8')
}

/** As GitHub understands the one phrase that is used: `created:FROM..TO`. */
function auditedBetween(
  events: GithubState['auditLog'],
  phrase: string,
): Record<string, unknown>[] | undefined {
  const [, from = '', to = ''] = /^created:(\S+)\.\.(\S+)$/.exec(phrase) ?? []
  return events?.filter(event => {
    const at = Number(event['@timestamp'])
    return at >= Date.parse(from) && at < Date.parse(to) + 1000
  })
}
