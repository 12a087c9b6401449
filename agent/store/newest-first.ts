import type { Run, Store } from './store.ts'

/** Runs, the newest first: of many as few are read as are looked at. */
export async function* newestFirst(
  store: Pick<Store, 'runs'>,
  filter: Omit<NonNullable<Parameters<Store['runs']>[0]>, 'limit'>,
): AsyncGenerator<Run> {
  let seen = 0
  for (let limit = 8; ; limit *= 8) {
    const runs = await store.runs({ ...filter, limit })
    yield* runs.slice(seen)
    if (runs.length < limit) return
    seen = limit
  }
}
