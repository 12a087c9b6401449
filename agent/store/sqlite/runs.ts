import { toCacheEntry, toPairing, toRun } from '../run-rows.ts'
import type { Store } from '../store.ts'
import { conditions, eachOf, inserting, preparedOnce, text, textOrNull } from './context.ts'
import type { Context } from './context.ts'

/** Runs, captures, pairings, conditional-request memory, named values. */
export function runStore({
  prepare,
  write,
  writeAside,
}: Context): Pick<
  Store,
  | 'startRun'
  | 'finishRun'
  | 'runs'
  | 'tenants'
  | 'knownCaptures'
  | 'putCaptures'
  | 'putPairing'
  | 'pairings'
  | 'cacheEntry'
  | 'putCacheEntry'
  | 'get'
  | 'set'
> {
  const select = preparedOnce(prepare)
  const insertRun = prepare(
    `INSERT INTO run (id, tenant, kind, started_at, status, catalogue) VALUES (?, ?, ?, ?, 'running', ?)`,
  )
  const endRun = prepare(
    'UPDATE run SET finished_at = ?, status = ?, requests = ?, snapshot = ?, checkpoint = ? WHERE id = ?',
  )
  const allTenants = prepare(eachOf('run', 'tenant'))
  const captures = prepare('SELECT id FROM capture WHERE id IN (SELECT value FROM json_each(?))')
  const insertCaptures = inserting(prepare, 'capture', [
    'id',
    'tenant',
    'pairing',
    'at',
    'evidence',
  ])
  const upsertPairing =
    prepare(`INSERT INTO pairing (id, name, origin, public_key, paired_at, last_seen, revoked_at) VALUES (?, ?, ?, ?, ?, ?, ?)
    ON CONFLICT (id) DO UPDATE SET name = excluded.name, last_seen = excluded.last_seen, revoked_at = excluded.revoked_at`)
  const cached = prepare('SELECT * FROM cache WHERE tenant = ? AND request = ?')
  const upsertCache = prepare(
    'INSERT OR REPLACE INTO cache (tenant, request, etag, last_modified, link, evidence, seal) VALUES (?, ?, ?, ?, ?, ?, ?)',
  )
  const named = prepare('SELECT value FROM named WHERE key = ?')
  const upsertNamed = prepare('INSERT OR REPLACE INTO named (key, value) VALUES (?, ?)')

  return {
    startRun: write(run => {
      insertRun.run(run.id, run.tenant, run.kind, run.startedAt, run.catalogue)
    }),
    finishRun: write((id, end) => {
      endRun.run(end.finishedAt, end.status, end.requests, end.snapshot, end.checkpoint, id)
    }),
    async runs(filter = {}) {
      const { where, values } = conditions([
        ['kind = ?', filter.kind],
        ['tenant = ?', filter.tenant],
        ['status = ?', filter.status],
        ['started_at >= ?', filter.from],
        ['started_at <= ?', filter.to],
        ['checkpoint > ?', filter.after],
      ])
      // Only finished ones have a checkpoint.
      const order = filter.status ? 'checkpoint DESC, rowid DESC' : 'rowid DESC'
      return select(`SELECT * FROM run${where} ORDER BY ${order} LIMIT ?`)
        .all(...values, filter.limit ?? -1)
        .map(toRun)
    },
    async tenants() {
      return allTenants.all().map(row => text(row, 'tenant'))
    },
    async knownCaptures(ids) {
      return new Set(captures.all(JSON.stringify(ids)).map(row => text(row, 'id')))
    },
    putCaptures: write(items => {
      insertCaptures(
        items.map(({ id, tenant, pairing, at, evidence }) => [id, tenant, pairing, at, evidence]),
      )
    }),
    putPairing: write(item => {
      upsertPairing.run(
        item.id,
        item.name,
        item.origin,
        item.publicKey,
        item.pairedAt,
        item.lastSeen,
        item.revokedAt,
      )
    }),
    async pairings() {
      return prepare('SELECT * FROM pairing ORDER BY paired_at').all().map(toPairing)
    },
    async cacheEntry(tenant, request) {
      const row = cached.get(tenant, request)
      return row ? toCacheEntry(row) : null
    },
    putCacheEntry: write(entry => {
      upsertCache.run(
        entry.tenant,
        entry.request,
        entry.etag,
        entry.lastModified,
        entry.link,
        entry.evidence,
        entry.seal,
      )
    }),
    async get(key) {
      return textOrNull(named.get(key) ?? {}, 'value')
    },
    set: writeAside((key, value) => {
      upsertNamed.run(key, value)
    }),
  }
}
