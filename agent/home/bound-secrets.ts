import { z } from 'zod'
import type { Secrets } from './secrets.ts'

const KIND = 'bound-secret'

/** A secret with where it may go, as it is kept: both under the protection of the keyring or passphrase. */
const Bound = z.object({
  witnessmark: z.literal(KIND),
  origins: z.array(z.string()),
  secret: z.string(),
})

/**
 * A secret and the origins (scheme, host, port) that it was entered for. Null where it was kept
 * without, by an earlier version; `any` where it is the user's own act each time: a variable, or the
 * demo.
 */
export type BoundSecret = {
  readonly secret: string
  readonly origins: readonly string[] | 'any' | null
}

/** @throws Problem as the secrets */
export async function boundSecret(secrets: Secrets, name: string): Promise<BoundSecret | null> {
  const text = await secrets.get(name)
  if (text === null) return null
  const bound = parsed(text)
  if (bound) return bound
  return { secret: text, origins: secrets.isGiven(name) ? 'any' : null }
}

/** As it is kept, for `set` and `replace`. */
export function boundText(secret: string, origins: readonly string[]): string {
  return JSON.stringify({ witnessmark: KIND, origins, secret })
}

/** Whether a secret may go to all of these. */
export function mayGoTo({ origins }: BoundSecret, wanted: readonly string[]): boolean {
  return origins === 'any' || (origins !== null && wanted.every(origin => origins.includes(origin)))
}

function parsed(text: string): z.infer<typeof Bound> | null {
  try {
    return Bound.safeParse(JSON.parse(text)).data ?? null
  } catch {
    return null
  }
}
