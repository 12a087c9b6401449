/** An array whose items are made one by one while it is written. */
export class Stream {
  readonly items: AsyncIterable<unknown>
  constructor(items: AsyncIterable<unknown>) {
    this.items = items
  }
}

/**
 * JSON text of a value in which arrays may be streams; two blanks of indentation down to the items
 * of streams, which are one line each.
 */
export async function* jsonText(value: unknown, indent = ''): AsyncIterable<string> {
  if (value instanceof Stream) {
    yield '['
    let first = true
    for await (const item of value.items) {
      yield `${first ? '' : ','}\n${indent}  ${JSON.stringify(item)}`
      first = false
    }
    yield `\n${indent}]`
  } else if (holdsStream(value)) {
    const list = Array.isArray(value)
    yield list ? '[' : '{'
    let first = true
    for (const [key, item] of Object.entries(value as object)) {
      if (item === undefined) continue
      yield `${first ? '' : ','}\n${indent}  ${list ? '' : `${JSON.stringify(key)}: `}`
      yield* jsonText(item, `${indent}  `)
      first = false
    }
    yield `\n${indent}${list ? ']' : '}'}`
  } else yield JSON.stringify(value, null, 2).replaceAll('\n', `\n${indent}`)
}

function holdsStream(value: unknown): boolean {
  return (
    value instanceof Stream ||
    (typeof value === 'object' && value !== null && Object.values(value).some(holdsStream))
  )
}
