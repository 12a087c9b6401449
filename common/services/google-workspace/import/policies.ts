import type { Value } from '../../../model/index.ts'
import { dataProtectionRules } from './data-protection.ts'
import { mismatchSaid } from '../../../words/mismatch.ts'
import { said } from '../../../words/said.ts'
import type { Said } from '../../../words/said.ts'
import type { Readings, ScubaGogglesExport } from './export.ts'
import { failedCall } from './export.ts'
import type { PolicySetting } from '../settings/define.ts'
import { policySettings } from '../settings/index.ts'
import type { UnitValue } from '../predicates/units.ts'

type Sections = { readonly [section: string]: unknown }

/**
 * `policies`: what each unit and group sets, by the name the tool gives them. The root carries
 * Google's documented default where it sets nothing. What the export lists as missing stays
 * unobserved, whatever else it says of it.
 * @param unread sections that are not to be judged, and why
 */
export function policyReadings(
  source: ScubaGogglesExport,
  into: Readings,
  unread: ReadonlyMap<string, Said> = new Map(),
): void {
  const failed = failedCall(source, 'policies', 'policy')
  if (!source.policies || failed) {
    for (const setting of policySettings)
      into.miss(
        setting,
        failed ? 'forbidden' : 'not-found',
        failed
          ? said('call-unsuccessful', { call: failed, from: into.from })
          : said('no-section', { section: 'policies', from: into.from }),
      )
    return
  }
  const gone = deletedUnits(source)
  const units = Object.entries(source.policies).filter(
    (entry): entry is [string, Sections] => isSections(entry[1]) && !gone(entry[0]),
  )
  const root = rootOf(
    source,
    units.map(([name]) => name),
  )
  const known = unitNames(source)
  const missing = new Set(source.missing_policies ?? [])
  for (const setting of policySettings) {
    const name = setting.field === null ? setting.section : `${setting.section}.${setting.field}`
    if (missing.has(name) || missing.has(setting.section)) {
      into.miss(setting, 'not-found', said('listed-missing', { name, from: into.from }))
      continue
    }
    const why = unread.get(setting.section)
    if (why) {
      into.miss(setting, 'malformed', why)
      continue
    }
    const values = withDefault(
      setting,
      units.flatMap(([unit, sections]) => valueOf(setting, sections, place(unit, root, known))),
    )
    const wrong = mismatchSaid(values as readonly Value[], setting.type)
    if (wrong) into.miss(setting, 'malformed', said('in-field', { name, why: wrong }))
    else if (values.length === 0)
      into.miss(setting, 'not-found', said('no-field', { name, from: into.from }))
    else into.observe(setting, values as readonly Value[])
  }
  importedRules(units, root, known, into)
}

/**
 * Data protection rules, which the tool writes since it judges them; where there are none the
 * export does not tell whether it looked.
 */
function importedRules(
  units: readonly (readonly [string, Sections])[],
  root: string,
  known: ReadonlySet<string>,
  into: Readings,
): void {
  const rules = units.flatMap(([name, sections]) => {
    const at = place(name, root, known)
    const found: unknown = sections['rule_dlp']
    return Array.isArray(found)
      ? found.map((value: unknown) => ({
          value,
          everywhere: at.unit === '/' && at.group === undefined,
        }))
      : []
  })
  if (rules.length === 0) return
  try {
    into.observe(dlpRules, dataProtectionRules(rules))
  } catch {
    into.miss(dlpRules, 'malformed', said('rules-in-unknown-shape', { from: into.from }))
  }
}
const dlpRules = { id: 'google-workspace.tenant.dlp-rules' }

/**
 * The unit and group behind a name such as `Sales`, `EMEA (in Sales)`, `Sales (group
 * admins@example.org)`. What is among the known names stands for itself, whatever brackets it holds.
 */
export function place(
  name: string,
  root: string,
  known: ReadonlySet<string> = new Set(),
): { readonly unit: string; readonly group?: string } {
  if (known.has(name) && name !== root) return { unit: `/${name.replace(/^\//, '')}` }
  const ways = isKnown(name, known) ? [] : endings(name, 'group')
  const [of, group] =
    ways.find(([unit]) => unit === root || isKnown(unit, known)) ?? ways[0] ?? ([name] as const)
  const unit =
    known.has(of) && of !== root ? `/${of.replace(/^\//, '')}` : unitPath(of, root, known)
  return group === undefined ? { unit } : { unit, group: group.replace(/^"(.*)"$/, '$1') }
}

/**
 * The ways to take ` (WORD …)` off the end of a name, the shortest ending first: what stands before
 * it may end in brackets of its own, and so may what it holds.
 */
function endings(name: string, word: 'group' | 'in'): (readonly [before: string, held: string])[] {
  const opening = ` (${word} `
  const found: (readonly [string, string])[] = []
  if (!name.endsWith(')')) return found
  for (let at = name.lastIndexOf(opening); at >= 0; at = name.lastIndexOf(opening, at - 1)) {
    found.push([name.slice(0, at), name.slice(at + opening.length, -1)])
    if (at === 0) break
  }
  return found
}

/** Whether it is a known unit, or one that is in another. */
function isKnown(name: string, known: ReadonlySet<string>): boolean {
  return (
    known.has(name) || endings(name, 'in').some(([unit, within]) => bothKnown(unit, within, known))
  )
}

function bothKnown(unit: string, within: string, known: ReadonlySet<string>): boolean {
  return known.has(unit) && known.has(lastOf(within))
}

/**
 * Whether a unit is known to be there no more: the list of units is whole, and it is neither among
 * them nor the root, which the list may leave out. The log and the policies of a deleted unit stay.
 * Two lists of units that do not say the same are not believed.
 */
export function deletedUnits(source: ScubaGogglesExport): (name: string) => boolean {
  const names = unitNames(source)
  if (names.size === 0 || failedCall(source, 'orgunits') || !sameUnits(source)) return () => false
  const root = source.tenant_info?.topLevelOU ?? ''
  return name => {
    // In whatever way it can be read: only what is known in none of them is gone.
    const written = [name, ...endings(name, 'group').map(([unit]) => unit)].flatMap(unit => [
      unit,
      ...endings(unit, 'in').map(([own]) => own),
      lastOf(unit),
    ])
    return root !== '' && !written.some(each => each === '' || each === root || names.has(each))
  }
}

/** Whether the two lists of an export, of one reply, name the same units. */
function sameUnits(source: ScubaGogglesExport): boolean {
  const { organizational_unit_names: names, organizational_units: units } = source
  if (!names || !units?.organizationUnits) return true
  const root = source.tenant_info?.topLevelOU ?? ''
  const plain = (name: string): boolean => name !== '' && name !== root
  const listed = new Set(names.filter(plain))
  const found = new Set(
    units.organizationUnits.map(({ orgUnitPath: path }) => lastOf(path)).filter(plain),
  )
  return listed.size === found.size && [...listed].every(name => found.has(name))
}

function lastOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1)
}

/** Names of the units that the export lists. */
export function unitNames(source: ScubaGogglesExport): ReadonlySet<string> {
  return new Set([
    ...(source.organizational_unit_names ?? []),
    ...(source.organizational_units?.organizationUnits ?? []).map(unit => lastOf(unit.orgUnitPath)),
  ])
}

/** `/` for the root, `/Parent/Child` below it: from a name, a path, or `Child (in Parent)`. */
export function unitPath(
  name: string,
  root: string,
  known: ReadonlySet<string> = new Set(),
): string {
  if (name === root || name === '' || name === '/') return '/'
  const ways = endings(name, 'in')
  const nested = ways.find(([unit, within]) => bothKnown(unit, within, known)) ?? ways[0]
  return nested ? `/${nested[1].replace(/^\//, '')}/${nested[0]}` : `/${name.replace(/^\//, '')}`
}

/**
 * Without a name for the root, the first unit that is no group and not nested stands for it: the
 * tool lists the root first.
 */
function rootOf(source: ScubaGogglesExport, names: readonly string[]): string {
  const named = source.tenant_info?.topLevelOU
  if (named) return named
  return names.find(name => !name.includes(' (group ') && !name.includes(' (in ')) ?? ''
}

function valueOf(
  setting: PolicySetting,
  sections: Sections,
  at: { readonly unit: string; readonly group?: string },
): UnitValue[] {
  const section = sections[setting.section]
  // A section in another shape says nothing of its fields: they are malformed, not left out.
  const value =
    setting.field === null || section === undefined
      ? section
      : isSections(section)
        ? section[setting.field]
        : null
  // A null stays, and is malformed: left out, the unit would seem to have what the one above has.
  return value === undefined ? [] : [{ ...at, value: value as Value }]
}

function withDefault(setting: PolicySetting, values: UnitValue[]): UnitValue[] {
  if (
    setting.vendorDefault !== undefined &&
    !values.some(item => item.unit === '/' && item.group === undefined)
  )
    values.push({ unit: '/', value: setting.vendorDefault, origin: 'vendor-default' })
  return values.sort((a, b) =>
    `${a.unit}\n${a.group ?? ''}` < `${b.unit}\n${b.group ?? ''}` ? -1 : 1,
  )
}

function isSections(value: unknown): value is Sections {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
