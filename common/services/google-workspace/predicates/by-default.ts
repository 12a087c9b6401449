import { pass } from '../../../model/index.ts'
import type { Value } from '../../../model/index.ts'
import { said, some } from '../../../words/said.ts'
import type { UnitValue } from './units.ts'

/** Adds to what passes which settings the log has no event of, so that Google's own state counts. */
export function byDefault(
  outcome: Value,
  settings: Readonly<Record<string, readonly UnitValue[]>>,
): Value {
  const unset = Object.entries(settings)
    .filter(([, values]) => values.some(item => item.origin === 'no-event' && item.value !== null))
    .map(([name]) => name)
  const passes =
    typeof outcome === 'object' &&
    outcome !== null &&
    !Array.isArray(outcome) &&
    (outcome as { readonly [key: string]: Value })['outcome'] === 'pass'
  return passes && unset.length > 0 ? pass(said('by-default', { settings: some(unset) })) : outcome
}
