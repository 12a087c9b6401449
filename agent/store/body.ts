import { deflateRawSync, inflateRawSync } from 'node:zlib'

/**
 * Bodies of at least so many bytes are kept compressed (RFC 1951) where that is shorter. What is
 * sealed of a body, its length too, is of its plain bytes: one that is shorter than its length is
 * compressed, and needs no mark.
 */
const LEAST = 4096

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
