import { z } from 'zod'
import { Value, ValueType } from '../../common/model/index.ts'
import { loadOperations } from '../operations/index.ts'
import type { OperationName } from '../operations/index.ts'
import { LINES } from '../operations/operation.ts'
import type { Operation } from '../operations/operation.ts'
import { routes } from '../operations/routes.ts'
import { version } from '../version.ts'

type Schema = Readonly<Record<string, unknown>>

/** What the API takes and answers, as OpenAPI 3.1 (https://spec.openapis.org/oas/v3.1.1). */
export async function openApi(): Promise<
  Readonly<Record<string, object | string>> & { readonly paths: object }
> {
  const operations = await loadOperations()
  const paths: Record<string, Record<string, object>> = {}
  for (const [name, operation] of [...operations].sort(([a], [b]) => (a < b ? -1 : 1))) {
    const route = routes[name]
    if (!route) continue
    const [method = '', path = ''] = route.split(' ')
    paths[path] = {
      ...paths[path],
      [method.toLowerCase()]: described(name, operation, method, path),
    }
  }
  return {
    openapi: '3.1.1',
    info: {
      title: 'Witnessmark',
      version,
      description:
        'The local agent. Loopback only; a session of the dashboard, or the token of commands.',
    },
    servers: [{ url: '/api/v1' }],
    security: [{ session: [] }, { command: [] }],
    paths,
    components: {
      securitySchemes: {
        session: { type: 'http', scheme: 'bearer' },
        command: { type: 'http', scheme: 'bearer' },
      },
      schemas: { Problem: problem, ...recursiveSchemas() },
    },
  }
}

const problem: Schema = {
  type: 'object',
  required: ['format', 'version', 'code', 'params', 'error'],
  properties: {
    format: { const: 'witnessmark/problem' },
    version: { const: 1 },
    code: { type: 'string' },
    params: { type: 'object' },
    error: { type: 'string', description: 'In words: file, place and remedy.' },
  },
}

function described(
  name: OperationName,
  operation: Operation,
  method: string,
  path: string,
): object {
  const input = jsonSchema(operation.input, 'input')
  const inPath = [...path.matchAll(/\{(\w+)\}/g)].map(match => match[1] ?? '')
  const properties = Object.entries((input['properties'] ?? {}) as Record<string, Schema>)
  const required = (input['required'] ?? []) as string[]
  const bodyless = method === 'GET' || method === 'DELETE'
  const parameters = properties
    .filter(([key]) => bodyless || inPath.includes(key))
    .map(([key, schema]) => ({
      name: key,
      in: inPath.includes(key) ? 'path' : 'query',
      required: inPath.includes(key) || required.includes(key),
      schema,
    }))
  const besidePath = (key: string): boolean => !inPath.includes(key)
  const body = {
    ...input,
    properties: Object.fromEntries(properties.filter(([key]) => besidePath(key))),
    required: required.filter(besidePath),
  }
  const { commandsOnly, role, title } = operation
  return {
    operationId: name,
    summary: title,
    description: `For a ${role}.${commandsOnly ? ' Only with the token of commands.' : ''}`,
    ...(parameters.length > 0 ? { parameters } : {}),
    ...(bodyless ? {} : { requestBody: { content: { 'application/json': { schema: body } } } }),
    responses: { 200: answered(operation), default: failed },
  }
}

const failed = {
  description: 'What stood in the way',
  content: { 'application/json': { schema: { $ref: '#/components/schemas/Problem' } } },
}

function answered(operation: Operation): object {
  if ('open' in operation)
    return { description: 'Bytes, as a download', content: { 'application/octet-stream': {} } }
  const output = jsonSchema(operation.output, 'output')
  const head = { format: { const: `witnessmark/${operation.kind}` }, version: { const: 1 } }
  const schema = {
    ...output,
    properties: { ...head, ...(output['properties'] as object) },
    required: ['format', 'version', ...((output['required'] ?? []) as string[])],
  }
  const progress = 'stream' in operation ? { [LINES]: { schema: {} } } : {}
  return {
    description: operation.title,
    content: { 'application/json': { schema: closed(schema) }, ...progress },
  }
}

/** The head stands beside what the operation answers, so its schema may not close over itself. */
function closed({ additionalProperties: _, ...schema }: Schema): Schema {
  return schema
}

const SHARED = '#/components/schemas/'
/** What holds itself, and so is referred to by name. */
const recursive = z
  .registry<{ readonly id: string }>()
  .add(Value, { id: 'Value' })
  .add(ValueType, { id: 'ValueType' })

function recursiveSchemas(): Readonly<Record<string, Schema>> {
  const { schemas } = z.toJSONSchema(recursive, { uri: id => SHARED + id })
  const bare = Object.entries(schemas).map(([id, { $schema: _, $id: __, ...schema }]) => [
    id,
    schema,
  ])
  return Object.fromEntries(bare)
}

/** @throws Error of zod where something has no JSON form: such an operation has no route */
function jsonSchema(schema: z.ZodType, io: 'input' | 'output'): Schema {
  const options = { io, reused: 'inline', metadata: recursive } as const
  const { $schema: _, $defs: __, ...rest } = z.toJSONSchema(schema, options) as Schema
  return JSON.parse(JSON.stringify(rest).replaceAll('"#/$defs/', `"${SHARED}`)) as Schema
}
