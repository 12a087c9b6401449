import type { AuthenticationResult, Configuration, INetworkModule } from '@azure/msal-node'
import { z } from 'zod'
import { Unreadable } from '../../../common/model/index.ts'
import { said } from '../../../common/words/said.ts'
import type { Said } from '../../../common/words/said.ts'
import { causeOf } from '../../problem.ts'
import type { Token } from './renewing.ts'

/**
 * `tenant` and `client` are ids of the directory and the app registration; `cloud`, and `authority`
 * for tests.
 */
export type Target = Readonly<Record<string, string>>
type Fetch = typeof globalThis.fetch

const authorities: Readonly<Record<string, string>> = {
  commercial: 'https://login.microsoftonline.com',
  gcchigh: 'https://login.microsoftonline.us',
  dod: 'https://login.microsoftonline.us',
  china: 'https://login.partner.microsoftonline.cn',
}

/** The last thing that went wrong on the way to the platform, or there. */
type Heard = { fault: Unreadable | null }
export type Settings = {
  readonly heard: Heard
  readonly options: Configuration & {
    readonly auth: { readonly clientId: string; readonly authority: string }
  }
}
const Refused = z.looseObject({ error: z.string(), error_description: z.string().optional() })

/**
 * What every flow of Microsoft's own library (MSAL) is set up with: the tenant's authority, and our
 * way to the network, so that proxies and the system's certificate authorities hold there too.
 * Telemetry and logging stay off.
 * @throws Unreadable without tenant or client, or where the authority is not https
 */
export function configuration(target: Target, fetch: Fetch): Settings {
  if (!target['tenant'] || !target['client'])
    throw new Unreadable('unauthorized', said('microsoft-application-missing'))
  const authority =
    authorities[target['cloud'] ?? 'commercial'] ?? 'https://login.microsoftonline.com'
  const heard: Heard = { fault: null }
  return {
    heard,
    options: {
      auth: {
        clientId: target['client'],
        authority: `${authority}/${encodeURIComponent(target['tenant'])}`,
      },
      system: { networkClient: network(target['authority'], fetch, heard) },
    },
  }
}

/**
 * MSAL's results in our words; of refusals, what the platform itself said last, since the library
 * shortens it. @throws Unreadable unauthorized with the platform's first sentence; unreachable when
 * it cannot be asked
 */
export async function signIn(
  heard: Heard,
  work: () => Promise<AuthenticationResult | null>,
): Promise<AuthenticationResult> {
  const result = await work().catch((error: unknown) => {
    throw heard.fault ?? refusal(error)
  })
  if (!result?.accessToken)
    throw new Unreadable('malformed', said('no-token', { from: 'microsoft' }))
  return result
}

export function tokenOf({ accessToken, expiresOn }: AuthenticationResult): Token {
  return { token: accessToken, lifetimeMs: (expiresOn?.getTime() ?? 0) - Date.now() }
}

function refusal(error: unknown): Unreadable {
  if (error instanceof Unreadable) return error
  const message =
    error instanceof Error ? (error.message.split('\n')[0]?.slice(0, 200) ?? '') : String(error)
  return new Unreadable('unauthorized', said('told', { message }))
}

function network(instead: string | undefined, fetch: Fetch, heard: Heard): INetworkModule {
  const base = instead === undefined ? null : new URL(instead)
  if (base && base.protocol !== 'https:' && !['127.0.0.1', 'localhost'].includes(base.hostname))
    throw new Unreadable('unauthorized', said('issuer-not-https', { origin: base.origin }))
  async function send<T>(
    address: string,
    init: RequestInit,
  ): Promise<{ headers: Record<string, string>; body: T; status: number }> {
    const asked = new URL(address)
    const url = base ? new URL(asked.pathname + asked.search, base) : asked
    const fault = (kind: 'unreachable' | 'unauthorized' | 'malformed', what: Said): Unreadable =>
      (heard.fault = new Unreadable(kind, what))
    heard.fault = null
    const response = await fetch(url.href, {
      ...init,
      redirect: 'error',
      signal: AbortSignal.timeout(30_000),
    }).catch((error: unknown) => {
      throw fault('unreachable', said('no-connection', { host: url.host, message: causeOf(error) }))
    })
    if (response.status >= 500)
      throw fault(
        'unreachable',
        said('issuer-answered', { host: url.host, status: response.status }),
      )
    const body: unknown = await response.json().catch(() => {
      throw fault('malformed', said('issuer-not-json', { host: url.host, status: response.status }))
    })
    const refused = Refused.safeParse(body)
    if (refused.success)
      fault(
        'unauthorized',
        said('issuer-refused', {
          error: refused.data.error,
          message:
            (refused.data.error_description ?? '').split('\n')[0]?.trim().slice(0, 200) ?? '',
        }),
      )
    return {
      headers: Object.fromEntries(response.headers),
      body: body as T,
      status: response.status,
    }
  }
  return {
    sendGetRequestAsync: (url, options) =>
      send(url, { method: 'GET', ...(options?.headers ? { headers: options.headers } : {}) }),
    sendPostRequestAsync: (url, options) =>
      send(url, {
        method: 'POST',
        ...(options?.headers ? { headers: options.headers } : {}),
        body: options?.body ?? '',
      }),
  }
}
