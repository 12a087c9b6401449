import type { Store } from './store.ts'

/** What gives its rows one by one; all else gives a promise. */
const walks: ReadonlySet<string> = new Set([
  'leaves',
  'entries',
  'evidenceHeads',
  'evidenceOf',
  'observations',
  'intervals',
  'eachFinding',
  'findingLeaves',
  'findingRows',
] satisfies (keyof Store)[])

/** A store that is opened when it is first asked. @param open as often as it failed before */
export function deferredStore(open: () => Promise<Store>): Store {
  let opened: Promise<Store> | null = null
  const store = (): Promise<Store> => {
    const opening = (opened ??= open())
    opening.catch(() => {
      if (opened === opening) opened = null
    })
    return opening
  }
  const call = async (name: string, args: readonly unknown[]): Promise<unknown> => {
    const method: unknown = Reflect.get(await store(), name)
    return typeof method === 'function' ? await Reflect.apply(method, undefined, args) : undefined
  }
  const walk = (name: string, args: readonly unknown[]): AsyncIterable<unknown> => ({
    async *[Symbol.asyncIterator]() {
      yield* (await call(name, args)) as AsyncIterable<unknown>
    },
  })
  const methods = new Proxy<Record<string, unknown>>(
    {},
    {
      get(_, name) {
        // Nobody awaits the store itself.
        if (typeof name !== 'string' || name === 'then') return undefined
        if (name === 'close') return async () => (opened ? (await opened).close() : undefined)
        return (...args: unknown[]) => (walks.has(name) ? walk(name, args) : call(name, args))
      },
    },
  )
  return methods as unknown as Store
}
