/**
 * Canonical JSON (RFC 8785): the bytes that are hashed. ECMAScript's own number and string forms
 * are what the RFC prescribes.
 * @param value plain JSON data
 * @throws TypeError on what JSON cannot carry (NaN, undefined, lone surrogates, class instances),
 * naming the path
 */
export function canonical(value: unknown): string {
  const ordered = inOrder(value)
  const text =
    ordered === BY_HAND ? write(value, { path: [], strict: false }) : JSON.stringify(ordered)
  // A lone surrogate is escaped as `\ud...`, which little else is: only then is each string looked at.
  return text.includes('\\ud') ? write(value, { path: [], strict: true }) : text
}

/** The same as UTF-8 bytes. */
export function canonicalBytes(value: unknown): Uint8Array {
  return encoder.encode(canonical(value))
}

const encoder = new TextEncoder()

const BY_HAND = Symbol('by hand')
const [ZERO, NINE] = [0x30, 0x39]

/**
 * The same data with every object's keys in order, which the engine itself then writes; what stands in
 * order already is not copied. `BY_HAND`: something has no JSON form, or names a key that an object
 * has elsewhere than where it was put (a number, `__proto__`).
 */
function inOrder(value: unknown): unknown {
  if (typeof value === 'string' || typeof value === 'boolean' || value === null) return value
  if (typeof value === 'number') return Number.isFinite(value) ? value : BY_HAND
  if (Array.isArray(value)) return itemsInOrder(value)
  return typeof value === 'object' && isPlain(value)
    ? keysInOrder(value as Readonly<Record<string, unknown>>)
    : BY_HAND
}

function itemsInOrder(items: readonly unknown[]): unknown {
  let copy: unknown[] | null = null
  for (let at = 0; at < items.length; at++) {
    const item = inOrder(items[at])
    if (item === BY_HAND) return BY_HAND
    if (item !== items[at]) (copy ??= [...items])[at] = item
  }
  return copy ?? items
}

function keysInOrder(record: Readonly<Record<string, unknown>>): unknown {
  const keys = Object.keys(record)
  let sorted = true
  for (let at = 0; at < keys.length; at++) {
    const key = keys[at]!
    const first = key.charCodeAt(0)
    if ((first >= ZERO && first <= NINE) || key === '__proto__') return BY_HAND
    if (at > 0 && key < keys[at - 1]!) sorted = false
  }
  // sort() compares UTF-16 code units, as RFC 8785 section 3.2.3 asks.
  let copy: Record<string, unknown> | null = sorted ? null : {}
  if (copy) keys.sort()
  for (const key of keys) {
    const item = inOrder(record[key])
    if (item === BY_HAND) return BY_HAND
    if (copy) copy[key] = item
    else if (item !== record[key]) copy = { ...record, [key]: item }
  }
  return copy ?? record
}

/** Where the writing is (put into words only where something has no JSON form), and how. */
type Writing = { readonly path: (string | number)[]; readonly strict: boolean }

function write(value: unknown, writing: Writing): string {
  if (typeof value === 'string') {
    if (writing.strict && !value.isWellFormed())
      throw new TypeError(`${placeOf(writing)}: a lone surrogate has no UTF-8 form`)
    return JSON.stringify(value)
  }
  if (value === null || typeof value === 'boolean') return String(value)
  if (typeof value === 'number') {
    if (!Number.isFinite(value))
      throw new TypeError(`${placeOf(writing)}: ${value} has no JSON form`)
    return JSON.stringify(value)
  }
  if (Array.isArray(value))
    return `[${value.map((item, at) => below(item, at, writing)).join(',')}]`
  if (typeof value === 'object' && isPlain(value)) {
    const record = value as Readonly<Record<string, unknown>>
    let text = ''
    // sort() compares UTF-16 code units, as RFC 8785 section 3.2.3 asks.
    for (const key of Object.keys(record).sort())
      text += `${text === '' ? '{' : ','}${write(key, writing)}:${below(record[key], key, writing)}`
    return text === '' ? '{}' : `${text}}`
  }
  throw new TypeError(`${placeOf(writing)}: ${typeof value} has no JSON form`)
}

function below(value: unknown, step: string | number, writing: Writing): string {
  writing.path.push(step)
  const text = write(value, writing)
  writing.path.pop()
  return text
}

function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value)
  return prototype === Object.prototype || prototype === null
}

function placeOf({ path }: Writing): string {
  return `$${path.map(step => (typeof step === 'number' ? `[${step}]` : `.${step}`)).join('')}`
}
