import type { Collector, CredentialScheme } from '../../../common/model/index.ts'
import type { TransportOptions } from '../transport.ts'
import { accountFile, isAccountFile, isClientFile, signInWithClientFile } from './account-file.ts'
import { clientCertificate } from './client-certificate.ts'
import {
  refreshPrefix,
  refreshToken,
  signInByBrowser,
  signInByDeviceCode,
} from './public-client.ts'
import { appKey } from './app-key.ts'
import { signedToken } from './signed-token.ts'

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

/** How a person is told where to sign in. */
export type Show = (address: string, code?: string) => void | Promise<void>

/** What the collector declares of its credential. */
type Declared = Pick<Collector, 'credential' | 'scopes'>

type Kept = {
  readonly secret: string
  readonly target: Target
  /** Origin of the service's own API. */
  readonly audience: string
  /** The API's whole address. */
  readonly base: string
  readonly scopes: readonly string[]
  readonly options: CredentialOptions
}
type Given = Omit<Kept, 'options'> & {
  readonly show: Show
  readonly options: Pick<TransportOptions, 'fetch'>
}

type Scheme = {
  /** How what is kept becomes what requests carry. */
  use(kept: Kept): Credential
  /** What of that which a person gave is kept; it may sign them in first. */
  keep(given: Given): Promise<string> | string
}

const asGiven = ({ secret }: Given): string => secret

const schemes: Readonly<Record<CredentialScheme, Scheme>> = {
  'token': { use: ({ secret }) => secret, keep: asGiven },

  'app-key': {
    use({ secret, target, base, options: { fetch, now } }) {
      return secret.includes('-----BEGIN ')
        ? appKey({ pem: secret, target, base, fetch, now })
        : secret
    },
    keep: asGiven,
  },

  'signed-token': {
    use: ({ secret, options: { now } }) => signedToken({ secret, now }),
    keep: asGiven,
  },

  'account-file': {
    use({ secret, target, scopes, options: { fetch, now } }) {
      return isAccountFile(secret) ? accountFile({ secret, target, scopes, fetch, now }) : secret
    },
    keep({ secret, scopes, show, options }) {
      return isClientFile(secret) ? signInWithClientFile(secret, scopes, show, options) : secret
    },
  },

  'application': {
    use({ secret, target, audience: own, options: { fetch, now, keep } }) {
      if (secret.includes('-----BEGIN '))
        return perAudience(own, audience =>
          clientCertificate({ pem: secret, target, fetch, now, audience }),
        )
      return secret.startsWith(refreshPrefix)
        ? perAudience(own, refreshToken({ secret, target, fetch, now, keep }))
        : secret
    },
    keep({ secret, target, audience, scopes: named, show, options }) {
      const scopes = named.map(scope => `${audience}/${scope}`)
      if (secret === 'browser') return signInByBrowser({ target, scopes, show, ...options })
      if (secret === 'device-code') return signInByDeviceCode({ target, scopes, show, ...options })
      return secret
    },
  },
}

/** How a kept secret becomes what requests carry, by the scheme that the collector declares. */
export function credentialOf(
  { credential, scopes = [] }: Declared,
  secret: string | null,
  target: Target,
  audience: string,
  options: CredentialOptions = {},
): Credential {
  if (secret === null) return null
  const { origin } = new URL(audience)
  const kept = { secret, target, audience: origin, base: audience, scopes, options }
  return schemes[credential].use(kept)
}

/**
 * What a person gave `connect` as the secret to keep. Some of it signs them in now, with the
 * service's own rights as scopes; everything else is kept as it is.
 * @throws Unreadable when signing in does not work out
 */
export async function keptSecret(
  { credential, scopes = [] }: Declared,
  given: string,
  target: Target,
  audience: string,
  show: Show,
  options: Pick<TransportOptions, 'fetch'> = {},
): Promise<string> {
  const { origin } = new URL(audience)
  const about = { secret: given, target, audience: origin, base: audience, scopes, show, options }
  return schemes[credential].keep(about)
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
