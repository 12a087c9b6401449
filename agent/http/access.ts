import { randomBytes, timingSafeEqual } from 'node:crypto'
import type { Context, MiddlewareHandler } from 'hono'
import { getCookie, setCookie } from 'hono/cookie'
import { commandActor, dashboardActor } from '../actor.ts'
import { Problem } from '../problem.ts'
import { refuse } from './answer.ts'
import type { Caller } from './api.ts'

/** Who may ask over HTTP: sessions of the dashboard, and commands of the same user. */
export type Access = {
  /** What commands carry. */
  readonly token: string
  /** A token that opens one session, once, within minutes. */
  once(): string
  readonly sameOrigin: MiddlewareHandler
  readonly signedIn: MiddlewareHandler
  login(context: Context): Promise<Response>
  callerOf(context: Context): Caller
}

/** How long an address that signs in may wait for its click. */
const LINK_MILLISECONDS = 5 * 60_000

export function createAccess(
  hosts: () => readonly string[],
  port: () => number,
  clock: () => Date,
): Access {
  const token = randomBytes(32).toString('base64url')
  /** Until when each may be used. */
  const unused = new Map<string, number>()
  const used = (given: string): boolean => {
    const now = clock().getTime()
    for (const [value, until] of unused) if (until < now) unused.delete(value)
    return unused.delete(given)
  }
  const sessions = new Set<string>()
  const cookie = (): string => `witnessmark-${port()}`
  const isCommand = (context: Context): boolean => {
    const bearer = /^Bearer (.+)$/.exec(context.req.header('authorization') ?? '')?.[1]
    return bearer !== undefined && same(bearer, token)
  }

  return {
    token,
    once() {
      const value = randomBytes(24).toString('base64url')
      unused.set(value, clock().getTime() + LINK_MILLISECONDS)
      return value
    },
    async sameOrigin(context, next) {
      if (context.req.method === 'GET' || context.req.method === 'HEAD') return next()
      const origin = context.req.header('origin')
      const own = origin && hosts().some(host => origin === `http://${host}`)
      return own ? next() : refuse(context, new Problem('origin-foreign', {}))
    },
    async signedIn(context, next) {
      const session = getCookie(context, cookie())
      if (isCommand(context) || (session && sessions.has(session))) return next()
      return refuse(context, new Problem('session-missing', {}))
    },
    async login(context) {
      const body: unknown = await context.req.json().catch(() => null)
      const named = typeof body === 'object' && body !== null && 'token' in body
      const given = named && typeof body.token === 'string' ? body.token : ''
      if (!used(given)) return refuse(context, new Problem('session-used', {}))
      const session = randomBytes(32).toString('base64url')
      sessions.add(session)
      setCookie(context, cookie(), session, { httpOnly: true, sameSite: 'Strict', path: '/' })
      return context.json({ ok: true })
    },
    callerOf(context) {
      const command = isCommand(context)
      return { command, actor: command ? commandActor() : dashboardActor() }
    },
  }
}

function same(a: string, b: string): boolean {
  const [left, right] = [Buffer.from(a), Buffer.from(b)]
  return left.length === right.length && timingSafeEqual(left, right)
}
