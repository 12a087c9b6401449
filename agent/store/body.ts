import {
  constants,
  deflateRawSync,
  inflateRawSync,
  zstdCompressSync,
  zstdDecompressSync,
} from 'node:zlib'

/**
 * Bodies of at least so many bytes are kept compressed (RFC 1951) where that is shorter. What is
 * sealed of a body, its length too, is of its plain bytes: one that is shorter than its length is
 * compressed, and needs no mark.
 */
const LEAST = 4096

/** Shorter ones are not compared with others. */
const LEAST_COMPARED = 256

/** Bodies that are longer are not compared with others: what compares them has to fit into memory. */
const MOST = 32 * 1024 * 1024

/** A body as a store keeps it. */
export function packed(body: Uint8Array): Uint8Array {
  if (body.length < LEAST) return body
  const small = deflateRawSync(body, { level: 1 })
  return small.length < body.length ? small : body
}

/**
 * A body as it was sealed.
 * @param length that it had then; what somebody else put in its place comes back as it is, for
 * `verify` to tell
 */
export function unpacked(stored: Uint8Array, length: number): Uint8Array {
  if (stored.length >= length) return stored
  try {
    return inflateRawSync(stored, { maxOutputLength: length })
  } catch {
    return stored
  }
}

/** Whether it is worth to ask for another body that one may resemble. */
export function isComparable({ length }: Uint8Array): boolean {
  return length >= LEAST_COMPARED && length <= MOST
}

/**
 * What of a body another one lacks (RFC 8878, with that one as its dictionary); null where it is not
 * much shorter than the body is by itself.
 * @param whole the body as `packed` has it
 */
export function differing(
  body: Uint8Array,
  whole: Uint8Array,
  base: Uint8Array,
): Uint8Array | null {
  if (!isComparable(body) || !isComparable(base)) return null
  // All of both stays in reach to the end.
  const windowLog = Math.ceil(Math.log2(body.length + base.length))
  const small = zstdCompressSync(body, {
    dictionary: base,
    params: { [constants.ZSTD_c_compressionLevel]: 3, [constants.ZSTD_c_windowLog]: windowLog },
  })
  if (small.length * 2 > whole.length) return null
  // There is no other copy: what does not give the body back is none.
  return Buffer.compare(completed(small, body.length, base), body) === 0 ? small : null
}

/** The other way: a body as it was sealed. @param length as of `unpacked` */
export function completed(stored: Uint8Array, length: number, base: Uint8Array): Uint8Array {
  const known = lately.find(
    item => item.length === length && same(item.stored, stored) && same(item.base, base),
  )
  if (known) return known.body
  try {
    const dictionary = { dictionary: base, maxOutputLength: Math.max(1, length) }
    const body = zstdDecompressSync(stored, dictionary)
    if (base.length <= SHORT && length <= SHORT)
      lately = [{ stored, length, base, body }, ...lately]
    lately.length = Math.min(lately.length, LATELY)
    return body
  } catch {
    return stored
  }
}

/**
 * A run looks several times at what the last ones sealed, a few hundred bytes each; to begin with a
 * decompressor costs more than to compare these.
 */
let lately: {
  readonly stored: Uint8Array
  readonly length: number
  readonly base: Uint8Array
  readonly body: Uint8Array
}[] = []
const LATELY = 8
const SHORT = 16_384

function same(one: Uint8Array, other: Uint8Array): boolean {
  return one.length === other.length && Buffer.compare(one, other) === 0
}
