import { RE2JS } from 're2js'
import type { Expectation } from '../model/check.ts'
import type { Value } from '../model/value.ts'

/**
 * Whether `value` meets the expectation. `target` is the metric's or the tenant's target value. An
 * observed absence (null) meets `empty` and `equals null` only.
 */
export function meets(expectation: Expectation, value: Value, target: Value): boolean {
  const wanted =
    'target' in expectation ? target : 'value' in expectation ? expectation.value : null
  switch (expectation.op) {
    case 'equals':
      return equal(value, wanted)
    case 'oneOf':
      return asList(wanted).some(item => equal(value, item))
    case 'atLeast':
      return typeof value === 'number' && typeof wanted === 'number' && value >= wanted
    case 'atMost':
      return typeof value === 'number' && typeof wanted === 'number' && value <= wanted
    case 'includes':
      return asList(wanted).every(item => asList(value).some(found => equal(found, item)))
    case 'excludes':
      return (
        value !== null &&
        !asList(wanted).some(item => asList(value).some(found => equal(found, item)))
      )
    case 'matches':
      return typeof value === 'string' && RE2JS.compile(String(wanted)).matcher(value).find()
    case 'empty':
      return isEmpty(value)
    case 'notEmpty':
      return !isEmpty(value)
  }
}

/** Deep equality of JSON values; the order of keys does not count. */
export function equal(a: Value, b: Value): boolean {
  if (a === b) return true
  if (
    typeof a !== 'object' ||
    typeof b !== 'object' ||
    a === null ||
    b === null ||
    Array.isArray(a) !== Array.isArray(b)
  )
    return false
  if (Array.isArray(a) && Array.isArray(b))
    return a.length === b.length && a.every((item, i) => equal(item as Value, b[i] as Value))
  const [left, right] = [a as { [key: string]: Value }, b as { [key: string]: Value }]
  const keys = Object.keys(left)
  return (
    keys.length === Object.keys(right).length &&
    keys.every(key => key in right && equal(left[key] as Value, right[key] as Value))
  )
}

function asList(value: Value): readonly Value[] {
  return Array.isArray(value) ? value : value === null ? [] : [value]
}

function isEmpty(value: Value): boolean {
  if (value === null || value === '') return true
  return Array.isArray(value)
    ? value.length === 0
    : typeof value === 'object' && Object.keys(value).length === 0
}
