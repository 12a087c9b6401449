import { createHash } from 'node:crypto'
import type { Hash } from 'node:crypto'
import type { Finding } from '../../../common/model/index.ts'
import { addEnded, chainOf, lineOf, PARTS, rootOf, TREE } from '../digests.ts'
import { bytesOrNull, text } from '../row.ts'
import { NOTHING_ENDED } from '../store.ts'
import type { Ended, Place, Store, Thing } from '../store.ts'
import { bucketOf, chunksOf, each } from './context.ts'
import type { Context } from './context.ts'
import { columnsOf, lowestOf } from './finding-columns.ts'
import { THINGS } from './parts.ts'

/** Everything that counts as current of a tenant, in an order that no insertion changes. */
const current = [
  `SELECT type, id, name, parent_type, parent_id, valid_from FROM resource
    WHERE tenant = $1 AND valid_to IS NULL ORDER BY type, id, valid_from, name`,
  `SELECT s.type, s.resource, s.setting, s.source, o.state, o.value, o.reason, o.detail, o.grade, o.at, o.until, o.evidence, o.valid_from
    FROM observation o JOIN subject s ON s.id = o.subject
    WHERE s.tenant = $1 AND o.valid_to IS NULL ORDER BY s.type, s.resource, s.setting, s.source, o.valid_from, o.value NULLS FIRST`,
  `SELECT type, reason, detail FROM unlisted WHERE tenant = $1 ORDER BY type`,
  `SELECT id, finding, valid_from FROM finding
    WHERE tenant = $1 AND valid_to IS NULL ORDER BY id, valid_from, finding`,
] as const

const AMONG = 'unnest($2::text[], $3::text[]) WITH ORDINALITY AS u (type, id, n)'
/** What follows from a line, as it stands in columns. */
const FOLLOWS =
  'f."check", f.metric, f.outcome, f.accepted, f.severity, f.reason, f.since, f.grade, f.exception, f.resource_type, f.resource_id, f.lowest'
/** How many columns those are. */
const FOLLOWING = 12

/**
 * The same of some things; which of them first, and last what follows from the rest. What broke off the
 * list of a type is of the thing without an id.
 */
const ofThings = [
  `SELECT u.n, r.name, r.parent_type, r.parent_id, r.valid_from, r.from_entry FROM ${AMONG}
    CROSS JOIN ${each('resource', 'tenant = $1 AND type = u.type AND id = u.id AND valid_to IS NULL')} AS r ORDER BY u.n, r.valid_from, r.name`,
  `SELECT u.n, s.setting, s.source, o.state, o.value, o.reason, o.detail, o.grade, o.at, o.until, o.evidence, o.valid_from, o.from_entry, o.lowest FROM ${AMONG}
    CROSS JOIN ${each('subject', 'tenant = $1 AND type = u.type AND resource = u.id')} AS s CROSS JOIN ${each('observation', 'subject = s.id AND valid_to IS NULL')} AS o
    ORDER BY u.n, s.setting, s.source, o.valid_from, o.value NULLS FIRST`,
  `SELECT u.n, t.reason, t.detail FROM ${AMONG} JOIN unlisted t ON t.tenant = $1 AND t.type = u.type AND u.id = '' ORDER BY u.n`,
  `SELECT u.n, f.id, f.finding, coalesce(upper(encode(f.leaf, 'hex')), ''), f.valid_from, f.from_entry, ${FOLLOWS} FROM ${AMONG}
    CROSS JOIN ${each('finding', 'tenant = $1 AND resource_type = u.type AND resource_id = u.id AND valid_to IS NULL')} AS f ORDER BY u.n, f.id, f.valid_from, f.finding`,
] as const

/**
 * Everything that ended after a place, whole, the place first; in whatever order. What says of its end
 * only the time or only the place ended at none: `else` has it in every answer over the whole.
 */
const ended = (which: string): readonly string[] => [
  `SELECT to_entry, 'resource', type, id, name, parent_type, parent_id, valid_from, valid_to, from_entry
    FROM resource WHERE tenant = $1 AND ${which}`,
  `SELECT o.to_entry, 'observation', s.type, s.resource, s.setting, s.source, o.state, o.value, o.reason, o.detail, o.grade, o.at, o.until, o.evidence, o.run, o.valid_from, o.valid_to, o.from_entry, o.lowest
    FROM observation o JOIN subject s ON s.id = o.subject WHERE s.tenant = $1 AND ${which}`,
  `SELECT to_entry, 'finding', id, finding, run, valid_from, valid_to, from_entry, ${FOLLOWS}
    FROM finding f WHERE tenant = $1 AND ${which}`,
]
const LATER = 'to_entry > $2'
const ANY = '(to_entry > $2 OR (to_entry IS NULL) <> (valid_to IS NULL) OR to_entry < 0)'

/** Things of which something came or went from a place on. */
const MOVED = `
  SELECT type, id FROM resource WHERE tenant = $1 AND from_entry >= $2
  UNION SELECT type, id FROM resource WHERE tenant = $1 AND to_entry >= $2
  UNION SELECT s.type, s.resource FROM observation o JOIN subject s ON s.id = o.subject WHERE s.tenant = $1 AND o.from_entry >= $2
  UNION SELECT s.type, s.resource FROM observation o JOIN subject s ON s.id = o.subject WHERE s.tenant = $1 AND o.to_entry >= $2
  UNION SELECT type, '' FROM unlisted WHERE tenant = $1
  UNION SELECT resource_type, resource_id FROM finding WHERE tenant = $1 AND from_entry >= $2
  UNION SELECT resource_type, resource_id FROM finding WHERE tenant = $1 AND to_entry >= $2`

/** How many rows there are of it, however they are found: one that belongs to no thing is not left out. */
const COUNT = `SELECT (SELECT count(*) FROM resource WHERE tenant = $1 AND valid_to IS NULL)
  + (SELECT count(*) FROM subject s CROSS JOIN ${each('observation', 'subject = s.id AND valid_to IS NULL')} AS o WHERE s.tenant = $1)
  + (SELECT count(*) FROM unlisted WHERE tenant = $1)
  + (SELECT count(*) FROM finding WHERE tenant = $1 AND valid_to IS NULL) AS count`

/** Things that are read together. */
const TOGETHER = 500
/** How long kept parts are taken for what the rows are, in milliseconds, where nobody else wrote. */
const TRUSTED_FOR = 86_400_000
/** Where columns are not what follows from their line: no digest that anything sealed. */
const DAMAGED = 'damaged'

type Trust = { readonly standing: string; readonly until: number }
/** Of one thing; null where nothing of it is current. */
type Part = { readonly digest: Uint8Array | null; readonly rows: number; readonly sound: boolean }

/**
 * What the next judgement starts from, and what views show, as one digest: the same over the same rows as
 * the SQLite store's. Parts and buckets are kept, and what is written takes away the ones that it touches,
 * so that a change costs as much as it is. They are compared with all rows first, and whenever anybody
 * else wrote.
 */
export function currentStore({
  query,
  lists,
  written,
  isInside,
  atOnce,
}: Context): Pick<Store, 'currentDigest' | 'endedChain' | 'version' | 'others'> {
  const trusted = new Map<string, Trust>()
  const chains = new Map<string, Trust & { readonly ended: Ended }>()

  const partsOf = async (tenant: string, things: readonly Thing[]): Promise<Part[]> => {
    const types = things.map(({ type }) => type)
    const ids = things.map(({ id }) => id)
    const found: { readonly lines: string[][]; rows: number; sound: boolean }[] = things.map(
      () => ({ lines: ofThings.map(() => []), rows: 0, sound: true }),
    )
    for (const [kind, sql] of ofThings.entries())
      for (const [n, ...row] of await lists(sql, [tenant, types, ids])) {
        const part = found[Number(n) - 1]
        if (!part) continue
        const { sealed, sound } = sealedOf(kind, row)
        part.rows++
        part.sound &&= sound
        part.lines[kind]?.push(`${JSON.stringify(sealed)}\n`)
      }
    return found.map(({ lines, rows, sound }) => {
      const hash = createHash('sha256')
      for (const kind of lines) hash.update(`${kind.join('')}\n`)
      return { digest: rows === 0 ? null : hash.digest(), rows, sound }
    })
  }
  const keepParts = async (
    tenant: string,
    parts: readonly (Thing & { readonly digest: Uint8Array | null })[],
  ): Promise<void> => {
    if (!isInside()) return
    const columns = (some: typeof parts) =>
      [some.map(({ type }) => type), some.map(({ id }) => id)] as const
    const [none, some] = [
      parts.filter(({ digest }) => digest === null),
      parts.filter(({ digest }) => digest !== null),
    ]
    if (none.length > 0)
      await query(
        'DELETE FROM current_part USING unnest($2::text[], $3::text[]) AS u (type, id) WHERE tenant = $1 AND current_part.type = u.type AND current_part.id = u.id',
        [tenant, ...columns(none)],
      )
    if (some.length > 0)
      await query(
        `INSERT INTO current_part (tenant, type, id, bucket, digest) SELECT $1, u.* FROM unnest($2::text[], $3::text[], $4::integer[], $5::bytea[]) AS u (type, id, bucket, digest)
          ON CONFLICT (tenant, type, id) DO UPDATE SET digest = excluded.digest`,
        [
          tenant,
          ...columns(some),
          some.map(({ id }) => bucketOf(id)),
          some.map(({ digest }) => digest),
        ],
      )
  }
  const keepBuckets = async (
    tenant: string,
    buckets: ReadonlyMap<number, Uint8Array | null>,
  ): Promise<void> => {
    if (!isInside()) return
    const none = [...buckets].flatMap(([bucket, digest]) => (digest === null ? [bucket] : []))
    const some = [...buckets].filter(([, digest]) => digest !== null)
    if (none.length > 0)
      await query('DELETE FROM current_bucket WHERE tenant = $1 AND bucket = ANY($2::integer[])', [
        tenant,
        none,
      ])
    if (some.length > 0)
      await query(
        `INSERT INTO current_bucket (tenant, bucket, digest) SELECT $1, u.* FROM unnest($2::integer[], $3::bytea[]) AS u (bucket, digest)
          ON CONFLICT (tenant, bucket) DO UPDATE SET digest = excluded.digest`,
        [tenant, some.map(([bucket]) => bucket), some.map(([, digest]) => digest)],
      )
  }
  const bucketsOf = async (tenant: string): Promise<Map<number, Uint8Array | null>> => {
    const rows = await query(
      'SELECT bucket, digest FROM current_bucket WHERE tenant = $1 ORDER BY bucket',
      [tenant],
    )
    return new Map(rows.map(row => [Number(row['bucket']), bytesOrNull(row, 'digest')] as const))
  }

  /** As stores without parts sealed it. */
  const flat = async (tenant: string): Promise<string> => {
    const hash = createHash('sha256')
    for (const sql of current) {
      for (const row of await lists(sql, [tenant])) hash.update(`${JSON.stringify(row)}\n`)
      hash.update('\n')
    }
    return hash.digest('hex')
  }
  /** All parts, sorted; @throws nothing: `sound` says whether they are all there is, as it should be */
  const allParts = async (
    tenant: string,
    each: (thing: Thing, digest: Uint8Array | null) => void,
  ): Promise<boolean> => {
    let [rows, sound] = [0, true]
    const things = await query(THINGS, [tenant])
    for (const some of chunksOf(things, TOGETHER)) {
      const named = some.map(row => ({ type: text(row, 'type'), id: text(row, 'id') }))
      const parts = await partsOf(tenant, named)
      for (const [index, part] of parts.entries()) {
        rows += part.rows
        sound &&= part.sound
        const thing = named[index]
        if (thing) each(thing, part.digest)
      }
    }
    const [counted] = await query(COUNT, [tenant])
    return sound && rows === Number(counted?.['count'])
  }
  /** As stores without buckets sealed it. */
  const overParts = async (tenant: string): Promise<string> => {
    const hash = createHash('sha256')
    const sound = await allParts(tenant, ({ type, id }, digest) => {
      if (digest) hash.update(lineOf(type, id, digest))
    })
    return sound ? `${PARTS}${hash.digest('hex')}` : DAMAGED
  }
  /** From all rows; where it may write, what was kept follows them. */
  const anew = async (
    tenant: string,
  ): Promise<{ readonly digest: string; readonly fits: boolean }> => {
    const kept = await query('SELECT type, id, digest FROM current_part WHERE tenant = $1', [
      tenant,
    ])
    const known = new Map(
      kept.map(row => {
        const thing = { type: text(row, 'type'), id: text(row, 'id') }
        return [nameOf(thing), { ...thing, digest: bytesOrNull(row, 'digest') }] as const
      }),
    )
    let fits = true
    const others: (Thing & { readonly digest: Uint8Array | null })[] = []
    const made = new Map<number, Hash>()
    const sound = await allParts(tenant, (thing, digest) => {
      const before = known.get(nameOf(thing))
      known.delete(nameOf(thing))
      if (digest) {
        const bucket = bucketOf(thing.id)
        const hash = made.get(bucket) ?? createHash('sha256')
        made.set(bucket, hash.update(lineOf(thing.type, thing.id, digest)))
      }
      if (same(before?.digest, digest)) return
      // One that was touched is no contradiction.
      if (before?.digest !== null) fits = false
      others.push({ ...thing, digest })
    })
    for (const { type, id, digest } of known.values()) {
      if (digest === null) continue
      fits = false
      others.push({ type, id, digest: null })
    }
    if (!sound) return { digest: DAMAGED, fits: false }
    for (const some of chunksOf(others, 5000)) await keepParts(tenant, some)
    const found = new Map([...made].map(([bucket, hash]) => [bucket, hash.digest()] as const))
    const had = await bucketsOf(tenant)
    const differ = new Map<number, Uint8Array | null>()
    for (const bucket of new Set([...found.keys(), ...had.keys()])) {
      const before = had.get(bucket)
      if (same(before, found.get(bucket))) continue
      if (before !== null) fits = false
      differ.set(bucket, found.get(bucket) ?? null)
    }
    await keepBuckets(tenant, differ)
    return { digest: rootOf(found), fits }
  }
  /**
   * Of buckets that were touched, by the parts in them: those that were touched, and `moved`, are made
   * anew. Null where these are not as they should be.
   */
  const fromParts = async (
    tenant: string,
    buckets: readonly number[],
    moved: readonly Thing[],
  ): Promise<Map<number, Uint8Array | null> | null> => {
    const again = new Map(moved.map(thing => [nameOf(thing), thing] as const))
    const rows = await query(
      'SELECT type, id, bucket, digest FROM current_part WHERE tenant = $1 AND bucket = ANY($2::integer[]) ORDER BY bucket, type, id',
      [tenant, buckets],
    )
    const parts = rows.map(row => {
      const thing = { type: text(row, 'type'), id: text(row, 'id') }
      const digest = again.delete(nameOf(thing)) ? null : bytesOrNull(row, 'digest')
      return { ...thing, bucket: Number(row['bucket']), digest }
    })
    const touched = parts.filter(({ digest }) => digest === null)
    for (const some of chunksOf(touched, TOGETHER)) {
      const fresh = await partsOf(tenant, some)
      if (fresh.some(({ sound }) => !sound)) return null
      for (const [index, part] of some.entries()) part.digest = fresh[index]?.digest ?? null
    }
    // What is current and nothing is kept of is no part of any bucket that was sealed.
    for (const some of chunksOf(again.values(), TOGETHER))
      if ((await partsOf(tenant, some)).some(part => part.rows > 0)) return null
    for (const some of chunksOf(touched, 5000)) await keepParts(tenant, some)
    const made = new Map<number, Hash>()
    for (const { type, id, bucket, digest } of parts) {
      if (!digest) continue
      const hash = made.get(bucket) ?? createHash('sha256')
      made.set(bucket, hash.update(lineOf(type, id, digest)))
    }
    return new Map(buckets.map(bucket => [bucket, made.get(bucket)?.digest() ?? null] as const))
  }
  /** @param moved things that are read again, whatever is kept of them */
  const fromBuckets = async (tenant: string, moved: readonly Thing[] = []): Promise<string> => {
    const buckets = await bucketsOf(tenant)
    const touched = new Set(moved.map(({ id }) => bucketOf(id)))
    for (const [bucket, digest] of buckets) if (digest === null) touched.add(bucket)
    if (touched.size > 0) {
      const fresh = await fromParts(tenant, [...touched], moved)
      if (!fresh) return DAMAGED
      for (const [bucket, digest] of fresh) buckets.set(bucket, digest)
      await keepBuckets(tenant, fresh)
    }
    return rootOf(
      new Map(
        [...buckets].flatMap(([bucket, digest]) => (digest ? [[bucket, digest] as const] : [])),
      ),
    )
  }
  const movedSince = async (tenant: string, place: Place): Promise<Thing[]> =>
    (await query(MOVED, [tenant, place])).map(row => ({
      type: text(row, 'type'),
      id: text(row, 'id'),
    }))
  const chained = async (statements: readonly string[], tenant: string, from: Ended) => {
    const byPlace = new Map<Place, string[]>()
    for (const sql of statements)
      for (const row of await lists(sql, [tenant, from.place])) addEnded(byPlace, endedOf(row))
    return chainOf(byPlace, from)
  }

  return {
    async currentDigest(tenant, { like = TREE, anew: always = false, since } = {}) {
      if (since !== undefined && like.startsWith(TREE))
        return atOnce(async () => fromBuckets(tenant, await movedSince(tenant, since)))
      const { others, rollbacks } = await written()
      const now = `${others}.${rollbacks}`
      if (!like.startsWith(TREE))
        return atOnce(() => (like.startsWith(PARTS) ? overParts(tenant) : flat(tenant)))
      const trust = trusted.get(tenant)
      if (!always && trust?.standing === now && performance.now() < trust.until)
        return atOnce(() => fromBuckets(tenant))
      const { digest, fits } = await atOnce(() => anew(tenant))
      if (fits) trusted.set(tenant, { standing: now, until: performance.now() + TRUSTED_FOR })
      else trusted.delete(tenant)
      return digest
    },
    async endedChain(tenant, from, { anew: always = false } = {}) {
      const { others, rollbacks, removals } = await written()
      const standing = `${others}.${rollbacks}.${removals}`
      const known = chains.get(tenant)
      const whole = from.place === NOTHING_ENDED.place
      const goesOn =
        whole && !always && known?.standing === standing && performance.now() < known.until
      const start = goesOn ? known.ended : from
      const found = await atOnce(() =>
        chained(ended(whole && !goesOn ? ANY : LATER), tenant, start),
      )
      if (whole && !isInside()) {
        const until = goesOn ? known.until : performance.now() + TRUSTED_FOR
        chains.set(tenant, { standing, until, ended: found })
      }
      return found
    },
    async others() {
      return (await written()).others
    },
    async version() {
      const { others, commits } = await written()
      return `${others}.${commits}`
    },
  }
}

function nameOf({ type, id }: Thing): string {
  return JSON.stringify([type, id])
}

function same(before: Uint8Array | null | undefined, now: Uint8Array | null | undefined): boolean {
  return before && now ? Buffer.compare(before, now) === 0 : before === undefined && !now
}

/** What is sealed of a current row, and whether what follows from it is what stands beside. */
function sealedOf(
  kind: number,
  row: readonly unknown[],
): { readonly sealed: readonly unknown[]; readonly sound: boolean } {
  if (kind === 1) return { sealed: row.slice(0, -1), sound: isLowest(row.at(-1), row[9]) }
  if (kind !== 3) return { sealed: row, sound: true }
  const sealed = row.slice(0, -FOLLOWING)
  return { sealed, sound: follows(String(row[0]), String(row[1]), row.slice(-FOLLOWING)) }
}

/** Of what ended, too: where what follows from it is something else, it is another row. */
function endedOf(row: readonly unknown[]): readonly unknown[] {
  if (row[1] === 'observation') return isLowest(row.at(-1), row[13]) ? row.slice(0, -1) : row
  if (row[1] !== 'finding') return row
  const [line, columns] = [row.slice(0, -FOLLOWING), row.slice(-FOLLOWING)]
  return follows(String(row[2]), String(row[3]), columns) ? line : row
}

function isLowest(lowest: unknown, evidence: unknown): boolean {
  try {
    return lowestOf(JSON.parse(String(evidence)) as { readonly index: number }[]) === lowest
  } catch {
    return false
  }
}

function follows(id: string, line: string, columns: readonly unknown[]): boolean {
  try {
    const finding = JSON.parse(line) as Finding
    const expected = [finding.id, ...columnsOf(finding)]
    return [id, ...columns].every((value, index) => value === expected[index])
  } catch {
    return false
  }
}
