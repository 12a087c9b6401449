import type { Service } from '../../../common/model/index.ts'
import { service as googleWorkspace } from '../../../common/services/google-workspace/service.ts'
import type { TransportOptions } from '../transport.ts'
import { ghostToken } from './signed-token.ts'
import { googleAccount, isClientFile, isGoogleAccount, signInToGoogle } from './account-file.ts'
import { microsoftCertificate } from './client-certificate.ts'
import {
  microsoftRefresh,
  refreshPrefix,
  signInByBrowser,
  signInByDeviceCode,
} from './public-client.ts'

/**
 * What the port sends: a token as it was given, or one that is fetched when it is needed and again
 * when it ends; for the service's own audience, or the one that an origin wants.
 */
export type Credential = string | null | ((audience?: string) => Promise<string>)

type Target = Readonly<Record<string, string>>
export type CredentialOptions = Pick<TransportOptions, 'fetch' | 'now'> & {
  /** Keeps the secret that replaces the one given, where a service hands out new ones. */
  readonly keep?: (secret: string) => Promise<void>
}

/**
 * How a service's kept secret becomes what its requests carry. For Microsoft 365 a PEM bundle is a
 * certificate, and what a person's signing in left is a refresh token; for Google Workspace a JSON
 * file is a service account or a person; Ghost's token signs a short one for each request; every
 * other secret is a token already.
 */
export function credentialOf(
  service: string,
  secret: string | null,
  target: Target,
  audience: string,
  options: CredentialOptions = {},
): Credential {
  const { fetch, now, keep } = options
  if (service === 'google-workspace' && secret !== null && isGoogleAccount(secret))
    return googleAccount({ secret, target, scopes: scopesOf(googleWorkspace), fetch, now })
  if (service === 'ghost' && secret !== null) return ghostToken({ secret, now })
  if (service !== 'microsoft-365' || secret === null) return secret
  const own = new URL(audience).origin
  if (secret.includes('-----BEGIN '))
    return perAudience(own, wanted =>
      microsoftCertificate({ pem: secret, target, fetch, now, audience: wanted }),
    )
  return secret.startsWith(refreshPrefix)
    ? perAudience(own, microsoftRefresh({ secret, target, fetch, now, keep }))
    : secret
}

/** How a person is told where to sign in. */
export type Show = (address: string, code?: string) => void | Promise<void>

/**
 * What a person gave `connect` as the secret to keep. The words "browser" and "device-code" for
 * Microsoft 365, and an application's client file for Google Workspace, sign them in now, with the
 * service's own rights as scopes; everything else is kept as it is.
 * @throws Unreadable when signing in does not work out
 */
export async function keptSecret(
  service: Service,
  given: string,
  target: Target,
  audience: string,
  show: Show,
  options: Pick<TransportOptions, 'fetch'> = {},
): Promise<string> {
  if (service.id === 'google-workspace' && isClientFile(given))
    return signInToGoogle(given, scopesOf(service), show, options)
  if (service.id !== 'microsoft-365' || !['browser', 'device-code'].includes(given)) return given
  const { origin } = new URL(audience)
  const scopes = service.rights
    .filter(right => !right.id.endsWith('-admin'))
    .map(right => `${origin}/${right.id}`)
  return given === 'browser'
    ? signInByBrowser({ target, scopes, show, ...options })
    : signInByDeviceCode({ target, scopes, show, ...options })
}

function scopesOf(service: Service): readonly string[] {
  return service.rights.map(right => right.id)
}

/** One source of tokens per audience, made when it is first needed. */
function perAudience(
  own: string,
  make: (audience: string) => () => Promise<string>,
): (audience?: string) => Promise<string> {
  const held = new Map<string, () => Promise<string>>()
  return async (audience = own) => {
    const token = held.get(audience) ?? make(audience)
    held.set(audience, token)
    return token()
  }
}
