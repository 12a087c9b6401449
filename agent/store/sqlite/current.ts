import { createHash, hash as hashOf } from 'node:crypto'
import { setImmediate as turn } from 'node:timers/promises'
import { addEnded, chainOf, lineOf, PARTS, rootOf, TREE } from '../digests.ts'
import { NOTHING_ENDED } from '../store.ts'
import type { Ended, Place, Store } from '../store.ts'
import { BUCKET, bytesOrNull, text } from './context.ts'
import type { Context, Row, Statement } from './context.ts'

/** Everything that counts as current of a tenant, in an order that no insertion changes. */
const current = [
  `SELECT type, id, name, parent_type, parent_id, valid_from FROM resource
    WHERE tenant = ? AND valid_to IS NULL ORDER BY type, id, valid_from, name`,
  `SELECT s.type, s.resource, s.setting, s.source, o.state, o.value, o.reason, o.detail, o.grade, o.at, o.until, o.evidence, o.valid_from
    FROM observation o JOIN subject s ON s.id = o.subject
    WHERE s.tenant = ? AND o.valid_to IS NULL ORDER BY s.type, s.resource, s.setting, s.source, o.valid_from, o.value`,
  `SELECT type, reason, detail FROM unlisted WHERE tenant = ? ORDER BY type`,
  `SELECT id, finding, valid_from FROM finding
    WHERE tenant = ? AND valid_to IS NULL ORDER BY id, valid_from, finding`,
] as const

/** The same of one thing; what broke off the list of a type is of the thing without an id. */
const ofThing = [
  `SELECT name, parent_type, parent_id, valid_from, from_entry FROM resource
    WHERE tenant = ?1 AND type = ?2 AND id = ?3 AND valid_to IS NULL ORDER BY valid_from, name`,
  `SELECT s.setting, s.source, o.state, o.value, o.reason, o.detail, o.grade, o.at, o.until, o.evidence, o.valid_from, o.from_entry
    FROM subject s JOIN observation o ON o.subject = s.id
    WHERE s.tenant = ?1 AND s.type = ?2 AND s.resource = ?3 AND o.valid_to IS NULL ORDER BY s.setting, s.source, o.valid_from, o.value`,
  `SELECT reason, detail FROM unlisted WHERE tenant = ?1 AND type = ?2 AND ?3 = ''`,
  `SELECT id, finding, hex(leaf), valid_from, from_entry FROM finding
    WHERE tenant = ?1 AND resource_type = ?2 AND resource_id = ?3 AND valid_to IS NULL ORDER BY id, valid_from, finding`,
] as const

/**
 * Everything that ended after a place, whole, the place first; in whatever order. What says of its end
 * only the time or only the place ended at none: `else` has it in every answer over the whole.
 */
const ended = (which: string): readonly string[] => [
  `SELECT to_entry, 'resource', type, id, name, parent_type, parent_id, valid_from, valid_to, from_entry
    FROM resource WHERE tenant = ? AND ${which}`,
  `SELECT o.to_entry, 'observation', s.type, s.resource, s.setting, s.source, o.state, o.value, o.reason, o.detail, o.grade, o.at, o.until, o.evidence, o.run, o.valid_from, o.valid_to, o.from_entry
    FROM observation o CROSS JOIN subject s ON s.id = o.subject WHERE s.tenant = ? AND ${which}`,
  `SELECT to_entry, 'finding', id, finding, run, valid_from, valid_to, from_entry
    FROM finding WHERE tenant = ? AND ${which}`,
]
const LATER = 'to_entry > ?'
const ANY = '(to_entry > ? OR (to_entry IS NULL) <> (valid_to IS NULL) OR to_entry < 0)'

/** All that may have a current row. */
const things = `SELECT type, id, ${BUCKET} AS bucket FROM (
    SELECT type, id FROM resource WHERE tenant = ?1 AND valid_to IS NULL
    UNION SELECT type, resource FROM subject WHERE tenant = ?1
    UNION SELECT type, '' FROM unlisted WHERE tenant = ?1
    UNION SELECT resource_type, resource_id FROM finding WHERE tenant = ?1 AND valid_to IS NULL)`

/** Those of which something came or went from a place on. */
const moved = `SELECT type, id, ${BUCKET} AS bucket FROM (
    SELECT type, id FROM resource WHERE tenant = ?1 AND from_entry >= ?2
    UNION SELECT type, id FROM resource WHERE tenant = ?1 AND to_entry >= ?2
    UNION SELECT s.type, s.resource FROM observation o CROSS JOIN subject s ON s.id = o.subject AND s.tenant = ?1 WHERE o.from_entry >= ?2
    UNION SELECT s.type, s.resource FROM observation o CROSS JOIN subject s ON s.id = o.subject AND s.tenant = ?1 WHERE o.to_entry >= ?2
    UNION SELECT type, '' FROM unlisted WHERE tenant = ?1
    UNION SELECT resource_type, resource_id FROM finding WHERE tenant = ?1 AND from_entry >= ?2
    UNION SELECT resource_type, resource_id FROM finding WHERE tenant = ?1 AND to_entry >= ?2)
  ORDER BY bucket`

/**
 * How long kept parts are taken for what the rows are, in milliseconds, where neither SQLite nor the
 * file system says that anybody else wrote.
 */
const TRUSTED_FOR = 86_400_000

/** How many rows there are of it, however they are found: one that belongs to no thing is not left out. */
const counted = `SELECT (SELECT count(*) FROM resource WHERE tenant = ?1 AND valid_to IS NULL)
  + (SELECT count(*) FROM observation o JOIN subject s ON s.id = o.subject WHERE s.tenant = ?1 AND o.valid_to IS NULL)
  + (SELECT count(*) FROM unlisted WHERE tenant = ?1)
  + (SELECT count(*) FROM finding INDEXED BY finding_current WHERE tenant = ?1 AND valid_to IS NULL) AS count`

/** So often all rows are compared while others are served, before it is done at one moment. */
const TRIES = 3

/** Where the file itself is not sound: no digest that anything sealed. */
const DAMAGED = 'damaged'

type Trust = { readonly standing: string; readonly until: number }

/**
 * What the next judgement starts from, and what views show, as one digest: over buckets of parts, each
 * a thing with all that is current of it. Parts and buckets are kept, and what is written takes away
 * the ones that it touches (triggers of the store), so that a change costs as much as it is. They are
 * compared with all rows first, and whenever anybody else wrote to the file.
 */
export function currentStore({
  prepare,
  aside,
  written,
  isInside,
  atOnce,
}: Context): Pick<Store, 'currentDigest' | 'endedChain' | 'version' | 'others'> {
  const whole = current.map(sql => prepare(sql))
  const parts = ofThing.map(sql => prepare(sql))
  const byName = prepare(`${things} ORDER BY 1, 2`)
  const byBucket = prepare(`${things} ORDER BY bucket, 1, 2`)
  const movedThings = prepare(moved)
  const count = prepare(counted)
  const keptBuckets = prepare(
    'SELECT bucket FROM current_part WHERE tenant = ?1 UNION SELECT bucket FROM current_bucket WHERE tenant = ?1',
  )
  const keptBucket = prepare('SELECT digest FROM current_bucket WHERE tenant = ? AND bucket = ?')
  const keptIn = prepare(
    'SELECT type, id, digest FROM current_part WHERE tenant = ? AND bucket = ? ORDER BY type, id',
  )
  const put = prepare(
    'INSERT OR REPLACE INTO current_part (tenant, type, id, digest) VALUES (?, ?, ?, ?)',
  )
  const drop = prepare('DELETE FROM current_part WHERE tenant = ? AND type = ? AND id = ?')
  const buckets = prepare(
    'SELECT bucket, digest FROM current_bucket WHERE tenant = ? ORDER BY bucket',
  )
  const putBucket = prepare(
    'INSERT OR REPLACE INTO current_bucket (tenant, bucket, digest) VALUES (?, ?, ?)',
  )
  const dropBucket = prepare('DELETE FROM current_bucket WHERE tenant = ? AND bucket = ?')
  const trusted = new Map<string, Trust>()
  const later = ended(LATER).map(sql => prepare(sql))
  const any = ended(ANY).map(sql => prepare(sql))
  const chains = new Map<string, Trust & { readonly ended: Ended }>()
  let sound: string | null = null

  /** Of one thing; null where nothing of it is current. */
  const partOf = (
    tenant: string,
    type: string,
    id: string,
  ): { readonly digest: Buffer | null; readonly rows: number } => {
    let [sealed, rows] = ['', 0]
    // Of one thing there are few: one by one, SQLite's rows and what is hashed of them cost twice as much.
    for (const statement of parts) {
      for (const row of statement.lists(tenant, type, id)) {
        rows++
        sealed += `${JSON.stringify(row)}\n`
      }
      sealed += '\n'
    }
    return { digest: rows === 0 ? null : hashOf('sha256', sealed, 'buffer'), rows }
  }
  const keepPart = (tenant: string, type: string, id: string, digest: Uint8Array | null): void => {
    if (!isInside()) return
    if (digest === null) drop.run(tenant, type, id)
    else put.run(tenant, type, id, digest)
  }
  const keepBucket = (tenant: string, bucket: number, digest: Uint8Array | null): void => {
    if (!isInside()) return
    if (digest === null) dropBucket.run(tenant, bucket)
    else putBucket.run(tenant, bucket, digest)
  }

  /** As stores without parts sealed it. */
  const flat = (tenant: string): string => {
    const hash = createHash('sha256')
    for (const statement of whole) {
      for (const row of statement.iterate(tenant))
        hash.update(`${JSON.stringify(Object.values(row))}\n`)
      hash.update('\n')
    }
    return hash.digest('hex')
  }
  /** As stores without buckets sealed it. */
  const overParts = (tenant: string): string => {
    const hash = createHash('sha256')
    let rows = 0
    for (const row of byName.all(tenant)) {
      const [type, id] = [text(row, 'type'), text(row, 'id')]
      const { digest, rows: some } = partOf(tenant, type, id)
      rows += some
      if (digest) hash.update(lineOf(type, id, digest))
    }
    return rows === countOf(tenant) ? `${PARTS}${hash.digest('hex')}` : DAMAGED
  }
  const countOf = (tenant: string): number => Number(count.get(tenant)?.['count'])

  /** Of one bucket, from its rows; where it may write, what was kept follows them. */
  const bucketAnew = (
    tenant: string,
    bucket: number,
    here: readonly Row[],
  ): { readonly digest: Buffer | null; readonly rows: number; readonly fits: boolean } => {
    const known = new Map(
      keptIn.all(tenant, bucket).map(row => [keyOf(row), bytesOrNull(row, 'digest')] as const),
    )
    const hash = createHash('sha256')
    let [fits, rows, any] = [true, 0, false]
    for (const row of here) {
      const [type, id] = [text(row, 'type'), text(row, 'id')]
      const { digest, rows: some } = partOf(tenant, type, id)
      const before = known.get(keyOf(row))
      known.delete(keyOf(row))
      rows += some
      if (digest) {
        any = true
        hash.update(lineOf(type, id, digest))
      }
      if (same(before, digest)) continue
      // One that was touched is no contradiction.
      if (before !== null) fits = false
      keepPart(tenant, type, id, digest)
    }
    for (const [key, digest] of known) {
      if (digest === null) continue
      const [type = '', id = ''] = JSON.parse(key) as string[]
      fits = false
      keepPart(tenant, type, id, null)
    }
    const digest = any ? hash.digest() : null
    const had = keptBucket.get(tenant, bucket)
    const before = had ? bytesOrNull(had, 'digest') : undefined
    if (!same(before, digest)) {
      if (before !== null) fits = false
      keepBucket(tenant, bucket, digest)
    }
    return { digest, rows, fits }
  }
  type Anew = { readonly digest: string; readonly fits: boolean }
  /** From all rows, bucket after bucket. */
  function* anew(tenant: string): Generator<undefined, Anew> {
    const found = new Map<number, Uint8Array>()
    let [fits, rows] = [true, 0]
    const here = Map.groupBy(byBucket.all(tenant), row => Number(row['bucket']))
    const had = keptBuckets.all(tenant).map(row => Number(row['bucket']))
    yield
    for (const bucket of new Set([...here.keys(), ...had])) {
      const one = atOnce(() => bucketAnew(tenant, bucket, here.get(bucket) ?? []))
      fits &&= one.fits
      rows += one.rows
      if (one.digest) found.set(bucket, one.digest)
      yield
    }
    if (rows !== countOf(tenant)) return { digest: DAMAGED, fits: false }
    return { digest: rootOf(found), fits }
  }
  /**
   * The same while others are served; at one moment in the end, where somebody else goes on writing.
   */
  const anewAmongOthers = async (tenant: string): Promise<Anew> => {
    for (let tries = 0; tries < TRIES; tries++) {
      const before = JSON.stringify(written())
      const made = await amongOthers(anew(tenant))
      if (JSON.stringify(written()) === before) return made
    }
    return atOnce(() => withoutPause(anew(tenant)))
  }
  /** @param moved things of it that are read again */
  const ofBucket = (
    tenant: string,
    bucket: number,
    moved: ReadonlyMap<string, Row> = new Map(),
  ): Buffer | null => {
    const hash = createHash('sha256')
    let any = false
    const parts = keptIn.all(tenant, bucket)
    // What is current and nothing is kept of is no part of any bucket that was sealed.
    const known = new Set(parts.map(keyOf))
    for (const [key, row] of moved)
      if (!known.has(key) && partOf(tenant, text(row, 'type'), text(row, 'id')).digest) {
        any = true
        hash.update(key)
      }
    for (const row of parts) {
      const [type, id] = [text(row, 'type'), text(row, 'id')]
      let digest = moved.has(keyOf(row)) ? null : bytesOrNull(row, 'digest')
      if (digest === null) {
        digest = partOf(tenant, type, id).digest
        keepPart(tenant, type, id, digest)
      }
      if (!digest) continue
      any = true
      hash.update(lineOf(type, id, digest))
    }
    return any ? hash.digest() : null
  }
  /** Bucket after bucket. */
  function* fromBuckets(
    tenant: string,
    moved: ReadonlyMap<number, ReadonlyMap<string, Row>> = new Map(),
  ): Generator<undefined, string> {
    const found = new Map<number, Uint8Array>()
    const kept = new Map(
      buckets.all(tenant).map(row => [Number(row['bucket']), bytesOrNull(row, 'digest')] as const),
    )
    for (const bucket of new Set([...kept.keys(), ...moved.keys()])) {
      let digest = moved.has(bucket) ? null : (kept.get(bucket) ?? null)
      if (digest === null) {
        digest = ofBucket(tenant, bucket, moved.get(bucket))
        keepBucket(tenant, bucket, digest)
        yield
      }
      if (digest) found.set(bucket, digest)
    }
    return rootOf(found)
  }
  /** What a transaction made is read again while others are served: none of them writes. */
  const fromKept = (tenant: string): Promise<string> | string =>
    isInside() ? amongOthers(fromBuckets(tenant)) : atOnce(() => withoutPause(fromBuckets(tenant)))

  const movedSince = (tenant: string, place: Place): Map<number, Map<string, Row>> => {
    const found = new Map<number, Map<string, Row>>()
    for (const row of movedThings.all(tenant, place)) {
      const bucket = Number(row['bucket'])
      const things = found.get(bucket) ?? new Map<string, Row>()
      found.set(bucket, things.set(keyOf(row), row))
    }
    return found
  }

  return {
    async currentDigest(tenant, { like = TREE, anew: always = false, since } = {}) {
      if (since !== undefined && like.startsWith(TREE))
        return atOnce(() => withoutPause(fromBuckets(tenant, movedSince(tenant, since))))
      const { others, rollbacks } = written()
      const now = `${others}.${rollbacks}`
      // What lists and counts go by are indexes: that they say what the rows say is looked at, too.
      if (sound !== now || always) {
        const found = await aside(`PRAGMA integrity_check('finding')`)
        if (found.some(row => String(row['integrity_check']) !== 'ok')) return DAMAGED
        sound = now
      }
      if (!like.startsWith(TREE))
        return atOnce(() => (like.startsWith(PARTS) ? overParts(tenant) : flat(tenant)))
      const trust = trusted.get(tenant)
      if (!always && trust?.standing === now && performance.now() < trust.until)
        return fromKept(tenant)
      const { digest, fits } = await anewAmongOthers(tenant)
      if (fits) trusted.set(tenant, { standing: now, until: performance.now() + TRUSTED_FOR })
      else trusted.delete(tenant)
      return digest
    },
    async endedChain(tenant, from, { anew: always = false } = {}) {
      const { others, rollbacks, removals } = written()
      const standing = `${others}.${rollbacks}.${removals}`
      const known = chains.get(tenant)
      const whole = from.place === NOTHING_ENDED.place
      const goesOn =
        whole && !always && known?.standing === standing && performance.now() < known.until
      const start = goesOn ? known.ended : from
      const found = chained(whole && !goesOn ? any : later, tenant, start)
      if (whole && !isInside()) {
        const until = goesOn ? known.until : performance.now() + TRUSTED_FOR
        chains.set(tenant, { standing, until, ended: found })
      }
      return found
    },
    async others() {
      return written().others
    },
    async version() {
      const { others, commits } = written()
      return `${others}.${commits}`
    },
  }
}

/** One step after the other; whoever waits is served in between. */
async function amongOthers<T>(steps: Generator<undefined, T>): Promise<T> {
  for (;;) {
    const step = steps.next()
    if (step.done) return step.value
    await turn()
  }
}

/** All steps at one moment. */
function withoutPause<T>(steps: Generator<undefined, T>): T {
  for (;;) {
    const step = steps.next()
    if (step.done) return step.value
  }
}

function keyOf(row: Row): string {
  return JSON.stringify([text(row, 'type'), text(row, 'id')])
}

function same(before: Uint8Array | null | undefined, now: Uint8Array | null | undefined): boolean {
  return before && now ? Buffer.compare(before, now) === 0 : before === undefined && !now
}

/** A chain made longer by what statements find. */
function chained(statements: readonly Statement[], tenant: string, from: Ended): Ended {
  const byPlace = new Map<Place, string[]>()
  for (const statement of statements)
    for (const row of statement.iterate(tenant, from.place)) addEnded(byPlace, Object.values(row))
  return chainOf(byPlace, from)
}
