import { randomBytes, timingSafeEqual } from 'node:crypto'
import type { Context, MiddlewareHandler } from 'hono'
import { z } from 'zod'
import { commandActor, dashboardActor } from '../actor.ts'
import { Problem } from '../problem.ts'
import { refuse, TICKET } from './answer.ts'
import type { Caller } from './api.ts'

/**
 * Who may ask over HTTP: sessions of the dashboard, and commands of the same user. Both say so in a
 * header. A cookie of 127.0.0.1 would be sent to every port there, thus to the server of another user.
 */
export type Access = {
  /** What commands carry. */
  readonly token: string
  /** A token that opens one session, once, within minutes. */
  once(): string
  readonly sameOrigin: MiddlewareHandler
  readonly signedIn: MiddlewareHandler
  login(context: Context): Promise<Response>
  /** For what a page cannot give a header to: an address that answers once, and soon. */
  ticket(context: Context): Promise<Response>
  callerOf(context: Context): Caller
  /** Who collects metrics, by a token of theirs alone. */
  readonly collects: MiddlewareHandler
}

/** How long an address that signs in may wait for its click. */
const LINK_MILLISECONDS = 5 * 60_000
/** A download, picture or stream begins as soon as its address is there. */
const TICKET_MILLISECONDS = 30_000

/** @param metrics the token of who collects metrics: it opens these and nothing else */
export function createAccess(
  hosts: () => readonly string[],
  clock: () => Date,
  metrics: string,
): Access {
  const token = randomBytes(32).toString('base64url')
  const links = onceOnly(LINK_MILLISECONDS, clock)
  const tickets = onceOnly(TICKET_MILLISECONDS, clock)
  const sessions = new Set<string>()
  const isCommand = (context: Context): boolean => same(bearerOf(context), token)
  const hasTicket = ({ req }: Context): boolean => {
    const url = new URL(req.url)
    const given = url.searchParams.get(TICKET)
    return req.method === 'GET' && given !== null && tickets.use(given, addressIn(url))
  }

  return {
    token,
    once() {
      return links.make('')
    },
    async sameOrigin(context, next) {
      if (context.req.method === 'GET' || context.req.method === 'HEAD') return next()
      const origin = context.req.header('origin')
      const own = origin && hosts().some(host => origin === `http://${host}`)
      return own ? next() : refuse(context, new Problem('origin-foreign', {}))
    },
    async signedIn(context, next) {
      const known = isCommand(context) || sessions.has(bearerOf(context)) || hasTicket(context)
      if (known) return next()
      return refuse(context, new Problem('session-missing', {}))
    },
    async collects(context, next) {
      if (same(bearerOf(context), metrics)) return next()
      return refuse(context, new Problem('session-missing', {}))
    },
    async login(context) {
      const { token: given = '' } = await textsIn(context)
      if (!links.use(given, '')) return refuse(context, new Problem('session-used', {}))
      const session = randomBytes(32).toString('base64url')
      sessions.add(session)
      return context.json({ session })
    },
    async ticket(context) {
      const { address = '' } = await textsIn(context)
      if (!address.startsWith('/api/v1/')) return refuse(context, new Problem('no-address', {}))
      const url = new URL(address, 'http://127.0.0.1')
      url.searchParams.set(TICKET, tickets.make(addressIn(url)))
      return context.json({ address: url.pathname + url.search })
    },
    callerOf(context) {
      const command = isCommand(context)
      return { command, actor: command ? commandActor() : dashboardActor() }
    },
  }
}

function addressIn(url: URL): string {
  const query = new URLSearchParams(url.searchParams)
  query.delete(TICKET)
  return `${url.pathname}?${query}`
}

/** Values that count once, for one purpose and a while. */
function onceOnly(milliseconds: number, clock: () => Date) {
  const unused = new Map<string, { readonly until: number; readonly purpose: string }>()
  return {
    make(purpose: string): string {
      const value = randomBytes(24).toString('base64url')
      unused.set(value, { until: clock().getTime() + milliseconds, purpose })
      return value
    },
    use(value: string, purpose: string): boolean {
      const now = clock().getTime()
      for (const [known, { until }] of unused) if (until < now) unused.delete(known)
      const found = unused.get(value)
      unused.delete(value)
      return found?.purpose === purpose
    },
  }
}

function bearerOf(context: Context): string {
  return /^Bearer (.+)$/.exec(context.req.header('authorization') ?? '')?.[1] ?? ''
}

/** The texts of a JSON body; none of what is none. */
async function textsIn(context: Context): Promise<Readonly<Record<string, string>>> {
  const body: unknown = await context.req.json().catch(() => null)
  return z.record(z.string(), z.string()).safeParse(body).data ?? {}
}

function same(a: string, b: string): boolean {
  const [left, right] = [Buffer.from(a), Buffer.from(b)]
  return left.length === right.length && timingSafeEqual(left, right)
}
