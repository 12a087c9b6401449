import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import type { RequestListener, Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { extname, join, normalize } from 'node:path'
import type { Duplex } from 'node:stream'
import { fileURLToPath } from 'node:url'
import { Hono } from 'hono'
import type { Context } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import type { WebSocket, WebSocketServer } from 'ws'
import { SUBPROTOCOLS } from '../../common/protocol/message.ts'
import { isExtensionOrigin } from '../../common/protocol/origin.ts'
import { STARTED_HEADER } from '../../common/words/typed.ts'
import type { Agent } from '../agent.ts'
import { collectorActor } from '../actor.ts'
import { addressOf } from '../console/address.ts'
import { metricsToken } from '../home/metrics-token.ts'
import { perform } from '../operations/perform.ts'
import { Problem } from '../problem.ts'
import { startedAs } from '../started.ts'
import { fromClone } from '../version.ts'
import { createAccess } from './access.ts'
import { refuse } from './answer.ts'
import { apiRoutes } from './api.ts'
import { events } from './events.ts'
import { METRICS_TYPE, metricsText } from './metrics.ts'

export type RunningServer = {
  readonly port: number
  readonly url: string
  /** For commands of the same user: kept in the lock file (0600). */
  readonly token: string
  /**
   * The dashboard's address with a token that works once and for five minutes, in the fragment, which
   * no server and no Referer sees.
   */
  loginUrl(): string
  close(): Promise<void>
}

/** The extension's socket, which another door serves. */
export type Sockets = {
  /** @param origin of the upgrade request, which is that of an extension */
  handle(socket: WebSocket, origin: string | undefined): void
  close(): void
}

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.woff2': 'font/woff2',
  '.png': 'image/png',
}
const MAX_MESSAGE = 8 * 1024 * 1024

/**
 * Serves dashboard, HTTP API and extension socket on 127.0.0.1 and nowhere else. Every request must
 * name this host exactly; whatever changes something, and every socket, must come from an origin we
 * know: a missing Origin is not trusted.
 * @param port 0 for any free one
 * @throws Problem `port-taken`
 */
export async function startServer(
  agent: Agent,
  options: { readonly port: number; readonly extensions: Sockets },
): Promise<RunningServer> {
  const address = addressOf(agent)
  address.port = options.port
  const hosts = (): readonly string[] => [`127.0.0.1:${address.port}`, `localhost:${address.port}`]
  const access = createAccess(hosts, agent.clock, metricsToken(agent.home))
  const loginUrl = (): string => `${address.url}/#token=${access.once()}`

  const started = encodeURIComponent(startedAs(agent.home))
  const app = new Hono()
  app.use(async (context, next) => {
    if (hosts().includes(context.req.header('host') ?? '')) await next()
    else context.res = refuse(context, new Problem('host-foreign', {}))
    for (const [name, value] of Object.entries(headers)) context.res.headers.set(name, value)
    if (context.req.path.startsWith('/api/')) context.res.headers.set(STARTED_HEADER, started)
  })
  // For whatever watches the process: no login, and nothing of what is kept.
  app.get('/healthz', context => context.text('ok\n'))
  app.get('/metrics', access.collects, async context => {
    const text = metricsText(await perform(agent, collectorActor, 'metrics', {}))
    return context.body(text, 200, { 'content-type': METRICS_TYPE })
  })
  app.use(access.sameOrigin)
  app.post('/api/v1/session', small, access.login)
  app.use('/api/*', access.signedIn)
  app.post('/api/v1/ticket', small, access.ticket)
  app.post('/api/v1/login', context => context.json({ url: loginUrl() }))
  app.get('/api/v1/events', context => events(agent, context))
  app.route('/api/v1', apiRoutes(agent, access.callerOf))
  app.all('/api/*', context => refuse(context, new Problem('no-address', {})))
  app.get('*', serveDashboard)
  app.onError((error, context) => refuse(context, error))

  const server = await listen(app, options.port)
  address.port = (server.address() as AddressInfo).port
  address.url = `http://127.0.0.1:${address.port}`
  const sockets = acceptSockets(server, hosts, options.extensions)

  return {
    port: address.port,
    url: address.url,
    token: access.token,
    loginUrl,
    async close() {
      options.extensions.close()
      sockets.close()
      await new Promise<void>(resolve => {
        server.close(() => resolve())
        server.closeAllConnections()
      })
    },
  }
}

/** Who opens a connection and says nothing, or half of it, does not keep it. */
const patience = { headersTimeout: 8000, connectionsCheckingInterval: 1000 }
const MAX_LOGIN = 4096
const small = bodyLimit({
  maxSize: MAX_LOGIN,
  onError: context => refuse(context, new Problem('too-large', {})),
})

/**
 * Listens with as little as can be: Node's client for `fetch`, with its `Request` and `Response`, is 17 MB
 * that an agent holds which nobody asks anything. It comes with the first request, and by an `import` of
 * `node:http`, which looks at each of its exports.
 */
function listen(app: Hono, port: number): Promise<Server> {
  const { createServer } = process.getBuiltinModule('node:http')
  const starting = createServer(patience, (request, response) => {
    answering(app).then(
      answer => answer(request, response),
      () => response.destroy(),
    )
  })
  return new Promise((resolve, reject) => {
    starting.once('error', (error: NodeJS.ErrnoException) => {
      reject(error.code === 'EADDRINUSE' ? new Problem('port-taken', { port }) : error)
    })
    starting.listen(port, '127.0.0.1', () => resolve(starting))
  })
}

const answers = new WeakMap<Hono, Promise<RequestListener>>()

function answering(app: Hono): Promise<RequestListener> {
  const known = answers.get(app)
  if (known) return known
  const made = import('@hono/node-server').then(({ getRequestListener }) =>
    getRequestListener(app.fetch, { hostname: '127.0.0.1' }),
  )
  answers.set(app, made)
  return made
}

/** What takes sockets is loaded for the first one: an agent that no browser is paired with has none. */
function acceptSockets(
  server: Server,
  hosts: () => readonly string[],
  extensions: Sockets,
): { close(): void } {
  /** Of the server's own connections they are none any more: whoever stays would hold up its end. */
  const open = new Set<Duplex>()
  let taking: Promise<WebSocketServer> | null = null
  const load = async (): Promise<WebSocketServer> => {
    const ws = await import('ws')
    return new ws.WebSocketServer({
      noServer: true,
      maxPayload: MAX_MESSAGE,
      handleProtocols: protocols => SUBPROTOCOLS.find(name => protocols.has(name)) ?? false,
    })
  }
  server.on('upgrade', (request, socket, head) => {
    open.add(socket)
    socket.once('close', () => open.delete(socket))
    // Until somebody takes it, nobody listens to it: a reset ends the socket and nothing else.
    const onError = (): void => void socket.destroy()
    socket.on('error', onError)
    // The target as it came: it need not be an address, and is compared, never parsed.
    const [path] = (request.url ?? '').split('?')
    const { host = '', origin } = request.headers
    const protocols = String(request.headers['sec-websocket-protocol'] ?? '')
      .split(',')
      .map(item => item.trim())
    const known = path === '/extension' && hosts().includes(host) && isExtensionOrigin(origin)
    if (!known || !SUBPROTOCOLS.some(name => protocols.includes(name))) {
      socket.resume()
      socket.end(
        'HTTP/1.1 403 Forbidden\r\nConnection: close\r\nContent-Length: 0\r\n\r\n',
        onError,
      )
      return
    }
    taking ??= load()
    taking.then(
      sockets => {
        if (socket.destroyed) return
        sockets.handleUpgrade(request, socket, head, opened => {
          socket.off('error', onError)
          opened.on('error', () => opened.terminate())
          const together = (work: () => void): void => {
            socket.cork()
            try {
              work()
            } finally {
              socket.uncork()
            }
          }
          extensions.handle(Object.assign(opened, { together }), origin)
        })
      },
      () => {
        taking = null
        onError()
      },
    )
  })
  return {
    close() {
      for (const socket of open) socket.destroy()
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
  if (!root)
    return context.text(
      fromClone
        ? 'The dashboard is not built yet: npm run build'
        : 'The dashboard is not in this package: install it again',
      503,
    )
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
