import type { Value } from '../../../model/index.ts'
import type { Place } from '../../../words/codes/google-workspace.ts'
import type { Some } from '../../../words/kept.ts'
import { some } from '../../../words/said.ts'

/**
 * One explicit value of one setting: at an organisational unit (`/` is the root, `/Sales/EMEA`
 * below it) or for a group inside one. `origin` says where a value comes from that nobody set:
 * Google's documented default, or an admin log without any event.
 */
export type UnitValue = {
  readonly unit: string
  readonly group?: string
  readonly value: Value
  readonly origin?: 'vendor-default' | 'no-event' | 'reset'
  readonly at?: string
  /** The list of units does not have it. */
  readonly unlisted?: boolean
}

/**
 * The settings of a unit or group that sets at least one of them itself, with everything it
 * inherits filled in.
 */
export type EffectiveUnit = {
  readonly unit: string
  readonly group: string | null
  readonly [setting: string]: Value
}

type Named = Readonly<Record<string, readonly UnitValue[]>>

/**
 * Google's inheritance: a group's own value, else the unit's own, else the nearest unit above.
 * Units that set nothing themselves are left out (they are as good or bad as the one above); so are
 * units of which a value is not known (see `withoutValue`).
 */
export function effective(settings: Named): EffectiveUnit[] {
  return resolved(settings)
    .filter(item => !item.missing.length)
    .map(item => item.unit)
}

/** A unit or group, and the settings of which it has no value. */
export type Valueless = Place & { readonly settings: Some<string> }

/**
 * Units of which no value of some setting is known, neither of their own nor inherited. Units where
 * the service is off do not count.
 */
export function withoutValue(settings: Named): Valueless[] {
  return resolved(settings)
    .filter(item => item.missing.length && item.unit['service'] !== 'DISABLED')
    .map(({ unit: { unit, group }, missing }) => ({ unit, group, settings: some(missing) }))
}

function resolved(settings: Named): { unit: EffectiveUnit; missing: string[] }[] {
  const places = new Map<string, { unit: string; group: string | null }>()
  for (const values of Object.values(settings)) {
    for (const { unit, group } of values)
      places.set(key(unit, group), { unit, group: group ?? null })
  }
  places.set(key('/', null), { unit: '/', group: null })
  const lookups = Object.entries(settings).map(([name, values]) => ({
    name,
    merged: merging.get(name),
    at: new Map(values.map(item => [key(item.unit, item.group), item])),
  }))
  return [...places.values()]
    .sort((a, b) => (key(a.unit, a.group) < key(b.unit, b.group) ? -1 : 1))
    .map(place => {
      const unit: Record<string, Value> = { ...place }
      const missing: string[] = []
      for (const { name, at, merged } of lookups) {
        const chain = chainOf(place)
          .map(step => at.get(step))
          .filter(item => item !== undefined && (item.value !== null || item.origin === 'no-event'))
        const nearest = chain[0]
        if (!nearest) {
          missing.push(name)
          unit[name] = null
          continue
        }
        unit[name] = merged
          ? mergeByKey(
              chain.map(item => item?.value ?? []),
              merged,
            )
          : nearest.value
      }
      return { unit: unit as EffectiveUnit, missing }
    })
}

/**
 * Lists whose entries override one another by a key, as Google's MaxMap reducer does, instead of as
 * a whole.
 */
const merging: ReadonlyMap<string, string> = new Map([
  ['thirdPartyServiceAccess', 'scopesGroup'],
  ['spamOverrides', 'ruleId'],
  ['gmailRuleStates', 'ruleId'],
])

function mergeByKey(nearestFirst: readonly Value[], field: string): Value {
  const found = new Map<string, Value>()
  for (const list of nearestFirst) {
    for (const [i, entry] of (Array.isArray(list) ? (list as readonly Value[]) : []).entries()) {
      const name =
        typeof entry === 'object' && entry !== null && !Array.isArray(entry)
          ? (entry as { readonly [key: string]: Value })[field]
          : undefined
      const id = typeof name === 'string' ? name : `${found.size}/${i}`
      if (!found.has(id)) found.set(id, entry)
    }
  }
  return [...found.values()]
}

function chainOf(place: { readonly unit: string; readonly group: string | null }): string[] {
  const chain = place.group === null ? [] : [key(place.unit, place.group)]
  for (let unit = place.unit; ; unit = unit.slice(0, unit.lastIndexOf('/')) || '/') {
    chain.push(key(unit, null))
    if (unit === '/') return chain
  }
}

function key(unit: string, group: string | null | undefined): string {
  return group ? `${unit}\n${group}` : unit
}
