import type { Value, ValueType } from '../model/value.ts'

/**
 * A value as a person reads it: on and off, units, lists and records in words, never the notation of a
 * program. @param type as the setting declares it; null where it is not known
 */
export function valueWords(value: Value, type: ValueType | null = null): string {
  if (value === null) return 'not set'
  if (typeof value === 'boolean') return value ? 'on' : 'off'
  if (typeof value === 'number') {
    const unit = type?.type === 'number' ? type.unit : undefined
    return unit === undefined ? String(value) : `${value} ${unit}`
  }
  if (typeof value === 'string') {
    const own = type?.type === 'string' ? type.words : undefined
    return own && Object.hasOwn(own, value) ? (own[value] ?? value) : value || '(empty)'
  }
  if (isList(value)) return listWords(value, type?.type === 'list' ? type.of : null)
  const fields = type?.type === 'record' ? type.fields : {}
  const parts = Object.entries(value).map(
    ([name, part]) => `${nameWords(name)}: ${valueWords(part, fields[name] ?? null)}`,
  )
  return parts.length === 0 ? 'none' : parts.join('; ')
}

/** The same in one line, however many things it lists. */
export function valueLine(value: Value, type: ValueType | null = null): string {
  return valueWords(value, type).replaceAll('\n', ' / ')
}

function isList(value: Value): value is readonly Value[] {
  return Array.isArray(value)
}

function listWords(values: readonly Value[], of: ValueType | null): string {
  if (values.length === 0) return 'none'
  const nested = values.some(item => typeof item === 'object' && item !== null)
  return values.map(item => valueWords(item, of)).join(nested ? '\n' : ', ')
}

/** `requiredReviewers` as "required reviewers"; a name that is no word of ours stays. */
function nameWords(name: string): string {
  return /^[a-z]+(?:[A-Z][a-z]+)*$/.test(name)
    ? name.replace(/[A-Z]/g, letter => ` ${letter.toLowerCase()}`)
    : name
}
