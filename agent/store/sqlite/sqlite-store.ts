import { AsyncLocalStorage } from 'node:async_hooks'
import type { Store } from '../store.ts'
import { findingStore } from './findings.ts'
import { logStore } from './log.ts'
import { observationStore } from './observations.ts'
import { openDatabase } from './open.ts'
import { removalStore } from './removal.ts'
import { runStore } from './runs.ts'

/**
 * The default engine: one file, `node:sqlite`, write-ahead log.
 * @param file path of the database, or `:memory:`
 * @throws NewerStoreError when a newer Witnessmark wrote it
 */
export function openSqliteStore(file: string): Store {
  const database = openDatabase(file)
  const inside = new AsyncLocalStorage<true>()
  let last: Promise<unknown> = Promise.resolve()

  // One connection, so transactions queue; a call from inside one joins it.
  const transaction: Store['transaction'] = async work => {
    if (inside.getStore()) return work()
    const mine = last.then(() =>
      inside.run(true, async () => {
        database.exec('BEGIN IMMEDIATE')
        try {
          const result = await work()
          database.exec('COMMIT')
          return result
        } catch (error) {
          database.exec('ROLLBACK')
          throw error
        }
      }),
    )
    last = mine.catch(() => undefined)
    return mine
  }
  const write =
    <A extends readonly unknown[], R>(method: (...args: A) => R) =>
    (...args: A): Promise<R> =>
      transaction(() => method(...args))
  const context = { database, write }

  return {
    transaction,
    async close() {
      await last
      database.close()
    },
    ...runStore(context),
    ...logStore(context),
    ...observationStore(context),
    ...findingStore(context),
    ...removalStore(context),
    async compact() {
      const mine = last.then(() => {
        database.exec('PRAGMA wal_checkpoint(TRUNCATE); VACUUM; PRAGMA wal_checkpoint(TRUNCATE);')
      })
      last = mine.catch(() => undefined)
      return mine
    },
    async health() {
      const check = database
        .prepare('PRAGMA quick_check')
        .all()
        .map(row => String(row['quick_check']))
      const pages = database
        .prepare(
          'SELECT page_count * page_size AS bytes FROM pragma_page_count(), pragma_page_size()',
        )
        .get()
      return {
        ok: check.length === 1 && check[0] === 'ok',
        detail: check.join('; '),
        bytes: Number(pages?.['bytes']),
      }
    },
  }
}
