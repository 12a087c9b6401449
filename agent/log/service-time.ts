import { z } from 'zod'
import { newestFirst } from '../store/newest-first.ts'
import type { Store } from '../store/store.ts'
import { parseBody } from './key-history.ts'

const RunBody = z.object({
  requests: z.array(z.object({ evidence: z.int(), date: z.string().nullish() })).optional(),
})

/** What a run's sealed manifest lists; nothing where it is gone. */
export async function manifestAt(store: Store, entry: number): Promise<z.infer<typeof RunBody>> {
  const body = (await store.evidence(entry))?.body
  return RunBody.safeParse(body ? parseBody(body) : null).data ?? {}
}

/**
 * Now, and never later than what a service said when one was last scanned and answered: what a clock that
 * is ahead says deletes nothing, and ends nothing. Where no service ever said a time, the clock is all
 * there is.
 */
export async function believedNow({
  store,
  clock,
}: {
  readonly store: Store
  readonly clock: () => Date
}): Promise<Date> {
  const said: number[] = []
  for (const tenant of await store.tenants()) {
    const time = await lastSaid(store, tenant)
    if (time !== null) said.push(time)
  }
  const now = clock()
  return said.length === 0 ? now : new Date(Math.min(now.getTime(), Math.max(...said)))
}

/** What the tenant's service said of the time at the last scan that it answered. */
async function lastSaid(store: Store, tenant: string): Promise<number | null> {
  const scans = newestFirst(store, { tenant, kind: 'scan', status: 'finished' })
  for await (const { checkpoint } of scans) {
    if (!checkpoint) continue
    const { requests = [] } = await manifestAt(store, checkpoint - 1)
    const times = requests.map(({ date }) => Date.parse(date ?? '')).filter(Number.isFinite)
    if (times.length > 0) return Math.max(...times)
  }
  return null
}
