import { createHash, createPrivateKey, X509Certificate } from 'node:crypto'
import { Unreadable } from '../../../common/model/index.ts'
import { said } from '../../../common/words/said.ts'
import { messageOf } from '../../problem.ts'
import { configuration, signIn, tokenOf } from './msal.ts'
import type { Target } from './msal.ts'
import { renewing } from './renewing.ts'

export type CertificateOptions = {
  /** The private key and the certificate, one after the other, as PEM. */
  readonly pem: string
  readonly target: Target
  /** What the token is for: `https://graph.microsoft.com`. */
  readonly audience: string
  readonly fetch?: typeof globalThis.fetch | undefined
  readonly now?: (() => Date) | undefined
}

/**
 * Access tokens by certificate (client credentials with a signed assertion), by MSAL:
 * https://learn.microsoft.com/entra/identity-platform/certificate-credentials
 * @throws Unreadable unauthorized when the identity platform refuses, with its words; unreachable
 * when it cannot be asked
 */
export function clientCertificate({
  pem,
  target,
  audience,
  fetch = globalThis.fetch,
  now = () => new Date(),
}: CertificateOptions): () => Promise<string> {
  return renewing(async () => {
    const certificate = pemOf(
      pem,
      'CERTIFICATE',
      () => new X509Certificate(pem.slice(pem.indexOf('-----BEGIN CERTIFICATE-----'))),
    )
    const key = pemOf(pem, 'PRIVATE KEY', () => createPrivateKey(pem))
    if (Date.parse(certificate.validTo) < now().getTime())
      throw new Unreadable('unauthorized', said('certificate-ended', { at: certificate.validTo }))
    const {
      heard,
      options: { auth, ...rest },
    } = configuration(target, fetch)
    // Loaded only where somebody signs in: the agent starts without it.
    const { ConfidentialClientApplication } = await import('@azure/msal-node')
    const application = new ConfidentialClientApplication({
      ...rest,
      auth: {
        ...auth,
        clientCertificate: {
          thumbprintSha256: createHash('sha256').update(certificate.raw).digest('hex'),
          privateKey: String(key.export({ type: 'pkcs8', format: 'pem' })),
        },
      },
    })
    return tokenOf(
      await signIn(heard, () =>
        application.acquireTokenByClientCredential({
          scopes: [`${audience}/.default`],
          skipCache: true,
        }),
      ),
    )
  }, now)
}

function pemOf<T>(pem: string, label: string, parse: () => T): T {
  if (!pem.includes(`${label}-----`))
    throw new Unreadable('unauthorized', said('credential-lacks', { part: label }))
  try {
    return parse()
  } catch (error) {
    throw new Unreadable(
      'unauthorized',
      said('credential-unreadable', { part: label, message: messageOf(error) }),
    )
  }
}
