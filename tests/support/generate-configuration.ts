import { z } from 'zod'
import { Config } from '../../agent/home/config.ts'

/** What a JSON schema says of a value, as far as `docs/configuration.md` shows it. */
type Shape = {
  readonly type?: string
  readonly description?: string
  readonly default?: unknown
  readonly const?: unknown
  readonly enum?: readonly unknown[]
  readonly format?: string
  readonly minimum?: number
  readonly maximum?: number
  readonly $ref?: string
  readonly anyOf?: readonly Shape[]
  readonly items?: Shape
  readonly properties?: Readonly<Record<string, Shape>>
  readonly required?: readonly string[]
  readonly additionalProperties?: Shape | false
}

/** A key of config.yaml, with its place from the top: `tenants.NAME.service`. */
type Key = {
  readonly path: string
  readonly shape: Shape
  readonly required: boolean
}

/** Every key that config.yaml may have, those above before those below. */
export function configurationKeys(): Key[] {
  return keysOf(z.toJSONSchema(Config, { io: 'input' }) as Shape, '')
}

function keysOf(shape: Shape, path: string): Key[] {
  const own = Object.entries(shape.properties ?? {}).map(([name, inner]) => ({
    path: path + name,
    shape: inner,
    required: shape.required?.includes(name) ?? false,
  }))
  return [...own, ...own.flatMap(key => keysOf(...inside(key.shape, key.path)))]
}

/** Where the keys of a value are: in itself, in each of a list, in each under a name. */
function inside(shape: Shape, path: string): [Shape, string] {
  if (shape.items) return inside(shape.items, `${path}[]`)
  if (shape.additionalProperties && !shape.properties)
    return inside(shape.additionalProperties, `${path}.NAME`)
  const [one] = shape.anyOf?.filter(item => item.properties) ?? []
  return one ? [one, `${path}.`] : [shape, `${path}.`]
}

/** `docs/configuration.md`: every key with its type, default and meaning. */
export function configurationPage(): string {
  const groups = Map.groupBy(configurationKeys(), ({ path }) =>
    path.includes('.') ? path.slice(0, path.lastIndexOf('.')) : '',
  )
  const sections = [...groups].map(
    ([path, keys]) =>
      `## ${path === '' ? 'The whole file' : `\`${path}\``}\n\n` +
      `| key | type | default | meaning |\n|---|---|---|---|\n${keys.map(rowOf).join('')}`,
  )
  return `${head}\n${sections.join('\n')}`
}

function rowOf({ path, shape, required }: Key): string {
  const preset =
    shape.default === undefined ? (required ? 'required' : 'none') : code(shape.default)
  const name = path.slice(path.lastIndexOf('.') + 1)
  const cells = [`\`${name}\``, typeOf(shape), preset, shape.description ?? '']
  return `| ${cells.map(cell => cell.replaceAll('|', '\\|')).join(' | ')} |\n`
}

function typeOf(shape: Shape): string {
  if (shape.const !== undefined) return code(shape.const)
  if (shape.enum) return shape.enum.map(code).join(', ')
  if (shape.$ref) return 'any value'
  if (shape.anyOf) return [...new Set(shape.anyOf.map(typeOf))].join(' or ')
  if (shape.items) return `list of ${typeOf(shape.items)}`
  if (shape.type === 'object')
    return shape.properties || !shape.additionalProperties
      ? 'record'
      : `by name: ${typeOf(shape.additionalProperties)}`
  if (shape.type === 'integer') {
    const { minimum = 0, maximum = Number.MAX_SAFE_INTEGER } = shape
    return maximum === Number.MAX_SAFE_INTEGER
      ? `whole number from ${minimum}`
      : `whole number from ${minimum} to ${maximum}`
  }
  return formats[shape.format ?? ''] ?? (shape.type === 'boolean' ? 'true or false' : 'text')
}

const formats: Readonly<Record<string, string>> = {
  'uri': 'address',
  'date': 'day',
  'date-time': 'time',
}

function code(value: unknown): string {
  return `\`${typeof value === 'string' ? value : JSON.stringify(value)}\``
}

const head = `# Configuration

<!-- written by npm run generate, from the schema in agent/home/config.ts: not to be edited -->

Everything that you set stands in \`config.yaml\` of the home (\`--home\`, else \`WITNESSMARK_HOME\`,
else the data folder of your system). Comments that you add survive; secrets are never in it. A
mistake is told with its place. Editors with a YAML language server check and complete the file by
its first line, from \`schemas/\` in the home, without a network.

\`\`\`yaml
# yaml-language-server: $schema=./schemas/config.schema.json
version: 1
tenants:
  example:
    service: github
    title: Example Ltd
    target: { organization: example }
    schedule: '0 6 * * *'
    accepted:
      github.organization.actions-restricted:
        reason: Until the list of actions is agreed
        until: 2027-06-30
  intranet:
    service: intranet
    target: { url: https://intranet.example.com }
    schedule: off
staleAfterDays: 35
retentionMonths: 13
timestampAuthority: https://time.example.com/tsr
legalHold: false
\`\`\`
`
