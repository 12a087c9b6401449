import type {
  EvidenceRef,
  Observation,
  Reading,
  Reason,
  Resource,
} from '../../common/model/index.ts'
import { text, textOrNull } from './row.ts'
import type { Row } from './row.ts'
import { fromDetail, observedWhy, toDetail } from './why.ts'

// Things and readings as their rows say them.

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
