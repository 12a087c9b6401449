import { attestation, NoteError, openNote } from '../../common/log/checkpoint.ts'
import { sha256, verifierOf } from './crypto.ts'
import type { LogKey } from './key-history.ts'

/** Whether one of these keys vouches, by a note, for the digest of something made from the log. */
export function isAttested(
  keys: readonly LogKey[],
  note: string,
  what: string,
  digest: Uint8Array,
): boolean {
  return keys.some(({ origin, publicKey }) => {
    try {
      const text = openNote(sha256, note, verifierOf(origin, publicKey))
      return text === attestation(origin, what, digest)
    } catch (error) {
      if (error instanceof NoteError || error instanceof TypeError) return false
      throw error
    }
  })
}
