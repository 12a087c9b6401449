// Writes the shapes of the OSCAL models, without their words, from NIST's published JSON schema:
//   node tests/vendor/oscal-models.ts oscal_complete_schema-1.2.2.json
// A field that must be there ends in "!", "&name" is a type, a name a data type, a list what it holds.
import { readFileSync, writeFileSync } from 'node:fs'

type Schema = {
  readonly $ref?: string
  readonly type?: string
  readonly pattern?: string
  readonly enum?: readonly string[]
  readonly allOf?: readonly Schema[]
  readonly anyOf?: readonly Schema[]
  readonly oneOf?: readonly Schema[]
  readonly items?: Schema
  readonly properties?: Readonly<Record<string, Schema>>
  readonly required?: readonly string[]
  readonly definitions?: Readonly<Record<string, Schema>>
}
type Fields = { [name: string]: Shape }
type Shape = string | readonly Shape[] | Fields

const [file = ''] = process.argv.slice(2)
const whole = JSON.parse(readFileSync(file, 'utf8')) as Schema
const definitions = Object.entries(whole.definitions ?? {})
const short = (name: string): string =>
  name.replace(/^.*\//, '').replace('oscal-complete-oscal-', '')
const isDataType = (name: string): boolean => name.endsWith('Datatype')
const byPattern = new Map(
  definitions.flatMap(([name, { pattern }]) =>
    isDataType(name) && pattern ? [[pattern, name.replace('Datatype', '')] as const] : [],
  ),
)

function shapeOf(schema: Schema): Shape {
  const { $ref, type = '', pattern, items, properties } = schema
  if ($ref) {
    const name = short($ref)
    return isDataType(name) ? name.replace('Datatype', '') : `&${name}`
  }
  const words = schema.allOf?.find(item => item.enum)?.enum
  if (words) return { 'one of': [...words] }
  // Where words are only proposed, any other is allowed.
  const ways = (schema.allOf ?? schema.anyOf ?? []).filter(item => !item.enum)
  if (ways.some(item => item.properties)) return merged(ways)
  if (ways[0]) return shapeOf(ways[0])
  if (items) return [shapeOf(items)]
  if (properties) return merged([schema])
  if (pattern) return byPattern.get(pattern) ?? 'Any'
  return { string: 'MarkupMultiline', boolean: 'Boolean', integer: 'Integer' }[type] ?? 'Any'
}

/** What any of several ways allows, and all of them ask for. */
function merged(ways: readonly Schema[]): Fields {
  const fields: Fields = {}
  for (const { properties = {} } of ways)
    for (const [name, schema] of Object.entries(properties)) {
      const isRequired = ways.every(({ required }) => required?.includes(name))
      fields[isRequired ? `${name}!` : name] = shapeOf(schema)
    }
  return fields
}

const types = Object.fromEntries(
  definitions.flatMap(([name, schema]) =>
    isDataType(name) || name === 'json-schema-directive' ? [] : [[short(name), shapeOf(schema)]],
  ),
)
const models = Object.fromEntries(
  (whole.oneOf ?? []).flatMap(({ properties = {} }) =>
    Object.entries(properties).flatMap(([name, schema]) =>
      name === '$schema' ? [] : [[name, shapeOf(schema)]],
    ),
  ),
)
const out = new URL('../../agent/export/oscal/models.json', import.meta.url)
writeFileSync(out, `${JSON.stringify({ version: '1.2.2', models, types }, null, 2)}\n`)
