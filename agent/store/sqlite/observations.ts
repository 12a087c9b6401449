import type { Observation, Reason } from '../../../common/model/index.ts'
import {
  columnsOf,
  NEVER,
  spanIn,
  toObservation,
  toResource,
  whatBecomes,
} from '../observation-rows.ts'
import type { Interval, Store } from '../store.ts'
import { fromDetail, toDetail } from '../why.ts'
import { conditions, HERE, listOf, STOOD, text, textOrNull, THINGS } from './context.ts'
import type { Context, Row } from './context.ts'

/** Readings that are read together. */
const PAGE = 5000

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

/**
 * Resources and observations, one row per value interval: a scan that finds nothing new writes
 * nothing here.
 */
export function observationStore({
  prepare,
  write,
  walk,
  touch,
  touched,
  written,
  isInside,
}: Context): Pick<Store, ObservationMethods> {
  const openResources = prepare(
    'SELECT rowid, * FROM resource WHERE tenant = ? AND valid_to IS NULL',
  )
  const openOfType = prepare(
    'SELECT rowid, * FROM resource WHERE tenant = ? AND type = ? AND valid_to IS NULL ORDER BY id',
  )
  const openResource = prepare(
    'SELECT rowid, * FROM resource WHERE tenant = ? AND type = ? AND id = ? AND valid_to IS NULL',
  )
  const insertResource = prepare(
    `INSERT INTO resource (tenant, type, id, name, parent_type, parent_id, valid_from, from_entry) VALUES (?, ?, ?, ?, ?, ?, ?, ${HERE})`,
  )
  const closeResource = prepare(
    `UPDATE resource SET valid_to = ?, to_entry = ${HERE} WHERE rowid = ?`,
  )
  const closeObservationsOf = prepare(
    `UPDATE observation SET valid_to = ?, to_entry = ${HERE} WHERE valid_to IS NULL AND subject IN (SELECT id FROM subject WHERE tenant = ? AND type = ? AND resource = ?)`,
  )
  const resourcesAt = prepare(
    `SELECT * FROM resource WHERE tenant = ? AND ${STOOD} ORDER BY type, id`,
  )
  const insertSubject = prepare(
    'INSERT INTO subject (tenant, type, resource, setting, source) VALUES (?, ?, ?, ?, ?) RETURNING id',
  )
  const known = `SELECT s.id AS subject, s.setting, s.source, o.rowid AS row, state, value, reason, detail, grade, at, until, valid_from
    FROM subject s LEFT JOIN observation o ON o.subject = s.id AND o.valid_to IS NULL WHERE s.tenant = ? AND s.type = ? AND s.resource = ?`
  const knownOne = prepare(`${known} AND s.setting = ? AND s.source = ?`)
  const knownAll = prepare(known)
  const closeInterval = prepare(
    `UPDATE observation SET valid_to = ?, to_entry = ${HERE} WHERE rowid = ?`,
  )
  const seenAgain = prepare('UPDATE observation SET at = ?, evidence = ?, run = ? WHERE rowid = ?')
  const insertInterval = prepare(
    `INSERT INTO observation (subject, state, value, reason, detail, grade, at, until, evidence, run, valid_from, from_entry) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ${HERE})`,
  )
  const lastScan = prepare(
    `SELECT started_at AS at FROM run WHERE tenant = ? AND kind = 'scan' AND status = 'finished' AND checkpoint > ? AND checkpoint <= ? ORDER BY checkpoint DESC LIMIT 1`,
  )
  const lastRun = prepare(
    `SELECT max(checkpoint) AS checkpoint FROM run WHERE tenant = ? AND status = 'finished'`,
  )
  /** Up to which run it was looked for, by whoever writes and by whoever reads, and what was found. */
  const scans = new Map<string, { readonly standing: string; upTo: number; at: string | null }>()
  const selectInterval = `SELECT s.tenant, s.type, s.resource, s.setting, s.source, o.* FROM observation o JOIN subject s ON s.id = o.subject`
  const timed = `SELECT o.rowid AS row, s.setting, s.type, s.resource, s.source, o.valid_from AS starts, min(coalesce(o.valid_to, '${NEVER}'), coalesce(min(o.valid_from) OVER later, '${NEVER}')) AS ends FROM observation o JOIN subject s ON s.id = o.subject`
  const page = (which: string) =>
    prepare(
      `${selectInterval} WHERE s.tenant = ? AND (s.type, s.resource, s.setting, s.source) > (?, ?, ?, ?) AND ${which} ORDER BY s.type, s.resource, s.setting, s.source LIMIT ${PAGE}`,
    )
  const [pageNow, pageThen] = [page('o.valid_to IS NULL'), page(STOOD)]
  const of = (settings: readonly string[] | 'unasked'): string =>
    settings === 'unasked'
      ? ` AND s.source <> 'api'`
      : ' AND s.setting IN (SELECT value FROM json_each(?))'
  const ofThings = (which: string) =>
    prepare(
      `SELECT s.tenant, s.type, s.resource, s.setting, s.source, o.* FROM ${THINGS} CROSS JOIN subject s ON s.tenant = ?2 AND s.type = thing.type AND s.resource = thing.id${which}
      CROSS JOIN observation o ON o.subject = s.id AND o.valid_to IS NULL`,
    )
  const allOfThings = ofThings('')
  const someOfThings = ofThings(' AND s.setting IN (SELECT value FROM json_each(?3))')
  const spansPage = prepare(
    `SELECT page.type, page.resource, page.setting, page.source, o.state, o.reason, o.at, o.valid_from AS starts,
      min(coalesce(o.valid_to, '${NEVER}'), coalesce((SELECT min(l.valid_from) FROM observation l WHERE l.subject = o.subject AND (l.from_entry, l.rowid) > (o.from_entry, o.rowid)), '${NEVER}')) AS ends
    FROM (SELECT * FROM subject WHERE tenant = ? AND (type, resource, setting, source) > (?, ?, ?, ?) ORDER BY type, resource, setting, source LIMIT ${PAGE}) AS page
      LEFT JOIN observation o ON o.subject = page.id ORDER BY page.type, page.resource, page.setting, page.source`,
  )
  const movedThings = prepare(
    `SELECT s.type, s.resource FROM observation o CROSS JOIN subject s ON s.id = o.subject AND s.tenant = ?1 WHERE o.from_entry > ?2 AND o.from_entry <= ?3
    UNION SELECT s.type, s.resource FROM observation o CROSS JOIN subject s ON s.id = o.subject AND s.tenant = ?1 WHERE o.to_entry > ?2 AND o.to_entry <= ?3`,
  )
  const stoodOfThings = prepare(
    `SELECT s.tenant, s.type, s.resource, s.setting, s.source, o.* FROM ${THINGS} CROSS JOIN subject s ON s.tenant = ?2 AND s.type = thing.type AND s.resource = thing.id
      CROSS JOIN observation o ON o.subject = s.id AND o.from_entry <= ?3 AND (o.to_entry IS NULL OR o.to_entry > ?3)`,
  )
  const putUnlisted = prepare(
    'INSERT OR REPLACE INTO unlisted (tenant, type, reason, detail) VALUES (?, ?, ?, ?)',
  )
  const clearUnlisted = prepare('DELETE FROM unlisted WHERE tenant = ? AND type = ?')
  const allUnlisted = prepare('SELECT * FROM unlisted WHERE tenant = ?')

  /** What is known of readings, asked for as they come: where the next is of the same thing, of all of it. */
  function knownReader(tenant: string): (observation: Observation) => Row | undefined {
    let thing = ''
    let ofThing: Map<string, Row> | null = null
    return ({ resource: { type, id }, setting, source }) => {
      const key = `${setting}\n${source}`
      if (thing !== `${type}\n${id}`) [thing, ofThing] = [`${type}\n${id}`, null]
      else
        ofThing ??= new Map(
          knownAll
            .all(tenant, type, id)
            .map(row => [`${text(row, 'setting')}\n${text(row, 'source')}`, row]),
        )
      const row = ofThing?.get(key) ?? knownOne.get(tenant, type, id, setting, source)
      // What is given twice is known otherwise the second time.
      ofThing?.delete(key)
      return row
    }
  }

  function put(
    tenant: string,
    run: string,
    now: string,
    observation: Observation,
    before: Row | undefined,
  ): boolean {
    const { resource, setting, source, reading, at } = observation
    const subject = Number(
      before?.['subject'] ??
        insertSubject.get(tenant, resource.type, resource.id, setting, source)?.['id'],
    )
    const columns = columnsOf(reading)
    const open = before?.['row'] === null ? undefined : before
    const becomes = whatBecomes(open, observation, now)
    if (becomes === 'stands') return false
    if (open && becomes === 'confirmed') {
      touch(tenant, setting, resource)
      seenAgain.run(at, JSON.stringify(observation.evidence), run, Number(open['row']))
      return false
    }
    touch(tenant, setting, resource)
    if (open) closeInterval.run(at, Number(open['row']))
    insertInterval.run(
      subject,
      columns.state,
      columns.value,
      columns.reason,
      columns.detail,
      observation.grade,
      at,
      observation.until ?? null,
      JSON.stringify(observation.evidence),
      run,
      at,
    )
    return true
  }

  /** When the last scan began, which confirms what the API said: of many runs since, only new ones are looked at. */
  const confirmedAt = (tenant: string, asOf?: number): string | null => {
    if (asOf !== undefined) return textOrNull(lastScan.get(tenant, -1, asOf + 1) ?? {}, 'at')
    const { others, rollbacks, removals } = written()
    const standing = `${others}.${rollbacks}.${removals}`
    const place = `${isInside()} ${tenant}`
    const known = scans.get(place)
    const before = known?.standing === standing ? known : { upTo: -1, at: null }
    const upTo = Number(lastRun.get(tenant)?.['checkpoint'] ?? -1)
    const at = textOrNull(lastScan.get(tenant, before.upTo, upTo) ?? {}, 'at') ?? before.at
    scans.set(place, { standing, upTo, at })
    return at
  }
  const observationFrom = (row: Row, confirmed: string | null): Observation => {
    const observation = toObservation(row)
    return observation.source === 'api' && confirmed && confirmed > observation.at
      ? { ...observation, at: confirmed }
      : observation
  }

  return {
    putResources: write((tenant, at, resources, listedTypes) => {
      // Where nothing is listed, nothing can be gone: what else there is is not looked at.
      const rows =
        listedTypes.length > 0
          ? openResources.all(tenant)
          : resources.flatMap(({ type, id }) => openResource.all(tenant, type, id))
      const known = new Map(rows.map(row => [`${text(row, 'type')}\n${text(row, 'id')}`, row]))
      let changed = 0
      for (const resource of resources) {
        const key = `${resource.type}\n${resource.id}`
        const before = known.get(key)
        known.delete(key)
        const same =
          before &&
          before['name'] === resource.name &&
          before['parent_type'] === (resource.parent?.type ?? null) &&
          before['parent_id'] === (resource.parent?.id ?? null)
        // One that begins after now was written under a clock ahead: it begins anew.
        if (same && text(before, 'valid_from') <= at) continue
        if (before) closeResource.run(at, Number(before['rowid']))
        changed++
        touch(tenant, null)
        insertResource.run(
          tenant,
          resource.type,
          resource.id,
          resource.name,
          resource.parent?.type ?? null,
          resource.parent?.id ?? null,
          at,
        )
      }
      for (const gone of known.values()) {
        if (!listedTypes.includes(text(gone, 'type'))) continue
        changed++
        touch(tenant, null)
        closeResource.run(at, Number(gone['rowid']))
        closeObservationsOf.run(at, tenant, text(gone, 'type'), text(gone, 'id'))
      }
      return changed
    }),
    async resources(tenant, asOf) {
      return (asOf === undefined ? openResources.all(tenant) : resourcesAt.all(tenant, asOf, asOf))
        .map(toResource)
        .sort((a, b) => (`${a.type}\n${a.id}` < `${b.type}\n${b.id}` ? -1 : 1))
    },
    async resourcesOf(tenant, type, id) {
      const rows =
        id === undefined ? openOfType.all(tenant, type) : openResource.all(tenant, type, id)
      return rows.map(toResource)
    },
    putObservations: write((tenant, run, at, observations) => {
      let changed = 0
      const known = knownReader(tenant)
      for (const observation of observations)
        if (put(tenant, run, at, observation, known(observation))) changed++
      return changed
    }),
    async touchedSettings(tenant) {
      return touched(tenant)
    },
    observations: walk(async function* (tenant, asOf, settings) {
      const confirmed = confirmedAt(tenant, asOf)
      if (settings !== undefined) {
        const some = settings === 'unasked' ? [] : [JSON.stringify(settings)]
        const rows =
          asOf === undefined
            ? prepare(`${selectInterval} WHERE s.tenant = ? AND o.valid_to IS NULL${of(settings)}`)
            : prepare(`${selectInterval} WHERE s.tenant = ? AND ${STOOD}${of(settings)}`)
        const places = asOf === undefined ? [] : [asOf, asOf]
        for (const row of rows.all(tenant, ...places, ...some))
          yield observationFrom(row, confirmed)
        return
      }
      // Pages of all, by thing: a cursor left open over the whole would block writers.
      let after = ['', '', '', '']
      for (;;) {
        const rows =
          asOf === undefined
            ? pageNow.all(tenant, ...after)
            : pageThen.all(tenant, ...after, asOf, asOf)
        for (const row of rows) yield observationFrom(row, confirmed)
        const last = rows.at(-1)
        if (rows.length < PAGE || !last) return
        after = ['type', 'resource', 'setting', 'source'].map(column => text(last, column))
      }
    }),
    async observationsOf(tenant, things, settings) {
      const confirmed = confirmedAt(tenant)
      const rows = settings
        ? someOfThings.all(listOf(things), tenant, JSON.stringify(settings))
        : allOfThings.all(listOf(things), tenant)
      return rows.map(row => observationFrom(row, confirmed))
    },
    intervals: walk(async function* (filter) {
      const { where, values } = conditions([
        ['s.tenant = ?', filter.tenant],
        ['s.setting = ?', filter.setting],
        ['s.resource = ?', filter.resource],
      ])
      const times = conditions([
        ['ends >= ?', filter.from],
        ['starts <= ?', filter.to],
      ])
      // Places first, which are small; a cursor left open over the whole would block writers.
      const rows: { readonly row: number; readonly ends: string }[] = []
      for (const row of prepare(
        `SELECT row, max(starts, ends) AS ends FROM (${timed}${where} WINDOW later AS (PARTITION BY o.subject ORDER BY o.from_entry, o.rowid ROWS BETWEEN 1 FOLLOWING AND UNBOUNDED FOLLOWING))${times.where} ORDER BY setting, type, resource, source, starts`,
      ).iterate(...values, ...times.values))
        rows.push({ row: Number(row['row']), ends: text(row, 'ends') })
      const one = prepare(`${selectInterval} WHERE o.rowid = ? AND s.tenant = ?`)
      for (const { row, ends } of rows) {
        const found = one.get(row, filter.tenant)
        if (found)
          yield {
            ...toObservation(found),
            validFrom: text(found, 'valid_from'),
            validTo: ends === NEVER ? null : ends,
          } satisfies Interval
      }
    }),
    spans: walk(async function* ({ tenant, from, to }) {
      let after = ['', '', '', '']
      for (;;) {
        const rows = spansPage.all(tenant, ...after)
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
      return movedThings
        .all(tenant, after, upTo)
        .map(row => ({ type: text(row, 'type'), id: text(row, 'resource') }))
    },
    async observationsThen(tenant, things, at) {
      return stoodOfThings.all(listOf(things), tenant, at).map(toObservation)
    },
    putUnlisted: write((tenant, unlisted, listed) => {
      // Written only where it is another: what findings rest on stays untouched.
      const known = new Map(allUnlisted.all(tenant).map(row => [text(row, 'type'), row]))
      for (const type of listed)
        if (known.has(type) && !unlisted.has(type)) {
          touch(tenant, null)
          clearUnlisted.run(tenant, type)
        }
      for (const [type, why] of unlisted) {
        const [before, detail] = [known.get(type), toDetail(why)]
        if (before?.['reason'] === why.reason && textOrNull(before, 'detail') === detail) continue
        touch(tenant, null)
        putUnlisted.run(tenant, type, why.reason, detail)
      }
    }),
    async unlisted(tenant) {
      return new Map(
        allUnlisted.all(tenant).map(row => {
          const why = fromDetail(textOrNull(row, 'detail'))
          return [text(row, 'type'), { reason: text(row, 'reason') as Reason, ...why }]
        }),
      )
    },
  }
}
