// Microsoft Graph's metadata (OData CSDL), and its permissions, as descriptions.
import type { Description, Request, Shape } from './shape.ts'

type Type = {
  readonly base: string | null
  /** Properties, and links to other things, which are there where they are asked for. */
  readonly own: Record<string, Shape>
  readonly links: Record<string, string>
}
export type Permissions = Readonly<
  Record<
    string,
    {
      readonly pathSets: readonly {
        readonly schemeKeys: readonly string[]
        readonly methods: readonly string[]
        readonly paths: Readonly<Record<string, string>>
      }[]
    }
  >
>

/** What the metadata leads to, and permissions do not name: which right it needs stands in words. */
const withoutRights = [
  '/admin/configurationmanagement/configurationsnapshotjobs',
  '/rolemanagement/directory/roleassignmentscheduleinstances',
  '/rolemanagement/directory/roleeligibilityscheduleinstances',
]
const odata = ['$select', '$expand', '$filter', '$top']
const simple: Readonly<Record<string, Shape>> = {
  'Edm.Boolean': 'boolean',
  'Edm.DateTimeOffset': 'time',
  'Edm.Int16': 'number',
  'Edm.Int32': 'number',
  'Edm.Int64': 'number',
  'Edm.Double': 'number',
}

/** Types by their whole names, and where paths begin. */
export class Csdl {
  readonly types = new Map<string, Type>()
  readonly values = new Map<string, string[]>()
  readonly roots = new Map<string, string>()

  constructor(source: string) {
    let namespace = ''
    let type: Type | null = null
    let values: string[] | null = null
    for (const [, tag = '', rest = ''] of source.matchAll(/<(\w+)\s([^>]*?)\/?>/g)) {
      const name = attribute(rest, 'Name')
      if (tag === 'Schema') namespace = attribute(rest, 'Namespace')
      else if (tag === 'EntityType' || tag === 'ComplexType') {
        type = { base: attribute(rest, 'BaseType') || null, own: {}, links: {} }
        this.types.set(`${namespace}.${name}`, type)
      } else if (tag === 'EnumType') this.values.set(`${namespace}.${name}`, (values = []))
      else if (tag === 'Member') values?.push(name)
      else if (tag === 'Property' && type) type.own[name] = this.shape(rest, namespace)
      else if (tag === 'NavigationProperty' && type)
        type.links[name] = whole(attribute(rest, 'Type'))
      else if (tag === 'EntitySet')
        this.roots.set(name.toLowerCase(), `Collection(${whole(attribute(rest, 'EntityType'))})`)
      else if (tag === 'Singleton')
        this.roots.set(name.toLowerCase(), whole(attribute(rest, 'Type')))
    }
  }

  private shape(rest: string, _: string): Shape {
    const type = whole(attribute(rest, 'Type'))
    const one = of(type)
    const shape = simple[one] ?? (one.startsWith('Edm.') ? 'string' : { is: one })
    if (type !== one) return { list: shape }
    return attribute(rest, 'Nullable') === 'false' ? shape : { nullable: shape }
  }

  /** Every type with what it inherits, and with the kinds that there are of it. */
  shapes(): Record<string, Shape> {
    const shapes: Record<string, Shape> = {}
    for (const [name, members] of this.values) shapes[name] = { values: members }
    const kinds = new Map<string, string[]>()
    for (const [name, { base }] of this.types)
      for (let at = base; at; at = this.types.get(whole(at))?.base ?? null)
        kinds.set(whole(at), [...(kinds.get(whole(at)) ?? []), name])
    for (const name of this.types.keys()) {
      const own = { fields: this.fieldsOf(name) }
      const derived = kinds.get(name) ?? []
      // Of what everything is derived from, nobody can tell which kind it is.
      const few = derived.length > 0 && derived.length < 60
      shapes[name] = few ? { oneOf: [...derived, name].map(kind => ({ is: `${kind}!` })) } : own
      shapes[`${name}!`] = {
        fields: { '@odata.type': { values: [`#${name}`] }, ...this.fieldsOf(name) },
      }
    }
    return shapes
  }

  private fieldsOf(name: string): Record<string, Shape> {
    const type = this.types.get(name)
    if (!type) return {}
    const links = Object.entries(type.links).map(([link, to]): [string, Shape] => [
      `${link}>`,
      to === of(to) ? { is: to } : { list: { is: of(to) } },
    ])
    return {
      ...(type.base ? this.fieldsOf(whole(type.base)) : {}),
      ...type.own,
      ...Object.fromEntries(links),
    }
  }

  /** The type of what a path gives: `/policies/authorizationpolicy`. @returns null where none */
  at(path: string): string | null {
    const [first = '', ...rest] = path.split('/').filter(Boolean)
    let type = this.roots.get(first.replace(/\(.*\)$/, '')) ?? null
    if (/\(.*\)$/.test(first)) type = type && of(type)
    for (const part of rest) {
      if (type === null) return null
      if (/^\{.*\}$/.test(part)) type = of(type)
      else type = this.linkOf(of(type), part)
    }
    return type
  }

  private linkOf(name: string, part: string): string | null {
    const type = this.types.get(name)
    if (!type) return null
    const found = Object.entries(type.links).find(([link]) => link.toLowerCase() === part)
    return found?.[1] ?? (type.base ? this.linkOf(whole(type.base), part) : null)
  }
}

/**
 * Every path that permissions name and the metadata leads to, and those that only the metadata has.
 * @param version stands before the paths
 * @param called the type under the name that it has in the description; null where it is not there
 */
export function fromGraph(
  csdl: Csdl,
  permissions: Permissions,
  version: string,
  called: (type: string) => string | null = type => type,
): Omit<Description, 'sources'> {
  const rights = new Map<string, Set<string>>()
  for (const [name, { pathSets }] of Object.entries(permissions))
    for (const { schemeKeys, methods, paths } of pathSets)
      if (methods.includes('GET') && schemeKeys.includes('Application'))
        for (const path of Object.keys(paths))
          rights.set(path, (rights.get(path) ?? new Set()).add(name))
  const requests: Record<string, Request> = {}
  const add = (path: string, needed: readonly string[] | null): void => {
    const type = csdl.at(path.replaceAll('{value}', '{id}'))
    if (type === null) return
    const name = called(of(type))
    if (name === null) return
    const one: Shape = { is: name }
    requests[`GET /${version}${path}`] = {
      parameters: odata,
      ...(needed ? { rights: needed } : {}),
      reply: type === of(type) ? one : { fields: { value: { list: one } } },
    }
  }
  for (const [path, needed] of rights) add(path, [...needed])
  for (const path of withoutRights) if (!rights.has(path)) add(path, null)
  return { requests, types: csdl.shapes() }
}

function attribute(text: string, name: string): string {
  return new RegExp(`(?:^|\\s)${name}="([^"]*)"`).exec(text)?.[1] ?? ''
}

function of(type: string): string {
  return /^Collection\((.*)\)$/.exec(type)?.[1] ?? type
}

/** Names without the alias that the document gives its namespace. */
function whole(type: string): string {
  return type.replace(/(^|\()graph\./, '$1microsoft.graph.')
}
