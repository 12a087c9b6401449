// Google's discovery documents as descriptions.
import type { Description, Request, Shape } from './shape.ts'

type Schema = {
  readonly $ref?: string
  readonly type?: string
  readonly format?: string
  readonly enum?: readonly string[]
  readonly items?: Schema
  readonly properties?: Readonly<Record<string, Schema>>
  readonly additionalProperties?: Schema
}
type Method = {
  readonly path: string
  readonly flatPath?: string
  readonly httpMethod: string
  readonly parameters?: Readonly<Record<string, { readonly location: string }>>
  readonly scopes?: readonly string[]
  readonly response?: Schema
}
type Resource = {
  readonly methods?: Readonly<Record<string, Method>>
  readonly resources?: Readonly<Record<string, Resource>>
}
export type Discovery = Resource & {
  readonly schemas: Readonly<Record<string, Schema>>
  readonly parameters: Readonly<Record<string, unknown>>
  readonly servicePath: string
  readonly name: string
  readonly rootUrl: string
}

/**
 * Google's JSON leaves out what is empty: lists, numbers and booleans may be absent. The documents do
 * not say which of the others always are there.
 */
export function fromDiscovery(document: Discovery, origin = ''): Omit<Description, 'sources'> {
  const shapeOf = shapesOf(document.name)
  const requests: Record<string, Request> = {}
  const walk = ({ methods = {}, resources = {} }: Resource): void => {
    for (const method of Object.values(methods)) {
      if (method.httpMethod !== 'GET') continue
      const path = (method.flatPath ?? method.path).replaceAll('{+', '{')
      requests[`GET ${origin}/${document.servicePath}${path}`] = {
        parameters: [
          ...Object.keys(document.parameters),
          ...Object.entries(method.parameters ?? {}).flatMap(([name, { location }]) =>
            location === 'query' ? name : [],
          ),
        ],
        rights: method.scopes ?? [],
        reply: shapeOf(method.response ?? {}),
      }
    }
    for (const resource of Object.values(resources)) walk(resource)
  }
  walk(document)
  const types = Object.fromEntries(
    Object.entries(document.schemas).map(([name, schema]) => [
      `${document.name}.${name}`,
      shapeOf(schema),
    ]),
  )
  return { requests, types }
}

/** Two documents may call different things by one name. */
function shapesOf(document: string): (schema: Schema) => Shape {
  return function shapeOf(schema): Shape {
    if (schema.$ref) return { is: `${document}.${schema.$ref}` }
    if (schema.enum) return { values: schema.enum }
    if (schema.type === 'array') return { list: shapeOf(schema.items ?? {}) }
    if (schema.type === 'string') return /date-time/.test(schema.format ?? '') ? 'time' : 'string'
    if (schema.type === 'integer' || schema.type === 'number') return 'number'
    if (schema.type === 'boolean') return 'boolean'
    if (schema.properties)
      return {
        fields: Object.fromEntries(
          Object.entries(schema.properties).map(([name, item]) => [
            ['array', 'boolean', 'integer', 'number'].includes(item.type ?? '') ? `${name}?` : name,
            shapeOf(item),
          ]),
        ),
      }
    return schema.additionalProperties ? { map: shapeOf(schema.additionalProperties) } : 'any'
  }
}
