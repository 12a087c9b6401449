import { createPrivateKey, sign } from 'node:crypto'
import { z } from 'zod'
import { Unreadable } from '../../common/model/index.ts'

const KeyFile = z.looseObject({ type: z.literal('service_account'), client_email: z.string(), private_key: z.string(), private_key_id: z.string().optional(), token_uri: z.string().default('https://oauth2.googleapis.com/token') })
const TokenReply = z.object({ access_token: z.string(), expires_in: z.coerce.number() })
const ErrorReply = z.object({ error: z.string(), error_description: z.string().optional() })

export type ServiceAccountOptions = {
  /** The key file as Google gives it: JSON. */
  readonly key: string
  /** `admin` is the super admin on whose behalf settings are read (domain-wide delegation). */
  readonly target: Readonly<Record<string, string>>
  /** Read-only scopes, in full. */
  readonly scopes: readonly string[]
  readonly fetch?: typeof globalThis.fetch | undefined
  readonly now?: (() => Date) | undefined
}

/**
 * Access tokens by a service account with domain-wide delegation (RFC 7523), as Google documents it at
 * https://developers.google.com/identity/protocols/oauth2/service-account#httprest. A token is used until five minutes before its end.
 * @throws Unreadable unauthorized when Google refuses, with its words; unreachable when it cannot be asked
 */
export function googleServiceAccount(options: ServiceAccountOptions): () => Promise<string> {
  const { fetch = globalThis.fetch, now = () => new Date() } = options
  let held: { readonly token: string; readonly until: number } | null = null
  return async () => {
    if (held && now().getTime() < held.until) return held.token
    const reply = await ask(options, fetch, now())
    held = { token: reply.access_token, until: now().getTime() + (reply.expires_in - 300) * 1000 }
    return held.token
  }
}

/** Whether a kept secret is the key file of a service account. */
export function isServiceAccountKey(secret: string): boolean {
  return secret.trimStart().startsWith('{') && secret.includes('"service_account"')
}

async function ask({ key, target, scopes }: ServiceAccountOptions, fetch: typeof globalThis.fetch, now: Date): Promise<z.infer<typeof TokenReply>> {
  const account = KeyFile.safeParse(jsonOf(key))
  if (!account.success) throw new Unreadable('unauthorized', `the key file of the service account lacks ${account.error.issues[0]?.path.join('.') ?? 'something'}`)
  if (!target['admin']) throw new Unreadable('unauthorized', 'a service account reads on behalf of a super admin: connect with --set admin=ADDRESS')
  const url = new URL(account.data.token_uri)
  if (url.protocol !== 'https:' && !['127.0.0.1', 'localhost'].includes(url.hostname)) throw new Unreadable('unauthorized', `${url.origin} is not https`)
  const response = await fetch(url, { method: 'POST', redirect: 'error', signal: AbortSignal.timeout(30_000), body: new URLSearchParams({ grant_type: 'urn:ietf:params:oauth:grant-type:jwt-bearer', assertion: assertion(account.data, target['admin'], scopes, now) }) })
    .catch((error: unknown) => { throw new Unreadable('unreachable', `${url.host}: ${error instanceof Error ? error.message : String(error)}`) })
  const body: unknown = await response.json().catch(() => null)
  const token = TokenReply.safeParse(body)
  if (response.ok && token.success) return token.data
  const refused = ErrorReply.safeParse(body)
  throw new Unreadable(response.status >= 500 ? 'unreachable' : 'unauthorized', refused.success ? `${refused.data.error}: ${(refused.data.error_description ?? '').slice(0, 200)}` : `${url.host} answered ${response.status}`)
}

/** A JWT (RFC 7519) signed with RS256 by the account's key. */
function assertion(account: z.infer<typeof KeyFile>, subject: string, scopes: readonly string[], now: Date): string {
  const seconds = Math.floor(now.getTime() / 1000)
  const encode = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url')
  const header = encode({ alg: 'RS256', typ: 'JWT', ...(account.private_key_id ? { kid: account.private_key_id } : {}) })
  const claims = encode({ iss: account.client_email, sub: subject, scope: scopes.join(' '), aud: account.token_uri, iat: seconds, exp: seconds + 3600 })
  return `${header}.${claims}.${sign('sha256', Buffer.from(`${header}.${claims}`), keyOf(account.private_key)).toString('base64url')}`
}

function keyOf(pem: string): ReturnType<typeof createPrivateKey> {
  try {
    return createPrivateKey(pem)
  } catch {
    throw new Unreadable('unauthorized', 'the private key of the service account cannot be read')
  }
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw new Unreadable('unauthorized', 'the key file of the service account is not JSON')
  }
}
