import { pass } from '../../../model/index.ts'
import type { Value } from '../../../model/index.ts'
import type { KeptSaid } from '../../../words/kept.ts'
import { said, some } from '../../../words/said.ts'
import type { UnitValue } from './units.ts'

type Fields = { readonly [key: string]: Value }

/** Adds to a verdict which units with events the list of units does not have. */
export function withUnlisted(
  outcome: Value,
  settings: Readonly<Record<string, readonly UnitValue[]>>,
): Value {
  const units = Object.values(settings).flatMap(values =>
    values.filter(item => item.unlisted === true).map(item => item.unit),
  )
  return units.length === 0
    ? outcome
    : beside(outcome, said('units-not-listed', { units: some([...new Set(units)]) }))
}

/** Adds to what passes that a setting which it does not go by is off somewhere. */
export function besideOff(outcome: Value, values: Value, setting: string): Value {
  const off = Array.isArray(values) && (values as readonly UnitValue[]).some(item => !item.value)
  return off && isFields(outcome) && outcome['outcome'] === 'pass'
    ? beside(outcome, said('other-field-off', { setting }))
    : outcome
}

function beside(outcome: Value, note: KeptSaid): Value {
  if (!isFields(outcome)) return outcome === true ? pass(note) : outcome
  const before = Array.isArray(outcome['said']) ? (outcome['said'] as readonly Value[]) : []
  return { ...outcome, said: [...before, note] }
}

function isFields(value: Value): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
