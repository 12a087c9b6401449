import { pass } from '../../../model/index.ts'
import type { Value } from '../../../model/index.ts'
import type { UnitValue } from './units.ts'
import type { KeptSaid } from '../../../words/kept.ts'
import { said, some } from '../../../words/said.ts'

type Fields = { readonly [key: string]: Value }

/**
 * The Admin console shows a setting for the unit that is selected, and says there whether it is
 * inherited or overridden; the page of the top unit does not say which units below it override
 * (https://support.google.com/a/answer/2655363). So what passes on that page passes with its limit
 * named. What fails there fails whatever the others have.
 * @param sources where each setting of the check was read
 * @param settings the check's settings by unit: a unit with a value of its own for each of them was
 * seen
 * @param units the tenant's units, null where nobody read them
 */
export function atTop(
  outcome: Value,
  sources: Readonly<Record<string, Value>>,
  settings: Readonly<Record<string, readonly UnitValue[]>>,
  units: Value,
): Value {
  const passes =
    outcome === true || outcome === 'pass' || (isFields(outcome) && outcome['outcome'] === 'pass')
  if (!passes || !Object.values(sources).includes('console')) return outcome
  const own = Object.values(settings).map(
    values =>
      new Set(
        values
          .filter(item => item.group === undefined && item.value !== null)
          .map(item => item.unit),
      ),
  )
  const paths = Array.isArray(units)
    ? (units as readonly Value[]).flatMap(item => (isFields(item) ? String(item['path']) : []))
    : null
  const unseen =
    paths
      ?.filter(path => path !== '/' && !(own.length > 0 && own.every(seen => seen.has(path))))
      .sort() ?? null
  if (unseen?.length === 0) return outcome
  const limit =
    unseen === null ? said('seen-at-top') : said('unseen-below', { units: some(unseen) })
  const already =
    isFields(outcome) && Array.isArray(outcome['said'])
      ? (outcome['said'] as readonly KeptSaid[])
      : []
  return pass(...already, limit)
}

function isFields(value: Value): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
