import { types } from 'pg'

/** What a statement is given. */
export type Value =
  | string
  | number
  | null
  | Uint8Array
  | readonly (string | number | null | Uint8Array)[]

/** https://github.com/postgres/postgres/blob/master/src/include/catalog/pg_type.dat */
const [BYTEA, BIGINT, TEXT] = [17, 20, 25]

/**
 * PostgreSQL's text holds every character but NUL: that one is written as two others, the first of
 * which Unicode keeps free for such uses (a noncharacter), and itself written so where it occurs.
 */
const FREE = '\ufdd0'
const NUL = `${FREE}0`
const SELF = `${FREE}1`

export function encoded(value: Value): Value {
  if (typeof value === 'string') return encodedText(value)
  if (!Array.isArray(value)) return value
  return value.map(item => (typeof item === 'string' ? encodedText(item) : item))
}

function encodedText(text: string): string {
  if (!text.includes('\0') && !text.includes(FREE)) return text
  return text.replaceAll(FREE, SELF).replaceAll('\0', NUL)
}

function decodedText(text: string): string {
  return text.includes(FREE) ? text.replaceAll(NUL, '\0').replaceAll(SELF, FREE) : text
}

/** As the SQLite store has them: places as numbers, bytes as such. */
function parserOf(oid: number): ((text: string) => unknown) | null {
  if (oid === BIGINT) return Number
  if (oid === TEXT) return decodedText
  if (oid !== BYTEA) return null
  return text => {
    const { buffer, byteOffset, length } = Buffer.from(text.slice(2), 'hex')
    return new Uint8Array(buffer, byteOffset, length)
  }
}

/** How rows are read. */
export const reading = {
  getTypeParser(oid: number, format?: 'text' | 'binary') {
    return parserOf(oid) ?? types.getTypeParser(oid, format)
  },
}
