import { fail, pass, Undetermined } from '../../../model/index.ts'
import type { Value } from '../../../model/index.ts'
import type { Valueless } from './units.ts'
import type { Deviation, Place } from '../../../words/codes/google-workspace.ts'
import { KeptSaid } from '../../../words/kept.ts'
import { said, some } from '../../../words/said.ts'

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
function whyOf(entry: Fields): { readonly why: string; readonly until: string } {
  return {
    why: String(entry['reason'] || entry['justification'] || ''),
    until: typeof entry['until'] === 'string' ? entry['until'].slice(0, 10) : '',
  }
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
  const open = deviating.filter(item => !(isFields(item) && 'accepted' in item))
  if (open.length > 0) return fail(said('deviating', { items: some(open.map(deviationOf)) }))
  if (unknown.length > 0)
    throw new Undetermined(
      'not-found',
      said('without-value', { places: some(unknown as readonly Valueless[]) }),
    )
  return deviating.length === 0
    ? pass()
    : pass(said('accepted-in', { places: some(deviating.filter(isFields).map(acceptedAt)) }))
}

function acceptedAt(item: Fields): Place & { readonly why: string; readonly until: string } {
  const declared = fieldsOf(item['accepted'])
  return {
    ...placeOf(item),
    why: String(declared['why'] ?? ''),
    until: String(declared['until'] ?? ''),
  }
}

function deviationOf(item: Value): Deviation {
  if (!isFields(item)) return String(item)
  const { unit: _, group: __, service, ...values } = item
  const problem = KeptSaid.safeParse(item['problem'])
  if (problem.success) return { domain: String(item['domain']), problem: problem.data }
  return {
    ...placeOf(item),
    values: Object.entries(values).map(([name, value]) => ({
      name,
      value: value === null ? null : short(value),
    })),
    ...(service === undefined ? {} : { service: String(service) }),
  }
}

function placeOf({ unit, group }: Fields): Place {
  return { unit: String(unit ?? '/'), group: group ? String(group) : null }
}

function fieldsOf(value: Value | undefined): Fields {
  return value !== undefined && isFields(value) ? value : {}
}

function isFields(value: Value): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function short(value: Value): string {
  const text = typeof value === 'string' ? value : JSON.stringify(value)
  return text.length > 120 ? `${text.slice(0, 117)}...` : text
}
