import { randomBytes, timingSafeEqual } from 'node:crypto'
import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { extname, join, normalize } from 'node:path'
import { fileURLToPath } from 'node:url'
import { serve } from '@hono/node-server'
import { Hono } from 'hono'
import type { Context, MiddlewareHandler } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import { getCookie, setCookie } from 'hono/cookie'
import { WebSocketServer } from 'ws'
import { isExtensionOrigin } from '../../common/protocol/origin.ts'
import type { Agent } from '../agent.ts'
import { apiRoutes } from './api-routes.ts'
import { createExtensionHub, handleExtension } from '../socket/extension.ts'
import type { ExtensionHub } from '../socket/extension.ts'
import { LARGEST } from '../import/document.ts'

export type RunningServer = {
  readonly port: number
  readonly url: string
  /** For commands of the same user: kept in the lock file (0600). */
  readonly token: string
  readonly extensions: ExtensionHub
  /**
   * The dashboard's address with a token that works once, in the fragment, which no server and no
   * Referer sees.
   */
  loginUrl(): string
  close(): Promise<void>
}

/** The port is taken: the message says by what it may be, and what to do. */
export class PortTakenError extends Error {}

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.woff2': 'font/woff2',
  '.png': 'image/png',
}
const MAX_MESSAGE = 8 * 1024 * 1024
const MAX_BODY = 64 * 1024
/** A document goes as base64 in a JSON text, and only from who is signed in. */
const DOCUMENTS = '/api/v1/documents'
const MAX_DOCUMENT = Math.ceil((LARGEST * 4) / 3) + MAX_BODY * 2

/**
 * Serves dashboard, HTTP API and extension socket on 127.0.0.1 and nowhere else. Every request must
 * name this host exactly; whatever changes something, and every socket, must come from an origin we
 * know: a missing Origin is not trusted.
 * @param port 0 for any free one
 * @throws PortTakenError
 */
export async function startServer(
  agent: Agent,
  options: {
    readonly port: number
    readonly scan: (tenants: readonly string[]) => Promise<unknown>
    readonly name?: string
  },
): Promise<RunningServer> {
  const token = randomBytes(32).toString('base64url')
  const once = new Set<string>()
  const sessions = new Set<string>()
  let port = options.port
  const url = (): string => `http://127.0.0.1:${port}`
  const hosts = (): readonly string[] => [`127.0.0.1:${port}`, `localhost:${port}`]
  const extensions = createExtensionHub(agent, {
    name: options.name ?? 'Witnessmark',
    dashboard: url,
  })
  const cookie = (): string => `witnessmark-${port}`

  const app = new Hono()
  app.use(async (context, next) => {
    if (hosts().includes(context.req.header('host') ?? '')) await next()
    else context.res = refuse(context, 421, 'this agent answers to its own loopback address only')
    for (const [name, value] of Object.entries(headers)) context.res.headers.set(name, value)
  })
  const sameOrigin: MiddlewareHandler = async (context, next) => {
    if (context.req.method === 'GET' || context.req.method === 'HEAD') return next()
    const origin = context.req.header('origin')
    return origin && hosts().some(host => origin === `http://${host}`)
      ? next()
      : refuse(context, 403, 'a request that changes something must come from the dashboard itself')
  }
  const signedIn: MiddlewareHandler = async (context, next) => {
    const bearer = /^Bearer (.+)$/.exec(context.req.header('authorization') ?? '')?.[1]
    const session = getCookie(context, cookie())
    if ((bearer && same(bearer, token)) || (session && sessions.has(session))) return next()
    return refuse(
      context,
      401,
      'open the dashboard with the address that "witnessmark serve" printed; a new one works once',
    )
  }
  app.use(sameOrigin)
  const small = bodyLimit({
    maxSize: MAX_BODY,
    onError: context => refuse(context, 413, 'too much for a request of the dashboard'),
  })
  app.use('/api/*', (context, next) =>
    context.req.path === DOCUMENTS ? next() : small(context, next),
  )
  app.post('/api/v1/session', async context => {
    const body: unknown = await context.req.json().catch(() => null)
    const given =
      typeof body === 'object' && body !== null && 'token' in body && typeof body.token === 'string'
        ? body.token
        : ''
    if (!once.delete(given))
      return refuse(context, 401, 'this address was used already; get a new one')
    const session = randomBytes(32).toString('base64url')
    sessions.add(session)
    setCookie(context, cookie(), session, { httpOnly: true, sameSite: 'Strict', path: '/' })
    return context.json({ ok: true })
  })
  app.use('/api/*', signedIn)
  app.use(
    DOCUMENTS,
    bodyLimit({
      maxSize: MAX_DOCUMENT,
      onError: context => refuse(context, 413, 'too much for a document'),
    }),
  )
  app.route(
    '/api/v1',
    apiRoutes(agent, {
      extensions,
      scan: options.scan,
      port: () => port,
      loginUrl: () => loginUrl(),
    }),
  )
  app.all('/api/*', context => context.json({ error: 'no such address' }, 404))
  app.get('*', serveDashboard)
  app.onError((error, context) => refuse(context, 500, error.message))

  const server = await new Promise<Server>((resolve, reject) => {
    const starting = serve(
      { fetch: app.fetch, hostname: '127.0.0.1', port: options.port },
      info => {
        port = info.port
        resolve(starting as Server)
      },
    ) as Server
    starting.once('error', (error: NodeJS.ErrnoException) => {
      reject(
        error.code === 'EADDRINUSE'
          ? new PortTakenError(
              `port ${options.port} on 127.0.0.1 is taken, perhaps by another agent. Stop it, or choose another: witnessmark serve --port ${options.port + 1}`,
            )
          : error,
      )
    })
  })
  port = (server.address() as AddressInfo).port

  const sockets = new WebSocketServer({
    noServer: true,
    maxPayload: MAX_MESSAGE,
    handleProtocols: protocols => (protocols.has('witnessmark.v1') ? 'witnessmark.v1' : false),
  })
  server.on('upgrade', (request, socket, head) => {
    const path = new URL(request.url ?? '/', 'http://local').pathname
    const protocols = String(request.headers['sec-websocket-protocol'] ?? '')
      .split(',')
      .map(item => item.trim())
    if (
      path !== '/extension' ||
      !hosts().includes(request.headers.host ?? '') ||
      !isExtensionOrigin(request.headers.origin) ||
      !protocols.includes('witnessmark.v1')
    ) {
      socket.end('HTTP/1.1 403 Forbidden\r\nConnection: close\r\nContent-Length: 0\r\n\r\n')
      return
    }
    sockets.handleUpgrade(request, socket, head, opened => {
      opened.on('error', () => opened.terminate())
      handleExtension(opened, request, { extensions })
    })
  })

  function loginUrl(): string {
    const value = randomBytes(24).toString('base64url')
    once.add(value)
    return `${url()}/#token=${value}`
  }

  return {
    port,
    url: url(),
    token,
    extensions,
    loginUrl,
    async close() {
      extensions.close()
      for (const client of sockets.clients) client.terminate()
      await new Promise<void>(resolve => {
        server.close(() => resolve())
        server.closeAllConnections()
      })
    },
  }
}

const headers: Readonly<Record<string, string>> = {
  'content-security-policy':
    "default-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'; object-src 'none'",
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'x-frame-options': 'DENY',
  'cross-origin-resource-policy': 'same-origin',
  'cross-origin-opener-policy': 'same-origin',
  'cache-control': 'no-store',
}

async function serveDashboard(context: Context): Promise<Response> {
  const root = dashboardFolder()
  if (!root) return context.text('The dashboard is not built yet: npm run build', 503)
  const asked = normalize(context.req.path).replace(/^([/\\]|\.\.)+/, '')
  const file = extname(asked) ? join(root, asked) : join(root, 'index.html')
  if (!file.startsWith(root) || !existsSync(file)) return context.text('not found', 404)
  return context.body(await readFile(file), 200, {
    'content-type': types[extname(file)] ?? 'application/octet-stream',
  })
}

/** Beside the bundled agent, or in a clone's dist folder. */
function dashboardFolder(): string | null {
  return (
    [
      new URL('../../dist/dashboard/', import.meta.url),
      new URL('../../dashboard/', import.meta.url),
    ]
      .map(folder => fileURLToPath(folder))
      .find(folder => existsSync(join(folder, 'index.html'))) ?? null
  )
}

function refuse(context: Context, status: 401 | 403 | 413 | 421 | 500, error: string): Response {
  return context.json({ error }, status)
}

function same(a: string, b: string): boolean {
  const [left, right] = [Buffer.from(a), Buffer.from(b)]
  return left.length === right.length && timingSafeEqual(left, right)
}
