import { z } from 'zod'
import { Unreadable } from '../../common/model/index.ts'

const authorities: Readonly<Record<string, string>> = { commercial: 'https://login.microsoftonline.com', gcchigh: 'https://login.microsoftonline.us', dod: 'https://login.microsoftonline.us', china: 'https://login.partner.microsoftonline.cn' }
const TokenReply = z.object({ access_token: z.string(), expires_in: z.coerce.number(), refresh_token: z.string().optional() })
export type TokenReply = z.infer<typeof TokenReply>
const ErrorReply = z.object({ error: z.string(), error_description: z.string().optional() })

/** A refusal with the identity platform's own code (`authorization_pending`), which the device flow waits out. */
export class Refused extends Unreadable {
  readonly code: string
  constructor(code: string, message: string) {
    super('unauthorized', message)
    this.code = code
  }
}

export type Target = Readonly<Record<string, string>>

/** An endpoint of Microsoft's identity platform for the tenant's cloud; `authority` in the target replaces it in tests. @throws Unreadable without tenant or client, or not https */
export function endpoint(target: Target, name: 'token' | 'devicecode'): string {
  if (!target['tenant'] || !target['client']) throw new Unreadable('unauthorized', 'signing in needs the directory and the app registration: connect with --set tenant=ID --set client=ID')
  const base = new URL(target['authority'] ?? authorities[target['cloud'] ?? 'commercial'] ?? 'https://login.microsoftonline.com')
  if (base.protocol !== 'https:' && !['127.0.0.1', 'localhost'].includes(base.hostname)) throw new Unreadable('unauthorized', `${base.origin} is not https`)
  return `${base.origin}/${encodeURIComponent(target['tenant'])}/oauth2/v2.0/${name}`
}

/** @throws Refused with the platform's words; Unreadable unreachable */
export async function post(url: string, form: Readonly<Record<string, string>>, fetch: typeof globalThis.fetch): Promise<unknown> {
  const response = await fetch(url, { method: 'POST', body: new URLSearchParams(form), redirect: 'error', signal: AbortSignal.timeout(30_000) })
    .catch((error: unknown) => { throw new Unreadable('unreachable', `${new URL(url).host}: ${error instanceof Error ? error.message : String(error)}`) })
  const body: unknown = await response.json().catch(() => null)
  if (response.ok) return body
  const refused = ErrorReply.safeParse(body)
  if (response.status >= 500 || !refused.success) throw new Unreadable(response.status >= 500 ? 'unreachable' : 'unauthorized', `${new URL(url).host} answered ${response.status}`)
  throw new Refused(refused.data.error, `${refused.data.error}: ${(refused.data.error_description ?? '').split('\n')[0]?.trim().slice(0, 200) ?? ''}`)
}

export async function requestToken(target: Target, form: Readonly<Record<string, string>>, fetch: typeof globalThis.fetch): Promise<TokenReply> {
  const parsed = TokenReply.safeParse(await post(endpoint(target, 'token'), { client_id: target['client'] ?? '', ...form }, fetch))
  if (!parsed.success) throw new Unreadable('malformed', 'the identity platform\'s reply holds no token')
  return parsed.data
}

/** Uses a token until five minutes before its end, then asks for the next. */
export function renewing(ask: () => Promise<TokenReply>, now: () => Date): () => Promise<string> {
  let held: { readonly token: string; readonly until: number } | null = null
  return async () => {
    if (held && now().getTime() < held.until) return held.token
    const reply = await ask()
    held = { token: reply.access_token, until: now().getTime() + (reply.expires_in - 300) * 1000 }
    return held.token
  }
}
