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
 * Columns of the store in which a flipped bit is not found, and why that takes nothing from the
 * record. All others are found. A column that is in neither group fails the test: whoever adds one
 * decides.
 */
export const unsealed: Readonly<Record<string, string>> = {
  'checkpoint.at':
    'only chooses which checkpoint a window ends with; the entries under it carry their own sealed times',
  'checkpoint.run': "only says after which run it was signed; that run's manifest is sealed",
  'checkpoint.token_at': 'repeats the time that the stamp itself carries',
  'finding.id': 'an index: the finding beside it carries its own id, sealed',
  'finding.run': 'an index: the assessment entry names its run',
  'finding.valid_from': 'a time for the history: what stood when goes by place',
  'finding.valid_to': 'the same; one that is opened or closed is found',
  'finding.from_entry':
    'a place moved between two assessments changes what none of them saw; moved across one, it is found',
  'finding.to_entry': 'the same',
  'observation.grade': 'repeated in every sealed finding that rests on it',
  'observation.at': 'the sealed evidence carries the time at which it was seen',
  'observation.evidence': 'repeated in every sealed finding that rests on it',
  'observation.until': 'the sealed statement says until when it counts',
  'observation.run': 'an index: the sealed manifest lists what the run read',
  'observation.valid_from': 'a time for coverage: what stood when goes by place',
  'observation.valid_to': 'the same; one that is opened or closed is found',
  'observation.from_entry':
    'a place moved between two scans changes what none of them read; moved across one, it is found',
  'observation.to_entry': 'the same',
  'resource.tenant':
    'names of resources are repeated in every sealed finding, from which exports take them',
  'resource.type': 'the same',
  'resource.id': 'the same',
  'resource.name': 'the same',
  'resource.parent_type': 'the same',
  'resource.parent_id': 'the same',
  'resource.valid_from': 'the same',
  'resource.valid_to': 'the same',
  'resource.from_entry': 'the same',
  'resource.to_entry': 'the same',
  'unlisted.tenant': 'why a list broke off is repeated in the sealed manifest',
  'unlisted.type': 'the same',
  'unlisted.reason': 'the same',
  'unlisted.detail': 'the same',
  'capture.id': 'only keeps a capture that was sent twice from being stored twice',
  'capture.tenant': 'the same',
  'capture.pairing': 'the same',
  'capture.at': 'the same',
  'capture.evidence': 'the same',
  'pairing.id': 'who may send captures: not part of the record',
  'pairing.name': 'the same',
  'pairing.origin': 'the same',
  'pairing.public_key': 'the same',
  'pairing.paired_at': 'the same',
  'pairing.last_seen': 'the same',
  'pairing.revoked_at': 'the same',
  'cache.tenant': 'what to ask a service with: a changed value leads to a full reply',
  'cache.request': 'the same',
  'cache.etag': 'the same',
  'cache.last_modified': 'the same',
  'cache.link': 'the same',
  'cache.evidence': 'the same',
  'named.key': 'small values of the program',
  'named.value': 'the same',
}

export type Cell = {
  readonly table: string
  readonly column: string
  readonly rowid: number
  readonly before: unknown
  readonly after: unknown
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
  where = '1',
): Cell | null {
  const key =
    table === 'node' || table === 'cache' || table === 'named' || table === 'unlisted'
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
  const cell = { table, column, rowid, before, after }
  // A changed key can collide with another row: that is no tampering that leaves a trace to look
  // for.
  try {
    writeCell(database, cell, after)
  } catch {
    return null
  }
  return cell
}

export function writeCell(
  database: DatabaseSync,
  { table, column, rowid, before, after }: Cell,
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
}

function flipValue(value: unknown, random: () => number): unknown {
  if (typeof value === 'number') return value ^ (1 << Math.floor(random() * 20))
  const bytes = Buffer.from(value instanceof Uint8Array ? value : String(value))
  const byte = Math.floor(random() * bytes.length)
  bytes[byte] = (bytes[byte] ?? 0) ^ (1 << Math.floor(random() * 8))
  return typeof value === 'string' ? bytes : new Uint8Array(bytes)
}
