import models from './models.json' with { type: 'json' }

// What NIST's schema asks of the shape of a document: https://pages.nist.gov/OSCAL-Reference/models/

type Fields = { readonly [name: string]: Shape }
type Shape = string | readonly Shape[] | Fields

/** A place in a document that is not as the models have it. */
export type Misshapen = { readonly path: string; readonly detail: string }

const types: Fields = models.types
const roots: Fields = models.models
const day =
  '(?:(?:(?:2000|2400|2800|(?:19|2[0-9](?:0[48]|[2468][048]|[13579][26])))-02-29)|(?:19|2[0-9])[0-9]{2}-(?:02-(?:0[1-9]|1[0-9]|2[0-8])|(?:0[13578]|10|12)-(?:0[1-9]|[12][0-9]|3[01])|(?:0[469]|11)-(?:0[1-9]|[12][0-9]|30)))'
const zone = String.raw`(?:Z|[-+](?:0[0-9]|1[0-4]):(?:00|30|45))`
/** Texts of each data type. */
const forms: Readonly<Record<string, RegExp>> = {
  Base64: /^[0-9A-Za-z+/]+={0,2}$/,
  Date: new RegExp(`^${day}${zone}?$`),
  DateTimeWithTimezone: new RegExp(
    String.raw`^${day}T(?:2[0-3]|[01][0-9]):[0-5][0-9]:[0-5][0-9](?:\.[0-9]+)?${zone}$`,
  ),
  EmailAddress: /^\S+@\S+$/,
  MarkupLine: /^[^\n]+$/,
  MarkupMultiline: /^/,
  String: /^\S(?:.*\S)?$/,
  Token: /^[\p{L}_][\p{L}\p{N}.\-_]*$/u,
  URI: /^[a-zA-Z][a-zA-Z0-9+\-.]+:.+$/,
  URIReference: /^[^\s<>"{}|\\^`]*$/,
  UUID: /^[0-9A-Fa-f]{8}-[0-9A-Fa-f]{4}-[45][0-9A-Fa-f]{3}-[89ABab][0-9A-Fa-f]{3}-[0-9A-Fa-f]{12}$/,
}
const numbers: Readonly<Record<string, (value: unknown) => boolean>> = {
  Boolean: value => typeof value === 'boolean',
  Decimal: value => typeof value === 'number',
  Integer: Number.isInteger,
  NonNegativeInteger: value => Number.isInteger(value) && Number(value) >= 0,
  PositiveInteger: value => Number.isInteger(value) && Number(value) > 0,
}

/**
 * Where a document is not in the shape of its model: fields that there are not, that are missing, empty
 * lists, values of another form. Of a version that is not known nothing is said.
 */
export function misshapen(document: unknown): readonly Misshapen[] {
  const found: Misshapen[] = []
  if (!isRecord(document)) return [{ path: '$', detail: 'no OSCAL document: it is no object' }]
  const names = Object.keys(document).filter(name => name !== '$schema')
  const [name = ''] = names
  const root = roots[name]
  if (names.length !== 1 || root === undefined) {
    const known = Object.keys(roots).join(', ')
    return [{ path: '$', detail: `one of ${known} must be in it, and nothing else` }]
  }
  if (!isKnownVersion(document[name])) return []
  look(root, document[name], `$.${name}`)
  return found

  function look(shape: Shape, value: unknown, path: string): void {
    const say = (detail: string): void => {
      found.push({ path, detail })
    }
    if (typeof shape === 'string') {
      if (shape.startsWith('&')) return look(types[shape.slice(1)] ?? 'Any', value, path)
      if (shape !== 'Any' && !isOf(shape, value))
        say(`not of the form of ${shape}: ${shown(value)}`)
    } else if (isList(shape)) {
      // One item may stand alone in a mapping collection only.
      const [of = 'Any'] = shape
      if (!Array.isArray(value)) say('a list must be here')
      else if (value.length === 0) say('a list without items')
      else for (const [index, item] of value.entries()) look(of, item, `${path}[${index}]`)
    } else if (isList(shape['one of'] ?? '')) {
      const allowed = shape['one of'] as readonly Shape[]
      if (!allowed.includes(value as Shape)) say(`${shown(value)} is none of ${allowed.join(', ')}`)
    } else fieldsOf(shape, value, path, say)
  }

  function fieldsOf(
    shape: Fields,
    value: unknown,
    path: string,
    say: (detail: string) => void,
  ): void {
    if (!isRecord(value)) return say('an object must be here')
    for (const name of Object.keys(shape))
      if (name.endsWith('!') && value[name.slice(0, -1)] === undefined)
        say(`"${name.slice(0, -1)}" is missing`)
    for (const [name, item] of Object.entries(value)) {
      const of = shape[name] ?? shape[`${name}!`]
      if (of === undefined) say(`there is no "${name}" here`)
      else look(of, item, `${path}.${name}`)
    }
  }
}

/** The shapes are those of 1.2, which left everything of 1.1 as it was. */
function isKnownVersion(content: unknown): boolean {
  const metadata = isRecord(content) ? content['metadata'] : undefined
  const version = isRecord(metadata) ? metadata['oscal-version'] : undefined
  return typeof version !== 'string' || /^1\.[12]\.\d+$/.test(version)
}

function isOf(type: string, value: unknown): boolean {
  const number = numbers[type]
  return number ? number(value) : typeof value === 'string' && (forms[type]?.test(value) ?? true)
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function isList(shape: Shape): shape is readonly Shape[] {
  return Array.isArray(shape)
}

function shown(value: unknown): string {
  const text = JSON.stringify(value) ?? 'nothing'
  return text.length > 80 ? `${text.slice(0, 80)}…` : text
}
