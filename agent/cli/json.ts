import type { Context } from './context.ts'

/**
 * The text of `JSON.stringify(value, null, 2)`, piece by piece: a list may be one that is walked through
 * (`AsyncIterable`), which is never held as a whole.
 */
async function* jsonText(value: unknown, indent = ''): AsyncGenerator<string> {
  const inner = `${indent}  `
  if (isWalked(value)) {
    let before = '['
    for await (const item of value) {
      yield `${before}\n${inner}${plain(item, inner)}`
      before = ','
    }
    yield before === '[' ? '[]' : `\n${indent}]`
  } else if (Array.isArray(value) && value.some(holdsWalked)) {
    for (const [place, item] of value.entries()) {
      yield `${place === 0 ? '[' : ','}\n${inner}`
      yield* jsonText(item, inner)
    }
    yield `\n${indent}]`
  } else if (holdsWalked(value)) {
    let before = '{'
    for (const [key, item] of Object.entries(value)) {
      if (item === undefined) continue
      yield `${before}\n${inner}${JSON.stringify(key)}: `
      yield* jsonText(item, inner)
      before = ','
    }
    yield `\n${indent}}`
  } else yield plain(value, indent)
}

function plain(value: unknown, indent: string): string {
  return (JSON.stringify(value, null, 2) ?? 'null').replaceAll('\n', `\n${indent}`)
}

function isWalked(value: unknown): value is AsyncIterable<unknown> {
  return typeof value === 'object' && value !== null && Symbol.asyncIterator in value
}

function holdsWalked(value: unknown): value is object {
  if (typeof value !== 'object' || value === null) return false
  return isWalked(value) || Object.values(value).some(holdsWalked)
}

/** Written together. */
const CHUNK = 65_536

/** The same document as `printJson` prints, without holding it. */
export async function printWalked(
  context: Pick<Context, 'print'>,
  kind: string,
  document: object,
): Promise<void> {
  let text = ''
  for await (const piece of jsonText({ format: `witnessmark/${kind}`, version: 1, ...document })) {
    text += piece
    const end = text.length > CHUNK ? text.lastIndexOf('\n') : -1
    if (end < 0) continue
    context.print(text.slice(0, end))
    text = text.slice(end + 1)
  }
  context.print(text)
}
