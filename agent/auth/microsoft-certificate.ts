import { createHash, createPrivateKey, randomUUID, sign, constants, X509Certificate } from 'node:crypto'
import { Unreadable } from '../../common/model/index.ts'
import { endpoint, renewing, requestToken } from './microsoft-token.ts'
import type { Target } from './microsoft-token.ts'

export type CertificateOptions = {
  /** The private key and the certificate, one after the other, as PEM. */
  readonly pem: string
  /** `tenant` and `client` are ids of the directory and the app registration; `cloud`, and `authority` for tests. */
  readonly target: Target
  /** What the token is for: `https://graph.microsoft.com`. */
  readonly audience: string
  readonly fetch?: typeof globalThis.fetch
  readonly now?: () => Date
}

/**
 * Access tokens by certificate: the OAuth client credentials grant with a signed assertion (RFC 7523), as Microsoft documents it at
 * https://learn.microsoft.com/entra/identity-platform/certificate-credentials
 * @throws Unreadable unauthorized when the identity platform refuses, with its words; unreachable when it cannot be asked
 */
export function microsoftCertificate({ pem, target, audience, fetch = globalThis.fetch, now = () => new Date() }: CertificateOptions): () => Promise<string> {
  return renewing(async () => requestToken(target, {
    grant_type: 'client_credentials', scope: `${audience}/.default`, client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
    client_assertion: assertion(pem, endpoint(target, 'token'), target['client'] ?? '', now()),
  }, fetch), now)
}

/** A JWT (RFC 7519) signed with PS256 by the certificate's key; the certificate is named by its SHA-256 thumbprint. */
function assertion(pem: string, audience: string, client: string, now: Date): string {
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
