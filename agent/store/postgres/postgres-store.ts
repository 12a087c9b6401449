import { TransactionError } from '../store.ts'
import type { Store } from '../store.ts'
import { connect } from './connections.ts'
import type { Address } from './connections.ts'
import type { Context } from './context.ts'
import { currentStore } from './current.ts'
import { findingStore } from './findings.ts'
import { logStore } from './log.ts'
import { observationStore } from './observations.ts'
import { prepareDatabase } from './open.ts'
import { outboxStore } from './outbox.ts'
import { removalStore } from './removal.ts'
import { runStore } from './runs.ts'

/** What may hold text or bodies that were taken out. */
const TABLES = [
  'evidence',
  'leaf',
  'node',
  'resource',
  'subject',
  'observation',
  'finding',
  'unlisted',
  'capture',
  'cache',
  'outbox',
  'named',
  'current_part',
  'current_bucket',
]

/**
 * The engine for a record that outgrows one machine: PostgreSQL, in a schema of its own, by plain SQL.
 * @param address without a password, which is given beside it or found by the driver (PGPASSFILE)
 * @param options `looking`: nothing is made or written, and another agent may hold the store;
 * `unfinished`: also what a migration only copied there
 * @returns null where there is nothing to look at
 * @throws Problem `store-newer`, `store-upgrade-failed`, `store-failed`, the last also by whatever reads
 * or writes
 */
export async function openPostgresStore(
  address: Address,
  { looking = false, unfinished = false } = {},
): Promise<Store | null> {
  if (!(await prepareDatabase(address, !looking, { unfinished }))) return null
  const { transaction, alone, moment, hold, close, ...context } = connect(address)
  try {
    if (!looking) await hold()
  } catch (error) {
    await close()
    throw error
  }
  const snapshots = new Set<Promise<unknown>>()
  let held: Promise<unknown> = Promise.resolve()
  return {
    ...partsOf(context),
    transaction,
    close,
    async compact() {
      if (context.isInside()) throw new TransactionError('this cannot be done inside a transaction')
      // What a snapshot still reads cannot be given back: waits for its end, and the next wait.
      const done = held
        .then(() => Promise.allSettled(snapshots))
        .then(() => alone(TABLES.map(table => `VACUUM (FULL) ${table}`)))
      held = done.catch(() => undefined)
      await done
    },
    async snapshot(work) {
      await held
      const reading = moment(async reader => work(snapshotOf(reader)))
      snapshots.add(reading)
      try {
        return await reading
      } finally {
        snapshots.delete(reading)
      }
    },
  }
}

function snapshotOf(context: Context): Store {
  const refuse = async (): Promise<never> => {
    throw new TransactionError('a snapshot is only read')
  }
  const store: Store = {
    ...partsOf(context),
    transaction: refuse,
    compact: refuse,
    snapshot: more => more(store),
    close: async () => undefined,
  }
  return store
}

/** All that a store answers, over whatever connection its statements run on. */
function partsOf(context: Context): Omit<Store, 'transaction' | 'close' | 'compact' | 'snapshot'> {
  return {
    ...runStore(context),
    ...logStore(context),
    ...observationStore(context),
    ...findingStore(context),
    ...currentStore(context),
    ...removalStore(context),
    ...outboxStore(context),
    async health() {
      const [row] = await context.query('SELECT pg_database_size(current_database()) AS bytes')
      return { ok: true, detail: 'ok', bytes: Number(row?.['bytes']) }
    },
  }
}
