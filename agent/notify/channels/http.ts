import { z } from 'zod'
import { causeOf, messageOf, Problem } from '../../problem.ts'
import { reach } from '../reach.ts'

const LONGEST_SAID = 200

/**
 * Sends one JSON text. Redirects are not followed: the address was checked, another was not.
 * @throws Problem `alert-refused` without the address's path, which may be a secret; `alert-private`
 */
export async function post(address: string, body: string, options: PostOptions): Promise<void> {
  // Nobody needs what it says beside its status.
  await (await taken(address, { method: 'POST', body }, options)).body?.cancel()
}

type Request = {
  readonly method: 'GET' | 'POST' | 'PATCH'
  readonly body?: string
}

const MOST_SAID = 1024 * 1024

/**
 * What asks a tracker, whose addresses all begin alike, and takes its answers in the shape that is wanted.
 * @throws Problem `alert-refused`, also for an answer that is none; `alert-private`
 */
export function asking(base: string, options: PostOptions) {
  return async <T>(
    shape: z.ZodType<T>,
    method: Request['method'],
    path: string,
    body?: object,
  ): Promise<T> => {
    const request = { method, ...(body ? { body: JSON.stringify(body) } : {}) }
    const { data, error } = shape.safeParse(await exchange(base + path, request, options))
    if (!error) return data
    const { host } = new URL(base)
    throw new Problem('alert-refused', { host, detail: messageOf(error).slice(0, LONGEST_SAID) })
  }
}

/**
 * What a tracker says, as JSON; null where it says nothing.
 * @throws Problem `alert-refused`, also where it says too much, or no JSON; `alert-private`
 */
async function exchange(address: string, request: Request, options: PostOptions): Promise<unknown> {
  const { host } = new URL(address)
  const reply = await taken(address, request, { ...options, reasoned: true })
  try {
    const pieces: Uint8Array[] = []
    let bytes = 0
    for await (const piece of reply.body ?? []) {
      bytes += piece.length
      if (bytes > MOST_SAID) throw new Error(`it said more than ${MOST_SAID} bytes`)
      pieces.push(piece)
    }
    const text = Buffer.concat(pieces).toString('utf8')
    return text === '' ? null : JSON.parse(text)
  } catch (error) {
    throw new Problem('alert-refused', { host, detail: messageOf(error) }, { cause: error })
  }
}

async function taken(
  address: string,
  { method, body }: Request,
  {
    headers = {},
    allowed,
    timeoutMs,
    reasoned = false,
  }: PostOptions & { readonly reasoned?: boolean },
): Promise<Response> {
  const { host, hostname } = new URL(address)
  await reach(hostname, allowed)
  let reply: Response
  try {
    reply = await fetch(address, {
      method,
      headers: { 'content-type': 'application/json', 'user-agent': 'witnessmark', ...headers },
      ...(body === undefined ? {} : { body }),
      redirect: 'manual',
      signal: AbortSignal.timeout(timeoutMs),
    })
  } catch (error) {
    throw new Problem('alert-refused', { host, detail: causeOf(error) }, { cause: error })
  }
  if (reply.status >= 200 && reply.status < 300) return reply
  const why = reasoned && REASONED.has(reply.status) ? await reasonIn(reply) : ''
  await reply.body?.cancel().catch(() => undefined)
  const status = `it answered ${reply.status} ${reply.statusText}`.trim()
  const detail = (why === '' ? status : `${status}: ${why}`).slice(0, LONGEST_SAID)
  throw new Problem('alert-refused', { host, detail }, { cause: new Later(waitIn(reply)) })
}

/** For so many milliseconds whoever answered wants not to be asked again. */
export class Later extends Error {
  readonly milliseconds: number
  constructor(milliseconds: number) {
    super(`not before ${milliseconds} ms`)
    this.milliseconds = milliseconds
  }
}

/** `Retry-After`, in seconds or as a date: RFC 9110, section 10.2.3. */
function waitIn({ headers }: Response): number {
  const said = headers.get('retry-after') ?? ''
  const wait = /^\d+$/.test(said)
    ? Number(said) * 1000
    : Date.parse(said) - Date.parse(headers.get('date') ?? '')
  return Number.isFinite(wait) ? Math.max(0, wait) : 0
}

/** What was asked for wrongly, which a person has to know. */
const REASONED: ReadonlySet<number> = new Set([400, 422])
/** As Jira says it, and as GitHub does. */
const Reasons = z.object({
  errorMessages: z.array(z.string()).default([]),
  errors: z.unknown(),
  message: z.string().optional(),
})

async function reasonIn(reply: Response): Promise<string> {
  try {
    const { errorMessages, errors, message } = Reasons.parse(JSON.parse(await beginningOf(reply)))
    const fields = errors === undefined ? [] : [JSON.stringify(errors)]
    return [...(message === undefined ? [] : [message]), ...errorMessages, ...fields].join('; ')
  } catch {
    return ''
  }
}

async function beginningOf(reply: Response): Promise<string> {
  const pieces: Uint8Array[] = []
  for await (const piece of reply.body ?? []) {
    pieces.push(piece)
    if (Buffer.concat(pieces).length > 64 * LONGEST_SAID) break
  }
  return Buffer.concat(pieces).toString('utf8')
}

export type PostOptions = {
  readonly headers?: Readonly<Record<string, string>>
  /** Whether it may go to a private address. */
  readonly allowed: boolean
  readonly timeoutMs: number
}
