import type {
  EvidenceRef,
  Observation,
  Reading,
  Reason,
  Resource,
} from '../../common/model/index.ts'
import { text, textOrNull } from './row.ts'
import type { Row } from './row.ts'
import { REFRESH_AFTER } from './store.ts'
import type { Span } from './store.ts'
import { fromDetail, observedWhy, toDetail } from './why.ts'

// Things and readings as their rows say them.

/**
 * What becomes of what is current when a reading comes: it stands, since the reading is of the past or the
 * same; it is confirmed, with another time and evidence; or it ends.
 * @param open its row; what it says of the subject alone where nothing is current
 * @param now the present time: what is recorded after it was recorded under a clock ahead
 */
export function whatBecomes(
  open: Row | undefined,
  observation: Observation,
  now: string,
): 'stands' | 'confirmed' | 'ends' {
  const { source, reading, at } = observation
  // Recorded under a clock ahead: what comes after it takes its place, whatever their times say.
  if (!open || text(open, 'valid_from') > now) return 'ends'
  // A capture that waited in a queue speaks of the past: its evidence is kept, but it does not
  // replace what was seen later. What the API says now is never of the past.
  if (source !== 'api' && text(open, 'valid_from') > at) return 'stands'
  const columns = columnsOf(reading)
  const same =
    open['state'] === columns.state &&
    open['value'] === columns.value &&
    open['reason'] === columns.reason &&
    open['detail'] === columns.detail &&
    open['grade'] === observation.grade &&
    open['until'] === (observation.until ?? null)
  if (!same) return 'ends'
  // A page or an import is confirmed one by one; what the API confirms, the finished run
  // confirms as a whole, and its evidence moves on now and then.
  return source !== 'api' || Date.parse(at) - Date.parse(text(open, 'at')) > REFRESH_AFTER
    ? 'confirmed'
    : 'stands'
}

/** After every time: where what did not end is compared as text. */
export const NEVER = '9'

/** A row of `spans` whose `ends` may be before it began; null where it does not touch a window. */
export function spanIn(
  row: Row,
  { from, to }: { readonly from: string; readonly to: string },
): Span | null {
  const [starts, ends] = [text(row, 'starts'), text(row, 'ends')]
  if (ends < from || starts > to) return null
  const end = ends > starts ? ends : starts
  return {
    setting: text(row, 'setting'),
    source: text(row, 'source') as Span['source'],
    at: text(row, 'at'),
    validFrom: starts,
    validTo: end === NEVER ? null : end,
    reason: row['state'] === 'observed' ? null : (text(row, 'reason') as Reason),
  }
}

export function columnsOf(reading: Reading): {
  readonly state: string
  readonly value: string | null
  readonly reason: string | null
  readonly detail: string | null
} {
  return reading.state === 'observed'
    ? {
        state: 'observed',
        value: JSON.stringify(reading.value),
        reason: null,
        detail: toDetail(reading),
      }
    : { state: 'unobserved', value: null, reason: reading.reason, detail: toDetail(reading) }
}

export function toResource(row: Row): Resource {
  const parentType = textOrNull(row, 'parent_type')
  return {
    type: text(row, 'type'),
    id: text(row, 'id'),
    name: text(row, 'name'),
    ...(parentType ? { parent: { type: parentType, id: text(row, 'parent_id') } } : {}),
  }
}

export function toObservation(row: Row): Observation {
  const until = textOrNull(row, 'until')
  if (row['state'] !== 'observed' && row['state'] !== 'unobserved')
    throw new TypeError(`an observation of ${text(row, 'setting')} is in no known state`)
  const reading: Reading =
    row['state'] === 'observed'
      ? {
          state: 'observed',
          value: JSON.parse(text(row, 'value')),
          ...observedWhy(textOrNull(row, 'detail')),
        }
      : {
          state: 'unobserved',
          reason: text(row, 'reason') as Reason,
          ...fromDetail(textOrNull(row, 'detail')),
        }
  return {
    setting: text(row, 'setting'),
    resource: { type: text(row, 'type'), id: text(row, 'resource') },
    reading,
    source: text(row, 'source') as Observation['source'],
    grade: text(row, 'grade') as Observation['grade'],
    at: text(row, 'at'),
    evidence: JSON.parse(text(row, 'evidence')) as EvidenceRef[],
    ...(until === null ? {} : { until }),
  }
}
