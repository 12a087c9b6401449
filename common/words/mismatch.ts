import { mismatch } from '../model/value.ts'
import type { Value, ValueType } from '../model/value.ts'
import { said, some } from './said.ts'
import type { Said } from './said.ts'

/** What to say of a value that is not of its declared type; null when it fits. */
export function mismatchSaid(value: Value, type: ValueType): Said | null {
  const wrong = mismatch(value, type)
  if (!wrong) return null
  const { at, expected, found } = wrong
  return said('value-mismatch', {
    at,
    expected: typeof expected === 'string' ? expected : some(expected),
    found,
  })
}
