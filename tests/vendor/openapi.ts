// OpenAPI 3 and Swagger 2 as descriptions.
import type { Description, Request, Shape } from './shape.ts'

type Schema = {
  readonly $ref?: string
  readonly type?: string | readonly string[]
  readonly format?: string
  readonly nullable?: boolean
  readonly enum?: readonly unknown[]
  readonly items?: Schema
  readonly properties?: Readonly<Record<string, Schema>>
  readonly required?: readonly string[]
  readonly additionalProperties?: boolean | Schema
  readonly oneOf?: readonly Schema[]
  readonly anyOf?: readonly Schema[]
  readonly allOf?: readonly Schema[]
}
type Parameter = { readonly $ref?: string; readonly name?: string; readonly in?: string }
type Operation = {
  readonly parameters?: readonly Parameter[]
  readonly responses: Readonly<
    Record<
      string,
      {
        readonly schema?: Schema
        readonly content?: Readonly<Record<string, { readonly schema?: Schema }>>
      }
    >
  >
}
export type OpenApi = {
  readonly paths: Readonly<
    Record<string, { readonly get?: Operation; readonly parameters?: readonly Parameter[] }>
  >
}

/**
 * @param origin stands before the paths of an API beside the service's own
 * @param beside documents that this one refers to; of others it is not known what they say
 */
export function fromOpenApi(
  document: OpenApi,
  origin = '',
  beside: Readonly<Record<string, unknown>> = {},
): Omit<Description, 'sources'> {
  const requests: Record<string, Request> = {}
  const types: Record<string, Shape> = {}
  const found = (ref: string): unknown => {
    const [file = '', path = ''] = ref.split('#/')
    return path
      .split('/')
      .reduce<unknown>(
        (value, key) => (value as Record<string, unknown> | undefined)?.[key.replaceAll('~1', '/')],
        file === '' ? document : beside[file],
      )
  }
  const shapeOf = (schema: Schema | undefined): Shape => {
    if (!schema) return 'any'
    if (schema.$ref) {
      const name = schema.$ref.split('/').at(-1) ?? ''
      if (!(name in types)) {
        types[name] = 'any'
        types[name] = shapeOf(found(schema.$ref) as Schema | undefined)
      }
      return { is: name }
    }
    const kinds = typeof schema.type === 'string' ? [schema.type] : (schema.type ?? [])
    const plain = plainOf(
      schema,
      kinds.find(kind => kind !== 'null'),
    )
    return schema.nullable || kinds.includes('null') ? { nullable: plain } : plain
  }
  const plainOf = (schema: Schema, kind: string | undefined): Shape => {
    const several = schema.oneOf ?? schema.anyOf
    if (several && !schema.properties) {
      const shapes = several.filter(item => item.type !== 'null').map(shapeOf)
      const one: Shape = shapes.length === 1 ? (shapes[0] ?? 'any') : { oneOf: shapes }
      return shapes.length < several.length ? { nullable: one } : one
    }
    if (schema.allOf?.length === 1 && !schema.properties) return shapeOf(schema.allOf[0])
    const values = schema.enum?.filter(value => typeof value === 'string')
    if (values?.length)
      return values.length < (schema.enum?.length ?? 0) ? { nullable: { values } } : { values }
    if (kind === 'array') return { list: shapeOf(schema.items) }
    if (kind === 'string') return schema.format === 'date-time' ? 'time' : 'string'
    if (kind === 'integer' || kind === 'number') return 'number'
    if (kind === 'boolean') return 'boolean'
    const parts = (schema.allOf ?? []).map(part =>
      part.$ref ? (found(part.$ref) as Schema) : part,
    )
    const properties = Object.assign(
      {},
      ...parts.map(part => part.properties),
      schema.properties,
    ) as Record<string, Schema>
    const required = [...parts, schema].flatMap(part => part.required ?? [])
    if (Object.keys(properties).length > 0)
      return {
        fields: Object.fromEntries(
          Object.entries(properties).map(([name, item]) => [
            required.includes(name) ? name : `${name}?`,
            shapeOf(item),
          ]),
        ),
      }
    return typeof schema.additionalProperties === 'object'
      ? { map: shapeOf(schema.additionalProperties) }
      : 'any'
  }
  for (const [path, { get, parameters: shared = [] }] of Object.entries(document.paths)) {
    const reply = get?.responses['200']
    if (!get || !reply) continue
    requests[`GET ${origin}${path}`] = {
      parameters: [...shared, ...(get.parameters ?? [])]
        .map(item => (item.$ref ? (found(item.$ref) as Parameter) : item))
        .flatMap(item => (item.in === 'query' && item.name ? item.name : [])),
      reply: shapeOf(reply.schema ?? reply.content?.['application/json']?.schema),
    }
  }
  return { requests, types }
}
