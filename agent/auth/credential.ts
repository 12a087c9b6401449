import type { TransportOptions } from '../transport.ts'
import { microsoftCertificate } from './microsoft-certificate.ts'

/** What the port sends: a token as it was given, or one that is fetched when it is needed and again when it ends. */
export type Credential = string | null | (() => Promise<string>)

/**
 * How a service's kept secret becomes what its requests carry. A PEM bundle for Microsoft 365 is a certificate; every other
 * secret is a token already.
 */
export function credentialOf(service: string, secret: string | null, target: Readonly<Record<string, string>>, audience: string, transport: Pick<TransportOptions, 'fetch' | 'now'> = {}): Credential {
  if (service === 'microsoft-365' && secret?.includes('-----BEGIN ')) return microsoftCertificate({ pem: secret, target, audience: new URL(audience).origin, ...transport })
  return secret
}
