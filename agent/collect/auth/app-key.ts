import { createPrivateKey, sign } from 'node:crypto'
import type { KeyObject } from 'node:crypto'
import { z } from 'zod'
import { Unreadable } from '../../../common/model/index.ts'
import { said } from '../../../common/words/said.ts'
import { causeOf } from '../../problem.ts'
import { renewing } from './renewing.ts'

export type AppKeyOptions = {
  /** The private key that GitHub gave, as PEM. */
  readonly pem: string
  /** `app`: its client id or number; `organization`: where it is installed. */
  readonly target: Readonly<Record<string, string>>
  /** Where REST is. */
  readonly base: string
  readonly fetch?: typeof globalThis.fetch | undefined
  readonly now?: (() => Date) | undefined
}

const Installation = z.object({ id: z.number() })
const Given = z.object({ token: z.string(), expires_at: z.string() })
const Refusal = z.object({ message: z.string().default('') }).catch({ message: '' })

/**
 * Installation tokens of a GitHub App, an hour each, by a token that its key signs for ten minutes:
 * https://docs.github.com/en/apps/creating-github-apps/authenticating-with-a-github-app/authenticating-as-a-github-app-installation
 * @throws Unreadable unauthorized where the key, the App or its installation is not accepted;
 * unreachable when GitHub cannot be asked
 */
export function appKey({
  pem,
  target,
  base,
  fetch = globalThis.fetch,
  now = () => new Date(),
}: AppKeyOptions): () => Promise<string> {
  const { app, organization = '' } = target
  return renewing(async () => {
    if (!app) throw new Unreadable('unauthorized', said('github-app-not-named'))
    const bearer = signedFor(app, keyOf(pem), now())
    const ask = async (path: string, method: 'GET' | 'POST'): Promise<Response> => {
      const headers = {
        'accept': 'application/vnd.github+json',
        'authorization': `Bearer ${bearer}`,
        'user-agent': 'witnessmark',
      }
      try {
        const signal = AbortSignal.timeout(30_000)
        return await fetch(`${base}${path}`, { method, headers, signal, redirect: 'error' })
      } catch (error) {
        const { host } = new URL(base)
        throw new Unreadable(
          'unreachable',
          said('no-connection', { host, message: causeOf(error) }),
        )
      }
    }
    const found = await ask(`/orgs/${encodeURIComponent(organization)}/installation`, 'GET')
    if (found.status === 404)
      throw new Unreadable('unauthorized', said('github-app-not-installed', { organization }))
    const { id } = await answerOf(found, Installation)
    // The one request that is no read: it makes a token, and changes nothing.
    const made = await ask(`/app/installations/${id}/access_tokens`, 'POST')
    const { token, expires_at: end } = await answerOf(made, Given)
    return { token, lifetimeMs: Date.parse(end) - now().getTime() }
  }, now)
}

/** A JSON Web Token (RFC 7519) with RS256: begun a minute ago, since clocks differ. */
function signedFor(app: string, key: KeyObject, now: Date): string {
  const at = Math.floor(now.getTime() / 1000)
  const signed = [
    { alg: 'RS256', typ: 'JWT' },
    { iat: at - 60, exp: at + 540, iss: app },
  ]
    .map(part => Buffer.from(JSON.stringify(part)).toString('base64url'))
    .join('.')
  return `${signed}.${sign('sha256', Buffer.from(signed), key).toString('base64url')}`
}

function keyOf(pem: string): KeyObject {
  try {
    return createPrivateKey(pem)
  } catch {
    throw new Unreadable('unauthorized', said('github-app-key-form'))
  }
}

async function answerOf<T>(response: Response, schema: z.ZodType<T>): Promise<T> {
  const body: unknown = await response.json().catch(() => null)
  const { status } = response
  if (!response.ok)
    throw new Unreadable(
      status >= 500 ? 'unreachable' : 'unauthorized',
      said('answered', { status, message: Refusal.parse(body).message.slice(0, 200) }),
    )
  const parsed = schema.safeParse(body)
  if (!parsed.success)
    throw new Unreadable('malformed', said('not-as-documented', { key: 'access_tokens' }))
  return parsed.data
}
