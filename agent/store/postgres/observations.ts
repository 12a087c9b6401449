import type { Observation, Reason, Resource } from '../../../common/model/index.ts'
import {
  columnsOf,
  NEVER,
  spanIn,
  toObservation,
  toResource,
  whatBecomes,
} from '../observation-rows.ts'
import { text, textOrNull } from '../row.ts'
import type { Row } from '../row.ts'
import type { Interval, Store, Thing } from '../store.ts'
import { fromDetail, toDetail } from '../why.ts'
import { ahead, conditions, each, here, inserting, stood } from './context.ts'
import type { Context } from './context.ts'
import { lowestOf } from './finding-columns.ts'
import { touchParts } from './parts.ts'
import type { Value } from './values.ts'

/** Readings that are read, or written, together. */
const PAGE = 5000
const TOGETHER = 1000

type ObservationMethods =
  | 'putResources'
  | 'resources'
  | 'resourcesOf'
  | 'putObservations'
  | 'observations'
  | 'observationsOf'
  | 'touchedSettings'
  | 'intervals'
  | 'spans'
  | 'movedThings'
  | 'observationsThen'
  | 'putUnlisted'
  | 'unlisted'

/** What is current of a subject. */
const OPEN = each('observation', 'subject = s.id AND valid_to IS NULL')
const INTERVAL = `SELECT s.tenant, s.type, s.resource, s.setting, s.source, o.* FROM observation o JOIN subject s ON s.id = o.subject`

/** The same of a tenant's subjects, found from these: never among what others have. @param when of an observation `o` */
function ofSubjects(when: string): string {
  return `SELECT s.tenant, s.type, s.resource, s.setting, s.source, o.* FROM subject s
    CROSS JOIN LATERAL (SELECT * FROM observation o WHERE o.subject = s.id AND ${when} OFFSET 0) AS o`
}

/**
 * Resources and observations, one row per value interval: a scan that finds nothing new writes
 * nothing here.
 */
export function observationStore(context: Context): Pick<Store, ObservationMethods> {
  const { query, write, walk, touch, touched } = context
  const insertResources = inserting(query, 'resource', {
    tenant: 'text',
    type: 'text',
    id: 'text',
    name: 'text',
    parent_type: 'text',
    parent_id: 'text',
    valid_from: 'text',
    from_entry: 'bigint',
  })
  const insertSubjects = inserting(
    query,
    'subject',
    { tenant: 'text', type: 'text', resource: 'text', setting: 'text', source: 'text' },
    'RETURNING id, type, resource, setting, source',
  )
  const insertIntervals = inserting(query, 'observation', {
    subject: 'bigint',
    state: 'text',
    value: 'text',
    reason: 'text',
    detail: 'text',
    grade: 'text',
    at: 'text',
    until: 'text',
    evidence: 'text',
    lowest: 'bigint',
    run: 'text',
    valid_from: 'text',
    from_entry: 'bigint',
  })

  /** What is known of readings, by `keyOf`. */
  const knownOf = async (
    tenant: string,
    observations: readonly Observation[],
  ): Promise<Map<string, Row>> => {
    const rows = await query(
      `SELECT s.id AS subject, s.type, s.resource, s.setting, s.source, o.row_id, o.state, o.value, o.reason, o.detail, o.grade, o.at, o.until, o.valid_from
        FROM unnest($2::text[], $3::text[], $4::text[], $5::text[]) AS u (type, resource, setting, source)
        CROSS JOIN ${each('subject', 'tenant = $1 AND type = u.type AND resource = u.resource AND setting = u.setting AND source = u.source')} AS s
        LEFT JOIN ${OPEN} AS o ON true`,
      [
        tenant,
        observations.map(item => item.resource.type),
        observations.map(item => item.resource.id),
        observations.map(item => item.setting),
        observations.map(item => item.source),
      ],
    )
    return new Map(rows.map(row => [keyOfRow(row), row] as const))
  }
  /** The numbers of subjects, those that are new among them. */
  const subjectsOf = async (
    tenant: string,
    observations: readonly Observation[],
    known: ReadonlyMap<string, Row>,
  ): Promise<ReadonlyMap<string, number>> => {
    const subjects = new Map([...known].map(([key, row]) => [key, Number(row['subject'])] as const))
    const fresh = observations.filter(item => !known.has(keyOf(item)))
    const made = await insertSubjects(
      fresh.map(({ resource, setting, source }) => [
        tenant,
        resource.type,
        resource.id,
        setting,
        source,
      ]),
    )
    for (const row of made) subjects.set(keyOfRow(row), Number(row['id']))
    return subjects
  }

  /** @param observations each of another subject */
  async function putTogether(
    tenant: string,
    run: string,
    now: string,
    observations: readonly Observation[],
  ): Promise<number> {
    const place = await here(query)
    const known = await knownOf(tenant, observations)
    const begin: Observation[] = []
    const closed: { readonly row: number; readonly at: string }[] = []
    const confirmed: { readonly row: number; readonly item: Observation }[] = []
    for (const item of observations) {
      const before = known.get(keyOf(item))
      const open = before?.['row_id'] === null ? undefined : before
      const becomes = whatBecomes(open, item, now)
      if (becomes === 'stands') continue
      touch(tenant, item.setting, item.resource)
      if (open && becomes === 'confirmed') confirmed.push({ row: Number(open['row_id']), item })
      else begin.push(item)
      if (open && becomes === 'ends') closed.push({ row: Number(open['row_id']), at: item.at })
    }
    // What was read of something that nothing was known of has a subject, whatever became of it.
    const subjects = await subjectsOf(tenant, observations, known)
    if (confirmed.length > 0)
      await query(
        `UPDATE observation SET at = u.at, evidence = u.evidence, lowest = u.lowest, run = $1 FROM unnest($2::bigint[], $3::text[], $4::text[], $5::bigint[]) AS u (row_id, at, evidence, lowest)
          WHERE observation.row_id = u.row_id`,
        [
          run,
          confirmed.map(({ row }) => row),
          confirmed.map(({ item }) => item.at),
          confirmed.map(({ item }) => JSON.stringify(item.evidence)),
          confirmed.map(({ item }) => lowestOf(item.evidence)),
        ],
      )
    if (closed.length > 0)
      await query(
        `UPDATE observation SET valid_to = u.at, to_entry = $1 FROM unnest($2::bigint[], $3::text[]) AS u (row_id, at) WHERE observation.row_id = u.row_id`,
        [place, closed.map(({ row }) => row), closed.map(({ at }) => at)],
      )
    await insertIntervals(
      begin.map(item => {
        const columns = columnsOf(item.reading)
        return [
          subjects.get(keyOf(item)) ?? null,
          columns.state,
          columns.value,
          columns.reason,
          columns.detail,
          item.grade,
          item.at,
          item.until ?? null,
          JSON.stringify(item.evidence),
          lowestOf(item.evidence),
          run,
          item.at,
          place,
        ]
      }),
    )
    const others = [...begin, ...confirmed.map(({ item }) => item)]
    await touchParts(
      query,
      tenant,
      [...others, ...observations.filter(item => !known.has(keyOf(item)))].map(
        ({ resource }) => resource,
      ),
    )
    return begin.length
  }

  const confirmedAt = async (tenant: string, asOf?: number): Promise<string | null> => {
    const [row] = await query(
      `SELECT started_at AS at FROM run WHERE tenant = $1 AND kind = 'scan' AND status = 'finished' AND checkpoint <= $2 ORDER BY checkpoint DESC NULLS LAST LIMIT 1`,
      [tenant, asOf === undefined ? Number.MAX_SAFE_INTEGER : asOf + 1],
    )
    return textOrNull(row ?? {}, 'at')
  }
  const openResources = (tenant: string): Promise<Row[]> =>
    query('SELECT * FROM resource WHERE tenant = $1 AND valid_to IS NULL', [tenant])
  const openAmong = (tenant: string, things: readonly Thing[]): Promise<Row[]> =>
    query(
      `SELECT r.* FROM unnest($2::text[], $3::text[]) AS u (type, id) CROSS JOIN ${each('resource', 'tenant = $1 AND type = u.type AND id = u.id AND valid_to IS NULL')} AS r`,
      [tenant, things.map(({ type }) => type), things.map(({ id }) => id)],
    )

  return {
    putResources: write(async (tenant, at, resources, listedTypes) => {
      // Where nothing is listed, nothing can be gone: what else there is is not looked at.
      const rows =
        listedTypes.length > 0 ? await openResources(tenant) : await openAmong(tenant, resources)
      const known = new Map(rows.map(row => [thingOf(toThing(row)), row]))
      const [closed, begun, gone]: [number[], Resource[], Thing[]] = [[], [], []]
      for (const resource of resources) {
        const before = known.get(thingOf(resource))
        known.delete(thingOf(resource))
        const same =
          before &&
          before['name'] === resource.name &&
          before['parent_type'] === (resource.parent?.type ?? null) &&
          before['parent_id'] === (resource.parent?.id ?? null)
        // One that begins after now was written under a clock ahead: it begins anew.
        if (same && text(before, 'valid_from') <= at) continue
        if (before) closed.push(Number(before['row_id']))
        begun.push(resource)
      }
      for (const row of known.values()) {
        if (!listedTypes.includes(text(row, 'type'))) continue
        closed.push(Number(row['row_id']))
        gone.push(toThing(row))
      }
      if (begun.length + gone.length === 0) return 0
      touch(tenant, null)
      const place = await here(query)
      await query(
        'UPDATE resource SET valid_to = $1, to_entry = $2 WHERE row_id = ANY($3::bigint[])',
        [at, place, closed],
      )
      await insertResources(
        begun.map(({ type, id, name, parent }) => [
          tenant,
          type,
          id,
          name,
          parent?.type ?? null,
          parent?.id ?? null,
          at,
          place,
        ]),
      )
      await query(
        `UPDATE observation SET valid_to = $1, to_entry = $2 WHERE valid_to IS NULL AND subject IN
          (SELECT s.id FROM unnest($4::text[], $5::text[]) AS u (type, id) CROSS JOIN ${each('subject', 'tenant = $3 AND type = u.type AND resource = u.id')} AS s)`,
        [at, place, tenant, gone.map(({ type }) => type), gone.map(({ id }) => id)],
      )
      await touchParts(query, tenant, [...begun, ...gone])
      return begun.length + gone.length
    }),
    async resources(tenant, asOf) {
      const rows =
        asOf === undefined
          ? await openResources(tenant)
          : await query(`SELECT * FROM resource WHERE tenant = $1 AND ${stood(2)}`, [tenant, asOf])
      return rows
        .map(toResource)
        .sort((a, b) => (`${a.type}\n${a.id}` < `${b.type}\n${b.id}` ? -1 : 1))
    },
    async resourcesOf(tenant, type, id) {
      const { where, values } = conditions([
        ['tenant = ?', tenant],
        ['type = ?', type],
        ['id = ?', id],
      ])
      const rows = await query(
        `SELECT * FROM resource${where} AND valid_to IS NULL ORDER BY id`,
        values,
      )
      return rows.map(toResource)
    },
    putObservations: write(async (tenant, run, at, observations) => {
      let changed = 0
      for (const some of apart(observations)) changed += await putTogether(tenant, run, at, some)
      return changed
    }),
    async touchedSettings(tenant) {
      return touched(tenant)
    },
    observations: walk(async function* (tenant, asOf, settings) {
      const confirmed = await confirmedAt(tenant, asOf)
      const when = asOf === undefined ? 'o.valid_to IS NULL' : stood(2)
      const values: readonly Value[] = asOf === undefined ? [tenant] : [tenant, asOf]
      const next = values.length + 1
      if (settings !== undefined) {
        const [which, some]: [string, readonly Value[]] =
          settings === 'unasked'
            ? [` AND s.source <> 'api'`, []]
            : [` AND s.setting = ANY($${next}::text[])`, [settings]]
        const rows = await query(`${ofSubjects(when)} WHERE s.tenant = $1${which}`, [
          ...values,
          ...some,
        ])
        for (const row of rows) yield observationFrom(row, confirmed)
        return
      }
      // Pages of all, by thing.
      const place = [0, 1, 2, 3].map(index => `$${next + index}`).join(', ')
      let after = ['', '', '', '']
      for (;;) {
        const rows = await query(
          `${ofSubjects(when)} WHERE s.tenant = $1 AND (s.type, s.resource, s.setting, s.source) > (${place}) ORDER BY s.type, s.resource, s.setting, s.source LIMIT ${PAGE}`,
          [...values, ...after],
        )
        for (const row of rows) yield observationFrom(row, confirmed)
        const last = rows.at(-1)
        if (rows.length < PAGE || !last) return
        after = ['type', 'resource', 'setting', 'source'].map(column => text(last, column))
      }
    }),
    async observationsOf(tenant, things, settings) {
      const confirmed = await confirmedAt(tenant)
      const which = settings ? ' AND setting = ANY($4::text[])' : ''
      const rows = await query(
        `SELECT s.tenant, s.type, s.resource, s.setting, s.source, o.* FROM unnest($2::text[], $3::text[]) WITH ORDINALITY AS u (type, id, n)
          CROSS JOIN ${each('subject', `tenant = $1 AND type = u.type AND resource = u.id${which}`)} AS s
          CROSS JOIN ${OPEN} AS o ORDER BY u.n, s.setting, s.source`,
        [
          tenant,
          things.map(({ type }) => type),
          things.map(({ id }) => id),
          ...(settings ? [settings] : []),
        ],
      )
      return rows.map(row => observationFrom(row, confirmed))
    },
    intervals: walk(async function* (filter) {
      const { where, values } = conditions([
        ['s.tenant = ?', filter.tenant],
        ['s.setting = ?', filter.setting],
        ['s.resource = ?', filter.resource],
      ])
      const times = conditions(
        [
          ['ends >= ?', filter.from],
          ['starts <= ?', filter.to],
        ],
        values.length + 1,
      )
      const timed = `SELECT o.row_id, s.setting, s.type, s.resource, s.source, o.valid_from AS starts, least(coalesce(o.valid_to, '${NEVER}'), coalesce(min(o.valid_from) OVER later, '${NEVER}')) AS ends
        FROM observation o JOIN subject s ON s.id = o.subject${where} WINDOW later AS (PARTITION BY o.subject ORDER BY o.from_entry, o.row_id ROWS BETWEEN 1 FOLLOWING AND UNBOUNDED FOLLOWING)`
      // Places first, which are small.
      const rows = await query(
        `SELECT row_id, greatest(starts, ends) AS ends FROM (${timed}) AS timed${times.where} ORDER BY setting, type, resource, source, starts`,
        [...values, ...times.values],
      )
      const ends = new Map(rows.map(row => [Number(row['row_id']), text(row, 'ends')] as const))
      const read = (ids: readonly number[]) =>
        query(`${INTERVAL} WHERE o.row_id = ANY($1::bigint[]) AND s.tenant = $2`, [
          ids,
          filter.tenant,
        ])
      for await (const row of ahead(context, [...ends.keys()], read)) {
        const end = ends.get(Number(row['row_id'])) ?? NEVER
        yield {
          ...toObservation(row),
          validFrom: text(row, 'valid_from'),
          validTo: end === NEVER ? null : end,
        } satisfies Interval
      }
    }),
    spans: walk(async function* ({ tenant, from, to }) {
      let after = ['', '', '', '']
      for (;;) {
        const rows = await query(
          `SELECT page.type, page.resource, page.setting, page.source, o.state, o.reason, o.at, o.valid_from AS starts,
            least(coalesce(o.valid_to, '${NEVER}'), coalesce((SELECT min(l.valid_from) FROM observation l WHERE l.subject = o.subject AND (l.from_entry, l.row_id) > (o.from_entry, o.row_id)), '${NEVER}')) AS ends
          FROM (SELECT * FROM subject WHERE tenant = $1 AND (type, resource, setting, source) > ($2, $3, $4, $5) ORDER BY type, resource, setting, source LIMIT ${PAGE}) AS page
            LEFT JOIN ${each('observation', 'subject = page.id')} AS o ON true ORDER BY page.type, page.resource, page.setting, page.source`,
          [tenant, ...after],
        )
        for (const row of rows) {
          const span = row['state'] === null ? null : spanIn(row, { from, to })
          if (span) yield span
        }
        const last = rows.at(-1)
        if (!last) return
        after = ['type', 'resource', 'setting', 'source'].map(column => text(last, column))
      }
    }),
    async movedThings(tenant, after, upTo) {
      const moved = await query(
        `SELECT s.type, s.resource FROM observation o JOIN subject s ON s.id = o.subject AND s.tenant = $1 WHERE o.from_entry > $2 AND o.from_entry <= $3
        UNION SELECT s.type, s.resource FROM observation o JOIN subject s ON s.id = o.subject AND s.tenant = $1 WHERE o.to_entry > $2 AND o.to_entry <= $3`,
        [tenant, after, upTo],
      )
      return moved.map(row => ({ type: text(row, 'type'), id: text(row, 'resource') }))
    },
    async observationsThen(tenant, things, at) {
      const rows = await query(
        `SELECT s.tenant, s.type, s.resource, s.setting, s.source, o.* FROM unnest($2::text[], $3::text[]) WITH ORDINALITY AS u (type, id, n)
          CROSS JOIN ${each('subject', 'tenant = $1 AND type = u.type AND resource = u.id')} AS s
          CROSS JOIN ${each('observation', `subject = s.id AND ${stood(4)}`)} AS o ORDER BY u.n`,
        [tenant, things.map(({ type }) => type), things.map(({ id }) => id), at],
      )
      return rows.map(toObservation)
    },
    putUnlisted: write(async (tenant, unlisted, listed) => {
      // Written only where it is another: what findings rest on stays untouched.
      const rows = await query('SELECT * FROM unlisted WHERE tenant = $1', [tenant])
      const known = new Map(rows.map(row => [text(row, 'type'), row]))
      const others: string[] = []
      for (const type of listed)
        if (known.has(type) && !unlisted.has(type)) {
          others.push(type)
          await query('DELETE FROM unlisted WHERE tenant = $1 AND type = $2', [tenant, type])
        }
      for (const [type, why] of unlisted) {
        const [before, detail] = [known.get(type), toDetail(why)]
        if (before?.['reason'] === why.reason && textOrNull(before, 'detail') === detail) continue
        others.push(type)
        await query(
          'INSERT INTO unlisted (tenant, type, reason, detail) VALUES ($1, $2, $3, $4) ON CONFLICT (tenant, type) DO UPDATE SET reason = excluded.reason, detail = excluded.detail',
          [tenant, type, why.reason, detail],
        )
      }
      if (others.length === 0) return
      touch(tenant, null)
      await touchParts(
        query,
        tenant,
        others.map(type => ({ type, id: '' })),
      )
    }),
    async unlisted(tenant) {
      const rows = await query('SELECT * FROM unlisted WHERE tenant = $1', [tenant])
      return new Map(
        rows.map(row => {
          const why = fromDetail(textOrNull(row, 'detail'))
          return [text(row, 'type'), { reason: text(row, 'reason') as Reason, ...why }]
        }),
      )
    },
  }
}

function observationFrom(row: Row, confirmed: string | null): Observation {
  const observation = toObservation(row)
  return observation.source === 'api' && confirmed && confirmed > observation.at
    ? { ...observation, at: confirmed }
    : observation
}

function toThing(row: Row): Thing {
  return { type: text(row, 'type'), id: text(row, 'id') }
}

function thingOf({ type, id }: Thing): string {
  return JSON.stringify([type, id])
}

function keyOf({ resource, setting, source }: Observation): string {
  return JSON.stringify([resource.type, resource.id, setting, source])
}

function keyOfRow(row: Row): string {
  return JSON.stringify(['type', 'resource', 'setting', 'source'].map(name => text(row, name)))
}

/** Many together, but never two of one subject: the second one follows what became of the first. */
function* apart(observations: Iterable<Observation>): Generator<Observation[]> {
  let some: Observation[] = []
  let keys = new Set<string>()
  for (const observation of observations) {
    const key = keyOf(observation)
    if (keys.has(key) || some.length === TOGETHER) {
      yield some
      ;[some, keys] = [[], new Set()]
    }
    some.push(observation)
    keys.add(key)
  }
  if (some.length > 0) yield some
}
