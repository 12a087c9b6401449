import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

export type Answer = { readonly status?: number; readonly body: unknown }
const encode = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url')

/**
 * A token reply in the shape of Microsoft's identity platform: the account is in `id_token` and
 * `client_info`.
 */
export function microsoftTokens(access: string, refresh?: string): Answer {
  return {
    body: {
      token_type: 'Bearer',
      scope: 'https://graph.microsoft.com/.default',
      expires_in: 3600,
      ext_expires_in: 3600,
      access_token: access,
      ...(refresh ? { refresh_token: refresh } : {}),
      id_token: `${encode({ alg: 'none' })}.${encode({ aud: 'app-1', iss: 'https://login.microsoftonline.com/t-1/v2.0', tid: 't-1', oid: 'u-1', sub: 's-1', preferred_username: 'reader@contoso.com', exp: Math.floor(Date.now() / 1000) + 3600 })}.`,
      client_info: encode({ uid: 'u-1', utid: 't-1' }),
    },
  }
}

/**
 * A token service over HTTP that plays answers in order, the last one again and again, and keeps
 * what was asked of it.
 */
export async function startIdentityPlatform(answers: Answer[]) {
  const asked: { readonly path: string; readonly form: URLSearchParams }[] = []
  const server = createServer((request, response) => {
    let body = ''
    request
      .on('data', chunk => {
        body += String(chunk)
      })
      .on('end', () => {
        asked.push({
          path: new URL(request.url ?? '/', 'http://x').pathname,
          form: new URLSearchParams(body),
        })
        const answer = answers[Math.min(asked.length, answers.length) - 1] ?? {
          status: 500,
          body: {},
        }
        response
          .writeHead(answer.status ?? 200, { 'content-type': 'application/json' })
          .end(JSON.stringify(answer.body))
      })
  })
  await new Promise<void>(resolve => {
    server.listen(0, '127.0.0.1', resolve)
  })
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  return {
    url,
    asked,
    answers,
    /** For flows whose library knows the vendor's address only. */
    fetch: (async (address: string | URL, init?: RequestInit) =>
      fetch(new URL(new URL(address).pathname, url), init)) as typeof globalThis.fetch,
    close: () =>
      new Promise<void>((resolve, reject) => {
        server.closeAllConnections()
        server.close(error => (error ? reject(error) : resolve()))
      }),
  }
}
