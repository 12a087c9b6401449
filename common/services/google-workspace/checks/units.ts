import { variableName } from '../../../model/index.ts'
import type { Judgement, Rule } from '../../../model/define-check.ts'
import { holdsUnset, isLogged, pageSettings } from '../settings/index.ts'

const idOf = (name: string): string => `google-workspace.tenant.${name}`
const variableOf = (name: string): string => variableName(idOf(name))

/**
 * Settings that each organisational unit and group may have for itself: every unit must hold.
 * `whereOn` is the setting with the service's status: units where it is off do not count.
 * With `elseOn` a status that nobody read counts as on. `deviates` is CEL over `u`, one unit with its effective values: true where it departs from the
 * wanted state. Units that the tenant accepted under the policy's id are marked.
 */
export function everyUnit(rule: {
  readonly whereOn?: string
  readonly elseOn?: boolean
  readonly reads: readonly string[]
  readonly deviates: string
}): Rule {
  const { whereOn, elseOn = false, reads, deviates } = rule
  const status = variableOf(whereOn ?? '')
  const on = '[{"unit": "/", "value": "ENABLED"}]'
  const fields = [
    ...(whereOn ? [`"service": ${elseOn ? `${status} == null ? ${on} : ${status}` : status}`] : []),
    ...reads.map(name => `"${variableOf(name)}": ${variableOf(name)}`),
  ]
  const map = `{${fields.join(', ')}}`
  const wrong = `${whereOn ? 'u.service != "DISABLED" && ' : ''}(${deviates})`
  return ({ id, references }) => {
    const policy = references?.[0]?.id ?? ''
    const deviating = `excluding(effective(${map}).filter(u, ${wrong}), accepted, "${id}", "${policy}")`
    const bare = `verdict(${deviating}, withoutValue(${map}))`
    const judged = reads.some(name => holdsUnset.has(idOf(name)))
      ? `byDefault(${bare}, ${map})`
      : bare
    return seenAtTop(
      [...reads, ...(whereOn && !elseOn ? [whereOn] : [])],
      reads.some(name => isLogged.has(idOf(name))) ? `withUnlisted(${judged}, ${map})` : judged,
      map,
      whereOn && elseOn ? [whereOn] : [],
    )
  }
}

/** A rule that says, where it passes, that a setting which it does not go by is off somewhere. */
export function besideOff(rule: Rule, setting: string): Rule {
  return check => {
    const { test, optional = [], ...judged } = rule(check)
    const noted = `besideOff(${test}, ${variableOf(setting)}, "${setting}")`
    return { ...judged, test: noted, optional: [...optional, setting] }
  }
}

/**
 * Settings of the tenant as a whole. `test` is CEL; a list of what deviates is turned into a
 * verdict by `verdict(list, [])`.
 */
export function wholeTenant({
  reads,
  test,
}: {
  readonly reads: readonly string[]
  readonly test: string
}): Rule {
  return () => seenAtTop(reads, test, '{}')
}

/**
 * A page shows what the top unit has: a finding that passes on such a reading names the units below
 * that nobody looked at.
 */
function seenAtTop(
  reads: readonly string[],
  test: string,
  map: string,
  optional: readonly string[] = [],
): Judgement {
  if (!reads.some(name => pageSettings.has(idOf(name))))
    return optional.length > 0 ? { reads, test, optional } : { reads, test }
  return {
    reads,
    test: `atTop(${test}, sources, ${map}, organizationalUnits)`,
    optional: [...optional, 'organizational-units'],
  }
}
