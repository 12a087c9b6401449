import type { Value } from '../../../model/index.ts'
import { said } from '../../../words/said.ts'
import type { Said } from '../../../words/said.ts'

/** What is read of a policy: https://cloud.google.com/identity/docs/reference/rest/v1/policies */
export type Policy = {
  readonly policyQuery: {
    readonly query?: string | undefined
    readonly orgUnit?: string | undefined
    readonly group?: string | undefined
    readonly sortOrder?: number | undefined
  }
  readonly setting: {
    readonly type: string
    readonly value?: Readonly<Record<string, Value>> | undefined
  }
}
type Section = Record<string, Value> | Value[]
type Sections = Record<string, Section>

export type Reduced = {
  /** Sections by the place that exports have for it: `/Sales (group admins@example.org)`. */
  readonly places: Readonly<Record<string, Sections>>
  /** Sections of which something counts that cannot be told, and why: they are not to be judged. */
  readonly unread: ReadonlyMap<string, Said>
}

/** Lists whose entries override one another by a key, wherever several policies have one. */
const keyOf: Readonly<Record<string, string>> = {
  ruleStates: 'ruleId',
  spamOverride: 'ruleId',
  emailAddressList: 'id',
}
const alerts = 'rule_system_defined_alerts'

/**
 * Policies to one value per unit or group, section and field: the highest sort order counts, fields
 * it leaves out come from the next, lists by key are merged
 * (https://cloud.google.com/identity/docs/concepts/policy-api-concepts). A policy for holders of a
 * licence is theirs alone, and counts where none for everybody at the same place comes before it.
 * @param paths of units by id; what is not among them was deleted
 * @param groups addresses of groups by id
 */
export function reduced(
  policies: readonly Policy[],
  paths: ReadonlyMap<string, string>,
  groups: ReadonlyMap<string, string>,
): Reduced {
  const places: Record<string, Sections> = {}
  const unread = new Map<string, Said>()
  const ranked = [...policies].sort(
    (a, b) => (b.policyQuery.sortOrder ?? 0) - (a.policyQuery.sortOrder ?? 0),
  )
  for (const policy of ranked) {
    const section = policy.setting.type.replace(/^settings\//, '').replaceAll('.', '_')
    const scope = scopeOf(policy)
    if (!scope) {
      unread.set(section, said('policy-for-unknown', { section }))
      continue
    }
    const unit = scope.unit === null ? '/' : paths.get(scope.unit)
    // A unit that was deleted lately may still have policies.
    if (unit === undefined) continue
    const group = scope.group === null ? null : (groups.get(scope.group) ?? scope.group)
    const value = policy.setting.value ?? {}
    if (section === alerts) addAlert((places[unit] ??= {}), value)
    else {
      const everybody = places[nameOf(unit, group, null)]?.[section]
      const own = scope.licence === null ? value : withoutFields(value, everybody)
      if (scope.licence !== null && Object.keys(own).length === 0) continue
      const sections = (places[nameOf(unit, group, scope.licence)] ??= {})
      sections[section] = merged(own, sections[section])
    }
  }
  ruleStates(places, unread)
  expandLists(places, unread)
  return { places, unread }
}

/** Whether a policy holds for everybody of the tenant. */
export function forEverybody(policy: Policy, paths: ReadonlyMap<string, string>): boolean {
  const scope = scopeOf(policy)
  return (
    scope !== null &&
    scope.group === null &&
    scope.licence === null &&
    paths.get(scope.unit ?? '') === '/'
  )
}

type Scope = {
  readonly unit: string | null
  readonly group: string | null
  readonly licence: string | null
}

/**
 * Whom a policy is for; null where its query is more than one unit, one group and licences
 * together. `orgUnit` and `group` are set only where one value satisfies the whole query: without
 * either it is not told for whom it is, which is not everybody.
 */
function scopeOf({ policyQuery: { query = '', orgUnit, group } }: Policy): Scope | null {
  const unit = orgUnit?.replace(/^orgUnits\//, '') || null
  const of = group?.replace(/^groups\//, '') || null
  if (unit === null && of === null) return null
  const clauses = query.split('&&').map(clause => clause.trim())
  if (
    clauses.some(
      clause =>
        clause !== '' &&
        clause !== 'true' &&
        !/^entity\.(org_units|groups|licenses)\.exists\([^!|]*\)$/.test(clause),
    )
  )
    return null
  const licences = clauses
    .filter(clause => clause.startsWith('entity.licenses.'))
    .flatMap(clause => [...clause.matchAll(/'\/?(?:product\/)?([^']+)'/g)].map(([, name]) => name))
  const licensed = clauses.some(clause => clause.startsWith('entity.licenses.'))
  return { unit, group: of, licence: licensed ? [...new Set(licences)].join(', ') : null }
}

function nameOf(unit: string, group: string | null, licence: string | null): string {
  const who = [
    ...(group === null ? [] : [group]),
    ...(licence === null ? [] : [`holders of ${licence}`]),
  ]
  return who.length === 0 ? unit : `${unit} (group ${who.join(', ')})`
}

function withoutFields(
  value: Readonly<Record<string, Value>>,
  before: Section | undefined,
): Readonly<Record<string, Value>> {
  return before === undefined || Array.isArray(before)
    ? value
    : Object.fromEntries(Object.entries(value).filter(([name]) => !(name in before)))
}

/** @param before what policies of a higher order have set */
function merged(value: Readonly<Record<string, Value>>, before: Section | undefined): Section {
  if (before === undefined || Array.isArray(before)) return { ...value }
  const both = { ...value, ...before }
  for (const [field, key] of Object.entries(keyOf)) {
    const [first, next] = [before[field], value[field]]
    if (Array.isArray(first) && Array.isArray(next)) both[field] = byKey([...first, ...next], key)
  }
  return both
}

function byKey(entries: readonly Value[], key: string): Value[] {
  const seen = new Set<unknown>()
  return entries.filter(entry => {
    const id = (entry as Fields | null)?.[key]
    if (id === undefined) return true
    return !seen.has(id) && Boolean(seen.add(id))
  })
}
type Fields = Readonly<Record<string, Value>>

function addAlert(sections: Sections, alert: Fields): void {
  const before = sections[alerts]
  sections[alerts] = byKey([...(Array.isArray(before) ? before : []), alert], 'displayName')
}

/** A rule of its own (comprehensive mail storage) says by its state whether it is on. */
function ruleStates(places: Readonly<Record<string, Sections>>, unread: Map<string, Said>): void {
  const section = 'gmail_comprehensive_mail_storage'
  for (const [place, sections] of Object.entries(places)) {
    const rule = sections[section]
    if (rule === undefined || Array.isArray(rule) || 'enabled' in rule) continue
    const state = [sections, ...above(place).map(name => places[name])]
      .flatMap(found => listIn(found?.['gmail_rule_states'], 'ruleStates'))
      .find(item => item['ruleId'] === rule['ruleId'])
    if (typeof state?.['enabled'] === 'boolean')
      sections[section] = { ...rule, enabled: state['enabled'] }
    else unread.set(section, said('rule-state-missing', { section }))
  }
}

/** The units that a place inherits from, nearest first. */
function above(place: string): string[] {
  const grouped = place.lastIndexOf(' (group ')
  const unit = grouped === -1 ? place : place.slice(0, grouped)
  const chain = unit === place ? [] : [unit]
  for (let at = unit; at !== '/';) {
    at = at.slice(0, at.lastIndexOf('/')) || '/'
    chain.push(at)
  }
  return chain
}

function listIn(section: Section | undefined, field: string): readonly Fields[] {
  const list = section === undefined || Array.isArray(section) ? undefined : section[field]
  return Array.isArray(list) ? (list as readonly Fields[]) : []
}

/** Spam rules name address lists by id: the lists themselves take the ids' place. */
function expandLists(places: Readonly<Record<string, Sections>>, unread: Map<string, Said>): void {
  const section = 'gmail_spam_override_lists'
  const lists = new Map(
    Object.values(places)
      .flatMap(sections => listIn(sections['gmail_email_address_lists'], 'emailAddressList'))
      .map(list => [list['id'], list]),
  )
  const expand = (ids: Value | undefined): Value =>
    (Array.isArray(ids) ? (ids as readonly Value[]) : []).map(id => {
      if (typeof id !== 'string') return id
      const list = lists.get(id)
      const addresses = list && addressesOf(list)
      if (!addresses) unread.set(section, said('address-list-missing', { id: id.slice(0, 60) }))
      return { name: list?.['name'] ?? id, list: addresses ?? [] }
    })
  for (const sections of Object.values(places)) {
    if (!(section in sections)) continue
    sections[section] = {
      spamOverride: listIn(sections[section], 'spamOverride').map(rule => ({
        ...rule,
        bypassSenderAllowlist: expand(rule['bypassSenderAllowlist']),
        hideWarningBannerSenderAllowlist: expand(rule['hideWarningBannerSenderAllowlist']),
      })),
    }
  }
}

/** A list's addresses: `addressList.address[].address`; null where it has them nowhere. */
function addressesOf(list: Fields): readonly Value[] | null {
  const found = (list['addressList'] ?? list['blockedAddressList'] ?? null) as Fields | null
  if (found === null) return null
  const addresses = found['address'] ?? []
  return Array.isArray(addresses)
    ? (addresses as readonly Value[]).map(item =>
        typeof item === 'object' && item !== null && 'address' in item
          ? (item.address ?? '')
          : item,
      )
    : null
}
