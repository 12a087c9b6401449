import { useEffect, useState } from 'preact/hooks'
import { asTyped, STARTED_HEADER } from '../../common/words/typed.ts'
import type { Input, OperationName, Output } from '../operations/index.ts'
import { routes } from '../operations/routes.ts'
import type { ProblemCode } from '../problems.ts'
import { authorization } from './session.ts'

/** Operations that have an address. */
type Routed = {
  [N in OperationName]: (typeof routes)[N] extends null ? never : N
}[OperationName]
/** Those that answer a document: a download is one, too: parts.tsx. */
type Answering = { [N in Routed]: [Output<N>] extends [never] ? never : N }[Routed]
/** Those that only look, so that a page may ask again. */
type Reading = {
  [N in Answering]: (typeof routes)[N] extends `GET ${string}` ? N : never
}[Answering]

/** What stood in the way: the code for programs, the agent's own words as message. */
export class ApiError extends Error {
  /** Null where something else than the agent's API answered. */
  readonly code: ProblemCode | null
  constructor(code: ProblemCode | null, message: string) {
    super(message)
    this.code = code
  }
}

/** Has an operation done. @throws ApiError with the agent's sentence */
export async function call<N extends Answering>(name: N, input: Input<N>): Promise<Output<N>> {
  const { method, address, body } = requestOf(name, input)
  return (await answer(method, address, body)) as Output<N>
}

/** Tells when something was committed, and finds the agent again where it was away. @returns ends it */
export function onCommitted(listener: () => void): () => void {
  let events: EventSource | null = null
  let ended = false
  const again = (): void => {
    events?.close()
    if (!ended) setTimeout(listen, AWAY_MILLISECONDS)
  }
  const listen = (): void => {
    ticketed(`${API}/events`).then(address => {
      if (ended) return
      events = new EventSource(address)
      events.addEventListener('changed', listener)
      // By itself it would ask the same address again, which answers once.
      events.addEventListener('error', again)
    }, again)
  }
  listen()
  return () => {
    ended = true
    events?.close()
  }
}

const AWAY_MILLISECONDS = 3000

/**
 * The same address for what cannot say who asks in a header: a download, a picture, a stream. It answers
 * once. @throws ApiError
 */
export async function ticketed(address: string): Promise<string> {
  return ((await answer('POST', `${API}/ticket`, { address })) as { address: string }).address
}

/** Where an operation is asked for: what its path names filled in, the rest as query. */
export function addressOf<N extends Routed>(name: N, input: Input<N>): string {
  return requestOf(name, input).address
}

const API = '/api/v1'

type Asked = { readonly method: string; readonly address: string; readonly body: object | null }

function requestOf<N extends Routed>(name: N, input: Input<N>): Asked {
  const [method = '', path = ''] = routes[name].split(' ')
  const inPath = (key: string): boolean => path.includes(`{${key}}`)
  const given: Readonly<Record<string, unknown>> = { ...input }
  const filled = path.replace(/\{(\w+)\}/g, (_, key: string) =>
    encodeURIComponent(String(given[key])),
  )
  const rest = Object.entries(given).filter(([key, value]) => value !== undefined && !inPath(key))
  if (method === 'POST') return { method, address: API + filled, body: Object.fromEntries(rest) }
  const query = new URLSearchParams(rest.map(([key, value]) => [key, String(value)]))
  return { method, address: `${API}${filled}${query.size > 0 ? `?${query}` : ''}`, body: null }
}

type Problem = { readonly code?: ProblemCode; readonly error?: string }

async function answer(method: string, address: string, body: object | null): Promise<object> {
  const response = await fetch(address, {
    method,
    headers: {
      ...authorization(),
      ...(body && { 'content-type': 'application/json' }),
    },
    ...(body && { body: JSON.stringify(body) }),
  })
  heard(response.headers.get(STARTED_HEADER))
  const document = (await response.json()) as object & Problem
  if (response.ok) return document
  const { code = null, error = `the agent answered ${response.status}` } = document
  throw new ApiError(code, asTyped(error, started))
}

/** How the agent was started, as it says with every answer: a person types commands in the same way. */
let started = 'witnessmark'
const startedListeners = new Set<(text: string) => void>()

function heard(text: string | null): void {
  if (text === null) return
  started = decodeURIComponent(text)
  for (const listener of startedListeners) listener(started)
}

/** Sentences with commands as they can be typed where the agent was started. */
export function useTyped(): (text: string) => string {
  const [known, setKnown] = useState(started)
  useEffect(() => {
    startedListeners.add(setKnown)
    setKnown(started)
    return () => void startedListeners.delete(setKnown)
  }, [])
  return text => asTyped(text, known)
}

export type Loaded<T> = {
  readonly data: T | null
  readonly error: ApiError | null
  /** The data is of an earlier question. */
  readonly stale: boolean
  reload(): void
}

const listeners = new Set<() => void>()
/** Tells every page that something was assessed. */
export function announceChange(): void {
  for (const listener of listeners) listener()
}

const TYPING_MILLISECONDS = 150

/**
 * Asks an operation, and again when the agent assessed something; the old data stays while the new
 * comes, so nothing jumps.
 * @param options `keep` shows the data of the question before until the new one is answered, and
 * waits until typing pauses
 */
export function useOperation<N extends Reading>(
  name: N,
  input: Input<N>,
  options: { readonly keep?: boolean } = {},
): Loaded<Output<N>> {
  const asked = addressOf(name, input)
  const [state, setState] = useState<{
    data: Output<N> | null
    error: ApiError | null
    asked: string | null
  }>({ data: null, error: null, asked: null })
  const [round, setRound] = useState(0)
  const reload = (): void => setRound(value => value + 1)
  useEffect(() => {
    listeners.add(reload)
    return () => {
      listeners.delete(reload)
    }
  }, [])
  useEffect(() => {
    let current = true
    const read = (): void => {
      call(name, input).then(
        data => {
          if (current) setState({ data, error: null, asked })
        },
        (error: ApiError) => {
          if (current)
            setState(before => ({
              data: options.keep || before.asked === asked ? before.data : null,
              error,
              asked,
            }))
        },
      )
    }
    const timer = setTimeout(
      read,
      options.keep && state.data && state.asked !== asked ? TYPING_MILLISECONDS : 0,
    )
    return () => {
      current = false
      clearTimeout(timer)
    }
  }, [asked, round])
  const fits = state.asked === asked
  return {
    data: fits || options.keep ? state.data : null,
    error: fits ? state.error : null,
    stale: !fits,
    reload,
  }
}
