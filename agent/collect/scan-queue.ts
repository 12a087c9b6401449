import { perAgent } from '../per-agent.ts'

/** How many tenants are read at once; who waits for a service is not counted. */
const AT_ONCE = 3

/** A tenant's scans stand one behind the other, whoever asked; tenants do not wait for each other. */
export type ScanQueue = {
  /** @param work gets what to wait by, which lets another one go on meanwhile */
  run<T>(tenant: string, work: (waiting: Waiting) => Promise<T>): Promise<T>
  /** When nothing is scanned any more. */
  ended(): Promise<void>
}
type Waiting = <T>(work: () => Promise<T>) => Promise<T>

export const scanQueueOf = perAgent(createScanQueue)

export function createScanQueue(): ScanQueue {
  const last = new Map<string, Promise<unknown>>()
  const places = createPlaces(AT_ONCE)
  return {
    run(tenant, work) {
      const mine = (last.get(tenant) ?? Promise.resolve()).then(() =>
        places.taken(() => work(places.left)),
      )
      last.set(
        tenant,
        mine.catch(() => undefined),
      )
      return mine
    },
    async ended() {
      await Promise.all(last.values())
    },
  }
}

function createPlaces(most: number) {
  let free = most
  const next: (() => void)[] = []
  const take = async (): Promise<void> => {
    if (free > 0) free--
    else await new Promise<void>(resolve => void next.push(resolve))
  }
  const leave = (): void => {
    const first = next.shift()
    if (first) first()
    else free++
  }
  const around = async <T>(
    before: () => Promise<void> | void,
    work: () => Promise<T>,
    after: () => Promise<void> | void,
  ): Promise<T> => {
    await before()
    try {
      return await work()
    } finally {
      await after()
    }
  }
  return {
    taken: <T>(work: () => Promise<T>): Promise<T> => around(take, work, leave),
    left: <T>(work: () => Promise<T>): Promise<T> => around(leave, work, take),
  }
}
