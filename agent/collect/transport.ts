import { z } from 'zod'
import { Unreadable } from '../../common/model/index.ts'
import { said } from '../../common/words/said.ts'
import { causeOf } from '../problem.ts'
import { tellsExceeded, tellsSecondaryLimit } from './only-in-words.ts'

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
  /** Waits until the next request may go out: no time of the part that asks. */
  readonly pace?: () => Promise<void>
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
    await options.pace?.()
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
      const wait = rateLimitWait(exchange, now(), attempt)
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
 * with its reset time. A limit that tells neither (GitHub's secondary ones) wants a minute, and
 * longer each time:
 * https://docs.github.com/en/rest/using-the-rest-api/best-practices-for-using-the-rest-api#handle-rate-limit-errors-appropriately
 */
function rateLimitWait(exchange: Exchange, now: Date, attempt: number): number | null {
  const { status, headers } = exchange
  const after = headers.get('retry-after')
  const left = headers.get('x-ratelimit-remaining') ?? headers.get('x-rate-limit-remaining')
  const exhausted = status === 403 && headers.get('x-ratelimit-remaining') === '0'
  const limited = status === 429 || exhausted || saysLimited(exchange)
  if (after && (limited || [403, 503].includes(status))) return retryAfter(after, now)
  if (!limited) return null
  const reset = Number(headers.get('x-ratelimit-reset') ?? headers.get('x-rate-limit-reset'))
  // The reset is that of the quota; while some of it is left, it is not the quota that is limited.
  return reset > 0 && (left === null || left === '0')
    ? Math.max(1000, reset * 1000 - now.getTime())
    : UNTOLD_WAIT * 2 ** (attempt - 1)
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

const Limited = z.object({
  data: z.null().optional(),
  message: z.string().default(''),
  errors: z
    .array(z.object({ type: z.string().default(''), message: z.string().default('') }))
    .default([]),
})

/** A limit that stands in the body alone: of GraphQL with status 200, of secondary ones with 403. */
function saysLimited({ status, body }: Exchange): boolean {
  if ((status !== 200 && status !== 403) || body.length > 16_384) return false
  const text = new TextDecoder().decode(body)
  if (!/rate.?limit|abuse detection/i.test(text)) return false
  const { data } = Limited.safeParse(jsonOf(text))
  if (!data) return false
  return (
    (status === 403 && (tellsSecondaryLimit(data.message) || tellsExceeded(text))) ||
    data.errors.some(({ type, message }) => isRateLimit(type) || tellsSecondaryLimit(message))
  )
}

/** GitHub's two names for it. */
export function isRateLimit(type: string | undefined): boolean {
  return type === 'RATE_LIMITED' || type === 'RATE_LIMIT'
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
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
