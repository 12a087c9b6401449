import { createHash, hash } from 'node:crypto'
import type { CurrentForm, Place, Store } from '../store.ts'
import type { Context } from './context.ts'

/** Everything that counts as current of a tenant, in an order that no insertion changes. */
const current = (place: string): readonly string[] => [
  `SELECT type, id, name, parent_type, parent_id, valid_from${place} FROM resource
    WHERE tenant = ? AND valid_to IS NULL ORDER BY type, id, valid_from, name`,
  `SELECT s.type, s.resource, s.setting, s.source, o.state, o.value, o.reason, o.detail, o.grade, o.at, o.until, o.evidence, o.valid_from${place}
    FROM observation o JOIN subject s ON s.id = o.subject
    WHERE s.tenant = ? AND o.valid_to IS NULL ORDER BY s.type, s.resource, s.setting, s.source, o.valid_from, o.value`,
  `SELECT type, reason, detail FROM unlisted WHERE tenant = ? ORDER BY type`,
  `SELECT id, finding, valid_from${place} FROM finding
    WHERE tenant = ? AND valid_to IS NULL ORDER BY id, valid_from, finding`,
]

/**
 * Everything that ended after a place, whole, the place first; in whatever order. What says of its end
 * only the time or only the place ended at none, and is in every answer.
 */
const ENDED = '(to_entry > ? OR (to_entry IS NULL) <> (valid_to IS NULL) OR to_entry < 0)'
const ended = [
  `SELECT to_entry, 'resource', type, id, name, parent_type, parent_id, valid_from, valid_to, from_entry
    FROM resource WHERE tenant = ? AND ${ENDED}`,
  `SELECT o.to_entry, 'observation', s.type, s.resource, s.setting, s.source, o.state, o.value, o.reason, o.detail, o.grade, o.at, o.until, o.evidence, o.run, o.valid_from, o.valid_to, o.from_entry
    FROM observation o JOIN subject s ON s.id = o.subject WHERE s.tenant = ? AND ${ENDED}`,
  `SELECT to_entry, 'finding', id, finding, run, valid_from, valid_to, from_entry
    FROM finding WHERE tenant = ? AND ${ENDED}`,
] as const

/** What the next judgement starts from, what views show and what is drawn of the past, as digests. */
export function currentStore({
  prepare,
}: Context): Pick<Store, 'currentDigest' | 'endedChain' | 'version'> {
  const forms: Readonly<Record<CurrentForm, readonly ReturnType<Context['prepare']>[]>> = {
    1: current('').map(sql => prepare(sql)),
    2: current(', from_entry').map(sql => prepare(sql)),
  }
  const endings = ended.map(sql => prepare(sql))
  const version = prepare('PRAGMA data_version')
  return {
    async currentDigest(tenant, form = 2) {
      const whole = createHash('sha256')
      for (const statement of forms[form]) {
        for (const row of statement.iterate(tenant))
          whole.update(`${JSON.stringify(Object.values(row))}\n`)
        whole.update('\n')
      }
      return form === 1 ? whole.digest('hex') : `${form}:${whole.digest('hex')}`
    },
    async endedChain(tenant, from) {
      const byPlace = new Map<Place, string[]>()
      for (const statement of endings)
        for (const row of statement.iterate(tenant, from.place)) {
          const place = Number(row['to_entry'])
          const rows = byPlace.get(place) ?? []
          byPlace.set(place, rows)
          rows.push(hash('sha256', JSON.stringify(Object.values(row))))
        }
      return [...byPlace]
        .sort(([a], [b]) => a - b)
        .reduce(
          ({ chain }, [place, rows]) => ({
            place,
            chain: hash('sha256', [chain, place, ...rows.sort()].join('\n')),
          }),
          from,
        )
    },
    async version() {
      return String(version.get()?.['data_version'])
    },
  }
}
