/**
 * Canonical JSON (RFC 8785): the bytes that are hashed. ECMAScript's own number and string forms
 * are what the RFC prescribes.
 * @param value plain JSON data
 * @throws TypeError on what JSON cannot carry (NaN, undefined, lone surrogates, class instances),
 * naming the path
 */
export function canonical(value: unknown): string {
  return write(value, '$')
}

/** The same as UTF-8 bytes. */
export function canonicalBytes(value: unknown): Uint8Array {
  return new TextEncoder().encode(canonical(value))
}

function write(value: unknown, path: string): string {
  if (value === null || typeof value === 'boolean') return String(value)
  if (typeof value === 'number') {
    if (!Number.isFinite(value)) throw new TypeError(`${path}: ${value} has no JSON form`)
    return JSON.stringify(value)
  }
  if (typeof value === 'string') {
    if (!value.isWellFormed()) throw new TypeError(`${path}: a lone surrogate has no UTF-8 form`)
    return JSON.stringify(value)
  }
  if (Array.isArray(value))
    return `[${value.map((item, index) => write(item, `${path}[${index}]`)).join(',')}]`
  if (
    typeof value === 'object' &&
    [Object.prototype, null].includes(Object.getPrototypeOf(value) as object | null)
  ) {
    const record = value as Readonly<Record<string, unknown>>
    // sort() compares UTF-16 code units, as RFC 8785 section 3.2.3 asks.
    return `{${Object.keys(record)
      .sort()
      .map(key => `${write(key, path)}:${write(record[key], `${path}.${key}`)}`)
      .join(',')}}`
  }
  throw new TypeError(`${path}: ${typeof value} has no JSON form`)
}
