import { z } from 'zod'
import { Unreadable } from '../../common/model/index.ts'
import { endpoint, post, Refused, renewing, requestToken } from './microsoft-token.ts'
import type { Target } from './microsoft-token.ts'

const DeviceReply = z.object({ device_code: z.string(), user_code: z.string(), verification_uri: z.string(), expires_in: z.coerce.number(), interval: z.coerce.number().default(5) })

/** How a secret that came from signing in by device code is kept. */
export const refreshPrefix = 'microsoft-refresh-token:'

export type DeviceCodeOptions = {
  readonly target: Target
  /** Scopes in full (`https://graph.microsoft.com/Policy.Read.All`). */
  readonly scopes: readonly string[]
  /** Shown to the person who signs in, in the browser of their choice. */
  readonly show: (address: string, code: string) => void
  readonly fetch?: typeof globalThis.fetch
  readonly sleep?: (milliseconds: number) => Promise<void>
}

/**
 * Signs a person in by device code (RFC 8628); many organisations block this flow, and then it says so.
 * @returns the secret to keep: a refresh token, which ends when it is not used for 90 days or the person's sessions are revoked
 * @throws Unreadable unauthorized when it is declined, blocked, or the time is over
 */
export async function signInByDeviceCode({ target, scopes, show, fetch = globalThis.fetch, sleep = ms => new Promise<void>(resolve => { setTimeout(resolve, ms) }) }: DeviceCodeOptions): Promise<string> {
  const parsed = DeviceReply.safeParse(await post(endpoint(target, 'devicecode'), { client_id: target['client'] ?? '', scope: ['offline_access', ...scopes].join(' ') }, fetch))
  if (!parsed.success) throw new Unreadable('malformed', 'the identity platform\'s reply holds no device code')
  const device = parsed.data
  show(device.verification_uri, device.user_code)
  let interval = device.interval
  for (let waited = 0; waited < device.expires_in; waited += interval) {
    await sleep(interval * 1000)
    try {
      const reply = await requestToken(target, { grant_type: 'urn:ietf:params:oauth:grant-type:device_code', device_code: device.device_code }, fetch)
      if (!reply.refresh_token) throw new Unreadable('unauthorized', 'the identity platform gave no refresh token: allow "offline_access" for the app registration')
      return refreshPrefix + reply.refresh_token
    } catch (error) {
      if (!(error instanceof Refused)) throw error
      if (error.code === 'slow_down') interval += 5
      else if (error.code !== 'authorization_pending') throw error
    }
  }
  throw new Unreadable('unauthorized', 'nobody signed in before the code ended')
}

/** Access tokens from a kept refresh token. */
export function microsoftRefresh({ secret, target, audience, fetch = globalThis.fetch, now = () => new Date() }: { readonly secret: string; readonly target: Target; readonly audience: string; readonly fetch?: typeof globalThis.fetch; readonly now?: () => Date }): () => Promise<string> {
  let refreshToken = secret.slice(refreshPrefix.length)
  return renewing(async () => {
    const reply = await requestToken(target, { grant_type: 'refresh_token', refresh_token: refreshToken, scope: `${audience}/.default` }, fetch)
    refreshToken = reply.refresh_token ?? refreshToken
    return reply
  }, now)
}
