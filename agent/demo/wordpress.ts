import { randomBytes } from 'node:crypto'
import { createServer } from 'node:http'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { adminPages, saveOptions } from './wordpress-pages.ts'
import { renderPage } from './wordpress-render.ts'
import { answerRest } from './wordpress-rest.ts'
import { tidewaterGazette } from './wordpress-state.ts'
import type { WordpressState } from './wordpress-state.ts'

/**
 * Name and application password of the fictional administrator; not a secret, it opens nothing but
 * this server.
 */
export const demoCredential = 'marisol.vane:tide ebbs flow tide ebbs flow'

export type WordpressReplayOptions = {
  readonly port?: number
  readonly readers?: number
  readonly credential?: string
}
export type WordpressReplay = {
  readonly url: string
  readonly state: WordpressState
  close(): Promise<void>
}

/**
 * A fictional WordPress site on loopback: its REST API in WordPress's own shapes, and the four
 * settings pages with what the API hides. The pages need no login (a session would have one); a
 * form is saved only with this server's own nonce, from its own pages.
 */
export async function startWordpressReplay(
  options: WordpressReplayOptions = {},
): Promise<WordpressReplay> {
  const held: { site?: WordpressState; url: string } = { url: '' }
  const nonce = randomBytes(5).toString('hex')
  const server = createServer((request, response) => {
    if (!held.site) {
      response.writeHead(503).end()
      return
    }
    answer(
      held.site,
      request,
      response,
      nonce,
      options.credential ?? demoCredential,
      held.url,
    ).catch((error: unknown) => {
      response.writeHead(500, { 'content-type': 'text/plain' }).end(String(error))
    })
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject).listen(options.port ?? 0, '127.0.0.1', resolve)
  })
  held.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  held.site = tidewaterGazette(options.readers ?? 130, held.url)
  return {
    url: held.url,
    state: held.site,
    close: () =>
      new Promise(resolve => {
        server.close(() => {
          resolve()
        })
        server.closeAllConnections()
      }),
  }
}

async function answer(
  state: WordpressState,
  request: IncomingMessage,
  response: ServerResponse,
  nonce: string,
  credential: string,
  address: string,
): Promise<void> {
  // Another host name pointing here is somebody else's page reaching in.
  if (request.headers.host !== new URL(address).host) {
    response.writeHead(421).end()
    return
  }
  const url = new URL(request.url ?? '/', address)
  const rest =
    url.searchParams.get('rest_route') ??
    (/^\/wp-json(\/.*)?$/.test(url.pathname) ? url.pathname.slice('/wp-json'.length) || '/' : null)
  if (rest !== null) {
    const reply =
      request.method === 'GET'
        ? answerRest(state, credential, {
            route: rest,
            query: url.searchParams,
            authorization: request.headers.authorization,
            address,
          })
        : {
            status: 404,
            body: {
              code: 'rest_no_route',
              message: 'No route was found matching the URL and request method.',
              data: { status: 404 },
            },
          }
    send(
      response,
      reply.status,
      {
        'content-type': 'application/json; charset=UTF-8',
        'x-robots-tag': 'noindex',
        'x-content-type-options': 'nosniff',
        'cache-control': 'no-cache, must-revalidate, max-age=0',
        ...reply.headers,
      },
      JSON.stringify(reply.body),
    )
    return
  }
  if (url.pathname === '/wp-admin/options.php' && request.method === 'POST') {
    const form = new URLSearchParams(await bodyOf(request))
    if (form.get('_wpnonce') !== nonce || !saveOptions(state, form)) {
      send(response, 403, html, '<p>The link you followed has expired.</p>')
      return
    }
    send(
      response,
      302,
      {
        location: `${new URL(form.get('_wp_http_referer') ?? '/wp-admin/', address).pathname}?settings-updated=true`,
      },
      '',
    )
    return
  }
  const file = url.pathname.startsWith('/wp-admin/') ? url.pathname.slice('/wp-admin/'.length) : ''
  const page = Object.hasOwn(adminPages, file) ? adminPages[file] : undefined
  if (page && request.method === 'GET') {
    send(
      response,
      200,
      html,
      renderPage(state, file, page, nonce, url.searchParams.get('settings-updated') === 'true'),
    )
    return
  }
  if (['/', '/wp-admin', '/wp-admin/'].includes(url.pathname)) {
    send(response, 302, { location: '/wp-admin/options-general.php' }, '')
    return
  }
  send(response, 404, html, '<h1>Oops! That page can&rsquo;t be found.</h1>')
}

const html = {
  'content-type': 'text/html; charset=UTF-8',
  'cache-control': 'no-store',
  'x-frame-options': 'SAMEORIGIN',
}

function send(
  response: ServerResponse,
  status: number,
  headers: Readonly<Record<string, string>>,
  body: string,
): void {
  response.writeHead(status, headers).end(body)
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  let body = ''
  for await (const chunk of request.setEncoding('utf8')) {
    body += String(chunk)
    if (body.length > 65_536) throw new Error('the form is too large')
  }
  return body
}
