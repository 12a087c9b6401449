// What a vendor's description says of a reply, and replies that it allows.

/** `time` is RFC 3339; `{ is }` names one of the description's types. */
export type Shape =
  | 'string'
  | 'number'
  | 'boolean'
  | 'time'
  | 'any'
  | { readonly values: readonly string[] }
  | { readonly list: Shape }
  | { readonly map: Shape }
  | { readonly nullable: Shape }
  | { readonly oneOf: readonly Shape[] }
  | { readonly is: string }
  | Fields
/** A name that ends in `?` may be absent; one that ends in `>` is there where it is asked for. */
type Fields = {
  readonly fields: Readonly<Record<string, Shape>>
  /** Whose fields they are, where it is part of a type. */
  readonly of?: string
}

export type Request = {
  /** Parameters of the query. */
  readonly parameters: readonly string[]
  /** Any of these is enough; absent where the description does not say. */
  readonly rights?: readonly string[]
  readonly reply: Shape
}

/** A vendor's machine-readable description, or what collectors use of it. */
export type Description = {
  readonly sources: readonly {
    readonly name: string
    readonly version: string
    readonly date: string
  }[]
  readonly requests: Readonly<Record<string, Request>>
  readonly types: Readonly<Record<string, Shape>>
}

/** What was read of replies, and what of that no description has. */
export type Watch = {
  /** Fields by type, or by the place where the description has none of its own. */
  readonly read: Map<string, Set<string>>
  readonly undescribed: Set<string>
}

/** The fields' names without their marks. */
const bare = (name: string): string => name.replace(/[?>]$/, '')

/** A number that depends on the text alone (FNV-1a). */
export function hashOf(text: string): number {
  let hash = 0x811c9dc5
  for (const character of text) hash = Math.imul(hash ^ character.charCodeAt(0), 0x01000193) >>> 0
  // The last characters reach the low bits too.
  hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d) >>> 0
  return (hash ^ (hash >>> 13)) >>> 0
}

/**
 * A reply that the shape allows, which one by `at` alone: what may be absent sometimes is. What is
 * read of it is written down in `watch`.
 * @param name of the type, for what is read and not described
 */
export function sample(
  shape: Shape,
  { types }: Pick<Description, 'types'>,
  at: string,
  name: string,
  watch: Watch,
  kin: readonly Named[] = [],
): unknown {
  const draw = (of: string, count: number): number => hashOf(`${at} ${of}`) % count
  const inner = (item: Shape, place: string, called: string, of = kin): unknown =>
    sample(item, { types }, `${at}${place}`, called, watch, of)
  if (shape === 'string') return `s${hashOf(at).toString(16).padStart(8, '0')}`
  if (shape === 'number') return draw('number', 4)
  if (shape === 'boolean') return draw('boolean', 2) === 0
  if (shape === 'time') return new Date(Date.UTC(2026, draw('time', 12), 1)).toISOString()
  if (shape === 'any') {
    watch.undescribed.add(`${name}: anything`)
    return {}
  }
  if ('is' in shape) return inner(types[shape.is] ?? missing(shape.is), '', shape.is)
  if ('values' in shape) return shape.values[draw('value', shape.values.length)]
  if ('nullable' in shape) return draw('null', 4) === 0 ? null : inner(shape.nullable, '', name)
  if ('oneOf' in shape)
    return inner(shape.oneOf[draw('one', shape.oneOf.length)] ?? 'any', '', name, [
      ...kin,
      ...namedIn(shape, name, types),
    ])
  if ('map' in shape)
    return Object.fromEntries(
      ['one', 'two']
        .slice(0, draw('size', 3))
        .map(key => [key, inner(shape.map, `.${key}`, `${name}.*`)]),
    )
  if ('list' in shape)
    return Array.from({ length: draw('length', 4) }, (_, index) =>
      inner(shape.list, `[${index}]`, name),
    )
  const called = shape.of ?? name
  return watched(shape, called, watch, kin, draw, (key, item) => {
    const below = kin.flatMap(({ fields, name: of }) => {
      const same = Object.entries(fields).find(([other]) => bare(other) === key)
      return same ? namedIn(same[1], `${of}.${key}`, types) : []
    })
    return inner(item, `.${key}`, `${called}.${key}`, below)
  })
}

/** Fields of one kind of thing, with the name of its type. */
type Named = Fields & { readonly name: string }

/** The kinds of things that there may be at a place: what one of them has is described. */
function namedIn(shape: Shape, name: string, types: Description['types']): readonly Named[] {
  if (typeof shape === 'string' || 'values' in shape || 'map' in shape) return []
  if ('is' in shape) return namedIn(types[shape.is] ?? missing(shape.is), shape.is, types)
  if ('list' in shape) return namedIn(shape.list, name, types)
  if ('nullable' in shape) return namedIn(shape.nullable, name, types)
  if ('oneOf' in shape) return shape.oneOf.flatMap(item => namedIn(item, name, types))
  return [{ ...shape, name: shape.of ?? name }]
}

function missing(name: string): never {
  throw new TypeError(`the description has no type ${name}`)
}

function watched(
  shape: Fields,
  name: string,
  watch: Watch,
  kin: readonly Named[],
  draw: (of: string, count: number) => number,
  make: (key: string, shape: Shape) => unknown,
): object {
  const described = new Map(Object.entries(shape.fields).map(([key, item]) => [bare(key), item]))
  const present = new Map(
    Object.entries(shape.fields).flatMap(([key, item]) =>
      key.endsWith('>') || (key.endsWith('?') && draw(key, 4) === 0) ? [] : [[bare(key), item]],
    ),
  )
  const made = new Map<string, unknown>()
  // What is copied as a whole is not read by its name.
  const copied = new Set<string>()
  const note = (key: string): void => {
    const having = kin.filter(({ fields }) => Object.keys(fields).some(item => bare(item) === key))
    for (const other of having) noteRead(watch, other.name, key, true)
    if (having.length === 0 || described.has(key)) noteRead(watch, name, key, described.has(key))
  }
  const valueAt = (key: string): unknown => {
    const item = present.get(key)
    if (item !== undefined && !made.has(key)) made.set(key, make(key, item))
    return made.get(key)
  }
  return new Proxy(
    {},
    {
      get(target, key) {
        // Who serialises or awaits something asks for these first.
        const asks = ['toJSON', 'then'].includes(String(key)) || key in target
        if (typeof key === 'symbol' || (asks && !described.has(key)))
          return Reflect.get(target, key)
        if (!copied.delete(key)) note(key)
        return valueAt(key)
      },
      has(target, key) {
        if (typeof key === 'symbol' || (key in target && !described.has(key)))
          return Reflect.has(target, key)
        note(key)
        return present.has(key)
      },
      ownKeys: () => [...present.keys()],
      getOwnPropertyDescriptor(_, key) {
        if (typeof key === 'symbol' || !present.has(key)) return undefined
        copied.add(key)
        return { configurable: true, enumerable: true, writable: true, value: valueAt(key) }
      },
    },
  )
}

/** Writes down that a name was read, or that no description has it. */
export function noteRead(
  { read, undescribed }: Watch,
  name: string,
  key: string,
  known: boolean,
): void {
  if (known) read.set(name, (read.get(name) ?? new Set()).add(key))
  else undescribed.add(`${name}.${key}`)
}

/**
 * What is left of a reply where only some fields are asked for: `id,owner(name)`.
 * @param watch gets what is asked for, and what of it is not described
 */
export function narrowed(
  shape: Shape,
  asked: Asked,
  description: Pick<Description, 'types'>,
  name: string,
  watch: Watch,
): Shape {
  if (typeof shape === 'string' || asked.only.length + asked.inside.size === 0) return shape
  const inner = (item: Shape): Shape => narrowed(item, asked, description, name, watch)
  if ('is' in shape) {
    const type = description.types[shape.is] ?? missing(shape.is)
    return narrowed(type, asked, description, shape.is, watch)
  }
  if ('nullable' in shape) return { nullable: inner(shape.nullable) }
  if ('list' in shape) return { list: inner(shape.list) }
  if ('oneOf' in shape) {
    // Of several kinds of things, one has to have what is asked for.
    const tried = shape.oneOf.map(item => {
      const own: Watch = { read: watch.read, undescribed: new Set() }
      return { shape: narrowed(item, asked, description, name, own), lacks: own.undescribed }
    })
    const fewest = tried.toSorted((a, b) => a.lacks.size - b.lacks.size)[0]
    for (const key of fewest?.lacks ?? []) watch.undescribed.add(key)
    return { oneOf: tried.map(item => item.shape) }
  }
  if (!('fields' in shape)) return shape
  const keys = Object.keys(shape.fields)
  for (const key of [...asked.only, ...asked.inside.keys()])
    noteRead(
      watch,
      name,
      key,
      keys.some(item => bare(item) === key),
    )
  // A list in brackets after a name says nothing of the names beside it, unless some are named.
  const selects = asked.only.length > 0
  return {
    of: shape.of ?? name,
    fields: Object.fromEntries(
      Object.entries(shape.fields).flatMap(([key, item]) => {
        const within = asked.inside.get(bare(key))
        if (within)
          return [
            [
              key.endsWith('>') ? `${bare(key)}?` : key,
              narrowed(item, within, description, `${name}.${bare(key)}`, watch),
            ],
          ]
        return !selects || asked.only.includes(bare(key)) || key.startsWith('@')
          ? [[key, item]]
          : []
      }),
    ),
  }
}

/** Which fields are asked for, and what of those that hold others; `only` empty means all. */
export type Asked = {
  readonly only: readonly string[]
  readonly inside: ReadonlyMap<string, Asked>
}
