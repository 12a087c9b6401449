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
    z.strictObject({ type: z.literal('string'), values: z.array(z.string()).optional(), nullable }),
    z.strictObject({ type: z.literal('list'), of: ValueType, nullable }),
    z.strictObject({
      type: z.literal('record'),
      fields: z.record(z.string(), ValueType),
      nullable,
    }),
  ]),
)

/**
 * Where a value departs from its declared type.
 * @returns the first mismatch as `path: expected X, found Y`, or null when the value fits. Extra
 * record fields are allowed.
 */
export function mismatch(value: Value, type: ValueType, path = 'value'): string | null {
  if (value === null)
    return type.nullable || type.type === 'any'
      ? null
      : `${path}: expected ${type.type}, found null`
  switch (type.type) {
    case 'any':
      return null
    case 'list': {
      if (!Array.isArray(value)) return `${path}: expected list, found ${typeof value}`
      for (const [i, item] of value.entries()) {
        const found = mismatch(item as Value, type.of, `${path}[${i}]`)
        if (found) return found
      }
      return null
    }
    case 'record': {
      if (typeof value !== 'object' || Array.isArray(value))
        return `${path}: expected record, found ${Array.isArray(value) ? 'list' : typeof value}`
      const record = value as { readonly [key: string]: Value }
      for (const [name, field] of Object.entries(type.fields)) {
        const found = mismatch(record[name] ?? null, field, `${path}.${name}`)
        if (found) return found
      }
      return null
    }
    case 'string':
      if (typeof value !== 'string') return `${path}: expected string, found ${typeof value}`
      return type.values && !type.values.includes(value)
        ? `${path}: expected one of ${type.values.join(', ')}, found ${JSON.stringify(value)}`
        : null
    case 'boolean':
    case 'number':
      return typeof value === type.type
        ? null
        : `${path}: expected ${type.type}, found ${Array.isArray(value) ? 'list' : typeof value}`
  }
}
