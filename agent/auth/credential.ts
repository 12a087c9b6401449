import type { Service } from '../../common/model/index.ts'
import { googleWorkspace } from '../../common/services/google-workspace/service.ts'
import type { TransportOptions } from '../transport.ts'
import { googleServiceAccount, isServiceAccountKey } from './google-service-account.ts'
import { microsoftCertificate } from './microsoft-certificate.ts'
import { microsoftRefresh, refreshPrefix, signInByDeviceCode } from './microsoft-device-code.ts'

/** What the port sends: a token as it was given, or one that is fetched when it is needed and again when it ends; for the service's own audience, or the one that an origin wants. */
export type Credential = string | null | ((audience?: string) => Promise<string>)

/**
 * How a service's kept secret becomes what its requests carry. For Microsoft 365 a PEM bundle is a certificate, and what signing in by
 * device code left is a refresh token; for Google Workspace a JSON key file is a service account; every other secret is a token already.
 */
export function credentialOf(service: string, secret: string | null, target: Readonly<Record<string, string>>, audience: string, transport: Pick<TransportOptions, 'fetch' | 'now'> = {}): Credential {
  if (service === 'google-workspace' && secret !== null && isServiceAccountKey(secret)) return googleServiceAccount({ key: secret, target, scopes: googleWorkspace.rights.map(right => right.id), ...transport })
  if (service !== 'microsoft-365' || secret === null) return secret
  const options = { target, audience: new URL(audience).origin, ...transport }
  if (secret.includes('-----BEGIN ')) return perAudience(options.audience, wanted => microsoftCertificate({ pem: secret, ...options, audience: wanted }))
  return secret.startsWith(refreshPrefix) ? perAudience(options.audience, wanted => microsoftRefresh({ secret, ...options, audience: wanted })) : secret
}

/**
 * What a person gave `connect` as the secret to keep. The word "device-code" for Microsoft 365 signs them in now, with the service's
 * own rights as scopes; everything else is kept as it is.
 * @throws Unreadable when signing in does not work out
 */
export async function keptSecret(service: Service, given: string, target: Readonly<Record<string, string>>, audience: string, show: (address: string, code: string) => void): Promise<string> {
  if (service.id !== 'microsoft-365' || given !== 'device-code') return given
  const { origin } = new URL(audience)
  return signInByDeviceCode({ target, scopes: service.rights.filter(right => !right.optional).map(right => `${origin}/${right.id}`), show })
}

/** One source of tokens per audience, made when it is first needed. */
function perAudience(own: string, make: (audience: string) => () => Promise<string>): (audience?: string) => Promise<string> {
  const held = new Map<string, () => Promise<string>>()
  return async (audience = own) => {
    const token = held.get(audience) ?? make(audience)
    held.set(audience, token)
    return token()
  }
}
