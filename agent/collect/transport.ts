import { Unreadable } from '../../common/model/index.ts'
import { said } from '../../common/words/said.ts'

/** One exchange with a service, after retries and waits: what came back, whatever its status. */
export type Exchange = {
  readonly status: number
  readonly headers: Headers
  readonly body: Uint8Array
  readonly url: string
}

export type TransportOptions = {
  readonly fetch?: typeof globalThis.fetch
  readonly sleep?: (milliseconds: number) => Promise<void>
  readonly now?: () => Date
  /** 0 <= x < 1: spreads retries. */
  readonly random?: () => number
  readonly timeoutMs?: number
  readonly maxBytes?: number
  /** How long one run may wait for rate limits altogether. */
  readonly maxWaitMs?: number
  /** Told before every wait: why, and how long. */
  readonly onWait?: (reason: string, milliseconds: number) => void
  readonly onRequest?: () => void
  /** What is left for the part that asks; it becomes less. */
  readonly allowance?: Allowance
}

/** How much may still come, and how long it may take, waits that a service asks for aside. */
export type Allowance = { bytes: number; milliseconds: number }

const TRIES = 3
const REDIRECTS = 5

/**
 * Sends read-only requests with time-out, size cap, retry with jitter, and rate limits honoured by
 * waiting.
 * @throws Unreadable timed-out, unreachable, malformed (broken or oversized body), rate-limited
 * (the wait would be too long)
 */
export function createTransport(
  options: TransportOptions = {},
): (url: string, init: RequestInit) => Promise<Exchange> {
  const {
    fetch = globalThis.fetch,
    now = () => new Date(),
    random = Math.random,
    timeoutMs = 30_000,
    maxBytes = 64 * 1024 * 1024,
    sleep = pause,
    allowance = { bytes: Infinity, milliseconds: Infinity },
  } = options
  let budget = options.maxWaitMs ?? 15 * 60_000

  async function once(url: string, init: RequestInit): Promise<Exchange> {
    if (allowance.milliseconds <= 0) throw new Unreadable('timed-out', said('part-too-long'))
    const began = performance.now()
    try {
      return await exchanged(url, init)
    } finally {
      allowance.milliseconds -= performance.now() - began
    }
  }

  async function exchanged(url: string, init: RequestInit): Promise<Exchange> {
    const signal = AbortSignal.timeout(timeoutMs)
    let response: Response
    try {
      options.onRequest?.()
      response = await fetch(url, { ...init, signal, redirect: 'manual' })
    } catch (error) {
      if (signal.aborted)
        throw new Unreadable(
          'timed-out',
          said('no-answer', { seconds: timeoutMs / 1000, host: new URL(url).host }),
        )
      throw new Unreadable(
        'unreachable',
        said('no-connection', { host: new URL(url).host, message: causeOf(error) }),
      )
    }
    try {
      return {
        status: response.status,
        headers: response.headers,
        body: await readCapped(response, maxBytes, allowance),
        url,
      }
    } catch (error) {
      if (error instanceof Unreadable) throw error
      if (signal.aborted)
        throw new Unreadable('timed-out', said('reply-stalled', { host: new URL(url).host }))
      throw new Unreadable(
        'malformed',
        said('reply-broke-off', { host: new URL(url).host, message: causeOf(error) }),
      )
    }
  }

  async function follow(url: string, init: RequestInit): Promise<Exchange> {
    let at = url
    for (let hop = 0; hop <= REDIRECTS; hop++) {
      const exchange = await once(at, init)
      const location = exchange.headers.get('location')
      if (![301, 302, 303, 307, 308].includes(exchange.status) || !location) return exchange
      const next = new URL(location, at)
      // The credential goes to the service it is for, and nowhere else.
      if (next.origin !== new URL(url).origin)
        throw new Unreadable('malformed', said('redirected', { origin: next.origin }))
      at = next.href
    }
    throw new Unreadable('malformed', said('many-redirects', { most: REDIRECTS }))
  }

  return async (url, init) => {
    for (let attempt = 1; ; attempt++) {
      const last = attempt >= TRIES
      let exchange: Exchange
      try {
        exchange = await follow(url, init)
      } catch (error) {
        if (
          !(error instanceof Unreadable) ||
          last ||
          error.said.code === 'part-too-long' ||
          (error.reason === 'malformed' && error.said.code !== 'reply-broke-off')
        )
          throw error
        await sleep(backoff(attempt, random))
        continue
      }
      const wait = rateLimitWait(exchange, now())
      if (wait !== null) {
        if (wait > budget || attempt >= TRIES + 2)
          throw new Unreadable(
            'rate-limited',
            said('asks-to-wait', { host: new URL(url).host, seconds: Math.ceil(wait / 1000) }),
          )
        budget -= wait
        options.onWait?.(`${new URL(url).host} asks us to slow down`, wait)
        await sleep(wait)
        continue
      }
      if (exchange.status >= 500 && !last) {
        await sleep(backoff(attempt, random))
        continue
      }
      return exchange
    }
  }
}

/**
 * Milliseconds the service asks us to wait, or null: Retry-After (RFC 9110), or an exhausted quota
 * with its reset time.
 */
function rateLimitWait({ status, headers, body }: Exchange, now: Date): number | null {
  const after = headers.get('retry-after')
  if (after && [403, 429, 503].includes(status)) return retryAfter(after, now)
  const exhausted = headers.get('x-ratelimit-remaining') === '0'
  const reset = Number(headers.get('x-ratelimit-reset') ?? headers.get('x-rate-limit-reset'))
  if ((status === 403 && exhausted) || status === 429)
    return reset > 0 ? Math.max(1000, reset * 1000 - now.getTime()) : UNTOLD_WAIT
  return status === 403 && saysLimit(body) ? UNTOLD_WAIT : null
}

/** Where a service says to wait, but not how long: what GitHub asks for then. */
const UNTOLD_WAIT = 60_000

/** Seconds, or the date of an answer (RFC 9110, section 10.2.3); what is neither says nothing of how long. */
function retryAfter(text: string, now: Date): number {
  const at = /^\s*\d+(?:\.\d+)?\s*$/.test(text)
    ? now.getTime() + Number(text) * 1000
    : /GMT\s*$/.test(text)
      ? Date.parse(text)
      : NaN
  return Number.isNaN(at) ? UNTOLD_WAIT : Math.max(0, at - now.getTime())
}

/**
 * A refusal that is none: GitHub's secondary limits, Google's `rateLimitExceeded` and its kin come as 403
 * without a time, and say so in the body.
 */
function saysLimit(body: Uint8Array): boolean {
  const text = new TextDecoder().decode(body.subarray(0, 4096))
  return /secondary rate limit|abuse detection|"(?:user)?rateLimitExceeded"/i.test(text)
}

export function pause(milliseconds: number): Promise<void> {
  return new Promise(resolve => {
    setTimeout(resolve, milliseconds)
  })
}

function backoff(attempt: number, random: () => number): number {
  return 500 * 2 ** (attempt - 1) * (0.5 + random())
}

async function readCapped(
  response: Response,
  maxBytes: number,
  allowance: Allowance,
): Promise<Uint8Array> {
  const chunks: Uint8Array[] = []
  let length = 0
  for await (const chunk of response.body ?? []) {
    length += chunk.length
    if (length > maxBytes)
      throw new Unreadable('malformed', said('reply-too-large', { bytes: maxBytes }))
    allowance.bytes -= chunk.length
    if (allowance.bytes < 0) throw new Unreadable('malformed', said('part-too-large'))
    chunks.push(chunk)
  }
  return new Uint8Array(Buffer.concat(chunks))
}

/** Of an error, without the header value that Node quotes where it cannot be sent: the credential. */
function causeOf(error: unknown): string {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error
  const text =
    cause instanceof Error
      ? `${'code' in cause ? `${String(cause.code)} ` : ''}${cause.message}`
      : String(cause)
  return text.replace(/"[^]*"(?= is an invalid header value)/, 'what was given')
}
