import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

export type GraphTenant = {
  /**
   * Replies by path without query, in Graph's documented shapes: a list is paged, an object is
   * given as it is.
   */
  readonly replies: Readonly<Record<string, readonly unknown[] | object>>
  /** Replies that are given as they are, lists too: endpoints beside Graph do not wrap them. */
  readonly raw?: Readonly<Record<string, unknown>>
  /** What every request must carry; Graph's own unless said otherwise. */
  readonly token?: string
  readonly pageSize?: number
  /** Paths that answer 403. */
  readonly forbidden?: readonly string[]
  /** Paths that answer 429 with Retry-After once. */
  readonly throttled?: readonly string[]
  /** Paths that answer 400, as Graph does for what the plan lacks. */
  readonly unlicensed?: readonly string[]
  /**
   * The rights of the token, where they count: what the reports of sign-ins and methods ask for.
   */
  readonly rights?: readonly string[]
  /** Without Entra ID P1 these reports are refused. */
  readonly plan?: 'free'
}

/** Needs AuditLog.Read.All and Entra ID P1: https://learn.microsoft.com/graph/api/resources/signinactivity */
function isReport({ pathname, searchParams }: URL): boolean {
  return (
    pathname === '/v1.0/reports/authenticationMethods/userRegistrationDetails' ||
    (searchParams.get('$select')?.split(',').includes('signInActivity') ?? false)
  )
}

/** What `$select` leaves of an item; its type always stays. */
function selected(item: unknown, select: string | null): unknown {
  if (!select || typeof item !== 'object' || item === null) return item
  const wanted = new Set([...select.split(','), '@odata.type'])
  return Object.fromEntries(Object.entries(item).filter(([name]) => wanted.has(name)))
}

/**
 * A replay of Microsoft Graph over HTTP: `@odata.nextLink` paging, throttling, refusals. Only GET;
 * every request needs the token.
 */
export async function startGraph(
  tenant: GraphTenant,
): Promise<{ readonly url: string; readonly requests: string[]; close(): Promise<void> }> {
  const requests: string[] = []
  const waiting = new Set(tenant.throttled)
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? '/', `http://${request.headers.host}`)
    requests.push(`${request.method} ${url.pathname}`)
    const answer = (status: number, body: unknown, headers: Record<string, string> = {}): void => {
      response
        .writeHead(status, {
          'content-type': 'application/json; odata.metadata=minimal',
          'request-id': String(requests.length),
          ...headers,
        })
        .end(JSON.stringify(body))
    }
    const refuse = (status: number, code: string, headers?: Record<string, string>): void =>
      answer(
        status,
        { error: { code, message: code, innerError: { date: '2026-11-23T00:00:00' } } },
        headers,
      )
    if (request.method !== 'GET') return refuse(405, 'MethodNotAllowed')
    if (request.headers.authorization !== `Bearer ${tenant.token ?? 'graph-token'}`)
      return refuse(401, 'InvalidAuthenticationToken')
    if (waiting.delete(url.pathname)) return refuse(429, 'TooManyRequests', { 'retry-after': '1' })
    if (tenant.forbidden?.includes(url.pathname)) return refuse(403, 'Authorization_RequestDenied')
    if (tenant.unlicensed?.includes(url.pathname)) return refuse(400, 'AadPremiumLicenseRequired')
    if (isReport(url) && tenant.rights && !tenant.rights.includes('AuditLog.Read.All'))
      return refuse(403, 'Authorization_RequestDenied')
    if (isReport(url) && tenant.plan === 'free')
      return refuse(403, 'Authentication_RequestFromNonPremiumTenantOrB2CTenant')
    if (tenant.raw && url.pathname in tenant.raw) return answer(200, tenant.raw[url.pathname])
    const reply = tenant.replies[url.pathname]
    if (!reply) return refuse(404, 'Request_ResourceNotFound')
    if (!Array.isArray(reply))
      return answer(200, { '@odata.context': `${url.origin}/$metadata`, ...(reply as object) })
    const from = Number(url.searchParams.get('$skiptoken') ?? 0)
    const size = Math.min(Number(url.searchParams.get('$top') ?? Infinity), tenant.pageSize ?? 2)
    const next = new URL(url)
    next.searchParams.set('$skiptoken', String(from + size))
    answer(200, {
      '@odata.context': `${url.origin}/$metadata`,
      ...(from + size < reply.length ? { '@odata.nextLink': next.href } : {}),
      'value': reply
        .slice(from, from + size)
        .map((item: unknown) => selected(item, url.searchParams.get('$select'))),
    })
  })
  await new Promise<void>(resolve => {
    server.listen(0, '127.0.0.1', resolve)
  })
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    close: () =>
      new Promise((resolve, reject) => {
        server.closeAllConnections()
        server.close(error => (error ? reject(error) : resolve()))
      }),
  }
}

/**
 * A conditional access policy as Graph writes it: all members, null or an empty list where nobody set
 * them.
 */
export function conditionalAccessPolicy({
  conditions: { users, applications, ...conditions } = {},
  grantControls,
  ...policy
}: {
  readonly displayName: string
  readonly state: string
  readonly conditions?: {
    readonly users?: object
    readonly applications?: object
    readonly [condition: string]: unknown
  }
  readonly grantControls?: object
}): object {
  return {
    ...policy,
    conditions: {
      users: {
        includeUsers: [],
        excludeUsers: [],
        includeGroups: [],
        excludeGroups: [],
        includeRoles: [],
        excludeRoles: [],
        includeGuestsOrExternalUsers: null,
        excludeGuestsOrExternalUsers: null,
        ...users,
      },
      applications: {
        includeApplications: [],
        excludeApplications: [],
        includeUserActions: [],
        applicationFilter: null,
        ...applications,
      },
      clientAppTypes: ['all'],
      clientApplications: null,
      devices: null,
      deviceStates: null,
      locations: null,
      platforms: null,
      signInRiskLevels: [],
      userRiskLevels: [],
      times: null,
      ...conditions,
    },
    grantControls: grantControls
      ? {
          operator: 'OR',
          builtInControls: [],
          customAuthenticationFactors: [],
          termsOfUse: [],
          authenticationStrength: null,
          ...grantControls,
        }
      : null,
  }
}
