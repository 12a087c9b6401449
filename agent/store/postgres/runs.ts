import { text, textOrNull } from '../row.ts'
import { toCacheEntry, toPairing, toRun } from '../run-rows.ts'
import type { Store } from '../store.ts'
import { conditions, eachOf, inserting } from './context.ts'
import type { Context } from './context.ts'

/** Runs, captures, pairings, conditional-request memory, named values. */
export function runStore({
  query,
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
  const insertCaptures = inserting(query, 'capture', {
    id: 'text',
    tenant: 'text',
    pairing: 'text',
    at: 'text',
    evidence: 'bigint',
  })
  return {
    startRun: write(async run => {
      await query(
        `INSERT INTO run (id, tenant, kind, started_at, status, catalogue) VALUES ($1, $2, $3, $4, 'running', $5)`,
        [run.id, run.tenant, run.kind, run.startedAt, run.catalogue],
      )
    }),
    finishRun: write(async (id, end) => {
      await query(
        'UPDATE run SET finished_at = $1, status = $2, requests = $3, snapshot = $4, checkpoint = $5 WHERE id = $6',
        [end.finishedAt, end.status, end.requests, end.snapshot, end.checkpoint, id],
      )
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
      const order = filter.status ? 'checkpoint DESC NULLS LAST, row_id DESC' : 'row_id DESC'
      const most = filter.limit === undefined ? '' : ` LIMIT ${Math.trunc(filter.limit)}`
      return (await query(`SELECT * FROM run${where} ORDER BY ${order}${most}`, values)).map(toRun)
    },
    async tenants() {
      return (await query(eachOf('run', 'tenant'))).map(row => text(row, 'tenant'))
    },
    async knownCaptures(ids) {
      const rows = await query('SELECT id FROM capture WHERE id = ANY($1::text[])', [ids])
      return new Set(rows.map(row => text(row, 'id')))
    },
    putCaptures: write(async items => {
      await insertCaptures(
        items.map(({ id, tenant, pairing, at, evidence }) => [id, tenant, pairing, at, evidence]),
      )
    }),
    putPairing: write(async item => {
      await query(
        `INSERT INTO pairing (id, name, origin, public_key, paired_at, last_seen, revoked_at) VALUES ($1, $2, $3, $4, $5, $6, $7)
        ON CONFLICT (id) DO UPDATE SET name = excluded.name, last_seen = excluded.last_seen, revoked_at = excluded.revoked_at`,
        [
          item.id,
          item.name,
          item.origin,
          item.publicKey,
          item.pairedAt,
          item.lastSeen,
          item.revokedAt,
        ],
      )
    }),
    async pairings() {
      return (await query('SELECT * FROM pairing ORDER BY paired_at')).map(toPairing)
    },
    async cacheEntry(tenant, request) {
      const [row] = await query('SELECT * FROM cache WHERE tenant = $1 AND request = $2', [
        tenant,
        request,
      ])
      return row ? toCacheEntry(row) : null
    },
    putCacheEntry: write(async entry => {
      await query(
        `INSERT INTO cache (tenant, request, etag, last_modified, link, evidence, seal) VALUES ($1, $2, $3, $4, $5, $6, $7)
        ON CONFLICT (tenant, request) DO UPDATE SET etag = excluded.etag, last_modified = excluded.last_modified,
          link = excluded.link, evidence = excluded.evidence, seal = excluded.seal`,
        [
          entry.tenant,
          entry.request,
          entry.etag,
          entry.lastModified,
          entry.link,
          entry.evidence,
          entry.seal,
        ],
      )
    }),
    async get(key) {
      const [row] = await query('SELECT value FROM named WHERE key = $1', [key])
      return textOrNull(row ?? {}, 'value')
    },
    set: writeAside(async (key, value) => {
      await query(
        'INSERT INTO named (key, value) VALUES ($1, $2) ON CONFLICT (key) DO UPDATE SET value = excluded.value',
        [key, value],
      )
    }),
  }
}
