import { createHash, createPrivateKey, randomUUID, sign, constants, X509Certificate } from 'node:crypto'
import { z } from 'zod'
import { Unreadable } from '../../common/model/index.ts'

const authorities: Readonly<Record<string, string>> = { commercial: 'https://login.microsoftonline.com', gcchigh: 'https://login.microsoftonline.us', dod: 'https://login.microsoftonline.us', china: 'https://login.partner.microsoftonline.cn' }
const TokenReply = z.object({ access_token: z.string(), expires_in: z.coerce.number() })
const ErrorReply = z.object({ error: z.string(), error_description: z.string().optional() })

export type CertificateOptions = {
  /** The private key and the certificate, one after the other, as PEM. */
  readonly pem: string
  /** `tenant` and `client` are ids of the directory and the app registration; `cloud`, and `authority` for tests. */
  readonly target: Readonly<Record<string, string>>
  /** What the token is for: `https://graph.microsoft.com`. */
  readonly audience: string
  readonly fetch?: typeof globalThis.fetch
  readonly now?: () => Date
}

/**
 * Access tokens by certificate: the OAuth client credentials grant with a signed assertion (RFC 7523), as Microsoft documents it at
 * https://learn.microsoft.com/entra/identity-platform/certificate-credentials. A token is used until five minutes before its end.
 * @throws Unreadable unauthorized when the identity platform refuses, with its words; unreachable when it cannot be asked
 */
export function microsoftCertificate(options: CertificateOptions): () => Promise<string> {
  const { fetch = globalThis.fetch, now = () => new Date() } = options
  let held: { readonly token: string; readonly until: number } | null = null
  return async () => {
    if (held && now().getTime() < held.until) return held.token
    const reply = await ask(options, fetch, now())
    held = { token: reply.access_token, until: now().getTime() + (reply.expires_in - 300) * 1000 }
    return held.token
  }
}

async function ask({ pem, target, audience }: CertificateOptions, fetch: typeof globalThis.fetch, now: Date): Promise<z.infer<typeof TokenReply>> {
  const { tenant, client } = target
  if (!tenant || !client) throw new Unreadable('unauthorized', 'a certificate needs the directory and the app registration: connect with --set tenant=ID --set client=ID')
  const url = tokenUrl(target, tenant)
  const form = new URLSearchParams({
    grant_type: 'client_credentials', client_id: client, scope: `${audience}/.default`,
    client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer', client_assertion: assertion(pem, client, url, now),
  })
  const response = await fetch(url, { method: 'POST', body: form, redirect: 'error', signal: AbortSignal.timeout(30_000) })
    .catch((error: unknown) => { throw new Unreadable('unreachable', `${new URL(url).host}: ${error instanceof Error ? error.message : String(error)}`) })
  const body: unknown = await response.json().catch(() => null)
  const token = TokenReply.safeParse(body)
  if (response.ok && token.success) return token.data
  const refused = ErrorReply.safeParse(body)
  throw new Unreadable(response.status >= 500 ? 'unreachable' : 'unauthorized', refused.success ? `${refused.data.error}: ${(refused.data.error_description ?? '').split('\n')[0]?.slice(0, 200) ?? ''}` : `${new URL(url).host} answered ${response.status}`)
}

function tokenUrl(target: Readonly<Record<string, string>>, tenant: string): string {
  const base = new URL(target['authority'] ?? authorities[target['cloud'] ?? 'commercial'] ?? 'https://login.microsoftonline.com')
  if (base.protocol !== 'https:' && !['127.0.0.1', 'localhost'].includes(base.hostname)) throw new Unreadable('unauthorized', `${base.origin} is not https`)
  return `${base.origin}/${encodeURIComponent(tenant)}/oauth2/v2.0/token`
}

/** A JWT (RFC 7519) signed with PS256 by the certificate's key; the certificate is named by its SHA-256 thumbprint. */
function assertion(pem: string, client: string, audience: string, now: Date): string {
  const certificate = pemOf(pem, 'CERTIFICATE', () => new X509Certificate(pem.slice(pem.indexOf('-----BEGIN CERTIFICATE-----'))))
  const key = pemOf(pem, 'PRIVATE KEY', () => createPrivateKey(pem))
  if (Date.parse(certificate.validTo) < now.getTime()) throw new Unreadable('unauthorized', `the certificate ended on ${certificate.validTo}`)
  const seconds = Math.floor(now.getTime() / 1000)
  const encode = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url')
  const header = encode({ 'alg': 'PS256', 'typ': 'JWT', 'x5t#S256': createHash('sha256').update(certificate.raw).digest('base64url') })
  const claims = encode({ aud: audience, iss: client, sub: client, jti: randomUUID(), nbf: seconds, iat: seconds, exp: seconds + 600 })
  const signature = sign('sha256', Buffer.from(`${header}.${claims}`), { key, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: 32 })
  return `${header}.${claims}.${signature.toString('base64url')}`
}

function pemOf<T>(pem: string, label: string, parse: () => T): T {
  if (!pem.includes(`${label}-----`)) throw new Unreadable('unauthorized', `the credential lacks its ${label.toLowerCase()} (PEM)`)
  try {
    return parse()
  } catch (error) {
    throw new Unreadable('unauthorized', `the ${label.toLowerCase()} of the credential cannot be read: ${error instanceof Error ? error.message : String(error)}`)
  }
}
