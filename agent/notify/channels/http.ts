import { causeOf, Problem } from '../../problem.ts'
import { reach } from '../reach.ts'

const LONGEST_SAID = 200

/**
 * Sends one JSON text. Redirects are not followed: the address was checked, another was not.
 * @throws Problem `alert-refused` without the address's path, which may be a secret; `alert-private`
 */
export async function post(
  address: string,
  body: string,
  { headers = {}, allowed, timeoutMs }: PostOptions,
): Promise<void> {
  const { host, hostname } = new URL(address)
  await reach(hostname, allowed)
  let reply: Response
  try {
    reply = await fetch(address, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'user-agent': 'witnessmark', ...headers },
      body,
      redirect: 'manual',
      signal: AbortSignal.timeout(timeoutMs),
    })
  } catch (error) {
    throw new Problem('alert-refused', { host, detail: causeOf(error) }, { cause: error })
  }
  // Nobody needs what it says beside its status.
  await reply.body?.cancel()
  if (reply.status >= 200 && reply.status < 300) return
  const detail = `it answered ${reply.status} ${reply.statusText}`.slice(0, LONGEST_SAID).trim()
  throw new Problem('alert-refused', { host, detail })
}

export type PostOptions = {
  readonly headers?: Readonly<Record<string, string>>
  /** Whether it may go to a private address. */
  readonly allowed: boolean
  readonly timeoutMs: number
}
