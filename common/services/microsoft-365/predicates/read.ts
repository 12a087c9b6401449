import { fail, pass, Undetermined } from '../../../model/service.ts'
import type { Ruling } from '../../../model/service.ts'
import type { Value } from '../../../model/value.ts'
import type { Kind } from '../../../words/codes/microsoft-365.ts'
import { said, some } from '../../../words/said.ts'
import type { Said } from '../../../words/said.ts'

/**
 * Microsoft's documents are read as they came: every field may be missing. These readers never
 * throw; what is not there is null, empty or false.
 */
export type Fields = { readonly [key: string]: Value }

export function fields(value: Value | undefined): Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Fields)
    : {}
}

/** The objects of a list; a lone object counts as a list of one, anything else is left out. */
export function objects(value: Value | undefined): readonly Fields[] {
  return items(value)
    .filter(item => typeof item === 'object' && item !== null && !Array.isArray(item))
    .map(fields)
}

export function items(value: Value | undefined): readonly Value[] {
  if (Array.isArray(value)) return value as readonly Value[]
  return value === null || value === undefined ? [] : [value]
}

/** The texts of a list, empty ones left out. */
export function strings(value: Value | undefined): readonly string[] {
  return items(value).filter(item => typeof item === 'string' && item !== '') as readonly string[]
}

/** The same where each entry takes something away: what cannot be read is an entry all the same. */
export function entries(value: Value | undefined): readonly string[] {
  return items(value)
    .filter(item => item !== '')
    .map(item => (typeof item === 'string' ? item : JSON.stringify(item)))
}

/**
 * Whether conditions that go together name nobody, as nulls or empty lists. A rule that has some of
 * them and lacks another was not read whole (null, unless one names somebody); one that has none of
 * them knows no such condition.
 */
export function namesNobody(rule: Fields, conditions: readonly string[]): boolean | null {
  const known = conditions.filter(name => name in rule)
  const nobody = known.every(name => {
    const value = rule[name]
    return value === null || (Array.isArray(value) && value.length === 0)
  })
  if (!nobody) return false
  return known.length === 0 || known.length === conditions.length ? true : null
}

export function string(value: Value | undefined): string {
  return typeof value === 'string' ? value : ''
}

/** The value at `conditions.users.includeUsers`. */
export function at(value: Value | undefined, path: string): Value {
  return path.split('.').reduce<Value>((found, key) => fields(found)[key] ?? null, value ?? null)
}

/** Graph writes its flag enumerations as one text with commas. */
export function flags(value: Value | undefined): readonly string[] {
  return entries(value)
    .flatMap(text => text.split(','))
    .map(text => text.trim())
    .filter(text => text !== '')
}

/** Members of `found` that `allowed` lacks; names and addresses compare without regard to case. */
export function beyond(found: readonly string[], allowed: readonly string[]): readonly string[] {
  const known = new Set(allowed.map(item => item.toLowerCase()))
  return found.filter(item => !known.has(item.toLowerCase()))
}

/**
 * The value at a path; null where what it is in is null.
 * @param unset paths that are left out where nobody set them
 * @returns undefined where it is not there
 */
export function valueAt(
  item: Value | undefined,
  path: string,
  unset: ReadonlySet<string> = new Set(),
): Value | undefined {
  let found: Value | undefined = item
  let here = ''
  for (const name of path.split('.')) {
    if (found === null) return null
    here = here === '' ? name : `${here}.${name}`
    found = fields(found)[name]
    if (found === undefined) return unset.has(here) ? null : undefined
  }
  return found
}

/** What a test says of the value at a path, which may be null; null where nothing is there. */
export function told(
  item: Value | undefined,
  path: string,
  holds: (value: Value) => boolean,
): boolean | null {
  const value = valueAt(item, path)
  return value === undefined ? null : holds(value)
}

/** Of things that all have to hold: null where one is not told and no other is wrong. */
export function both(...all: readonly (boolean | null)[]): boolean | null {
  return all.includes(false) ? false : all.includes(null) ? null : true
}

/** Of things of which one is enough: null where one is not told and none holds. */
export function either(...all: readonly (boolean | null)[]): boolean | null {
  return all.includes(true) ? true : all.includes(null) ? null : false
}

/** What is wrong with something, or what is not said of it: by what is not there nothing is wrong. */
export type Lack = Said | { readonly untold: Said }

/** That a field, of which nothing is said, may be wrong. */
export function nothingSaid(field: string, of: string): Lack {
  return { untold: said('not-told', { field, names: some([of]) }) }
}

/**
 * A lack where the value at a path does not hold; nothing where it does.
 * @param name what the thing is called, where that is not its identity
 */
export function lacking(
  item: Fields,
  path: string,
  holds: (value: Value) => boolean,
  lack: Said,
  name?: string,
): readonly Lack[] {
  const found = told(item, path, holds)
  if (found === true) return []
  return [found === null ? nothingSaid(path, name ?? string(item['identity'])) : lack]
}

/**
 * What is wrong with the list in a field, which may be null; that nothing is said of it where it is
 * not there.
 */
export function listed(
  item: Fields,
  field: string,
  wrong: (list: Value) => readonly Said[],
): readonly Lack[] {
  const list = item[field]
  return list === undefined ? [nothingSaid(field, string(item['identity']))] : wrong(list)
}

/** What is wrong, without what is only not said. */
export function wrongOf(lacks: readonly Lack[]): readonly Said[] {
  return lacks.flatMap(lack => ('untold' in lack ? [] : [lack]))
}

/** @returns what is wrong @throws Undetermined where nothing is, and something is not said */
export function wrongIn(lacks: readonly Lack[]): readonly Said[] {
  const wrong = wrongOf(lacks)
  const [open] = lacks.flatMap(lack => ('untold' in lack ? [lack.untold] : []))
  if (wrong.length === 0 && open) throw new Undetermined('malformed', open)
  return wrong
}

/**
 * Things for which a test holds.
 * @throws Undetermined where there is none, and one does not tell; where each of them counts
 * (`each`), also where there are others
 * @param name the field in which a thing has its name
 */
export function holding(
  list: readonly Fields[],
  holds: (item: Fields) => boolean | null,
  field: string,
  { each = false, name = 'identity' }: { readonly each?: boolean; readonly name?: string } = {},
): readonly Fields[] {
  const judged = list.map(item => ({ item, holds: holds(item) }))
  const found = judged.filter(one => one.holds === true).map(({ item }) => item)
  const silent = judged.filter(one => one.holds === null).map(({ item }) => item)
  if (silent.length > 0 && (each || found.length === 0))
    throw untold(
      field,
      silent.map(item => string(item[name])),
    )
  return found
}

/** For what cannot be judged, because a field of some things is not there. */
export function untold(field: string, names: readonly string[]): Undetermined {
  return new Undetermined('malformed', said('not-told', { field, names: some(names) }))
}

/**
 * Whether every one of at least one object is right; what is said names those that are not.
 * @param right null where the object does not tell
 * @param kind of the objects, or the field of each that is looked at
 * @throws Undetermined where none is wrong, and some do not tell
 */
export function every(
  list: readonly Fields[],
  right: (item: Fields) => boolean | null,
  name: (item: Fields) => string,
  kind: Kind | { readonly field: string },
): Ruling {
  const judged = list.map(item => ({ name: name(item), right: right(item) }))
  const named = (of: boolean | null): readonly string[] =>
    judged.filter(item => item.right === of).map(item => item.name)
  const [count, wrong, untold] = [list.length, named(false), named(null)]
  const of = typeof kind === 'string' ? { kind } : kind
  if (wrong.length === 0 && untold.length > 0)
    throw new Undetermined('malformed', said('not-told', { ...of, names: some(untold) }))
  const names = some(wrong)
  if (typeof kind === 'string') {
    if (count === 0) return fail(said('none-found', { kind }))
    return wrong.length === 0
      ? pass(said('comply', { count, kind }))
      : fail(said('not-complying', { kind, names }))
  }
  if (count === 0) return fail(said('field-not-found', kind))
  return wrong.length === 0
    ? pass(said('field-complies', { count, ...kind }))
    : fail(said('field-not-complying', { ...kind, names }))
}
