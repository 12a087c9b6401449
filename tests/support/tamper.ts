import { Readable } from 'node:stream'
import type { DatabaseSync } from 'node:sqlite'
import { openZip } from '../../agent/export/read-zip.ts'
import type { ZipReader } from '../../agent/export/read-zip.ts'

/** Numbers in [0, 1) that a seed repeats (mulberry32). */
export function seeded(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}

export type Members = Omit<ZipReader, 'close'>

/** An archive in memory, in which single members can be changed. */
export async function loadBundle(file: string): Promise<Map<string, Buffer>> {
  const zip = await openZip(file)
  try {
    return new Map(
      await Promise.all(zip.names.map(async name => [name, await zip.bytes(name)] as const)),
    )
  } finally {
    zip.close()
  }
}

export function membersOf(contents: ReadonlyMap<string, Buffer>): Members {
  const get = (name: string): Buffer =>
    contents.get(name) ??
    (() => {
      throw new Error(`there is no "${name}"`)
    })()
  return {
    names: [...contents.keys()],
    twice: [],
    bytes: async name => get(name),
    stream: async name => Readable.from([get(name)], { objectMode: false }),
  }
}

export type Flip = { readonly name: string; readonly byte: number; readonly bit: number }

/** A random bit of a random member: small files are as likely as large ones. */
export function randomFlip(
  contents: ReadonlyMap<string, Buffer>,
  random: () => number,
  among: (name: string) => boolean = () => true,
): Flip {
  const names = [...contents.keys()].filter(
    name => among(name) && (contents.get(name)?.length ?? 0) > 0,
  )
  const name = names[Math.floor(random() * names.length)] ?? ''
  return {
    name,
    byte: Math.floor(random() * (contents.get(name)?.length ?? 0)),
    bit: Math.floor(random() * 8),
  }
}

export function flipped(
  contents: ReadonlyMap<string, Buffer>,
  flips: readonly Flip[],
): Map<string, Buffer> {
  const changed = new Map(contents)
  for (const { name, byte, bit } of flips) {
    const copy = Buffer.from(changed.get(name) ?? [])
    copy[byte] = (copy[byte] ?? 0) ^ (1 << bit)
    changed.set(name, copy)
  }
  return changed
}

/**
 * Columns of the store in which a flipped bit is not always found, why that takes nothing from the
 * record, and the worst that can be written there (SQL that sets it): a test writes it, and no
 * verdict, view, export or next scan is another. All others are found. A column that is in neither
 * group fails the test: whoever adds one decides.
 */
export const unsealed: Readonly<
  Record<string, { readonly why: string; readonly worst: string; readonly where?: string }>
> = {
  'checkpoint.at': {
    why: 'the sealed time of the last entry under it counts',
    worst: `'2031-01-01T00:00:00.000Z'`,
  },
  'checkpoint.run': { why: 'the last entry under it says of which run it is', worst: 'NULL' },
  'checkpoint.token_at': {
    why: 'the stamp itself carries its time',
    worst: `'2020-01-01T00:00:00.000Z'`,
  },
  'finding.run': {
    why: 'an index: the assessment entry names its run',
    worst: `'other'`,
    where: 'valid_to IS NULL',
  },
  'observation.run': {
    why: 'an index: the sealed manifest lists what it read',
    worst: `'other'`,
    where: 'valid_to IS NULL',
  },
  'capture.id': {
    why: 'only keeps a capture that was sent twice from being stored twice',
    worst: `'other' || rowid`,
  },
  'capture.tenant': { why: 'the same', worst: `'other'` },
  'capture.pairing': { why: 'the same', worst: `'other'` },
  'capture.at': { why: 'the same', worst: `'2031-01-01T00:00:00.000Z'` },
  'capture.evidence': { why: 'the same', worst: '0' },
  'pairing.id': {
    why: 'who is paired is sealed in the log; a row only says when a browser was last here',
    worst: `'other' || rowid`,
  },
  'pairing.name': { why: 'the same', worst: `'other'` },
  'pairing.origin': { why: 'the same', worst: `'chrome-extension://other'` },
  'pairing.public_key': { why: 'the same', worst: `'other'` },
  'pairing.paired_at': { why: 'the same', worst: `'2020-01-01T00:00:00.000Z'` },
  'pairing.last_seen': { why: 'the same', worst: 'NULL' },
  'pairing.revoked_at': { why: 'the same', worst: `'2020-01-01T00:00:00.000Z'` },
  'cache.tenant': {
    why: "bound to each other and to the body by the log's key: changed, everything is asked in full",
    worst: `'other'`,
  },
  'cache.request': { why: 'the same', worst: `'other' || rowid` },
  'cache.etag': { why: 'the same', worst: `'"other"'` },
  'cache.last_modified': { why: 'the same', worst: `'Thu, 01 Jan 2037 00:00:00 GMT'` },
  'cache.link': { why: 'the same', worst: `'<http://127.0.0.1/other>; rel="next"'` },
  'cache.evidence': {
    why: 'the same',
    worst: "(SELECT min(idx) FROM evidence WHERE kind = 'evidence')",
  },
  'cache.seal': { why: 'the same', worst: `'other'` },
  'current_part.tenant': {
    why: 'a digest kept of rows: who else wrote to the file has them all compared anew',
    worst: `'other'`,
  },
  'current_part.type': { why: 'the same', worst: `'other' || type` },
  'current_part.id': { why: 'the same', worst: `'other' || id` },
  'current_part.digest': { why: 'the same', worst: `zeroblob(32)` },
  'current_bucket.tenant': { why: 'the same', worst: `'other' || tenant` },
  'current_bucket.bucket': { why: 'the same', worst: `bucket + 256` },
  'current_bucket.digest': { why: 'the same', worst: `zeroblob(32)` },
  'named.key': {
    why: 'what the log needs of it (its key, what was pruned), and what was said of readings, is sealed in entries, too; what was told proves nothing without its seal; the rest is no evidence',
    worst: `key || '.other'`,
    where: `key NOT LIKE 'log.%'`,
  },
  'named.value': { why: 'the same', worst: `'1'`, where: `key NOT LIKE 'log.%'` },
}

/** Columns that are read of some rows alone: only there is a flipped bit anything. */
const readWhere: Readonly<Record<string, string>> = {
  // The leaf of a line that ended stands in no tree that is made again.
  'finding.leaf': 'valid_to IS NULL',
}

export type Cell = {
  readonly table: string
  readonly column: string
  readonly rowid: number
  readonly before: unknown
  readonly after: unknown
  /** Of a finding: what is kept beside its line, and is gone once the line is written. */
  readonly leaf?: Uint8Array | null
}

/** Every column that holds something, with its rows. */
export function columnsOf(
  database: DatabaseSync,
): { readonly table: string; readonly column: string }[] {
  return database
    .prepare(
      `SELECT m.name AS "table", c.name AS "column" FROM sqlite_master m JOIN pragma_table_info(m.name) c WHERE m.type = 'table' ORDER BY 1, 2`,
    )
    .all()
    .map(row => ({ table: String(row['table']), column: String(row['column']) }))
}

/**
 * Flips one random bit of a random row's cell; null where the column holds nothing. Undo with
 * `writeCell(database, cell, cell.before)`.
 */
export function tamperCell(
  database: DatabaseSync,
  { table, column }: { readonly table: string; readonly column: string },
  random: () => number,
  where = readWhere[`${table}.${column}`] ?? '1',
): Cell | null {
  const key = ['node', 'cache', 'named', 'current_part', 'current_bucket'].includes(table)
    ? null
    : 'rowid'
  if (key === null && table !== 'node') return null
  const rows = key
    ? database
        .prepare(
          `SELECT rowid AS place FROM "${table}" WHERE "${column}" IS NOT NULL AND length("${column}") > 0 AND ${where}`,
        )
        .all()
    : database.prepare('SELECT level * 1000000000 + idx AS place FROM node').all()
  const row = rows[Math.floor(random() * rows.length)]
  if (!row) return null
  const rowid = Number(row['place'])
  const before = (
    table === 'node'
      ? database.prepare(`SELECT "${column}" AS value FROM node WHERE level * 1000000000 + idx = ?`)
      : database.prepare(`SELECT "${column}" AS value FROM "${table}" WHERE rowid = ?`)
  ).get(rowid)?.['value']
  const after = flipValue(before, random)
  const leaf = table === 'finding' ? { leaf: leafOf(database, rowid) } : {}
  const cell = { table, column, rowid, before, after, ...leaf }
  // A changed key can collide with another row: that is no tampering that leaves a trace to look
  // for.
  try {
    writeCell(database, cell, after)
  } catch {
    return null
  }
  return cell
}

function leafOf(database: DatabaseSync, rowid: number): Uint8Array | null {
  const row = database.prepare('SELECT leaf FROM finding WHERE rowid = ?').get(rowid)
  return (row?.['leaf'] ?? null) as Uint8Array | null
}

export function writeCell(
  database: DatabaseSync,
  { table, column, rowid, before, after, leaf }: Cell,
  value: unknown,
): void {
  const bound =
    value instanceof Uint8Array
      ? value
      : typeof value === 'number'
        ? value
        : Buffer.from(String(value))
  const cast =
    typeof value === 'string' || (Buffer.isBuffer(value) && typeof before === 'string')
      ? 'CAST(? AS TEXT)'
      : '?'
  // The key itself may be what changed.
  const changedKey =
    (column === 'idx' || column === 'id') && typeof before === 'number' && table !== 'node'
  const place = changedKey && value === before ? Number(after) : rowid
  if (table === 'node') {
    const nodePlace =
      value === before && column !== 'hash'
        ? column === 'level'
          ? Number(after) * 1e9 + (rowid % 1e9)
          : Math.floor(rowid / 1e9) * 1e9 + Number(after)
        : rowid
    database
      .prepare(`UPDATE node SET "${column}" = ${cast} WHERE level * 1000000000 + idx = ?`)
      .run(bound, nodePlace)
  } else
    database
      .prepare(`UPDATE "${table}" SET "${column}" = ${cast} WHERE rowid = ?`)
      .run(bound, place)
  if (leaf !== undefined && value === before && column === 'finding')
    database.prepare('UPDATE finding SET leaf = ? WHERE rowid = ?').run(leaf, rowid)
}

function flipValue(value: unknown, random: () => number): unknown {
  if (typeof value === 'number') return value ^ (1 << Math.floor(random() * 20))
  const bytes = Buffer.from(value instanceof Uint8Array ? value : String(value))
  const byte = Math.floor(random() * bytes.length)
  bytes[byte] = (bytes[byte] ?? 0) ^ (1 << Math.floor(random() * 8))
  return typeof value === 'string' ? bytes : new Uint8Array(bytes)
}
