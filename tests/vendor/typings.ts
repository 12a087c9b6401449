// Microsoft's TypeScript typings of Graph's beta, whose metadata no package has.
import { fromGraph } from './csdl.ts'
import type { Csdl, Permissions } from './csdl.ts'
import type { Description, Shape } from './shape.ts'

type Interface = { readonly base: string | null; readonly fields: Record<string, string> }

/** @param csdl of v1.0, which knows where paths lead: kinds of things have the same names */
export function fromTypings(
  source: string,
  csdl: Csdl,
  permissions: Permissions,
): Omit<Description, 'sources'> {
  const plain = source.replaceAll(/\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm, '')
  const interfaces = new Map<string, Interface>()
  for (const [, name = '', base = null, body = ''] of plain.matchAll(
    /export interface (\w+)(?: extends (\w+))? \{([^}]*)\}/g,
  )) {
    if (interfaces.has(name)) continue
    const fields = [...body.matchAll(/^ {4}(\w+|"[^"]+")\?: ([^;]+);/gm)]
    interfaces.set(name, {
      base: base === 'Entity' ? null : base,
      fields: Object.fromEntries(
        fields.map(([, key = '', type = '']) => [key.replaceAll('"', ''), type.trim()]),
      ),
    })
  }
  const values = new Map(
    [...plain.matchAll(/export type (\w+) =((?:\s*\|?\s*"[^"]*")+);/g)].map(
      ([, name = '', body = '']) => [
        name,
        [...body.matchAll(/"([^"]*)"/g)].map(([, value = '']) => value),
      ],
    ),
  )
  const shapeOf = (type: string): Shape => {
    const nullable = /^NullableOption<(.*)>$/.exec(type)?.[1]
    if (nullable !== undefined) return { nullable: shapeOf(nullable) }
    if (type.endsWith('[]')) return { list: shapeOf(type.slice(0, -2)) }
    if (type === 'string' || type === 'number' || type === 'boolean') return type
    const found = values.get(type)
    if (found) return { values: found }
    return interfaces.has(type) ? { is: `beta.${type}` } : 'any'
  }
  const fieldsOf = (name: string): Record<string, Shape> => {
    const own = interfaces.get(name)
    if (!own) return {}
    return {
      id: 'string',
      ...(own.base ? fieldsOf(own.base) : {}),
      ...Object.fromEntries(Object.entries(own.fields).map(([key, type]) => [key, shapeOf(type)])),
    }
  }
  const types: Record<string, Shape> = {}
  for (const name of interfaces.keys()) {
    const kinds = [...interfaces].filter(([, { base }]) => base === name).map(([kind]) => kind)
    types[`beta.${name}`] =
      kinds.length > 0 && kinds.length < 30
        ? { oneOf: [...kinds, name].map(kind => ({ is: `beta.${kind}!` })) }
        : { fields: fieldsOf(name) }
    const type = `#microsoft.graph.${name.charAt(0).toLowerCase()}${name.slice(1)}`
    types[`beta.${name}!`] = { fields: { '@odata.type': { values: [type] }, ...fieldsOf(name) } }
  }
  const { requests } = fromGraph(csdl, permissions, 'beta', name => {
    const short = name.replace('microsoft.graph.', '')
    const own = short.charAt(0).toUpperCase() + short.slice(1)
    return interfaces.has(own) ? `beta.${own}` : null
  })
  return { requests, types }
}
