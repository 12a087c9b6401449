import type { Store } from '../store.ts'
import { connect } from './connections.ts'
import { inWords } from './failure.ts'
import { findingStore } from './findings.ts'
import { logStore } from './log.ts'
import { observationStore } from './observations.ts'
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
  const { transaction, alone, close, ...context } = inWords(file, () =>
    connect(file, openDatabase(file, options), openReader(file)),
  )
  const check = context.prepare('PRAGMA quick_check')
  const pages = context.prepare(
    'SELECT page_count * page_size AS bytes FROM pragma_page_count(), pragma_page_size()',
  )

  return {
    transaction,
    close,
    ...runStore(context),
    ...logStore(context),
    ...observationStore(context),
    ...findingStore(context),
    ...removalStore(context),
    compact: () =>
      alone(writer => {
        writer.exec('PRAGMA wal_checkpoint(TRUNCATE); VACUUM; PRAGMA wal_checkpoint(TRUNCATE);')
        removeUpgradeBackups(file)
      }),
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
