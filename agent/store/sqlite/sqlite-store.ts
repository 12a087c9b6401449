import type { DatabaseSync } from 'node:sqlite'
import { TransactionError } from '../store.ts'
import type { Store } from '../store.ts'
import { connect, prepared } from './connections.ts'
import type { Context } from './context.ts'
import { currentStore } from './current.ts'
import { inWords } from './failure.ts'
import { findingStore } from './findings.ts'
import { logStore } from './log.ts'
import { observationStore } from './observations.ts'
import { outboxStore } from './outbox.ts'
import { openDatabase, openReader } from './open.ts'
import type { OpenOptions } from './open.ts'
import { removalStore } from './removal.ts'
import { runStore } from './runs.ts'
import { removeUpgradeBackups } from './upgrade.ts'

/**
 * The default engine: one file, `node:sqlite`, write-ahead log.
 * @param file path of the database; made where there is none
 * @throws Problem `store-newer`, `store-upgrade-failed`, `store-failed`, the last also by whatever reads
 * or writes
 */
export function openSqliteStore(file: string, options?: OpenOptions): Store {
  const { transaction, alone, another, close, ...context } = inWords(file, () =>
    connect(file, openDatabase(file, options), () => openReader(file)),
  )
  return {
    transaction,
    close,
    ...partsOf(context),
    compact: () =>
      withoutSnapshots(file, () =>
        alone(writer => {
          writer.exec('PRAGMA wal_checkpoint(TRUNCATE); VACUUM; PRAGMA wal_checkpoint(TRUNCATE);')
          removeUpgradeBackups(file)
        }),
      ),
    snapshot: work => onSnapshot(file, another, work),
  }
}

/** Snapshots of each file that are open in this process, and what holds up the next ones. */
const open = new Map<
  string,
  { readonly snapshots: Set<Promise<unknown>>; held: Promise<unknown> }
>()

function openOf(file: string) {
  const found = open.get(file) ?? { snapshots: new Set(), held: Promise.resolve() }
  open.set(file, found)
  return found
}

/** Pages that a snapshot still reads cannot be given back: waits for its end, and the next wait. */
function withoutSnapshots(file: string, work: () => Promise<void>): Promise<void> {
  const here = openOf(file)
  const done = here.held.then(() => Promise.allSettled(here.snapshots)).then(work)
  here.held = done.catch(() => undefined)
  return done
}

/** One read transaction on a connection of its own: others write meanwhile, and it sees nothing of it. */
async function onSnapshot<T>(
  file: string,
  open: () => DatabaseSync,
  work: (store: Store) => Promise<T>,
): Promise<T> {
  const here = openOf(file)
  await here.held
  const reading = readSnapshot(file, open, work)
  here.snapshots.add(reading)
  try {
    return await reading
  } finally {
    here.snapshots.delete(reading)
  }
}

/** The same for whoever has no store over the file, such as another thread. @throws Problem `store-failed` */
export function snapshotOf<T>(file: string, work: (store: Store) => Promise<T>): Promise<T> {
  return readSnapshot(file, () => openReader(file), work)
}

async function readSnapshot<T>(
  file: string,
  open: () => DatabaseSync,
  work: (store: Store) => Promise<T>,
): Promise<T> {
  const reader = open()
  try {
    reader.exec('BEGIN')
    // The transaction stands on what is committed when it first reads.
    reader.prepare('SELECT 1 FROM sqlite_schema LIMIT 1').get()
    const refuse = async (): Promise<never> => {
      throw new TransactionError('a snapshot is only read')
    }
    const store: Store = {
      file,
      ...partsOf({
        prepare: sql => prepared(file, sql, () => reader),
        aside: async sql => prepared(file, sql, () => reader).all(),
        write: () => refuse,
        writeAside: () => refuse,
        isInside: () => false,
        atOnce: work => work(),
        touch: () => undefined,
        touchAll: () => undefined,
        touched: () => null,
        // Of one moment: whatever is written meanwhile.
        written: () => ({ others: '', commits: 0, rollbacks: 0, removals: 0 }),
        walk: method => method,
      }),
      transaction: refuse,
      compact: refuse,
      snapshot: more => more(store),
      close: async () => undefined,
    }
    return await work(store)
  } finally {
    reader.close()
  }
}

/** All that a store answers, over whatever connection its statements run on. */
export function partsOf(
  context: Context,
): Omit<Store, 'transaction' | 'close' | 'compact' | 'snapshot' | 'file'> {
  const check = context.prepare('PRAGMA quick_check')
  const pages = context.prepare(
    'SELECT page_count * page_size AS bytes FROM pragma_page_count(), pragma_page_size()',
  )
  return {
    ...runStore(context),
    ...logStore(context),
    ...observationStore(context),
    ...findingStore(context),
    ...currentStore(context),
    ...removalStore(context),
    ...outboxStore(context),
    async health() {
      const found = check.all().map(row => String(row['quick_check']))
      return {
        ok: found.length === 1 && found[0] === 'ok',
        detail: found.join('; '),
        bytes: Number(pages.get()?.['bytes']),
      }
    },
  }
}
