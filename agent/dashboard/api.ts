import { useEffect, useState } from 'preact/hooks'

export class ApiError extends Error {
  readonly status: number
  constructor(status: number, message: string) {
    super(message)
    this.status = status
  }
}

/** One call to the agent's own API. @throws ApiError with the agent's sentence */
export async function call<T>(path: string, init: RequestInit = {}): Promise<T> {
  const response = await fetch(`/api/v1${path}`, {
    ...init,
    headers: init.body ? { 'content-type': 'application/json' } : {},
  })
  const body = (await response.json()) as T & { error?: string }
  if (!response.ok)
    throw new ApiError(response.status, body.error ?? `the agent answered ${response.status}`)
  return body
}

export type Loaded<T> = {
  readonly data: T | null
  readonly error: ApiError | null
  /** The data is of an earlier path. */ readonly stale: boolean
  reload(): void
}

const listeners = new Set<() => void>()
/** Tells every page that something was assessed. */
export function announceChange(): void {
  for (const listener of listeners) listener()
}

const TYPING_MILLISECONDS = 150

/**
 * Reads a path, and again when the agent assessed something; the old data stays while the new
 * comes, so nothing jumps.
 * @param options `keep` shows the data of the path before until the new one is there, and waits
 * until typing pauses
 */
export function useApi<T>(path: string, options: { readonly keep?: boolean } = {}): Loaded<T> {
  const [state, setState] = useState<{
    data: T | null
    error: ApiError | null
    path: string | null
  }>({ data: null, error: null, path: null })
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
      call<T>(path).then(
        data => {
          if (current) setState({ data, error: null, path })
        },
        (error: ApiError) => {
          if (current)
            setState(before => ({
              data: options.keep || before.path === path ? before.data : null,
              error,
              path,
            }))
        },
      )
    }
    const timer = setTimeout(
      read,
      options.keep && state.data && state.path !== path ? TYPING_MILLISECONDS : 0,
    )
    return () => {
      current = false
      clearTimeout(timer)
    }
  }, [path, round])
  const fits = state.path === path
  return {
    data: fits || options.keep ? state.data : null,
    error: fits ? state.error : null,
    stale: !fits,
    reload,
  }
}
