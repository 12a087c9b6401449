import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

/**
 * What the replay answers: a list under its documented name (paged by two), or one object; by path
 * without query, or `path?name=value` for one query.
 */
export type GoogleTenant = {
  readonly lists: Readonly<
    Record<string, { readonly name: string; readonly items: readonly unknown[] }>
  >
  readonly objects?: Readonly<Record<string, unknown>>
  /** Paths that answer 403 in Google's error shape. */
  readonly forbidden?: readonly string[]
  /** Paths whose first request is answered 429 with Retry-After. */
  readonly busy?: readonly string[]
  readonly pageSize?: number
}

/**
 * Google's Admin SDK and Cloud Identity API in documented shapes: `nextPageToken`, empty lists left
 * out, errors as `{ error: { code, message } }`.
 */
export async function startGoogle(
  tenant: GoogleTenant,
): Promise<{ readonly url: string; readonly requests: string[]; close(): void }> {
  const requests: string[] = []
  const busy = new Set(tenant.busy)
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? '/', 'http://127.0.0.1')
    requests.push(`${request.method} ${url.pathname}${url.search}`)
    const reply = (status: number, body: unknown, headers: Record<string, string> = {}): void => {
      response
        .writeHead(status, { 'content-type': 'application/json; charset=UTF-8', ...headers })
        .end(JSON.stringify(body))
    }
    if (request.headers.authorization !== 'Bearer google-token')
      return reply(401, {
        error: {
          code: 401,
          message: 'Request had invalid authentication credentials.',
          status: 'UNAUTHENTICATED',
        },
      })
    if (busy.delete(url.pathname))
      return reply(
        429,
        { error: { code: 429, message: 'Quota exceeded', status: 'RESOURCE_EXHAUSTED' } },
        { 'retry-after': '7' },
      )
    if (tenant.forbidden?.includes(url.pathname))
      return reply(403, {
        error: {
          code: 403,
          message: 'Not Authorized to access this resource/api',
          status: 'PERMISSION_DENIED',
        },
      })
    const keyed = [...url.searchParams]
      .map(([name, value]) => `${url.pathname}?${name}=${value}`)
      .find(key => key in tenant.lists)
    const list = tenant.lists[keyed ?? url.pathname]
    if (list) {
      const from = Number(url.searchParams.get('pageToken') ?? 0)
      const to = from + (tenant.pageSize ?? 2)
      const items = list.items.slice(from, to)
      return reply(200, {
        kind: 'google',
        ...(items.length > 0 ? { [list.name]: items } : {}),
        ...(to < list.items.length ? { nextPageToken: String(to) } : {}),
      })
    }
    const object = tenant.objects?.[url.pathname]
    return object
      ? reply(200, object)
      : reply(404, { error: { code: 404, message: 'Resource Not Found', status: 'NOT_FOUND' } })
  })
  await new Promise<void>(resolve => {
    server.listen(0, '127.0.0.1', resolve)
  })
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    close: () => {
      server.closeAllConnections()
      server.close()
    },
  }
}
