import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { randomBytes } from 'node:crypto'
import { z } from 'zod'
import { Unreadable } from '../../../common/model/index.ts'
import type { GoogleFile } from '../../../common/words/codes/reading.ts'
import { said } from '../../../common/words/said.ts'
import { causeOf } from '../../problem.ts'
import { renewing } from './renewing.ts'
import type { Token } from './renewing.ts'

/**
 * The three forms that Google's own tools write: a service account's key, an application's client
 * file, and a signed-in person.
 */
const ServiceAccount = z.looseObject({
  type: z.literal('service_account'),
  client_email: z.string(),
  private_key: z.string(),
  private_key_id: z.string().optional(),
})
const ClientFile = z.looseObject({
  installed: z.looseObject({ client_id: z.string(), client_secret: z.string() }),
})
const Person = z.looseObject({
  type: z.literal('authorized_user'),
  client_id: z.string(),
  client_secret: z.string(),
  refresh_token: z.string(),
})
const Refused = z.looseObject({ error: z.string(), error_description: z.string().optional() })

type Net = {
  readonly fetch?: typeof globalThis.fetch | undefined
  readonly now?: (() => Date) | undefined
}
export type AccountFileOptions = Net & {
  readonly secret: string
  /**
   * `admin` is the super admin on whose behalf a service account reads (domain-wide delegation).
   */
  readonly target: Readonly<Record<string, string>>
  /** Read-only scopes, in full. */
  readonly scopes: readonly string[]
}

/** Whether a kept secret is something that access tokens are made from, rather than a token. */
export function isAccountFile(secret: string): boolean {
  return kindOf(secret, 'service_account') || kindOf(secret, 'authorized_user')
}

/** Whether a person gave an application's client file: they sign in by their browser then. */
export function isClientFile(secret: string): boolean {
  return secret.trimStart().startsWith('{') && secret.includes('"installed"')
}

/**
 * Access tokens by Google's own library, from a service account with domain-wide delegation or a
 * person's refresh token.
 * @throws Unreadable unauthorized when Google refuses, with its words; unreachable when it cannot
 * be asked
 */
export function accountFile({
  secret,
  target,
  scopes,
  fetch = globalThis.fetch,
  now = () => new Date(),
}: AccountFileOptions): () => Promise<string> {
  return renewing(async () => {
    // Loaded only where somebody signs in: the agent starts without it.
    const { JWT, OAuth2Client } = await import('google-auth-library')
    const transporterOptions = { fetchImplementation: fetch, retryConfig: { retry: 0 } }
    if (kindOf(secret, 'authorized_user')) {
      const { client_id, client_secret, refresh_token } = parsed(Person, secret, 'sign-in')
      const client = new OAuth2Client({
        clientId: client_id,
        clientSecret: client_secret,
        transporterOptions,
      })
      client.setCredentials({ refresh_token })
      return tokenOf((await client.refreshAccessToken().catch(refuse)).credentials)
    }
    const { client_email, private_key, private_key_id } = parsed(ServiceAccount, secret, 'key')
    if (!target['admin']) throw new Unreadable('unauthorized', said('google-admin-missing'))
    const client = new JWT({
      email: client_email,
      key: private_key,
      ...(private_key_id ? { keyId: private_key_id } : {}),
      scopes: [...scopes],
      subject: target['admin'],
      transporterOptions,
    })
    return tokenOf(await client.authorize().catch(refuse))
  }, now)
}

/**
 * Signs a person in by their browser: authorization code with PKCE (RFC 7636), answered to a port
 * of this machine's own (https://developers.google.com/identity/protocols/oauth2/native-app).
 * @param file the client file that Google gives for a desktop application
 * @returns the secret to keep, in the form that Google's own tools keep it in
 * @throws Unreadable unauthorized when it is declined, or nobody signs in within five minutes
 */
export async function signInWithClientFile(
  file: string,
  scopes: readonly string[],
  show: (address: string) => void | Promise<void>,
  { fetch = globalThis.fetch }: Net = {},
): Promise<string> {
  const { installed } = parsed(ClientFile, file, 'client')
  const { CodeChallengeMethod, OAuth2Client } = await import('google-auth-library')
  const state = randomBytes(16).toString('base64url')
  const { redirectUri, code } = await loopback(state)
  const client = new OAuth2Client({
    clientId: installed.client_id,
    clientSecret: installed.client_secret,
    redirectUri,
    transporterOptions: { fetchImplementation: fetch, retryConfig: { retry: 0 } },
  })
  const { codeVerifier, codeChallenge } = await client.generateCodeVerifierAsync()
  await show(
    client.generateAuthUrl({
      access_type: 'offline',
      prompt: 'consent',
      scope: [...scopes],
      state,
      code_challenge_method: CodeChallengeMethod.S256,
      ...(codeChallenge ? { code_challenge: codeChallenge } : {}),
    }),
  )
  const { tokens } = await client.getToken({ code: await code, codeVerifier }).catch(refuse)
  if (!tokens.refresh_token)
    throw new Unreadable('unauthorized', said('no-refresh-token', { from: 'google' }))
  return JSON.stringify({
    type: 'authorized_user',
    client_id: installed.client_id,
    client_secret: installed.client_secret,
    refresh_token: tokens.refresh_token,
  })
}

/** Waits on a port of this machine for the one answer that carries our state. */
async function loopback(
  state: string,
): Promise<{ readonly redirectUri: string; readonly code: Promise<string> }> {
  const server = createServer()
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject).listen(0, '127.0.0.1', resolve)
  })
  const redirectUri = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const code = new Promise<string>((resolve, reject) => {
    const timer = setTimeout(() => {
      reject(new Unreadable('unauthorized', said('nobody-signed-in')))
    }, 300_000)
    server.on('close', () => {
      clearTimeout(timer)
    })
    server.on('request', (request, response) => {
      const asked = new URL(request.url ?? '/', redirectUri).searchParams
      // Whoever does not know the state is not the browser that was sent to Google.
      if (request.method !== 'GET' || asked.get('state') !== state) {
        response.writeHead(400).end()
        return
      }
      const given = asked.get('code')
      response
        .writeHead(200, { 'content-type': 'text/plain; charset=utf-8', 'connection': 'close' })
        .end(
          given
            ? 'You are signed in. This page can be closed.'
            : 'Signing in did not work out; the terminal says why. This page can be closed.',
        )
      if (given) resolve(given)
      else
        reject(
          new Unreadable(
            'unauthorized',
            said('google-says', { message: (asked.get('error') ?? '').slice(0, 200) }),
          ),
        )
    })
  }).finally(() => {
    server.close()
    server.closeAllConnections()
  })
  // Who shows the address waits for it later; a refusal that comes before is not lost.
  code.catch(() => undefined)
  return { redirectUri, code }
}

function tokenOf({
  access_token,
  expiry_date,
}: {
  readonly access_token?: string | null
  readonly expiry_date?: number | null
}): Token {
  if (!access_token) throw new Unreadable('malformed', said('no-token', { from: 'google' }))
  return { token: access_token, lifetimeMs: (expiry_date ?? 0) - Date.now() }
}

/** Google's refusals in its words. */
function refuse(error: unknown): never {
  const response: unknown =
    typeof error === 'object' && error !== null && 'response' in error ? error.response : null
  const data =
    typeof response === 'object' && response !== null && 'data' in response
      ? Refused.safeParse(response.data)
      : null
  const status =
    typeof response === 'object' && response !== null && 'status' in response
      ? Number(response.status)
      : null
  if (status === null || status >= 500)
    throw new Unreadable(
      'unreachable',
      status === null
        ? said('google-unreachable', {
            message: causeOf(error),
          })
        : said('google-failed', { status }),
    )
  throw new Unreadable(
    'unauthorized',
    data?.success
      ? said('issuer-refused', {
          error: data.data.error,
          message: (data.data.error_description ?? '').slice(0, 200),
        })
      : said('google-answered', { status }),
  )
}

function parsed<T>(schema: z.ZodType<T>, text: string, file: GoogleFile): T {
  const result = schema.safeParse(jsonOf(text, file))
  if (!result.success)
    throw new Unreadable(
      'unauthorized',
      said('file-lacks', { file, field: result.error.issues[0]?.path.join('.') ?? '' }),
    )
  return result.data
}

function jsonOf(text: string, file: GoogleFile): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw new Unreadable('unauthorized', said('file-not-json', { file }))
  }
}

function kindOf(secret: string, type: string): boolean {
  return secret.trimStart().startsWith('{') && secret.includes(`"${type}"`)
}
