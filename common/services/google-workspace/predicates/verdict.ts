import { Undetermined } from '../../../model/index.ts'
import type { Value } from '../../../model/index.ts'
import { nameOf } from './units.ts'

type Fields = { readonly [key: string]: Value }

/**
 * Marks the units and groups that the tenant has declared as accepted for this check (or for the
 * outside policy it stands for).
 */
export function excluding(
  units: readonly Value[],
  accepted: Readonly<Record<string, Value>>,
  check: string,
  policy: string,
): Value[] {
  const declared = [check, policy, policy.replace(/v\d+(\.\d+)?$/, '')].flatMap(id =>
    declaredEntries(accepted[id]),
  )
  return units.map(unit => {
    const found = declared.find(
      item => typeof item === 'object' && item !== null && covers(item as Fields, unit as Fields),
    ) as Fields | undefined
    return found ? { ...(unit as Fields), accepted: whyOf(found) } : unit
  })
}

/** The owner's reason, and the end that was set. */
function whyOf(entry: Fields): string {
  const reason = String(entry['reason'] || entry['justification'] || 'no reason declared')
  return typeof entry['until'] === 'string'
    ? `${reason}, until ${entry['until'].slice(0, 10)}`
    : reason
}

/**
 * What is declared for a policy: a list of entries, or one declaration with `entries`, whose reason
 * they share.
 */
export function declaredEntries(declared: Value | undefined): readonly Value[] {
  if (Array.isArray(declared)) return declared as readonly Value[]
  if (typeof declared !== 'object' || declared === null) return []
  const { entries, ...shared } = declared as Fields
  return (Array.isArray(entries) ? (entries as readonly Value[]) : [{}]).map(entry =>
    typeof entry === 'object' && entry !== null ? { ...shared, ...(entry as Fields) } : entry,
  )
}

/**
 * An entry names a unit, a group, or both (then only the members of the group inside the unit). The
 * root as a whole is never accepted: that would be no check.
 */
function covers(entry: Fields, unit: Fields): boolean {
  const [ou, group] = [String(entry['ou'] ?? entry['unit'] ?? ''), String(entry['group'] ?? '')]
  if (ou === '' && group === '') return false
  if (group !== '' && unit['group'] !== group) return false
  if (ou === '') return true
  const path = `/${ou.replace(/^\//, '')}`
  const own = String(unit['unit'])
  if (group !== '') return path === '/' || own === path
  return path !== '/' && (own === path || own.startsWith(`${path}/`))
}

/**
 * Fails naming what deviates and is not accepted; else unknown naming what has no value; else
 * passes, naming what was accepted.
 */
export function verdict(deviating: readonly Value[], unknown: readonly Value[]): Value {
  const open = deviating.filter(
    item => !(typeof item === 'object' && item !== null && 'accepted' in item),
  )
  if (open.length > 0) return { outcome: 'fail', detail: listed(open.map(describe)) }
  if (unknown.length > 0)
    throw new Undetermined('not-found', `no value for ${listed(unknown.map(String))}`)
  return deviating.length === 0
    ? { outcome: 'pass' }
    : {
        outcome: 'pass',
        detail: `accepted: ${listed(deviating.map(item => `${nameOf(item as { unit: Value })} (${String((item as Fields)['accepted'])})`))}`,
      }
}

function describe(item: Value): string {
  if (typeof item !== 'object' || item === null || Array.isArray(item)) return String(item)
  const { unit, group, service, ...values } = item as Fields
  const shown = Object.entries(values).map(([name, value]) =>
    value === null
      ? `${name} has no event in the admin log, which does not reach back for ever: if it was set earlier, open the console page`
      : `${name} = ${short(value)}`,
  )
  return `${nameOf({ unit: unit ?? '/', group })}: ${shown.join(', ')}${service !== undefined && shown.length === 0 ? `service = ${String(service)}` : ''}`
}

function short(value: Value): string {
  const text = typeof value === 'string' ? value : JSON.stringify(value)
  return text.length > 120 ? `${text.slice(0, 117)}...` : text
}

function listed(items: readonly string[]): string {
  return items.length > 20
    ? `${items.slice(0, 20).join('; ')}; and ${items.length - 20} more`
    : items.join('; ')
}
