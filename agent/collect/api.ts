import LinkHeader from 'http-link-header'
import { z } from 'zod'
import { Unreadable } from '../../common/model/index.ts'
import type {
  Api,
  EvidenceHandle,
  GraphqlReply,
  Paging,
  Reply,
  RequestOptions,
} from '../../common/model/index.ts'
import { said } from '../../common/words/said.ts'
import type { Credential } from './auth/credential.ts'
import { createMask, MASKED_NOTE } from './mask.ts'
import type { Mask } from './mask.ts'
import { lackingOf, queryWithout } from './lacking-fields.ts'
import type { Lacking } from './lacking-fields.ts'
import { tellsOtherPlan, tellsTooMuchAsked } from './only-in-words.ts'
import { isSafe } from './target.ts'
import { createTransport, isRateLimit } from './transport.ts'
import type { Exchange, TransportOptions } from './transport.ts'

/** What the run keeps of every reply; see recording.ts. */
export type Recorder = {
  /** The validator and body of the last full reply to this request, for a conditional one. */
  earlier(request: string): Promise<{
    readonly etag: string | null
    readonly lastModified: string | null
    readonly link: string | null
    readonly body: Uint8Array
    readonly mediaType: string
  } | null>
  /** A full reply. */
  record(reply: {
    readonly request: string
    readonly filters?: string | undefined
    readonly status: number
    readonly mediaType: string
    readonly body: Uint8Array
    readonly etag: string | null
    readonly lastModified: string | null
    readonly link: string | null
    readonly clockOffset: number | null
    /** The service's own time, as its `Date` header has it. */
    readonly date?: string | null
    readonly page?: number | undefined
    readonly personal: boolean
  }): Promise<EvidenceHandle>
  /** The service said that nothing changed since the earlier reply. */
  unchanged(request: string, date?: string | null): EvidenceHandle
}

export type ApiOptions = TransportOptions & {
  readonly baseUrl: string
  readonly graphqlPath?: string | undefined
  /**
   * Further origins of the same service that a collector may name in full; links in replies never
   * lead there.
   */
  readonly otherOrigins?: readonly string[] | undefined
  /**
   * Origins that want a token of their own, and the audience it is for. A token for one audience is
   * never shown to another.
   */
  readonly audiences?: Readonly<Record<string, string>> | undefined
  readonly headers: Readonly<Record<string, string>>
  /** The word before the secret in the Authorization header. */
  readonly auth: string
  readonly secret: Credential
  readonly recorder: Recorder
  /** Knows what was sent; what comes back passes it before anything is read or kept. */
  readonly mask?: Mask | undefined
  /** More pages than this in one list break it off. */
  readonly maxPages?: number
}

const GraphqlBody = z.object({
  /** Absent where the query could not be executed at all. */
  data: z.unknown().optional(),
  errors: z
    .array(
      z.object({
        message: z.string(),
        type: z.string().optional(),
        path: z.array(z.union([z.string(), z.number()])).optional(),
        extensions: z.object({ code: z.string().optional() }).optional(),
      }),
    )
    .optional(),
})
const PageInfo = z.object({
  pageInfo: z.object({ hasNextPage: z.boolean(), endCursor: z.string().nullable() }),
})

/** A reply with nothing in it of what was sent as a credential, and whether there was. */
type Received = Exchange & { readonly masked: boolean }

/**
 * The port every collector reads through: see `Api` in common/model/collector.ts for what each
 * method promises.
 */
export function createApi(options: ApiOptions): Api {
  const send = createTransport(options)
  const mask = options.mask ?? createMask()
  const base = new URL(options.baseUrl)
  const now = options.now ?? (() => new Date())
  const maxPages = options.maxPages ?? 2000
  const refused = new Map<string, Unreadable>()
  for (const origin of [base.href, ...(options.otherOrigins ?? [])]) requireSafe(new URL(origin))

  /**
   * A path at the service, or a full address at one of its origins. A link is followed at the
   * origin it was read from only.
   */
  function resolve(
    path: string,
    from: URL = base,
    origins: readonly string[] = options.otherOrigins ?? [],
  ): URL {
    const url = new URL(path.startsWith('/') ? base.href.replace(/\/$/, '') + path : path, from)
    if (url.origin !== from.origin && !origins.includes(url.origin))
      throw new Unreadable('malformed', said('link-elsewhere', { origin: url.origin }))
    return url
  }

  async function authorization(url: URL): Promise<Record<string, string>> {
    // What a service shows to anybody is not what it shows to this tenant's credential: a list that
    // ends with what is public would say that the rest is gone.
    if (options.secret === null) throw new Unreadable('no-credential', said('no-credential'))
    const audience = options.audiences?.[url.origin]
    if (audience !== undefined && typeof options.secret !== 'function')
      throw new Unreadable('unauthorized', said('own-token-wanted', { host: url.host }))
    const secret =
      typeof options.secret === 'function' ? await options.secret(audience) : options.secret
    if (!secret) return {}
    const { auth } = options
    // RFC 7617: what Basic carries is `user:password` in base64.
    const sent = auth === 'Basic' ? Buffer.from(secret).toString('base64') : secret
    mask.add(secret)
    mask.add(sent)
    return { authorization: `${auth} ${sent}` }
  }

  async function exchange(url: URL, init: RequestInit): Promise<Received> {
    // A refused credential stays refused there: asking on would only lock the account.
    const before = refused.get(url.origin)
    if (before) throw before
    try {
      const headers = {
        'accept': 'application/json',
        'user-agent': 'witnessmark',
        ...options.headers,
        ...(await authorization(url)),
        ...(init.headers as Record<string, string>),
      }
      const { reply, masked } = mask.reply(await send(url.href, { ...init, headers }))
      return { ...reply, masked }
    } catch (error) {
      throw mask.error(error)
    }
  }

  async function getOne(
    url: URL,
    request: RequestOptions,
    page?: number,
  ): Promise<Reply & { readonly link: string | null }> {
    const name = `GET ${url.href}`
    const earlier = await options.recorder.earlier(name)
    const conditional: Record<string, string> = {}
    if (earlier?.etag) conditional['if-none-match'] = earlier.etag
    else if (earlier?.lastModified) conditional['if-modified-since'] = earlier.lastModified
    // Node's fetch adds "no-cache" to conditional requests, which makes many servers answer 200.
    if (Object.keys(conditional).length > 0) conditional['cache-control'] = 'max-age=0'
    const reply = keptPart(
      await exchange(url, { method: 'GET', headers: { ...request.headers, ...conditional } }),
      request,
    )
    if (reply.status === 304 && earlier) {
      return {
        status: 200,
        body: parseJson(earlier.body, earlier.mediaType, []),
        headers: headersOf(reply),
        evidence: options.recorder.unchanged(name, reply.headers.get('date')),
        link: reply.headers.get('link') ?? earlier.link,
      }
    }
    const evidence = await recordReply(name, reply, request, page, request.keep?.note)
    judgeStatus(url, reply, evidence, request)
    return {
      status: reply.status,
      body: parseJson(reply.body, mediaTypeOf(reply), [evidence]),
      headers: headersOf(reply),
      evidence,
      link: reply.headers.get('link'),
    }
  }

  function recordReply(
    name: string,
    reply: Received,
    request: RequestOptions,
    page?: number,
    said?: string,
  ): Promise<EvidenceHandle> {
    const filters = [said, reply.masked ? MASKED_NOTE : ''].filter(Boolean).join(' ')
    const date = reply.headers.get('date')
    const time = Date.parse(date ?? '')
    return options.recorder.record({
      request: name,
      filters: filters === '' ? undefined : filters,
      status: reply.status,
      mediaType: mediaTypeOf(reply),
      body: reply.body,
      etag: reply.status === 200 ? reply.headers.get('etag') : null,
      lastModified: reply.status === 200 ? reply.headers.get('last-modified') : null,
      link: reply.headers.get('link'),
      clockOffset: Number.isNaN(time) ? null : time - now().getTime(),
      date,
      page,
      personal: request.personal ?? false,
    })
  }

  function judgeStatus(
    url: URL,
    reply: Exchange,
    evidence: EvidenceHandle,
    request: RequestOptions,
  ): void {
    const { status } = reply
    if ((status >= 200 && status < 300) || request.accept?.includes(status)) return
    const { message, code } = saidIn(reply.body)
    const fail = (reason: Unreadable['reason']): Unreadable =>
      new Unreadable(reason, said('answered', { status, message }), [evidence])
    if (status === 401) {
      refused.set(url.origin, fail('unauthorized'))
      throw fail('unauthorized')
    }
    if (status === 402 || ((status === 400 || status === 403) && tellsOtherPlan(message, code)))
      throw fail('unsupported-plan')
    if (status === 403) throw fail('forbidden')
    if (status === 404 || status === 410) throw fail('not-found')
    if (status === 408 || status === 504) throw fail('timed-out')
    throw fail(status >= 500 ? 'unreachable' : 'malformed')
  }

  /** Queries that this server refused, without the fields that it does not have. */
  const fitted = new Map<string, { readonly query: string; readonly lacking: readonly Lacking[] }>()

  async function graphql(
    query: string,
    variables: Readonly<Record<string, unknown>>,
    request: RequestOptions = {},
  ): Promise<GraphqlReply> {
    const known = fitted.get(query) ?? { query, lacking: [] }
    const reply = await graphqlOnce(known.query, variables, request, known.lacking)
    const found = reply.data === null ? lackingOf(reply.errors) : []
    const shorter = found.length > 0 ? await queryWithout(known.query, found) : null
    if (shorter === null) return { ...reply, errors: [...reply.errors, ...known.lacking] }
    fitted.set(query, { query: shorter, lacking: [...known.lacking, ...found.map(inReply)] })
    return graphql(query, variables, request)
  }

  async function graphqlOnce(
    query: string,
    variables: Readonly<Record<string, unknown>>,
    request: RequestOptions,
    lacking: readonly Lacking[],
  ): Promise<GraphqlReply> {
    requireQuery(query)
    const url = resolve(options.graphqlPath ?? '/graphql')
    const operation = /^\s*query\s+(\w+)/.exec(query)?.[1] ?? 'query'
    const without = lacking.map(({ path }) => ` -${path.join('.')}`).join('')
    const name = `POST ${url.href} ${operation}${without} ${JSON.stringify(variables)}`
    const reply = await exchange(url, {
      method: 'POST',
      body: JSON.stringify({ query, variables }),
      headers: { 'content-type': 'application/json', ...request.headers },
    })
    const evidence = await recordReply(name, reply, request, undefined, query)
    judgeStatus(url, reply, evidence, request)
    const parsed = GraphqlBody.safeParse(parseJson(reply.body, mediaTypeOf(reply), [evidence]))
    if (!parsed.success || (parsed.data.data === undefined && !parsed.data.errors?.length))
      throw new Unreadable('malformed', said('not-graphql'), [evidence])
    const errors = (parsed.data.errors ?? []).map(error => ({
      message: error.message,
      type: error.type ?? error.extensions?.code,
      path: error.path,
    }))
    if (errors.some(error => isRateLimit(error.type)))
      throw new Unreadable(
        'rate-limited',
        errors[0] ? said('told', { message: errors[0].message }) : said('rate-limited'),
        [evidence],
      )
    return { data: parsed.data.data ?? null, errors, evidence }
  }

  return {
    async get(path, request = {}) {
      const { link: _, ...reply } = await getOne(resolve(path), request)
      return reply
    },
    async *pages(path, paging, request = {}) {
      let url: URL | null = resolve(path)
      const seen = new Set<string>()
      for (let page = 1; url; page++) {
        if (page > maxPages || seen.has(url.href))
          throw new Unreadable('malformed', said('list-endless', { pages: page - 1 }))
        seen.add(url.href)
        const reply: Awaited<ReturnType<typeof getOne>> = await getOne(url, request, page)
        yield { items: itemsOf(reply.body, paging, reply.evidence), evidence: reply.evidence }
        const next = nextOf(reply, paging, url)
        url = next === null ? null : resolve(next, url, [])
      }
    },
    graphql,
    async *graphqlPages(query, variables, paging, request) {
      let size = paging.first
      let failed = Infinity
      let after: string | null = null
      for (let page = 1; ; page++) {
        if (page > maxPages)
          throw new Unreadable('malformed', said('list-endless', { pages: maxPages }))
        let reply: GraphqlReply
        try {
          reply = await graphql(query, { ...variables, first: size, after }, request)
        } catch (error) {
          if (
            !(error instanceof Unreadable) ||
            !['timed-out', 'unreachable'].includes(error.reason) ||
            size === 1
          )
            throw error
          failed = size
          size = Math.max(1, Math.floor(size / 2))
          continue
        }
        if (reply.errors.some(isCost) && size > 1) {
          failed = size
          size = Math.max(1, Math.floor(size / 2))
          continue
        }
        yield reply
        const connection = PageInfo.safeParse(
          paging.connection
            .split('.')
            .reduce<unknown>(
              (value, key) => (value as Record<string, unknown> | null)?.[key],
              reply.data,
            ),
        )
        if (!connection.success) return
        const { hasNextPage, endCursor } = connection.data.pageInfo
        if (!hasNextPage) return
        if (!endCursor || endCursor === after)
          throw new Unreadable('malformed', said('list-without-next'), [reply.evidence])
        after = endCursor
        // What failed once is not tried again for every page.
        if (size * 2 < failed) size = Math.min(paging.most, size * 2)
      }
    },
  }
}

function requireSafe(base: URL): void {
  if (isSafe(base)) return
  throw new Unreadable('unreachable', said('not-https', { origin: base.origin }))
}

/**
 * Only queries: the agent never changes a tenant. Looks at the words outside of braces, strings and
 * comments.
 */
function requireQuery(query: string): void {
  const bare = query.replace(/"""[\s\S]*?"""|"(?:\\.|[^"\\])*"|#[^\n]*/g, ' ')
  let depth = 0
  for (const [token] of bare.matchAll(/[{}]|\b(?:mutation|subscription)\b/g)) {
    if (token === '{') depth++
    else if (token === '}') depth--
    else if (depth === 0) throw new TypeError(`a ${token} is not a read`)
  }
}

/** Without the operation that GitHub's paths into a query begin with. */
function inReply(error: Lacking): Lacking {
  return { ...error, path: error.path.slice(1) }
}

function isCost(error: { readonly type?: string | undefined; readonly message: string }): boolean {
  return (
    ['MAX_NODE_LIMIT_EXCEEDED', 'RESOURCE_LIMITS_EXCEEDED', 'EXCESSIVE_PAGINATION'].includes(
      error.type ?? '',
    ) || tellsTooMuchAsked(error.message)
  )
}

function itemsOf(body: unknown, paging: Paging, evidence: EvidenceHandle): readonly unknown[] {
  const under = (path: string): unknown =>
    path
      .split('.')
      .reduce<unknown>((value, key) => (value as Record<string, unknown> | null)?.[key], body)
  const items =
    paging.items === undefined
      ? body
      : [paging.items]
          .flat()
          .map(under)
          .find(found => found !== undefined)
  // Google leaves an empty list out altogether.
  if (items === undefined && paging.style === 'page-token') return []
  if (!Array.isArray(items)) throw new Unreadable('malformed', said('not-a-list'), [evidence])
  return items
}

function nextOf(
  reply: Pick<Reply, 'body' | 'evidence'> & { readonly link: string | null },
  paging: Paging,
  url: URL,
): string | null {
  if (paging.style === 'link-header') return linkedNext(reply)
  const path = paging.style === 'page-token' ? paging.field.split('.') : [paging.field]
  const found = path.reduce<unknown>(
    (at, key) => (at as Record<string, unknown> | null | undefined)?.[key],
    reply.body,
  )
  const value = typeof found === 'number' ? String(found) : found
  if (typeof value !== 'string' || value === '') return null
  if (paging.style === 'next-url') return value
  const next = new URL(url)
  next.searchParams.set(paging.parameter, value)
  return next.href
}

/**
 * The target of `rel="next"` (RFC 8288), or null at the list's end.
 * @throws Unreadable malformed, since a list that is cut off must not pass for a whole one
 */
function linkedNext({
  link,
  evidence,
}: Pick<Reply, 'evidence'> & { readonly link: string | null }): string | null {
  try {
    const [next] = LinkHeader.parse(link ?? '').rel('next')
    return next?.uri ?? null
  } catch {
    throw new Unreadable('malformed', said('link-unreadable'), [evidence])
  }
}

function parseJson(
  body: Uint8Array,
  mediaType: string,
  evidence: readonly EvidenceHandle[],
): unknown {
  if (body.length === 0) return null
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body))
  } catch {
    throw new Unreadable(
      'malformed',
      mediaType.includes('html') ? said('html-not-json') : said('not-json'),
      evidence,
    )
  }
}

function saidIn(body: Uint8Array): { readonly message: string; readonly code: string } {
  let error: unknown
  try {
    const parsed: unknown = JSON.parse(new TextDecoder().decode(body))
    // GitHub and most others say `message`, Google and Microsoft `error.message`, Ghost
    // `errors[0].message`.
    error =
      typeof parsed !== 'object' || parsed === null
        ? null
        : 'error' in parsed && typeof parsed.error === 'object'
          ? parsed.error
          : 'errors' in parsed && Array.isArray(parsed.errors)
            ? (parsed.errors[0] as unknown)
            : parsed
  } catch {
    error = null
  }
  const { message, code } = (typeof error === 'object' && error !== null ? error : {}) as {
    readonly message?: unknown
    readonly code?: unknown
  }
  return {
    message: typeof message === 'string' ? message.slice(0, 200) : '',
    code: typeof code === 'string' ? code : '',
  }
}

/** An answer without what must not be kept; refusals carry nothing of that kind. */
function keptPart(reply: Received, { keep }: RequestOptions): Received {
  if (!keep || reply.status < 200 || reply.status >= 300) return reply
  return {
    ...reply,
    body: new TextEncoder().encode(
      JSON.stringify(keep.part(parseJson(reply.body, mediaTypeOf(reply), []))),
    ),
  }
}

function mediaTypeOf(reply: Exchange): string {
  return (
    (reply.headers.get('content-type') ?? 'application/octet-stream').split(';')[0]?.trim() ??
    'application/octet-stream'
  )
}

function headersOf(reply: Exchange): Readonly<Record<string, string>> {
  return Object.fromEntries(reply.headers)
}
