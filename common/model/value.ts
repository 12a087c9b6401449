import { z } from 'zod'

/**
 * A JSON value as a service gave it: what settings hold. `null` is an observed absence, never "not
 * read".
 */
export type Value =
  | string
  | number
  | boolean
  | null
  | readonly Value[]
  | { readonly [key: string]: Value }
export const Value: z.ZodType<Value> = z.lazy(() =>
  z.union([
    z.string(),
    z.number(),
    z.boolean(),
    z.null(),
    z.array(Value),
    z.record(z.string(), Value),
  ]),
)

/**
 * The declared shape of a setting's value: what expressions are type-checked against and what the
 * documentation shows. `nullable` says that an observed absence (null) is a legitimate value. `any`
 * is for foreign documents kept whole.
 */
export type ValueType =
  | { readonly type: 'boolean' | 'any'; readonly nullable?: boolean | undefined }
  | {
      readonly type: 'number'
      readonly unit?: string | undefined
      readonly nullable?: boolean | undefined
    }
  | {
      readonly type: 'string'
      readonly values?: readonly string[] | undefined
      /** What a value means, where the service's own word for it does not say it. */
      readonly words?: Readonly<Record<string, string>> | undefined
      readonly nullable?: boolean | undefined
    }
  | { readonly type: 'list'; readonly of: ValueType; readonly nullable?: boolean | undefined }
  | {
      readonly type: 'record'
      readonly fields: { readonly [name: string]: ValueType }
      readonly nullable?: boolean | undefined
    }

const nullable = z.boolean().optional()
export const ValueType: z.ZodType<ValueType> = z.lazy(() =>
  z.discriminatedUnion('type', [
    z.strictObject({ type: z.enum(['boolean', 'any']), nullable }),
    z.strictObject({ type: z.literal('number'), unit: z.string().optional(), nullable }),
    z.strictObject({
      type: z.literal('string'),
      values: z.array(z.string()).optional(),
      words: z.record(z.string(), z.string()).optional(),
      nullable,
    }),
    z.strictObject({ type: z.literal('list'), of: ValueType, nullable }),
    z.strictObject({
      type: z.literal('record'),
      fields: z.record(z.string(), ValueType),
      nullable,
    }),
  ]),
)

/** Where a value departs from its declared type: the place, and what stands there instead. */
export type Mismatch = {
  readonly at: string
  /** A kind of value, or the values that there may be. */
  readonly expected: string | readonly string[]
  readonly found: string
}

/**
 * Where a value departs from its declared type.
 * @returns the first mismatch, or null when the value fits. Extra record fields are allowed.
 */
export function mismatch(value: Value, type: ValueType, at = 'value'): Mismatch | null {
  if (value === null)
    return type.nullable || type.type === 'any' ? null : { at, expected: type.type, found: 'null' }
  switch (type.type) {
    case 'any':
      return mixed(value, at)
    case 'list': {
      if (!Array.isArray(value)) return { at, expected: 'list', found: typeof value }
      if (type.of.type === 'any') return mixed(value, at)
      for (const [i, item] of value.entries()) {
        const found = mismatch(item as Value, type.of, `${at}[${i}]`)
        if (found) return found
      }
      return null
    }
    case 'record': {
      if (typeof value !== 'object' || Array.isArray(value))
        return { at, expected: 'record', found: Array.isArray(value) ? 'list' : typeof value }
      const record = value as { readonly [key: string]: Value }
      for (const [name, field] of Object.entries(type.fields)) {
        const found = mismatch(record[name] ?? null, field, `${at}.${name}`)
        if (found) return found
      }
      return null
    }
    case 'string':
      if (typeof value !== 'string') return { at, expected: 'string', found: typeof value }
      return type.values && !type.values.includes(value)
        ? { at, expected: type.values, found: JSON.stringify(value) }
        : null
    case 'boolean':
    case 'number':
      return typeof value === type.type
        ? null
        : { at, expected: type.type, found: Array.isArray(value) ? 'list' : typeof value }
  }
}

/**
 * A list in a document holds things of one kind. Another among them (a null among names) is a shape
 * that nobody knows, and leaving it out would make the list shorter than it is.
 */
function mixed(value: Value, at: string): Mismatch | null {
  if (typeof value !== 'object' || value === null) return null
  if (!Array.isArray(value)) {
    for (const [name, field] of Object.entries(value)) {
      const found = mixed(field, `${at}.${name}`)
      if (found) return found
    }
    return null
  }
  const list = value as readonly Value[]
  for (const [i, item] of list.entries()) {
    const [expected, kind] = [kindOf(list[0] ?? null), kindOf(item)]
    if (kind !== expected) return { at: `${at}[${i}]`, expected, found: kind }
    const found = mixed(item, `${at}[${i}]`)
    if (found) return found
  }
  return null
}

function kindOf(value: Value): string {
  if (value === null) return 'null'
  return Array.isArray(value) ? 'list' : typeof value === 'object' ? 'record' : typeof value
}
