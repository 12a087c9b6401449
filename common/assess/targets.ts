import type { AppliedTarget } from '../model/finding.ts'
import type { OwnTarget } from '../model/target.ts'
import type { Value } from '../model/value.ts'
import type { CompiledCheck } from './assess.ts'
import { equal } from './expectation.ts'

/** Those that count in a tenant: of a metric its own, in place of everybody's. */
export function inForce<T extends Pick<OwnTarget, 'metric' | 'tenant'>>(
  own: Iterable<T>,
  tenant: string,
): readonly T[] {
  const byMetric = new Map<string, T>()
  for (const item of own)
    if (item.tenant === tenant || (item.tenant === undefined && !byMetric.has(item.metric)))
      byMetric.set(item.metric, item)
  return [...byMetric.values()]
}

/** The checks as an owner's own targets want them; what compares with no target stays as it is. */
export function withTargets(
  checks: readonly CompiledCheck[],
  own: readonly Pick<OwnTarget, 'metric' | 'value' | 'from'>[],
): readonly CompiledCheck[] {
  if (own.length === 0) return checks
  const byMetric = new Map(own.map(item => [item.metric, item]))
  return checks.map(check => {
    const set = check.target && byMetric.get(check.check.metric)
    return set ? { ...check, target: { ...check.target, value: set.value, own: set.from } } : check
  })
}

/** What another value would do to a target: hold to more, to less, or to nothing else. */
export type Shift = 'stricter' | 'looser' | 'same'

/** Where it is not a matter of more or less, every other value counts as looser: it takes a reason. */
function shiftOf({ operator, value }: AppliedTarget, wanted: Value): Shift {
  if (equal(value, wanted)) return 'same'
  if (typeof value !== 'number' || typeof wanted !== 'number') return 'looser'
  if (operator === 'at-least') return wanted > value ? 'stricter' : 'looser'
  if (operator === 'at-most') return wanted < value ? 'stricter' : 'looser'
  return 'looser'
}

/**
 * What a value would do to all the checks that compare with a metric's target: looser where it is so
 * for any of them. Null where there is none.
 */
export function shiftOfAll(
  checks: readonly CompiledCheck[],
  metric: string,
  wanted: Value,
): Shift | null {
  const shifts = checks.flatMap(({ check, target }) =>
    target && check.metric === metric ? [shiftOf(target, wanted)] : [],
  )
  if (shifts.length === 0) return null
  return shifts.includes('looser') ? 'looser' : shifts.includes('stricter') ? 'stricter' : 'same'
}
