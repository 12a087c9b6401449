import { z } from 'zod'
import { newestFirst } from '../store/newest-first.ts'
import type { Store } from '../store/store.ts'
import { parseBody } from './key-history.ts'
import { timesIn } from './request-dates.ts'

const RunBody = z.object({ requests: z.array(z.object({ evidence: z.int() })).optional() })

/** The entries by which a run's requests were answered, as its sealed manifest has it; none where it is gone. */
export async function answersAt(store: Store, entry: number): Promise<number[]> {
  const { requests = [] } = RunBody.safeParse(await bodyAt(store, entry)).data ?? {}
  return requests.map(({ evidence }) => evidence)
}

async function bodyAt(store: Store, entry: number): Promise<unknown> {
  const body = (await store.evidence(entry))?.body
  return body ? parseBody(body) : null
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
    const times = timesIn(await bodyAt(store, checkpoint - 1))
    if (times.length > 0) return times.reduce((last, time) => Math.max(last, time))
  }
  return null
}
